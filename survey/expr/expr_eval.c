#include <assert.h>

#include "expr_date.h"
#include "expr_node.h"
#include "expr_number.h"
#include "expr_run.h"
#include "survey/expr.h"

static struct sv_value nothing(void)
{
    return sv_value_text(STR_EMPTY);
}

static struct sv_value run_reference(struct sv_run *run, int32_t reference)
{
    struct sv_value value = nothing();
    const enum rc rc = run->reader->value(run->reader->context, reference, run->arena, &value);
    if (rc != RC_OK)
        run->rc = err_set(run->err, rc, "an answer could not be read");
    return value;
}

static struct sv_value run_column(const struct sv_run *run, struct str name)
{
    const struct sv_reader *reader = run->reader;
    return sv_value_text(reader->column == NULL ? STR_EMPTY : reader->column(reader->context, name));
}

/* NOLINTBEGIN(misc-no-recursion): at most SV_EVAL_DEPTH_MAX deep, asserted in sv_run_node */
static struct sv_value run_lookup(struct sv_run *run, const struct sv_node *node)
{
    const struct sv_value wanted = sv_run_node(run, node->first);
    if (run->reader->choice_column == NULL)
        return nothing();
    return sv_value_text(
        run->reader->choice_column(run->reader->context, node->text, sv_text_of(run, &wanted), node->column));
}

static bool compare_numbers(enum sv_op op, double a, double b)
{
    return op == SV_OP_LT   ? a < b
           : op == SV_OP_LE ? a <= b
           : op == SV_OP_GT ? a > b
           : op == SV_OP_GE ? a >= b
           : op == SV_OP_EQ ? sv_same(a, b)
                            : !sv_same(a, b);
}

/* XPath 1.0, 3.4: a boolean makes both sides booleans, else a number makes both numbers, else texts are compared as
 * they are. */
static bool compare_single(const struct sv_run *run, enum sv_op op, const struct sv_value *a, const struct sv_value *b)
{
    const bool order = op != SV_OP_EQ && op != SV_OP_NE;
    if (!order && (a->kind == SV_VALUE_BOOLEAN || b->kind == SV_VALUE_BOOLEAN))
        return (sv_value_as_boolean(a) == sv_value_as_boolean(b)) == (op == SV_OP_EQ);
    if (!order && a->kind == SV_VALUE_STRING && b->kind == SV_VALUE_STRING)
        return str_eq(a->string, b->string) == (op == SV_OP_EQ);
    return compare_numbers(op, sv_value_as_number(run, a), sv_value_as_number(run, b));
}

static size_t rows_of(const struct sv_value *value)
{
    return value->kind == SV_VALUE_NODES ? value->nodes_n : 1;
}

static struct sv_value row_of(const struct sv_value *value, size_t row)
{
    return value->kind == SV_VALUE_NODES ? sv_value_text(value->nodes[row]) : *value;
}

/* With a node set: whether any pair of rows compares so. "!=" is therefore not the opposite of "=". */
static bool compare(const struct sv_run *run, enum sv_op op, const struct sv_value *a, const struct sv_value *b)
{
    const bool sets = a->kind == SV_VALUE_NODES || b->kind == SV_VALUE_NODES;
    const bool booleans = a->kind == SV_VALUE_BOOLEAN || b->kind == SV_VALUE_BOOLEAN;
    if (!sets || booleans)
        return compare_single(run, op, a, b);
    for (size_t i = 0; i < rows_of(a); i++) {
        const struct sv_value left = row_of(a, i);
        for (size_t j = 0; j < rows_of(b); j++) {
            const struct sv_value right = row_of(b, j);
            if (compare_single(run, op, &left, &right))
                return true;
        }
    }
    return false;
}

static double calculate(enum sv_op op, double a, double b)
{
    return op == SV_OP_ADD        ? a + b
           : op == SV_OP_SUBTRACT ? a - b
           : op == SV_OP_MULTIPLY ? a * b
           : op == SV_OP_DIVIDE   ? a / b
                                  : sv_modulo(a, b);
}

/* Left to right, stopping as soon as the outcome is known. */
static struct sv_value run_logic(struct sv_run *run, const struct sv_node *chain, bool stop_at)
{
    for (int32_t at = chain->first; at >= 0; at = run->expr->nodes[at].next) {
        const struct sv_value value = sv_run_node(run, at);
        if (sv_value_as_boolean(&value) == stop_at)
            return sv_value_boolean(stop_at);
    }
    return sv_value_boolean(!stop_at);
}

