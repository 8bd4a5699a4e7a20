/* Conditions and choices between values. if(), coalesce() and once() leave alone what they do not need. */
#include "expr_node.h"
#include "expr_run.h"

static struct sv_value f_true(struct sv_run *run UNUSED, const struct sv_node *call UNUSED)
{
    return sv_value_boolean(true);
}

static struct sv_value f_false(struct sv_run *run UNUSED, const struct sv_node *call UNUSED)
{
    return sv_value_boolean(false);
}

static struct sv_value f_boolean(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_boolean(sv_arg_boolean(run, call, 0));
}

static struct sv_value f_not(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_boolean(!sv_arg_boolean(run, call, 0));
}

static struct sv_value f_boolean_from_string(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    return sv_value_boolean(str_eq(text, STR("true")) || str_eq(text, STR("1")));
}

static struct sv_value f_if(struct sv_run *run, const struct sv_node *call)
{
    return sv_arg(run, call, sv_arg_boolean(run, call, 0) ? 1 : 2);
}

static struct sv_value f_coalesce(struct sv_run *run, const struct sv_node *call)
{
    const struct sv_value first = sv_arg(run, call, 0);
    return sv_text_of(run, &first).n > 0 ? first : sv_arg(run, call, 1);
}

/* Keeps the value a calculation has already got. */
static struct sv_value f_once(struct sv_run *run, const struct sv_node *call)
{
    const struct str kept = run->reader->self;
    return kept.n > 0 ? sv_value_text(kept) : sv_arg(run, call, 0);
}

const struct sv_function sv_functions_logic[] = {
    {"true", 0, 0, false, f_true},
    {"false", 0, 0, false, f_false},
    {"boolean", 1, 1, false, f_boolean},
    {"not", 1, 1, false, f_not},
    {"boolean-from-string", 1, 1, false, f_boolean_from_string},
    {"if", 3, 3, false, f_if},
    {"coalesce", 2, 2, false, f_coalesce},
    {"once", 1, 1, false, f_once},
    {.name = NULL},
};
