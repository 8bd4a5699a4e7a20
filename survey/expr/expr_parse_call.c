#include "base/utf8.h"
#include "expr_parser.h"
#include "expr_regex.h"
#include "expr_run.h"

static int32_t unknown_function(struct sv_parser *p, size_t begin, struct str name)
{
    const char *instead = sv_function_refused(name);
    if (instead != NULL)
        return sv_parser_fault(p,
                               err_at(p->err, RC_UNSUPPORTED, 0, sv_parser_column(p, begin),
                                      "function '%.*s' is not supported%s", STR_FMT(name), instead),
                               SV_FAULT_REFUSED_FUNCTION, name, STR_EMPTY);
    struct sv_nearest nearest = sv_nearest_of(name);
    sv_function_offer(&nearest);
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin), "unknown function '%.*s'%s",
                                  STR_FMT(utf8_prefix(name, 64)), sv_nearest_hint(&nearest, hint)),
                           SV_FAULT_FUNCTION, name, nearest.best);
}

/* Arguments up to and with ")", linked behind the call. Returns how many, or -1. */
static int parse_arguments(struct sv_parser *p, int32_t call, size_t begin, int depth)
{
    int n = 0;
    int32_t last = -1;
    if (sv_scan_take(&p->scan, ")"))
        return 0;
    do {
        const int32_t arg = sv_parse_expression(p, depth + 1);
        if (arg < 0)
            return -1;
        if (last < 0)
            p->expr->nodes[call].first = arg;
        else
            p->expr->nodes[last].next = arg;
        last = arg;
        n++;
    } while (sv_scan_take(&p->scan, ","));
    if (sv_scan_take(&p->scan, ")"))
        return n;
    if (!sv_scan_end(&p->scan))
        return sv_parser_unexpected(p, "; hint: ',' or ')' is missing before it");
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                  "the '(' of this function is never closed; hint: write ')'"),
                           SV_FAULT_OPEN, STR("("), STR(")"));
}

/* regex(text, 'pattern') with the pattern ready to use. */
static int32_t compile_pattern(struct sv_parser *p, int32_t call, size_t begin)
{
    struct sv_node *nodes = p->expr->nodes;
    struct sv_node *pattern = &nodes[nodes[nodes[call].first].next];
    if (pattern->kind != SV_NODE_TEXT)
        return call;
    const enum rc rc = sv_regex_compile(pattern->text, p->arena, &pattern->pattern, p->err);
    if (rc == RC_OK) {
        pattern->kind = SV_NODE_PATTERN;
        return call;
    }
    const struct str wrong = pattern->text;
    p->err->column = sv_parser_column(p, begin);
    return sv_parser_fault(p, rc, SV_FAULT_PATTERN, wrong, STR_EMPTY);
}

static int32_t wrong_number(struct sv_parser *p, size_t begin, const struct sv_function *f, int n)
{
    const char *amount = n < f->args_min ? "at least" : "at most";
    p->fault.args = n;
    p->fault.args_min = f->args_min;
    p->fault.args_max = f->args_max == SV_ARGS_ANY ? -1 : f->args_max;
    return sv_parser_fault(p,
                           err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                                  "function '%s' takes %s %d arguments, not %d", f->name,
                                  f->args_min == f->args_max ? "exactly" : amount,
                                  n < f->args_min ? f->args_min : f->args_max, n),
                           SV_FAULT_ARGUMENTS, str_of(f->name), STR_EMPTY);
}

