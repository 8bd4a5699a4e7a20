#include <assert.h>

#include "base/attr.h"
#include "expr_node.h"
#include "expr_run.h"
#include "survey/expr.h"

struct listing {
    struct sv_relation *out;
    size_t max;
    size_t n;
};

static void list_relation(struct listing *listing, const struct sv_relation *relation)
{
    if (listing->n < listing->max)
        listing->out[listing->n] = *relation;
    listing->n++;
}

static bool is_answer(const struct sv_operand *operand)
{
    return operand->kind == SV_OPERAND_SELF || operand->kind == SV_OPERAND_REFERENCE;
}

/* -5 is a number with a sign before it. */
static struct sv_operand signed_operand(const struct sv_expr *expr, const struct sv_node *sign)
{
    const struct sv_node *inner = &expr->nodes[sign->first];
    if (inner->kind != SV_NODE_NUMBER)
        return (struct sv_operand){.kind = SV_OPERAND_OTHER, .text = STR_EMPTY};
    return (struct sv_operand){.kind = SV_OPERAND_NUMBER, .number = sign->number * inner->number, .text = STR_EMPTY};
}

static struct sv_operand operand_of(const struct sv_expr *expr, int32_t at)
{
    const struct sv_node *node = &expr->nodes[at];
    switch (node->kind) {
    case SV_NODE_SELF:
        return (struct sv_operand){.kind = SV_OPERAND_SELF, .text = STR_EMPTY};
    case SV_NODE_REFERENCE:
        return (struct sv_operand){.kind = SV_OPERAND_REFERENCE, .reference = node->reference, .text = STR_EMPTY};
    case SV_NODE_NUMBER:
        return (struct sv_operand){.kind = SV_OPERAND_NUMBER, .number = node->number, .text = STR_EMPTY};
    case SV_NODE_TEXT:
        return (struct sv_operand){.kind = SV_OPERAND_TEXT, .text = node->text};
    case SV_NODE_SIGN:
        return signed_operand(expr, node);
    case SV_NODE_PATTERN:
    case SV_NODE_COLUMN:
    case SV_NODE_CALL:
    case SV_NODE_LOOKUP:
    case SV_NODE_CHAIN:
        break;
    }
    return (struct sv_operand){.kind = SV_OPERAND_OTHER, .text = STR_EMPTY};
}

static bool is_and(const struct sv_expr *expr, const struct sv_node *node)
{
    return node->kind == SV_NODE_CHAIN && expr->nodes[expr->nodes[node->first].next].op == SV_OP_AND;
}

/* NOLINTBEGIN(misc-no-recursion): parentheses nest at most SV_EXPR_DEPTH_MAX deep */
static bool is_certain(const struct sv_expr *expr, int32_t within, int32_t at, int depth)
{
    if (within == at)
        return true;
    const struct sv_node *node = &expr->nodes[within];
    if (depth > SV_EXPR_DEPTH_MAX || !is_and(expr, node))
        return false;
    for (int32_t i = node->first; i >= 0; i = expr->nodes[i].next)
        if (is_certain(expr, i, at, depth + 1))
            return true;
    return false;
}
/* NOLINTEND(misc-no-recursion) */

static enum sv_relation_kind kind_of(enum sv_op op)
{
    static const enum sv_relation_kind kinds[] = {[SV_OP_EQ] = SV_RELATION_EQUAL,
                                                  [SV_OP_NE] = SV_RELATION_NOT_EQUAL,
                                                  [SV_OP_LT] = SV_RELATION_LESS,
                                                  [SV_OP_LE] = SV_RELATION_LESS_EQUAL,
                                                  [SV_OP_GT] = SV_RELATION_GREATER,
                                                  [SV_OP_GE] = SV_RELATION_GREATER_EQUAL,
                                                  [SV_OP_ADD] = SV_RELATION_ARITHMETIC,
                                                  [SV_OP_SUBTRACT] = SV_RELATION_ARITHMETIC,
                                                  [SV_OP_MULTIPLY] = SV_RELATION_ARITHMETIC,
                                                  [SV_OP_DIVIDE] = SV_RELATION_ARITHMETIC,
                                                  [SV_OP_MODULO] = SV_RELATION_ARITHMETIC};
    assert((size_t)op < COUNT_OF(kinds));
    return kinds[op];
}

