#include "on_answer.h"

#include "base/attr.h"

static const struct {
    const char *route;
    enum xl_way way;
} ways[] = {
    {"urgent", XL_WAY_ITSELF},  {"task", XL_WAY_ITSELF},       {"referral", XL_WAY_ITSELF},
    {"consent", XL_WAY_ITSELF}, {"optout", XL_WAY_ITSELF},     {"incentive", XL_WAY_INCENTIVE},
    {"sms", XL_WAY_TASK},       {"contact_mode", XL_WAY_TASK}, {"reschedule", XL_WAY_TASK},
    {"retention", XL_WAY_TASK},
};

static enum xl_way way_of(struct str route)
{
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        if (str_eq(route, str_of(ways[i].route)))
            return ways[i].way;
    return XL_WAY_NONE;
}

static struct xl_action read_action(struct str text)
{
    const struct xl_action nothing = {.values = STR_EMPTY, .route = STR_EMPTY, .value = STR_EMPTY};
    struct xl_action action = nothing;
    if (str_starts(text, STR("if "))) {
        const size_t colon = str_find_byte(text, ':');
        if (colon == SIZE_MAX)
            return nothing;
        action.values = str_trim(str_sub(text, 3, colon - 3));
        if (action.values.n == 0)
            return nothing;
        text = str_trim(str_sub(text, colon + 1, text.n));
    }
    const size_t equals = str_find_byte(text, '=');
    if (equals == SIZE_MAX)
        return nothing;
    action.route = str_trim(str_sub(text, 0, equals));
    action.value = str_trim(str_sub(text, equals + 1, text.n));
    action.way = way_of(action.route);
    return action.route.n > 0 && action.value.n > 0 ? action : nothing;
}

bool xl_action_next(struct str *rest, struct str *out_piece, struct xl_action *out_action)
{
    while (str_next(rest, ';', out_piece)) {
        *out_piece = str_trim(*out_piece);
        if (out_piece->n == 0)
            continue;
        *out_action = read_action(*out_piece);
        return true;
    }
    return false;
}

bool xl_action_is_by_hand(const struct xl_action *action)
{
    return action->way == XL_WAY_TASK || (action->way == XL_WAY_INCENTIVE && action->values.n > 0);
}

void xl_routes_offer(struct sv_nearest *nearest)
{
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        sv_nearest_offer(nearest, str_of(ways[i].route));
}
