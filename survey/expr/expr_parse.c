#include <assert.h>

#include "base/utf8.h"
#include "expr_parser.h"
#include "expr_run.h"

static int32_t parse_operand(struct sv_parser *p, int depth);

int32_t sv_parser_stop(struct sv_parser *p, enum rc rc)
{
    return sv_parser_fault(p, rc, SV_FAULT_OTHER, STR_EMPTY, STR_EMPTY);
}

int32_t sv_parser_fault(struct sv_parser *p, enum rc rc, enum sv_fault_kind kind, struct str found, struct str instead)
{
    p->rc = rc;
    p->fault.kind = kind;
    p->fault.found = found;
    p->fault.instead = instead;
    p->fault.column = p->err->column;
    return -1;
}

int sv_parser_column(const struct sv_parser *p, size_t at)
{
    return sv_scan_column(&p->scan, at);
}

int32_t sv_parser_add(struct sv_parser *p, const struct sv_node *node)
{
    struct sv_expr *e = p->expr;
    if (e->nodes_n == p->nodes_max) {
        const size_t more = p->nodes_max == 0 ? 4 : p->nodes_max * 2;
        struct sv_node *grown = arena_grow(p->arena, e->nodes, e->nodes_n, more, sizeof *grown);
        if (grown == NULL)
            return sv_parser_stop(p, err_set(p->err, RC_TOO_BIG, "the expression is too big"));
        e->nodes = grown;
        p->nodes_max = more;
    }
    e->nodes[e->nodes_n] = *node;
    e->nodes[e->nodes_n].next = -1;
    return (int32_t)e->nodes_n++;
}

int32_t sv_parser_add_text(struct sv_parser *p, struct str text)
{
    return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_TEXT, .first = -1, .text = text});
}

int32_t sv_parser_add_self(struct sv_parser *p)
{
    p->expr->uses_self = true;
    return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_SELF, .first = -1});
}

/* What comes next cannot stand here. */
int32_t sv_parser_unexpected(struct sv_parser *p, const char *otherwise)
{
    if (sv_scan_end(&p->scan))
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, p->scan.at),
                                      "something is missing at the end%s", otherwise),
                               SV_FAULT_END, STR_EMPTY, STR_EMPTY);
    const char *repair = sv_scan_mistake(&p->scan);
    const struct str found = sv_scan_excerpt(&p->scan);
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, p->scan.at), "unexpected '%.*s'%s%s",
                                  STR_FMT(found),
                                  repair == NULL ? otherwise : "; hint: ", repair == NULL ? "" : repair),
                           SV_FAULT_UNEXPECTED, found, str_of(sv_scan_instead(&p->scan)));
}

int32_t sv_parser_unknown(struct sv_parser *p, size_t begin, struct str name)
{
    struct sv_nearest nearest = sv_nearest_of(name);
    if (p->names->offer != NULL)
        p->names->offer(p->names->context, &nearest);
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin), "unknown reference ${%.*s}%s",
                                  STR_FMT(utf8_prefix(name, 64)), sv_nearest_hint(&nearest, hint)),
                           SV_FAULT_REFERENCE, name, nearest.best);
}

/* NOLINTBEGIN(misc-no-recursion): parentheses and arguments nest at most SV_EXPR_DEPTH_MAX deep */
int32_t sv_parse_expression(struct sv_parser *p, int depth)
{
    if (depth > SV_EXPR_DEPTH_MAX)
        return sv_parser_fault(p,
                               err_at(p->err, RC_TOO_BIG, 0, sv_parser_column(p, p->scan.at), "nested deeper than %d",
                                      (int)SV_EXPR_DEPTH_MAX),
                               SV_FAULT_TOO_DEEP, STR_EMPTY, STR_EMPTY);
    return sv_parse_level(p, SV_LEVEL_OR, depth);
}

/* Any number of signs without nesting. */
static int32_t parse_sign(struct sv_parser *p, int depth)
{
    double factor = 0;
    while (sv_scan_take(&p->scan, "-"))
        factor = factor < 0 ? 1 : -1;
    const int32_t operand = sv_parse_level(p, SV_LEVEL_UNION, depth);
    if (operand < 0 || (factor >= 0 && factor <= 0))
        return operand;
    return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_SIGN, .first = operand, .number = factor});
}

