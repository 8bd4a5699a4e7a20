#include <assert.h>

#include "base/limits.h"
#include "sections_json.h"
#include "survey/nearest.h"

/* What a question of each type has. */
static const struct {
    bool list;
    bool answer; /* may be required and constrained */
    bool label;
    bool calculation;
    bool preset;  /* may have a default */
    bool actions; /* may set something off */
} traits[] = {
    [SV_TYPE_TEXT] = {.answer = true, .label = true, .preset = true, .actions = true},
    [SV_TYPE_INTEGER] = {.answer = true, .label = true, .preset = true, .actions = true},
    [SV_TYPE_DECIMAL] = {.answer = true, .label = true, .preset = true, .actions = true},
    [SV_TYPE_DATE] = {.answer = true, .label = true, .preset = true, .actions = true},
    [SV_TYPE_TIME] = {.answer = true, .label = true, .preset = true, .actions = true},
    [SV_TYPE_SELECT_ONE] = {.answer = true, .label = true, .list = true, .preset = true, .actions = true},
    [SV_TYPE_SELECT_MULTIPLE] = {.answer = true, .label = true, .list = true, .preset = true, .actions = true},
    [SV_TYPE_RANK] = {.answer = true, .label = true, .list = true, .preset = true, .actions = true},
    [SV_TYPE_NOTE] = {.label = true, .actions = true},
    [SV_TYPE_CALCULATE] = {.calculation = true},
    [SV_TYPE_HIDDEN] = {.preset = true},
};
static_assert(COUNT_OF(traits) == SV_TYPE_COUNT, "traits for every type");

static bool needs(struct sv_form_in *in, const struct sv_place *owner, const struct sv_question *q, const char *member)
{
    const struct sv_place place = sv_member(owner, member);
    return place.json != NULL || sv_refuse(in, err_set(in->err, RC_MISSING, "%s: is missing; type '%.*s' needs it",
                                                       sv_path(in, &place), STR_FMT(sv_type_word(q->type))));
}

static bool has_no(struct sv_form_in *in, const struct sv_place *owner, const struct sv_question *q, const char *member)
{
    const struct sv_place place = sv_member(owner, member);
    return place.json == NULL ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: has no effect on type '%.*s'; hint: remove it",
                                 sv_path(in, &place), STR_FMT(sv_type_word(q->type))));
}

/* What stands beside a member that it belongs to, or would silently do nothing. */
static bool belongs_to(struct sv_form_in *in, const struct sv_place *owner, const char *member, const char *other)
{
    const struct sv_place place = sv_member(owner, member);
    const struct sv_place needed = sv_member(owner, other);
    return place.json == NULL || needed.json != NULL ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: has no effect without '%s'", sv_path(in, &place), other));
}

static bool has_none_of(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q,
                        const char *const *members)
{
    for (; *members != NULL; members++)
        if (!has_no(in, place, q, *members))
            return false;
    return true;
}

/* One of the two, for the other would silently do nothing. */
static bool not_beside(struct sv_form_in *in, const struct sv_place *owner, const char *member, const char *other)
{
    const struct sv_place place = sv_member(owner, member);
    const struct sv_place beside = sv_member(owner, other);
    return place.json == NULL || beside.json == NULL ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: has no effect beside '%s'", sv_path(in, &place), other));
}

static bool check_members(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q)
{
    static const char *const of_answers[] = {"required", "required_message", "constraint", "constraint_message", NULL};
    static const char *const of_lists[] = {"choice_filter", NULL};
    static const char *const of_presets[] = {"default", "default_calculation", NULL};
    static const char *const of_actions[] = {"on_answer", NULL};
    return (traits[q->type].answer || has_none_of(in, place, q, of_answers)) &&
           (traits[q->type].list || has_none_of(in, place, q, of_lists)) &&
           (traits[q->type].preset || has_none_of(in, place, q, of_presets)) &&
           (traits[q->type].actions || has_none_of(in, place, q, of_actions)) &&
           not_beside(in, place, "default_calculation", "default") &&
           (traits[q->type].list ? needs : has_no)(in, place, q, "list") &&
           (traits[q->type].calculation ? needs : has_no)(in, place, q, "calculation") &&
           (!traits[q->type].label || needs(in, place, q, "label")) &&
           belongs_to(in, place, "constraint_message", "constraint") &&
           belongs_to(in, place, "required_message", "required");
}

static bool find_list(struct sv_form_in *in, const struct sv_place *place, int32_t *out_list)
{
    struct str name = STR_EMPTY;
    if (place->json == NULL || !sv_read_name(in, place, &name))
        return place->json == NULL;
    struct sv_nearest nearest = sv_nearest_of(name);
    for (size_t i = 0; i < in->form.lists_n; i++) {
        sv_nearest_offer(&nearest, in->form.lists[i].name);
        if (!str_eq(in->form.lists[i].name, name))
            continue;
        *out_list = (int32_t)i;
        return true;
    }
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: unknown list '%.*s'%s", sv_path(in, place), STR_FMT(name),
                                 sv_nearest_hint(&nearest, hint)));
}

static bool is_rankable(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q)
{
    if (q->type != SV_TYPE_RANK || in->form.lists[q->list].choices_n <= SV_RANK_CHOICES_MAX)
        return true;
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: has %zu choices; hint: a person can rank at most %d",
                                 sv_path(in, place), in->form.lists[q->list].choices_n, (int)SV_RANK_CHOICES_MAX));
}

