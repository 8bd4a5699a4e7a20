/* What the answers of a question set off. */
#include <jansson.h>

#include "base/utf8.h"
#include "sections_json.h"
#include "survey/nearest.h"

enum { ACTIONS_MAX = 16, VALUES_MAX = 64, SHOWN_BYTES = 60 };

static bool unknown_choice(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q,
                           struct str value)
{
    const struct sv_list *list = &in->form.lists[q->list];
    struct sv_nearest nearest = sv_nearest_of(value);
    for (size_t i = 0; i < list->choices_n; i++)
        sv_nearest_offer(&nearest, list->choices[i].name);
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' is not in list '%.*s'%s", sv_path(in, place),
                                 STR_FMT(utf8_prefix(value, SHOWN_BYTES)), STR_FMT(list->name),
                                 sv_nearest_hint(&nearest, hint)));
}

bool sv_fits(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q, struct str value)
{
    if (place->json == NULL || sv_form_fits(&in->form, q, value))
        return true;
    if (q->type == SV_TYPE_SELECT_ONE)
        return unknown_choice(in, place, q, value);
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' is no answer of type '%.*s' as it is stored",
                                 sv_path(in, place), STR_FMT(utf8_prefix(value, SHOWN_BYTES)),
                                 STR_FMT(sv_type_word(q->type))));
}

/* One answer; of several choices, one of them. */
static bool read_value(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q,
                       struct str *out_value)
{
    if (!sv_read_text(in, place, SV_NAME_BYTES_MAX, out_value))
        return false;
    if (q->list < 0)
        return sv_fits(in, place, q, *out_value);
    return sv_list_choice(&in->form.lists[q->list], *out_value) >= 0 || unknown_choice(in, place, q, *out_value);
}

static bool read_values(struct sv_form_in *in, const struct sv_place *owner, const struct sv_question *q,
                        struct sv_action *action)
{
    const struct sv_place place = sv_member(owner, "if");
    if (place.json == NULL)
        return true;
    if (q->type == SV_TYPE_NOTE)
        return sv_refuse(
            in, err_set(in->err, RC_BAD_INPUT, "%s: a note has no answers; hint: remove it", sv_path(in, &place)));
    size_t n = 0;
    if (!sv_read_array(in, &place, 1, VALUES_MAX, &n))
        return false;
    struct str *values = sv_take(in, n, sizeof *values);
    if (values == NULL)
        return false;
    action->values = values;
    for (; action->values_n < n; action->values_n++) {
        const struct sv_place item = sv_item(&place, action->values_n);
        if (!read_value(in, &item, q, &values[action->values_n]))
            return false;
    }
    return true;
}

static bool read_action(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q,
                        struct sv_action *action)
{
    static const char *const members[] = {"if", "do", "what", NULL};
    static const char *const kinds[] = {
#define X(name, word) [name] = (word),
        SV_ACTION_LIST(X)
#undef X
            [SV_ACTION_COUNT] = NULL};
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place kind = sv_member(place, "do");
    const struct sv_place what = sv_member(place, "what");
    int kind_at = 0;
    action->what = STR_EMPTY;
    if (!sv_given(in, &kind) || !sv_read_word(in, &kind, kinds, &kind_at) || !sv_read_key(in, &what, &action->what))
        return false;
    action->kind = (enum sv_action_kind)kind_at;
    return (action->kind == SV_ACTION_OPTOUT || sv_given(in, &what)) && read_values(in, place, q, action);
}

bool sv_read_actions(struct sv_form_in *in, const struct sv_place *question, struct sv_question *q)
{
    const struct sv_place place = sv_member(question, "on_answer");
    size_t n = 0;
    if (place.json == NULL)
        return true;
    if (!sv_read_array(in, &place, 1, ACTIONS_MAX, &n))
        return false;
    struct sv_action *actions = sv_take(in, n, sizeof *actions);
    if (actions == NULL)
        return false;
    q->actions = actions;
    for (; q->actions_n < n; q->actions_n++) {
        const struct sv_place item = sv_item(&place, q->actions_n);
        if (!read_action(in, &item, q, &actions[q->actions_n]))
            return false;
    }
    return true;
}
