#include "check_on_answer.h"

#include "base/attr.h"
#include "check_stored.h"
#include "check_texts.h"
#include "on_answer.h"

enum {
    ACTION_BYTES_MAX = 64, /* as it is stored: "route.value" */
    ACTIONS_MAX = 16       /* of one row */
};

static void say_route(const struct check *check, const struct sv_spot *spot, struct str route)
{
    struct sv_nearest nearest = sv_nearest_of(route);
    xl_routes_offer(&nearest);
    const struct str args[] = {route, nearest.best};
    xl_findings_add(check->findings, SV_CODE_P004, nearest.best.n > 0 ? P004_NEAREST : P004_ROUTE, spot, args,
                    COUNT_OF(args));
}

static bool has_value(const struct xl_row *row, const struct xl_list *list, struct str value)
{
    for (size_t i = 0; i < list->choices_n; i++)
        if (str_eq(list->choices[i].name.text, value))
            return true;
    return row->or_other && str_eq(value, STR("other"));
}

static bool may_be_answer(const struct xl_row *row, struct str value)
{
    if (row->type == XL_TYPE_INTEGER)
        return xl_check_is_whole(value);
    if (xl_check_is_number(row->type))
        return xl_check_is_decimal(value);
    if (row->type == XL_TYPE_ACKNOWLEDGE)
        return xl_check_acknowledges(value);
    if (row->type == XL_TYPE_DATE)
        return xl_check_is_date(value);
    return row->type != XL_TYPE_TIME || xl_check_is_time(value);
}

static void check_value(const struct check *check, const struct xl_row *row, const struct sv_spot *spot,
                        struct str value)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    if (list == NULL && !may_be_answer(row, value))
        xl_findings_add(check->findings, SV_CODE_P004, P004_KIND, spot, &value, 1);
    if (list == NULL || list->choices_n == 0 || has_value(row, list, value))
        return;
    const struct str args[] = {value, list->name, xl_check_values_of(check, list)};
    xl_findings_add(check->findings, SV_CODE_P004, P004_VALUE, spot, args, COUNT_OF(args));
}

static void check_if(const struct check *check, const struct xl_row *row, const struct sv_spot *spot, struct str values)
{
    struct str rest = values;
    struct str value = STR_EMPTY;
    if (row->type == XL_TYPE_NOTE && values.n > 0) {
        xl_findings_add(check->findings, SV_CODE_P004, P004_NOTE, spot, NULL, 0);
        return;
    }
    while (str_next(&rest, ' ', &value))
        if (value.n > 0)
            check_value(check, row, spot, value);
}

/* A reward or a text that nobody sees to is a broken promise: who writes the form must know that a person is needed. */
static void say_by_hand(const struct check *check, const struct sv_spot *spot, const struct xl_action *action)
{
    const struct str args[] = {action->route, action->value};
    if (xl_action_is_by_hand(action))
        xl_findings_add(check->findings, SV_CODE_P004, action->way == XL_WAY_INCENTIVE ? P004_REWARD : P004_BY_HAND,
                        spot, args, COUNT_OF(args));
}

static void check_action(const struct check *check, const struct xl_row *row, const struct sv_spot *spot,
                         struct str text, const struct xl_action *action)
{
    if (action->route.n == 0) {
        xl_findings_add(check->findings, SV_CODE_P004, P004_GRAMMAR, spot, &text, 1);
        return;
    }
    if (action->way == XL_WAY_NONE) {
        say_route(check, spot, action->route);
    } else if (action->route.n + 1 + action->value.n > ACTION_BYTES_MAX) {
        const struct str args[] = {action->value, xl_check_count(check, ACTION_BYTES_MAX - 1)};
        xl_findings_add(check->findings, SV_CODE_P004, P004_LONG, spot, args, COUNT_OF(args));
    }
    say_by_hand(check, spot, action);
    check_if(check, row, spot, action->values);
}

void xl_check_on_answer(const struct check *check, const struct xl_row *row)
{
    const struct sv_spot spot = xl_check_spot(check, row, &row->on_answer, STR("on_answer"));
    size_t n = 0;
    struct str rest = row->on_answer.text;
    struct str piece = STR_EMPTY;
    struct xl_action action;
    for (; xl_action_next(&rest, &piece, &action); n++)
        check_action(check, row, &spot, piece, &action);
    const struct str args[] = {xl_check_count(check, (int64_t)n), xl_check_count(check, ACTIONS_MAX)};
    if (n > ACTIONS_MAX)
        xl_findings_add(check->findings, SV_CODE_P004, P004_MANY, &spot, args, COUNT_OF(args));
}

bool xl_check_takes_route(const struct xl_row *row, struct str route)
{
    struct str rest = row->on_answer.text;
    struct str piece = STR_EMPTY;
    struct xl_action action;
    while (xl_action_next(&rest, &piece, &action))
        if (str_eq(action.route, route))
            return true;
    return false;
}