static enum sv_relation_kind turned(enum sv_relation_kind kind)
{
    switch (kind) {
    case SV_RELATION_LESS:
        return SV_RELATION_GREATER;
    case SV_RELATION_LESS_EQUAL:
        return SV_RELATION_GREATER_EQUAL;
    case SV_RELATION_GREATER:
        return SV_RELATION_LESS;
    case SV_RELATION_GREATER_EQUAL:
        return SV_RELATION_LESS_EQUAL;
    case SV_RELATION_EQUAL:
    case SV_RELATION_NOT_EQUAL:
    case SV_RELATION_ARITHMETIC:
    case SV_RELATION_SELECTED:
        break;
    }
    return kind;
}

/* Of "a < b < c" only a < b is between values. */
static void list_comparison(const struct sv_expr *expr, int32_t chain, struct listing *listing)
{
    const int32_t first = expr->nodes[chain].first;
    const int32_t second = expr->nodes[first].next;
    struct sv_relation relation = {.kind = kind_of(expr->nodes[second].op),
                                   .left = operand_of(expr, first),
                                   .right = operand_of(expr, second),
                                   .certain = expr->nodes[second].next < 0 && is_certain(expr, expr->root, chain, 0)};
    if (!is_answer(&relation.left) && is_answer(&relation.right)) {
        const struct sv_operand left = relation.left;
        relation.left = relation.right;
        relation.right = left;
        relation.kind = turned(relation.kind);
    }
    list_relation(listing, &relation);
}

static void list_arithmetic(const struct sv_expr *expr, int32_t first, struct listing *listing)
{
    for (int32_t i = first; i >= 0; i = expr->nodes[i].next)
        list_relation(listing, &(struct sv_relation){.kind = SV_RELATION_ARITHMETIC,
                                                     .left = operand_of(expr, i),
                                                     .right = {.kind = SV_OPERAND_OTHER, .text = STR_EMPTY}});
}

static void list_chain(const struct sv_expr *expr, int32_t chain, struct listing *listing)
{
    const int32_t first = expr->nodes[chain].first;
    switch (expr->nodes[expr->nodes[first].next].op) {
    case SV_OP_EQ:
    case SV_OP_NE:
    case SV_OP_LT:
    case SV_OP_LE:
    case SV_OP_GT:
    case SV_OP_GE:
        list_comparison(expr, chain, listing);
        return;
    case SV_OP_ADD:
    case SV_OP_SUBTRACT:
    case SV_OP_MULTIPLY:
    case SV_OP_DIVIDE:
    case SV_OP_MODULO:
        list_arithmetic(expr, first, listing);
        return;
    case SV_OP_NONE:
    case SV_OP_OR:
    case SV_OP_AND:
    case SV_OP_UNION:
        return;
    }
}

static bool calls(const struct sv_node *node, const char *function)
{
    return node->kind == SV_NODE_CALL && str_eq(str_of(node->function->name), str_of(function));
}

size_t sv_expr_relations(const struct sv_expr *expr, struct sv_relation *out_relations, size_t max)
{
    struct listing listing = {.out = out_relations, .max = max};
    for (size_t i = 0; i < expr->nodes_n; i++) {
        const struct sv_node *node = &expr->nodes[i];
        if (node->kind == SV_NODE_CHAIN)
            list_chain(expr, (int32_t)i, &listing);
        if (calls(node, "selected"))
            list_relation(&listing, &(struct sv_relation){.kind = SV_RELATION_SELECTED,
                                                          .left = operand_of(expr, node->first),
                                                          .right = operand_of(expr, expr->nodes[node->first].next),
                                                          .certain = is_certain(expr, expr->root, (int32_t)i, 0)});
        if (node->kind == SV_NODE_SIGN && expr->nodes[node->first].kind != SV_NODE_NUMBER)
            list_arithmetic(expr, node->first, &listing);
    }
    return listing.n;
}

bool sv_expr_is_constant(const struct sv_expr *expr)
{
    static const char *const changing[] = {"today", "now", "random", "uuid", "once", "jr:choice-name"};
    for (size_t i = 0; i < expr->nodes_n; i++) {
        const struct sv_node *node = &expr->nodes[i];
        if (node->kind == SV_NODE_SELF || node->kind == SV_NODE_REFERENCE || node->kind == SV_NODE_LOOKUP ||
            node->kind == SV_NODE_COLUMN)
            return false;
        for (size_t j = 0; j < COUNT_OF(changing); j++)
            if (calls(node, changing[j]))
                return false;
    }
    return true;
}
