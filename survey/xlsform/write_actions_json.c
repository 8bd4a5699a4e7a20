/* on_answer as canonical JSON. */
#include <jansson.h>

#include "names.h"
#include "on_answer.h"
#include "write_json.h"

/* The text with "_" for what a key cannot have; capitals small. */
static struct str key_of(struct xl_writing *out, struct str text)
{
    char *p = arena_alloc(out->arena, text.n);
    out->failed = out->failed || p == NULL;
    for (size_t i = 0; i < text.n && p != NULL; i++) {
        const char c = xl_lower(text.p[i]);
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        p[i] = '_';
        if (fits)
            p[i] = c;
    }
    return p == NULL ? STR_EMPTY : (struct str){.p = p, .n = text.n};
}

static void put_values(struct xl_writing *out, json_t *json, struct str values)
{
    json_t *items = json_array();
    struct str value;
    while (values.n > 0 && str_next(&values, ' ', &value))
        if (value.n > 0)
            xl_append(out, items, xl_json_text(out, value));
    if (json_array_size(items) > 0)
        xl_put(out, json, "if", items);
    else
        json_decref(items);
}

static json_t *action_json(struct xl_writing *out, const struct xl_action *action, bool itself)
{
    const struct str value = key_of(out, action->value);
    json_t *json = json_object();
    put_values(out, json, action->values);
    xl_put_text(out, json, "do", itself ? action->route : STR("task"));
    xl_put_text(out, json, "what", itself ? value : xl_joined(out, action->route, STR("."), value));
    return json;
}

/* Who does not get to see the row has not earned it; two rows that say so are two ways to earn it, and then completing is
 * what counts. */
static void put_incentive(struct xl_writing *out, const struct xl_row *row, const json_t *question, struct str purpose)
{
    const bool first = out->incentive.n == 0;
    const bool for_some = row->relevant.text.n > 0 || row->parent >= 0;
    out->incentive = purpose;
    out->incentive_at = first && for_some ? str_of(json_string_value(json_object_get(question, "name"))) : STR_EMPTY;
}

static void add_action(struct xl_writing *out, json_t *actions, const struct xl_row *row, const json_t *question,
                       const struct xl_action *action)
{
    if (action->way == XL_WAY_INCENTIVE && !xl_action_is_by_hand(action))
        put_incentive(out, row, question, key_of(out, action->value));
    else if (action->way != XL_WAY_NONE)
        xl_append(out, actions, action_json(out, action, action->way == XL_WAY_ITSELF));
}

/* Nobody answers a note, nor says anything but OK where that is all there is. */
static bool can_happen(const struct xl_row *row, const struct xl_action *action, bool answered)
{
    if (action->values.n == 0)
        return true;
    return answered && (row->type != XL_TYPE_ACKNOWLEDGE || str_eq(action->values, STR("OK")));
}

void xl_put_actions(struct xl_writing *out, json_t *question, const struct xl_row *row, bool answered)
{
    json_t *actions = json_array();
    struct str rest = row->on_answer.text;
    struct str piece = STR_EMPTY;
    struct xl_action action;
    while (xl_action_next(&rest, &piece, &action))
        if (can_happen(row, &action, answered))
            add_action(out, actions, row, question, &action);
    if (json_array_size(actions) > 0)
        xl_put(out, question, "on_answer", actions);
    else
        json_decref(actions);
}
