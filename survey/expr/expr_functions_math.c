/* Powers, roots, logarithms and angles (radians), as C computes them. What has no result is NaN or infinite, and that is an empty text. */
#include <math.h>

#include "expr_node.h"
#include "expr_number.h"
#include "expr_run.h"

/* C gives 1 for pow(NaN, 0) and pow(1, NaN); where an answer is missing there is no result here. */
static struct sv_value f_pow(struct sv_run *run, const struct sv_node *call)
{
    const double x = sv_arg_number(run, call, 0);
    const double y = sv_arg_number(run, call, 1);
    return sv_value_number(isnan(x) || isnan(y) ? sv_nan() : pow(x, y));
}

static struct sv_value f_atan2(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(atan2(sv_arg_number(run, call, 0), sv_arg_number(run, call, 1)));
}

static struct sv_value f_exp10(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(pow(10, sv_arg_number(run, call, 0)));
}

static struct sv_value f_pi(struct sv_run *run UNUSED, const struct sv_node *call UNUSED)
{
    return sv_value_number(3.14159265358979323846);
}

static struct sv_value f_sqrt(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(sqrt(sv_arg_number(run, call, 0)));
}

static struct sv_value f_exp(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(exp(sv_arg_number(run, call, 0)));
}

static struct sv_value f_log(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(log(sv_arg_number(run, call, 0)));
}

static struct sv_value f_log10(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(log10(sv_arg_number(run, call, 0)));
}

static struct sv_value f_sin(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(sin(sv_arg_number(run, call, 0)));
}

static struct sv_value f_cos(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(cos(sv_arg_number(run, call, 0)));
}

static struct sv_value f_tan(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(tan(sv_arg_number(run, call, 0)));
}

static struct sv_value f_asin(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(asin(sv_arg_number(run, call, 0)));
}

static struct sv_value f_acos(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(acos(sv_arg_number(run, call, 0)));
}

static struct sv_value f_atan(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number(atan(sv_arg_number(run, call, 0)));
}

const struct sv_function sv_functions_math[] = {
    {"pow", 2, 2, false, f_pow},     {"sqrt", 1, 1, false, f_sqrt}, {"exp", 1, 1, false, f_exp},
    {"exp10", 1, 1, false, f_exp10}, {"log", 1, 1, false, f_log},   {"log10", 1, 1, false, f_log10},
    {"sin", 1, 1, false, f_sin},     {"cos", 1, 1, false, f_cos},   {"tan", 1, 1, false, f_tan},
    {"asin", 1, 1, false, f_asin},   {"acos", 1, 1, false, f_acos}, {"atan", 1, 1, false, f_atan},
    {"atan2", 2, 2, false, f_atan2}, {"pi", 0, 0, false, f_pi},     {.name = NULL},
};
