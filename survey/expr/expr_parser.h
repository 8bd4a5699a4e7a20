#pragma once
/* What the parts of the parser share. Every sv_parse_ function gives the index of a node, or -1 after sv_parser_stop(). */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "expr_node.h"
#include "expr_scan.h"
#include "survey/expr.h"

struct sv_parser {
    struct sv_scan scan;
    const struct sv_names *names;
    struct arena *arena;
    struct err *err;
    struct sv_expr *expr;
    size_t nodes_max;
    enum rc rc;
    struct sv_fault fault;
};

/* Remembers why and gives -1. */
int32_t sv_parser_stop(struct sv_parser *p, enum rc rc);
/* The same with what a linter says in its own words. */
int32_t sv_parser_fault(struct sv_parser *p, enum rc rc, enum sv_fault_kind kind, struct str found, struct str instead);
/* Of a byte offset, for err_at. */
int sv_parser_column(const struct sv_parser *p, size_t at);
/* What comes next cannot stand here; `otherwise` is the hint when there is no better one. */
int32_t sv_parser_unexpected(struct sv_parser *p, const char *otherwise);
int32_t sv_parser_unknown(struct sv_parser *p, size_t begin, struct str name);
int32_t sv_parser_add(struct sv_parser *p, const struct sv_node *node);
int32_t sv_parser_add_text(struct sv_parser *p, struct str text);
int32_t sv_parser_add_self(struct sv_parser *p);

/* A whole expression, `depth` parentheses deep. */
int32_t sv_parse_expression(struct sv_parser *p, int depth);
/* An operand of the operators of the level before. */
int32_t sv_parse_level(struct sv_parser *p, enum sv_level level, int depth);
/* From behind "name(" to behind ")". */
int32_t sv_parse_call(struct sv_parser *p, size_t begin, struct str name, int depth);