int32_t sv_parse_level(struct sv_parser *p, enum sv_level level, int depth)
{
    if (level == SV_LEVEL_SIGN)
        return parse_sign(p, depth);
    if (level == SV_LEVEL_COUNT)
        return parse_operand(p, depth);
    const int32_t first = sv_parse_level(p, level + 1, depth);
    enum sv_op op = first < 0 ? SV_OP_NONE : sv_scan_operator(&p->scan, level);
    if (op == SV_OP_NONE)
        return first;
    const int32_t chain = sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_CHAIN, .first = first});
    int32_t last = chain < 0 ? -1 : first;
    while (last >= 0 && op != SV_OP_NONE) {
        const int32_t operand = sv_parse_level(p, level + 1, depth);
        if (operand < 0)
            return -1;
        p->expr->nodes[operand].op = op;
        p->expr->nodes[last].next = operand;
        last = operand;
        op = sv_scan_operator(&p->scan, level);
    }
    return last < 0 ? -1 : chain;
}

static int32_t parse_parenthesis(struct sv_parser *p, size_t begin, int depth)
{
    const int32_t inner = sv_parse_expression(p, depth + 1);
    if (inner < 0 || sv_scan_take(&p->scan, ")"))
        return inner;
    if (!sv_scan_end(&p->scan))
        return sv_parser_unexpected(p, "; hint: ')' or an operator is missing before it");
    return sv_parser_fault(
        p, err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin), "'(' is never closed; hint: write ')'"),
        SV_FAULT_OPEN, STR("("), STR(")"));
}

static int32_t parse_quoted(struct sv_parser *p, size_t begin, struct str text)
{
    if (str_find(text, STR("${")) != SIZE_MAX)
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                      "'%.*s' in quotes is a text, not an answer; hint: write it without quotes",
                                      STR_FMT(utf8_prefix(text, 60))),
                               SV_FAULT_QUOTED_REFERENCE, text, text);
    return sv_parser_add_text(p, text);
}

/* After "${". */
static int32_t parse_reference(struct sv_parser *p, size_t begin)
{
    struct str name = STR_EMPTY;
    const bool named = sv_scan_name(&p->scan, &name);
    if (named && sv_scan_take(&p->scan, "#"))
        return sv_parser_fault(
            p, err_at(p->err, RC_UNSUPPORTED, 0, sv_parser_column(p, begin), "'%.*s#' is not supported", STR_FMT(name)),
            SV_FAULT_OTHER_FORM, name, STR_EMPTY);
    if (!named || !sv_scan_take(&p->scan, "}"))
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                      "malformed reference; hint: write ${%.*s}",
                                      STR_FMT(named ? utf8_prefix(name, 64) : STR("name"))),
                               SV_FAULT_REFERENCE_SHAPE, STR_EMPTY, name);
    const int32_t reference = p->names->find(p->names->context, name);
    if (reference < 0)
        return sv_parser_unknown(p, begin, name);
    return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_REFERENCE, .first = -1, .reference = reference});
}

static bool is_operator(struct str word)
{
    return str_eq(word, STR("and")) || str_eq(word, STR("or")) || str_eq(word, STR("div")) || str_eq(word, STR("mod"));
}

/* A name that should be a column and is none. */
static int32_t unknown_column(struct sv_parser *p, size_t begin, struct str word)
{
    const int at = sv_parser_column(p, begin);
    const struct str shown = utf8_prefix(word, 64);
    if (p->names->find(p->names->context, word) >= 0)
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, at,
                                      "there is no column '%.*s'; hint: the answer to a question is ${%.*s}",
                                      STR_FMT(shown), STR_FMT(shown)),
                               SV_FAULT_BARE_NAME, word, word);
    struct sv_nearest nearest = sv_nearest_of(word);
    if (p->names->offer_columns != NULL)
        p->names->offer_columns(p->names->context, &nearest);
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, at, "there is no column '%.*s'%s", STR_FMT(shown),
                                  sv_nearest_hint(&nearest, hint)),
                           SV_FAULT_COLUMN, word, nearest.best);
}

/* A word that is neither a call nor in ${}. */
static int32_t bare_word(struct sv_parser *p, size_t begin, struct str word)
{
    const int at = sv_parser_column(p, begin);
    const struct str shown = utf8_prefix(word, 64);
    if (is_operator(word))
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, at, "a value is missing before '%.*s'", STR_FMT(shown)),
                               SV_FAULT_VALUE_MISSING, word, STR_EMPTY);
    if (p->names->has_column != NULL)
        return p->names->has_column(p->names->context, word)
                   ? sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_COLUMN, .first = -1, .text = word})
                   : unknown_column(p, begin, word);
    if (p->names->find(p->names->context, word) >= 0)
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, at, "unexpected '%.*s'; hint: write ${%.*s}",
                                      STR_FMT(shown), STR_FMT(shown)),
                               SV_FAULT_BARE_NAME, word, word);
    if (sv_function_find(word) != NULL)
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, at, "unexpected '%.*s'; hint: write %.*s()",
                                      STR_FMT(shown), STR_FMT(shown)),
                               SV_FAULT_BARE_FUNCTION, word, word);
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, at,
                                  "unexpected '%.*s'; hint: texts are written in quotes, answers as ${name}",
                                  STR_FMT(shown)),
                           SV_FAULT_BARE_WORD, word, STR_EMPTY);
}

