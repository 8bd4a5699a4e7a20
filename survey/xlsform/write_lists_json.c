/* Lists of choices as canonical JSON. */
#include <jansson.h>
#include <math.h>

#include "base/attr.h"
#include "lists.h"
#include "survey/expr.h"
#include "write_json.h"

enum {
    ALIASES_MAX = 32, /* as survey/form takes them */
    ATTRIBUTES_MAX = 64
};

static void put_score(struct xl_writing *out, json_t *json, const struct xl_choice *choice)
{
    static const struct {
        const char *written;
        const char *word;
    } reasons[] = {{"dk", "dont_know"}, {"refused", "refused"}, {"na", "not_applicable"}};
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (!str_eq_ascii_nocase(choice->missing.text, str_of(reasons[i].written)))
            continue;
        xl_put_text(out, json, "missing", str_of(reasons[i].word));
        return; /* a missing answer has no score */
    }
    const double score = sv_number_of(choice->score.text);
    if (isfinite(score))
        xl_put(out, json, "score", json_real(score));
}

/* Whether there is a letter or digit to compare. */
static bool says_something(struct xl_writing *out, struct str alias)
{
    struct str folded = STR_EMPTY;
    if (sv_fold(alias, NULL, out->arena, &folded) != RC_OK)
        out->failed = true;
    return folded.n > 0;
}

static void put_aliases(struct xl_writing *out, json_t *json, const struct xl_choice *choice)
{
    const struct str text = choice->aliases.text;
    json_t *aliases = json_array();
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != ' ' && text.p[i] != ',' && text.p[i] != '\n')
            continue;
        const struct str alias = str_sub(text, from, i - from);
        from = i + 1;
        if (alias.n > 0 && json_array_size(aliases) < ALIASES_MAX && says_something(out, alias))
            xl_append(out, aliases, xl_json_text(out, alias));
    }
    if (json_array_size(aliases) > 0)
        xl_put(out, json, "aliases", aliases);
    else
        json_decref(aliases);
}

static void put_attribute(struct xl_writing *out, json_t *attributes, struct str name, struct str value)
{
    const char *member = str_z(out->arena, name);
    out->failed = out->failed || member == NULL;
    if (member != NULL && json_object_size(attributes) < ATTRIBUTES_MAX)
        xl_put_text(out, attributes, member, value);
}

/* The score too: formulas look it up with instance(). */
static void put_attributes(struct xl_writing *out, json_t *json, const struct xl_choice *choice)
{
    json_t *attributes = json_object();
    put_attribute(out, attributes, STR("ind_score"), choice->score.text);
    put_attribute(out, attributes, STR("ind_missing"), choice->missing.text);
    for (size_t i = 0; i < out->form->extra_n; i++)
        put_attribute(out, attributes, out->form->extra[i], choice->extra[i].text);
    if (json_object_size(attributes) > 0)
        xl_put(out, json, "attributes", attributes);
    else
        json_decref(attributes);
}

static json_t *choice_json(struct xl_writing *out, const struct xl_choice *choice)
{
    json_t *json = json_object();
    xl_put_text(out, json, "name", choice->name.text);
    xl_put_texts(out, json, "label", choice->label);
    xl_put_texts(out, json, "short_label", choice->short_label);
    put_aliases(out, json, choice);
    put_score(out, json, choice);
    put_attributes(out, json, choice);
    return json;
}

static json_t *list_json(struct xl_writing *out, const struct xl_list *list)
{
    json_t *json = json_object();
    json_t *choices = json_array();
    for (size_t i = 0; i < list->choices_n; i++)
        xl_append(out, choices, choice_json(out, &list->choices[i]));
    xl_put_text(out, json, "name", list->name);
    xl_put(out, json, "choices", choices);
    return json;
}

/* What "acknowledge" chooses from: one choice, which stores OK. */
static json_t *acknowledge_json(struct xl_writing *out)
{
    json_t *json = json_object();
    json_t *choices = json_array();
    json_t *choice = json_object();
    json_t *label = json_object();
    for (size_t i = 0; i < out->form->languages_n; i++)
        xl_put_text(out, label, out->codes[i], STR("OK"));
    xl_put_text(out, choice, "name", STR("OK"));
    xl_put(out, choice, "label", label);
    xl_append(out, choices, choice);
    xl_put_text(out, json, "name", out->acknowledge);
    xl_put(out, json, "choices", choices);
    return json;
}

json_t *xl_lists_json(struct xl_writing *out)
{
    json_t *lists = json_array();
    bool acknowledged = false;
    for (size_t i = 0; i < out->form->lists_n; i++)
        if (out->lists_used[i])
            xl_append(out, lists, list_json(out, &out->form->lists[i]));
    for (size_t i = 0; i < out->form->rows_n; i++)
        acknowledged = acknowledged || out->form->rows[i].type == XL_TYPE_ACKNOWLEDGE;
    if (acknowledged)
        xl_append(out, lists, acknowledge_json(out));
    return lists;
}
