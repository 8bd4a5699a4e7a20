#pragma once
/* The shape of a parsed expression, shared by parser and evaluator. Not for other rooms.
 *
 * Nodes lie in one array and name each other by index. Operators of one level make one CHAIN node with all their
 * operands, so that "a or b or c ..." nests no deeper than its parentheses, however long it is. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/str.h"
#include "survey/expr.h"

struct sv_function;
struct sv_regex;

/* From loosest to tightest. */
enum sv_level {
    SV_LEVEL_OR,
    SV_LEVEL_AND,
    SV_LEVEL_EQUAL,
    SV_LEVEL_ORDER,
    SV_LEVEL_ADD,
    SV_LEVEL_MULTIPLY,
    SV_LEVEL_SIGN,
    SV_LEVEL_UNION,
    SV_LEVEL_COUNT
};

enum sv_op {
    SV_OP_NONE,
    SV_OP_OR,
    SV_OP_AND,
    SV_OP_EQ,
    SV_OP_NE,
    SV_OP_LT,
    SV_OP_LE,
    SV_OP_GT,
    SV_OP_GE,
    SV_OP_ADD,
    SV_OP_SUBTRACT,
    SV_OP_MULTIPLY,
    SV_OP_DIVIDE,
    SV_OP_MODULO,
    SV_OP_UNION
};

enum sv_node_kind {
    SV_NODE_TEXT,
    SV_NODE_PATTERN, /* a literal that is the pattern of regex(), compiled */
    SV_NODE_NUMBER,
    SV_NODE_REFERENCE,
    SV_NODE_SELF,
    SV_NODE_COLUMN, /* `text` is its name */
    SV_NODE_CALL,
    SV_NODE_LOOKUP, /* instance('text')/root/item[name = first]/column */
    SV_NODE_CHAIN,  /* operands from `first` on, each joined by its own `op` */
    SV_NODE_SIGN    /* first times number, which is 1 or -1 */
};

struct sv_node {
    enum sv_node_kind kind;
    enum sv_op op; /* how this operand of a chain is joined to those before it */
    int32_t first; /* first operand or argument, or -1 */
    int32_t next;  /* next one beside this node, or -1 */
    struct str text;
    union {
        double number;
        int32_t reference;
        const struct sv_function *function;
        const struct sv_regex *pattern;
        struct str column;
    };
};

struct sv_expr {
    struct sv_node *nodes;
    size_t nodes_n;
    int32_t root;
    bool uses_self;
};

/* Parentheses and arguments nest at most SV_EXPR_DEPTH_MAX deep; each may hold one chain per level. */
enum { SV_EVAL_DEPTH_MAX = (SV_LEVEL_COUNT + 1) * (SV_EXPR_DEPTH_MAX + 1) };
