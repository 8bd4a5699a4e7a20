/* on_answer as canonical JSON: "[if V1 V2:] route=value", several parted by ";". */
#include <jansson.h>

#include "base/attr.h"
#include "names.h"
#include "write_json.h"

struct action {
    struct str values; /* empty: whatever the answer is */
    struct str route;
    struct str value;
};

enum way {
    WAY_ITSELF,   /* an action of the engine */
    WAY_TASK,     /* a person does it, and is told "contact_mode.call" */
    WAY_INCENTIVE /* of the form as a whole, unless a condition stands before it */
};

static const struct {
    const char *route;
    enum way way;
} ways[] = {
    {"urgent", WAY_ITSELF},   {"task", WAY_ITSELF},         {"referral", WAY_ITSELF}, {"consent", WAY_ITSELF},
    {"optout", WAY_ITSELF},   {"incentive", WAY_INCENTIVE}, {"sms", WAY_TASK},        {"contact_mode", WAY_TASK},
    {"reschedule", WAY_TASK}, {"retention", WAY_TASK},
};

static bool read_action(struct str text, struct action *out_action)
{
    struct action action = {.values = STR_EMPTY};
    if (str_starts(text, STR("if "))) {
        const size_t colon = str_find_byte(text, ':');
        if (colon == SIZE_MAX)
            return false;
        action.values = str_trim(str_sub(text, 3, colon - 3));
        text = str_trim(str_sub(text, colon + 1, text.n));
    }
    const size_t equals = str_find_byte(text, '=');
    if (equals == SIZE_MAX)
        return false;
    action.route = str_trim(str_sub(text, 0, equals));
    action.value = str_trim(str_sub(text, equals + 1, text.n));
    *out_action = action;
    return action.route.n > 0 && action.value.n > 0;
}

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

static json_t *action_json(struct xl_writing *out, const struct action *action, bool itself)
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
                       const struct action *action)
{
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (!str_eq(action->route, str_of(ways[i].route)))
            continue;
        if (ways[i].way == WAY_INCENTIVE && action->values.n == 0)
            put_incentive(out, row, question, key_of(out, action->value));
        else
            xl_append(out, actions, action_json(out, action, ways[i].way == WAY_ITSELF));
        return;
    }
}

/* Nobody answers a note, nor says anything but OK where that is all there is. */
static bool can_happen(const struct xl_row *row, const struct action *action, bool answered)
{
    if (action->values.n == 0)
        return true;
    return answered && (row->type != XL_TYPE_ACKNOWLEDGE || str_eq(action->values, STR("OK")));
}

void xl_put_actions(struct xl_writing *out, json_t *question, const struct xl_row *row, bool answered)
{
    json_t *actions = json_array();
    struct str rest = row->on_answer.text;
    struct str piece;
    while (rest.n > 0 && str_next(&rest, ';', &piece)) {
        struct action action;
        if (read_action(str_trim(piece), &action) && can_happen(row, &action, answered))
            add_action(out, actions, row, question, &action);
    }
    if (json_array_size(actions) > 0)
        xl_put(out, question, "on_answer", actions);
    else
        json_decref(actions);
}