/* jr:choice-name(value, 'question') or, as XLSForm writes it, jr:choice-name(value, '${question}'). */
static int32_t parse_choice_name(struct sv_parser *p, size_t begin, int depth)
{
    const int32_t call = sv_parser_add(
        p, &(struct sv_node){.kind = SV_NODE_CALL, .first = -1, .function = sv_function_find(STR("jr:choice-name"))});
    const int32_t value = call < 0 ? -1 : sv_parse_expression(p, depth + 1);
    if (value < 0)
        return -1;
    struct str question = STR_EMPTY;
    if (!sv_scan_take(&p->scan, ",") || sv_scan_quoted(&p->scan, &question) != SV_QUOTED_TEXT ||
        !sv_scan_take(&p->scan, ")"))
        return sv_parser_fault(
            p,
            err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin),
                   "malformed look-up of a label; hint: write jr:choice-name(${question}, '${question}')"),
            SV_FAULT_LABEL_LOOKUP, STR_EMPTY, STR_EMPTY);
    if (str_starts(question, STR("${")) && str_ends(question, STR("}")))
        question = str_trim(str_sub(question, 2, question.n - 3));
    if (p->names->find(p->names->context, question) < 0)
        return sv_parser_unknown(p, begin, question);
    const int32_t name = sv_parser_add_text(p, question);
    if (name < 0)
        return -1;
    p->expr->nodes[call].first = value;
    p->expr->nodes[value].next = name;
    return call;
}

/* instance('list')/root/item[name = value]/column, from behind the first "(". */
static int32_t parse_lookup(struct sv_parser *p, size_t begin, int depth)
{
    struct sv_scan *s = &p->scan;
    struct str list = STR_EMPTY;
    struct str key = STR_EMPTY;
    struct str col = STR_EMPTY;
    const bool head = sv_scan_quoted(s, &list) == SV_QUOTED_TEXT && sv_scan_take(s, ")") &&
                      sv_scan_take(s, "/root/item") && sv_scan_take(s, "[") && sv_scan_name(s, &key) &&
                      str_eq(key, STR("name")) && sv_scan_take(s, "=");
    if (head && depth >= SV_EXPR_DEPTH_MAX)
        return sv_parser_fault(
            p,
            err_at(p->err, RC_TOO_BIG, 0, sv_parser_column(p, begin), "nested deeper than %d", (int)SV_EXPR_DEPTH_MAX),
            SV_FAULT_TOO_DEEP, STR_EMPTY, STR_EMPTY);
    const int32_t value = head ? sv_parse_level(p, SV_LEVEL_ORDER, depth + 1) : -1;
    if (head && value < 0)
        return -1;
    if (!head || !sv_scan_take(s, "]") || !sv_scan_take(s, "/") || !sv_scan_name(s, &col))
        return sv_parser_fault(
            p,
            err_at(p->err, RC_UNSUPPORTED, 0, sv_parser_column(p, begin),
                   "this look-up is not supported; hint: write instance('list')/root/item[name = ${question}]/column"),
            SV_FAULT_LOOKUP, STR_EMPTY, STR_EMPTY);
    if (p->names->has_list != NULL && !p->names->has_list(p->names->context, list))
        return sv_parser_fault(p,
                               err_at(p->err, RC_BAD_INPUT, 0, sv_parser_column(p, begin), "unknown list '%.*s'",
                                      STR_FMT(utf8_prefix(list, 64))),
                               SV_FAULT_LIST, list, STR_EMPTY);
    return sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_LOOKUP, .first = value, .text = list, .column = col});
}

int32_t sv_parse_call(struct sv_parser *p, size_t begin, struct str name, int depth)
{
    if (str_eq(name, STR("instance")))
        return parse_lookup(p, begin, depth);
    if (str_eq(name, STR("jr:choice-name")))
        return parse_choice_name(p, begin, depth);
    const struct sv_function *f = sv_function_find(name);
    if (f == NULL)
        return unknown_function(p, begin, name);
    const int32_t call = sv_parser_add(p, &(struct sv_node){.kind = SV_NODE_CALL, .first = -1, .function = f});
    const int n = call < 0 ? -1 : parse_arguments(p, call, begin, depth);
    if (n < 0)
        return -1;
    if (n < f->args_min || (n > f->args_max && f->args_max != SV_ARGS_ANY))
        return wrong_number(p, begin, f, n);
    if (n == 0 && f->self_if_empty) {
        const int32_t self = sv_parser_add_self(p);
        if (self < 0)
            return -1;
        p->expr->nodes[call].first = self;
    }
    return str_eq(name, STR("regex")) ? compile_pattern(p, call, begin) : call;
}