static struct sv_value run_chain(struct sv_run *run, const struct sv_node *chain)
{
    const struct sv_node *nodes = run->expr->nodes;
    const int32_t second = nodes[chain->first].next;
    const enum sv_op kind = nodes[second].op;
    if (kind == SV_OP_OR || kind == SV_OP_AND)
        return run_logic(run, chain, kind == SV_OP_OR);
    if (kind == SV_OP_UNION)
        return sv_items_collect(run, chain, 0);
    struct sv_value left = sv_run_node(run, chain->first);
    for (int32_t at = second; at >= 0; at = nodes[at].next) {
        const enum sv_op op = nodes[at].op;
        const struct sv_value right = sv_run_node(run, at);
        if (op >= SV_OP_ADD)
            left = sv_value_number(calculate(op, sv_value_as_number(run, &left), sv_value_as_number(run, &right)));
        else
            left = sv_value_boolean(compare(run, op, &left, &right));
    }
    return left;
}

static struct sv_value run_sign(struct sv_run *run, const struct sv_node *node)
{
    const struct sv_value value = sv_run_node(run, node->first);
    const double number = sv_value_as_number(run, &value);
    return sv_value_number(number * node->number);
}

static struct sv_value run_kind(struct sv_run *run, const struct sv_node *node)
{
    switch (node->kind) {
    case SV_NODE_TEXT:
    case SV_NODE_PATTERN:
        return sv_value_text(node->text);
    case SV_NODE_NUMBER:
        return sv_value_number(node->number);
    case SV_NODE_REFERENCE:
        return run_reference(run, node->reference);
    case SV_NODE_SELF:
        return sv_value_text(run->reader->self);
    case SV_NODE_COLUMN:
        return run_column(run, node->text);
    case SV_NODE_CALL:
        return node->function->call(run, node);
    case SV_NODE_LOOKUP:
        return run_lookup(run, node);
    case SV_NODE_CHAIN:
        return run_chain(run, node);
    case SV_NODE_SIGN:
        return run_sign(run, node);
    }
    __builtin_unreachable();
}

struct sv_value sv_run_node(struct sv_run *run, int32_t at)
{
    if (run->rc != RC_OK || at < 0)
        return nothing();
    assert(run->depth < SV_EVAL_DEPTH_MAX);
    run->depth++;
    const struct sv_value value = run_kind(run, &run->expr->nodes[at]);
    run->depth--;
    return value;
}
/* NOLINTEND(misc-no-recursion) */

enum rc sv_expr_eval(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena,
                     struct sv_value *out_value, struct err *err)
{
    assert(expr != NULL && reader != NULL && arena != NULL);
    struct sv_run run = {.expr = expr, .reader = reader, .arena = arena, .err = err, .rc = RC_OK};
    const struct sv_value value = sv_run_node(&run, expr->root);
    if (run.rc == RC_OK)
        *out_value = value;
    return run.rc;
}

enum rc sv_expr_test(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena, bool *out_true,
                     struct err *err)
{
    struct sv_value value = nothing();
    const enum rc rc = sv_expr_eval(expr, reader, arena, &value, err);
    if (rc == RC_OK)
        *out_true = sv_value_as_boolean(&value);
    return rc;
}

enum rc sv_expr_text(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena,
                     struct str *out_text, struct err *err)
{
    struct sv_value value = nothing();
    const enum rc rc = sv_expr_eval(expr, reader, arena, &value, err);
    if (rc != RC_OK)
        return rc;
    struct sv_run run = {.expr = expr, .reader = reader, .arena = arena, .err = err, .rc = RC_OK};
    const struct str text = sv_text_of(&run, &value);
    if (run.rc == RC_OK)
        *out_text = text;
    return run.rc;
}

size_t sv_expr_references(const struct sv_expr *expr, int32_t *out_references, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < expr->nodes_n; i++) {
        if (expr->nodes[i].kind != SV_NODE_REFERENCE)
            continue;
        if (n < max)
            out_references[n] = expr->nodes[i].reference;
        n++;
    }
    return n;
}

bool sv_expr_uses_self(const struct sv_expr *expr)
{
    return expr->uses_self;
}