static bool read_default(struct sv_form_in *in, const struct sv_place *owner, struct sv_question *q)
{
    const struct sv_place place = sv_member(owner, "default");
    q->default_value = STR_EMPTY;
    return sv_read_text(in, &place, SV_VALUE_BYTES_MAX, &q->default_value) && sv_fits(in, &place, q, q->default_value);
}

/* Among the groups read so far. */
static bool find_group(struct sv_form_in *in, const struct sv_place *place, int32_t *out_group)
{
    struct str name = STR_EMPTY;
    if (place->json == NULL || !sv_read_name(in, place, &name))
        return place->json == NULL;
    struct sv_nearest nearest = sv_nearest_of(name);
    for (size_t i = 0; i < in->form.groups_n; i++) {
        sv_nearest_offer(&nearest, in->groups[i].name);
        if (!str_eq(in->groups[i].name, name))
            continue;
        *out_group = (int32_t)i;
        return true;
    }
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: unknown group '%.*s'%s", sv_path(in, place), STR_FMT(name),
                                 sv_nearest_hint(&nearest, hint)));
}

static bool read_group(struct sv_form_in *in, const struct sv_place *place, struct sv_group *group)
{
    static const char *const members[] = {"name", "parent", "relevant", NULL};
    group->parent = -1;
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place name = sv_member(place, "name");
    const struct sv_place parent = sv_member(place, "parent");
    return sv_given(in, &name) && sv_read_name(in, &name, &group->name) && find_group(in, &parent, &group->parent);
}

static bool read_kind(struct sv_form_in *in, const struct sv_place *place, struct sv_question *q)
{
    static const char *const types[] = {
#define X(name, word) [name] = (word),
        SV_TYPE_LIST(X)
#undef X
            [SV_TYPE_COUNT] = NULL};
    static const char *const privacies[] = {[SV_PRIVACY_NONE] = "none",
                                            [SV_PRIVACY_PERSONAL] = "personal",
                                            [SV_PRIVACY_SENSITIVE] = "sensitive",
                                            [SV_PRIVACY_SECRET] = "secret",
                                            NULL};
    const struct sv_place name = sv_member(place, "name");
    const struct sv_place type = sv_member(place, "type");
    const struct sv_place privacy = sv_member(place, "privacy");
    int type_at = 0;
    int privacy_at = SV_PRIVACY_NONE;
    if (!sv_given(in, &name) || !sv_read_name(in, &name, &q->name) || !sv_given(in, &type) ||
        !sv_read_word(in, &type, types, &type_at) || !sv_read_word(in, &privacy, privacies, &privacy_at))
        return false;
    q->type = (enum sv_type)type_at;
    q->privacy = (enum sv_privacy)privacy_at;
    return true;
}

static bool read_question(struct sv_form_in *in, const struct sv_place *place, struct sv_question *q)
{
    static const char *const members[] = {"name",
                                          "type",
                                          "list",
                                          "group",
                                          "label",
                                          "short_label",
                                          "hint",
                                          "required",
                                          "relevant",
                                          "constraint",
                                          "constraint_message",
                                          "required_message",
                                          "privacy",
                                          "choice_filter",
                                          "on_answer",
                                          "calculation",
                                          "default_calculation",
                                          "default",
                                          NULL};
    q->list = -1;
    q->group = -1;
    if (!sv_read_object(in, place, members) || !read_kind(in, place, q) || !check_members(in, place, q))
        return false;
    const struct sv_place list = sv_member(place, "list");
    const struct sv_place group = sv_member(place, "group");
    const struct sv_place hint = sv_member(place, "hint");
    const struct sv_place constraint_message = sv_member(place, "constraint_message");
    const struct sv_place required_message = sv_member(place, "required_message");
    return find_list(in, &list, &q->list) && is_rankable(in, &list, q) && find_group(in, &group, &q->group) &&
           sv_read_labels(in, place, &q->label, &q->short_label) && sv_read_filled(in, &hint, &q->hint) &&
           sv_read_filled(in, &constraint_message, &q->constraint_message) &&
           sv_read_filled(in, &required_message, &q->required_message) && read_default(in, place, q) &&
           sv_read_actions(in, place, q);
}

static bool read_groups(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place place = sv_member(form, "groups");
    size_t n = 0;
    if (!sv_read_array(in, &place, 0, SV_QUESTIONS_MAX, &n))
        return false;
    in->groups = sv_take(in, n, sizeof *in->groups);
    in->form.groups = in->groups;
    if (in->groups == NULL)
        return false;
    for (; in->form.groups_n < n; in->form.groups_n++) {
        const struct sv_place item = sv_item(&place, in->form.groups_n);
        if (!read_group(in, &item, &in->groups[in->form.groups_n]))
            return false;
    }
    return true;
}

bool sv_read_questions(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place place = sv_member(form, "questions");
    size_t n = 0;
    if (!read_groups(in, form) || !sv_given(in, &place) || !sv_read_array(in, &place, 1, SV_QUESTIONS_MAX, &n))
        return false;
    in->questions = sv_take(in, n, sizeof *in->questions);
    in->form.questions = in->questions;
    if (in->questions == NULL)
        return false;
    for (; in->form.questions_n < n; in->form.questions_n++) {
        const struct sv_place item = sv_item(&place, in->form.questions_n);
        if (!read_question(in, &item, &in->questions[in->form.questions_n]))
            return false;
    }
    return true;
}
