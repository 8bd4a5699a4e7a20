/* Numbers and node sets. A value that is no number makes a sum, a minimum or a maximum NaN: guard with coalesce(). */
#include <math.h>

#include "expr_node.h"
#include "expr_number.h"
#include "expr_run.h"

static struct sv_value f_number(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(sv_arg_number(run, call, 0));
}

static struct sv_value f_int(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(sv_truncate(sv_arg_number(run, call, 0)));
}

static struct sv_value f_round(struct sv_run *run, const struct sv_node *call)
{
    const double places = sv_run_arg(run, call, 1) == NULL ? 0 : sv_arg_number(run, call, 1);
    return sv_value_number(sv_round(sv_arg_number(run, call, 0), sv_truncate(places)));
}

static struct sv_value f_abs(struct sv_run *run, const struct sv_node *call)
{
    const double x = sv_arg_number(run, call, 0);
    return sv_value_number(x < 0 ? -x : x);
}

static struct sv_value f_random(struct sv_run *run, const struct sv_node *call UNUSED)
{
    /* The 53 high bits fill a double exactly: 0 <= x < 1. */
    return sv_value_number((double)(run->reader->random >> 11) / 9007199254740992.0);
}

static struct sv_value f_count(struct sv_run *run, const struct sv_node *call)
{
    struct sv_items items = sv_items_of(run, call, 0);
    struct sv_value item;
    double n = 0;
    while (sv_items_next(run, &items, &item))
        n++;
    return sv_value_number(n);
}

static struct sv_value f_count_non_empty(struct sv_run *run, const struct sv_node *call)
{
    struct sv_items items = sv_items_of(run, call, 0);
    struct sv_value item;
    double n = 0;
    while (sv_items_next(run, &items, &item))
        n += sv_text_of(run, &item).n > 0 ? 1 : 0;
    return sv_value_number(n);
}

static struct sv_value f_sum(struct sv_run *run, const struct sv_node *call)
{
    struct sv_items items = sv_items_of(run, call, 0);
    struct sv_value item;
    double sum = 0;
    while (sv_items_next(run, &items, &item))
        sum += sv_value_as_number(run, &item);
    return sv_value_number(sum);
}

static struct sv_value extreme(struct sv_run *run, const struct sv_node *call, bool greatest)
{
    struct sv_items items = sv_items_of(run, call, 0);
    struct sv_value item;
    double best = sv_nan();
    for (bool first = true; sv_items_next(run, &items, &item); first = false) {
        const double x = sv_value_as_number(run, &item);
        if (isnan(x))
            return sv_value_number(x);
        if (first || (greatest ? x > best : x < best))
            best = x;
    }
    return sv_value_number(best);
}

static struct sv_value f_min(struct sv_run *run, const struct sv_node *call)
{
    return extreme(run, call, false);
}

static struct sv_value f_max(struct sv_run *run, const struct sv_node *call)
{
    return extreme(run, call, true);
}

const struct sv_function sv_functions_number[] = {
    {"number", 0, 1, true, f_number},
    {"int", 1, 1, false, f_int},
    {"round", 1, 2, false, f_round},
    {"abs", 1, 1, false, f_abs},
    {"random", 0, 0, false, f_random},
    {"count", 1, 1, false, f_count},
    {"count-non-empty", 1, 1, false, f_count_non_empty},
    {"sum", 1, 1, false, f_sum},
    {"min", 1, SV_ARGS_ANY, false, f_min},
    {"max", 1, SV_ARGS_ANY, false, f_max},
    {.name = NULL},
};
