#include <jansson.h>

#include "base/limits.h"
#include "sections_json.h"
#include "survey/language.h"

static bool is_new_alias(const struct sv_choice *choice, struct str alias)
{
    for (size_t i = 0; i < choice->aliases_n; i++)
        if (str_eq(choice->aliases[i], alias))
            return false;
    return true;
}

/* An alias is kept as every language of the form folds it: which one a person writes in is not known yet. */
static bool read_aliases(struct sv_form_in *in, const struct sv_place *owner, struct sv_choice *choice)
{
    const struct sv_place place = sv_member(owner, "aliases");
    size_t n = 0;
    if (!sv_read_array(in, &place, 0, SV_ALIASES_MAX, &n))
        return false;
    struct str *aliases = sv_take(in, n * in->form.languages_n, sizeof *aliases);
    if (aliases == NULL)
        return false;
    choice->aliases = aliases;
    for (size_t i = 0; i < n * in->form.languages_n; i++) {
        const struct sv_place item = sv_item(&place, i / in->form.languages_n);
        struct str text = STR_EMPTY;
        struct str folded = STR_EMPTY;
        if (!sv_read_text(in, &item, SV_TEXT_BYTES_MAX, &text))
            return false;
        if (sv_fold(text, in->form.systems[i % in->form.languages_n], in->arena, &folded) != RC_OK)
            return sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
        if (folded.n == 0)
            return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: has no letter or digit", sv_path(in, &item)));
        if (is_new_alias(choice, folded))
            aliases[choice->aliases_n++] = folded;
    }
    return true;
}

static bool read_attributes(struct sv_form_in *in, const struct sv_place *owner, struct sv_choice *choice)
{
    const struct sv_place place = sv_member(owner, "attributes");
    if (place.json == NULL)
        return true;
    const size_t n = json_object_size(place.json);
    if (!json_is_object(place.json) || n > SV_ATTRIBUTES_MAX)
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: must be an object of at most %d texts",
                                     sv_path(in, &place), (int)SV_ATTRIBUTES_MAX));
    struct sv_attribute *attributes = sv_take(in, n, sizeof *attributes);
    if (attributes == NULL)
        return false;
    choice->attributes = attributes;
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(place.json, key, value)
    {
        struct sv_attribute *attribute = &attributes[choice->attributes_n++];
        const struct sv_place item = {.up = &place, .member = key, .json = value};
        attribute->name = arena_str(in->arena, str_of(key));
        if (!sv_read_text(in, &item, SV_TEXT_BYTES_MAX, &attribute->value))
            return false;
        if (attribute->name.p == NULL)
            return sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
    }
    return true;
}

static bool read_score(struct sv_form_in *in, const struct sv_place *owner, struct sv_choice *choice)
{
    static const char *const missing[] = {"none", "dont_know", "refused", "not_applicable", NULL};
    static const double score_max = 1e6;
    const struct sv_place score = sv_member(owner, "score");
    const struct sv_place why = sv_member(owner, "missing");
    int reason = SV_MISSING_NONE;
    if (!sv_read_json_number(in, &score, -score_max, score_max, &choice->score) ||
        !sv_read_word(in, &why, missing, &reason))
        return false;
    choice->has_score = score.json != NULL;
    choice->missing = (enum sv_missing)reason;
    return !choice->has_score || choice->missing == SV_MISSING_NONE ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: a missing answer has no score", sv_path(in, &why)));
}

static bool read_choice(struct sv_form_in *in, const struct sv_place *place, struct sv_choice *choice)
{
    static const char *const members[] = {"name",  "label",   "short_label", "aliases",
                                          "score", "missing", "attributes",  NULL};
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place name = sv_member(place, "name");
    const struct sv_place label = sv_member(place, "label");
    return sv_given(in, &name) && sv_read_key(in, &name, &choice->name) && sv_given(in, &label) &&
           sv_read_labels(in, place, &choice->label, &choice->short_label) && read_aliases(in, place, choice) &&
           read_score(in, place, choice) && read_attributes(in, place, choice);
}

static bool is_short_number(struct str name)
{
    int64_t number = 0;
    return name.n <= 2 && name.p[0] != '-' && str_to_i64(name, &number);
}

static bool read_list(struct sv_form_in *in, const struct sv_place *place, size_t choices_left, struct sv_list *list)
{
    static const char *const members[] = {"name", "choices", NULL};
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place name = sv_member(place, "name");
    const struct sv_place items = sv_member(place, "choices");
    if (!sv_given(in, &name) || !sv_read_name(in, &name, &list->name) || !sv_given(in, &items) ||
        !sv_read_array(in, &items, 1, choices_left, &list->choices_n))
        return false;
    struct sv_choice *choices = sv_take(in, list->choices_n, sizeof *choices);
    if (choices == NULL)
        return false;
    list->choices = choices;
    list->keyed_by_name = true;
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_place item = sv_item(&items, i);
        if (!read_choice(in, &item, &choices[i]))
            return false;
        list->keyed_by_name = list->keyed_by_name && is_short_number(choices[i].name);
    }
    return true;
}

bool sv_read_lists(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place place = sv_member(form, "lists");
    size_t n = 0;
    if (!sv_read_array(in, &place, 0, SV_CHOICES_MAX, &n))
        return false;
    struct sv_list *lists = sv_take(in, n, sizeof *lists);
    if (lists == NULL)
        return false;
    in->form.lists = lists;
    size_t choices_left = SV_CHOICES_MAX;
    for (; in->form.lists_n < n; in->form.lists_n++) {
        const struct sv_place item = sv_item(&place, in->form.lists_n);
        struct sv_list *list = &lists[in->form.lists_n];
        if (!read_list(in, &item, choices_left, list))
            return false;
        choices_left -= list->choices_n;
    }
    return true;
}