static int32_t parse_word(struct sv_parser *p, size_t begin, struct str word, int depth)
{
    return sv_scan_take(&p->scan, "(") ? sv_parse_call(p, begin, word, depth) : bare_word(p, begin, word);
}

static int32_t parse_operand(struct sv_parser *p, int depth)
{
    struct str text = STR_EMPTY;
    double number = 0;
    (void)sv_scan_end(&p->scan);
    const size_t begin = p->scan.at;
    const enum sv_quoted quoted = sv_scan_quoted(&p->scan, &text);
    if (quoted == SV_QUOTED_OPEN)
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                      "the text that begins here is never closed; hint: write a quote behind it"),
                               SV_FAULT_QUOTE_OPEN, STR_EMPTY, STR_EMPTY);
    if (quoted == SV_QUOTED_TEXT)
        return parse_quoted(p, begin, text);
    if (sv_scan_take(&p->scan, "${"))
        return parse_reference(p, begin);
    if (sv_scan_take(&p->scan, "("))
        return parse_parenthesis(p, begin, depth);
    if (sv_scan_date(&p->scan))
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                      "a date without quotes is a subtraction; hint: write '2026-01-15' in quotes"),
                               SV_FAULT_BARE_DATE, STR_EMPTY, STR_EMPTY);
    if (sv_scan_number(&p->scan, &number))
        return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_NUMBER, .first = -1, .number = number});
    if (sv_scan_take(&p->scan, "..") || sv_scan_take(&p->scan, "/"))
        return sv_parser_fault(p,
                               err_at(p->err, RC_UNSUPPORTED, 0, sv_parser_column(p, begin),
                                      "paths are not supported; hint: write ${name}"),
                               SV_FAULT_PATH, STR_EMPTY, STR_EMPTY);
    if (sv_scan_take(&p->scan, "."))
        return sv_parser_add_self(p);
    if (sv_scan_name(&p->scan, &text))
        return parse_word(p, begin, text, depth);
    return sv_parser_unexpected(p, "");
}

/* NOLINTEND(misc-no-recursion) */

static enum rc parse_text(struct sv_parser *p, struct str text)
{
    if (text.n > SV_EXPR_BYTES_MAX) {
        (void)sv_parser_fault(
            p, err_set(p->err, RC_TOO_BIG, "an expression of more than %d bytes", (int)SV_EXPR_BYTES_MAX),
            SV_FAULT_TOO_LONG, STR_EMPTY, STR_EMPTY);
        return p->rc;
    }
    p->expr = ARENA_NEW(p->arena, struct sv_expr);
    p->scan.text = arena_str(p->arena, text);
    if (p->expr == NULL || p->scan.text.p == NULL) {
        (void)sv_parser_stop(p, err_set(p->err, RC_TOO_BIG, "the expression is too big"));
        return p->rc;
    }
    p->expr->root = sv_parse_expression(p, 0);
    if (p->expr->root >= 0 && !sv_scan_end(&p->scan))
        (void)sv_parser_unexpected(p, "; hint: an operator such as 'and' or '=' is missing before it");
    return p->rc;
}

enum rc sv_expr_parse(struct str text, const struct sv_names *names, struct arena *arena,
                      const struct sv_expr **out_expr, struct err *err)
{
    struct sv_fault fault;
    return sv_expr_explain(text, names, arena, out_expr, &fault, err);
}

enum rc sv_expr_explain(struct str text, const struct sv_names *names, struct arena *arena,
                        const struct sv_expr **out_expr, struct sv_fault *out_fault, struct err *err)
{
    assert(names != NULL && names->find != NULL && arena != NULL && out_expr != NULL && out_fault != NULL);
    struct err own = {.code = RC_OK};
    struct sv_parser p = {.names = names, .arena = arena, .err = err == NULL ? &own : err, .rc = RC_OK};
    if (parse_text(&p, text) == RC_OK)
        *out_expr = p.expr;
    *out_fault = p.fault;
    return p.rc;
}
