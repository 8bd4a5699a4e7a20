/* Why a text is no expression, and what an expression does with answers, as data for linters. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "survey/expr.h"
#include "world.h"

static bool has_column(const void *context UNUSED, struct str name)
{
    return str_eq(name, STR("country"));
}

static void offer_columns(const void *context UNUSED, struct sv_nearest *nearest)
{
    sv_nearest_offer(nearest, STR("country"));
}

static struct sv_fault fault_of(const char *expression, bool columns, struct arena *arena, enum rc *out_rc)
{
    struct sv_names names = world_names;
    const struct sv_expr *expr = NULL;
    struct sv_fault fault = {.kind = SV_FAULT_COUNT};
    names.has_column = columns ? has_column : NULL;
    names.offer_columns = offer_columns;
    *out_rc = sv_expr_explain(str_of(expression), &names, arena, &expr, &fault, NULL);
    return fault;
}

Test(expr_explain, every_fault_has_its_kind)
{
    static const struct {
        const char *expression;
        enum sv_fault_kind kind;
        int column;
        const char *found;
        const char *instead;
    } cases[] = {
        {"1 +", SV_FAULT_END, 4, "", ""},
        {"", SV_FAULT_END, 1, "", ""},
        {"${one} == 1", SV_FAULT_UNEXPECTED, 8, "==", "="},
        {"${one} = 1 AND 2", SV_FAULT_UNEXPECTED, 12, "AND", "and"},
        {"${one} = 1 y 2", SV_FAULT_UNEXPECTED, 12, "y", "and"},
        {"${one} / 2", SV_FAULT_UNEXPECTED, 8, "/", "div"},
        {"${one} \u2265 2", SV_FAULT_UNEXPECTED, 8, "\u2265", ">="},
        {"${one} => 2", SV_FAULT_UNEXPECTED, 8, "=>", ">="},
        {"${one} =< 2", SV_FAULT_UNEXPECTED, 8, "=<", "<="},
        {"${one} <> 2", SV_FAULT_UNEXPECTED, 8, "<>", "!="},
        {"${one} && 2", SV_FAULT_UNEXPECTED, 8, "&&", "and"},
        {"${one} & 2", SV_FAULT_UNEXPECTED, 8, "&", "and"},
        {"${one} || 2", SV_FAULT_UNEXPECTED, 8, "||", "or"},
        {"${one} % 2", SV_FAULT_UNEXPECTED, 8, "%", "mod"},
        {"${one} \u2264 2", SV_FAULT_UNEXPECTED, 8, "\u2264", "<="},
        {"${one} \u2260 2", SV_FAULT_UNEXPECTED, 8, "\u2260", "!="},
        {"${one} \u2013 2", SV_FAULT_UNEXPECTED, 8, "\u2013", "-"},
        {"${one} \u00d7 2", SV_FAULT_UNEXPECTED, 8, "\u00d7", "*"},
        {"${one} \u00f7 2", SV_FAULT_UNEXPECTED, 8, "\u00f7", "div"},
        {"${one} OR 2", SV_FAULT_UNEXPECTED, 8, "OR", "or"},
        {"${one} Div 2", SV_FAULT_UNEXPECTED, 8, "Div", "div"},
        {"${one} et 2", SV_FAULT_UNEXPECTED, 8, "et", "and"},
        {"${one} ou 2", SV_FAULT_UNEXPECTED, 8, "ou", "or"},
        {"{one} = 2", SV_FAULT_UNEXPECTED, 1, "{", "${name}"},
        {"1,5", SV_FAULT_UNEXPECTED, 2, ",", "."},
        {"!${one}", SV_FAULT_UNEXPECTED, 1, "!", "not(...)"},
        {"${one} ${two}", SV_FAULT_UNEXPECTED, 8, "$", ""},
        {"(1 + 2", SV_FAULT_OPEN, 1, "(", ")"},
        {"1 + round(1, 2", SV_FAULT_OPEN, 5, "(", ")"},
        {"'\u00e1' = 'x", SV_FAULT_QUOTE_OPEN, 7, "", ""},
        {"1 = and 2", SV_FAULT_VALUE_MISSING, 5, "and", ""},
        {"${one = 1", SV_FAULT_REFERENCE_SHAPE, 1, "", "one"},
        {"${} = 1", SV_FAULT_REFERENCE_SHAPE, 1, "", ""},
        {"1 = '${one}'", SV_FAULT_QUOTED_REFERENCE, 5, "${one}", "${one}"},
        {"one = 1", SV_FAULT_BARE_NAME, 1, "one", "one"},
        {"1 < today", SV_FAULT_BARE_FUNCTION, 5, "today", "today"},
        {"nobody = 1", SV_FAULT_BARE_WORD, 1, "nobody", ""},
        {"${born} > 2026-01-15", SV_FAULT_BARE_DATE, 11, "", ""},
        {"../one = 1", SV_FAULT_PATH, 1, "", ""},
        {"${last-saved#one} = 1", SV_FAULT_OTHER_FORM, 1, "last-saved", ""},
        {"jr:choice-name(${one})", SV_FAULT_LABEL_LOOKUP, 1, "", ""},
        {"instance('acc5')/root", SV_FAULT_LOOKUP, 1, "", ""},
        {"instance('none')/root/item[name = ${one}]/x", SV_FAULT_LIST, 1, "none", ""},
        {"regex(${one}, '[a')", SV_FAULT_PATTERN, 1, "[a", ""},
        {"1 = ${thre}", SV_FAULT_REFERENCE, 5, "thre", "three"},
        {"1 = ${far_away}", SV_FAULT_REFERENCE, 5, "far_away", ""},
        {"iff(1, 2, 3)", SV_FAULT_FUNCTION, 1, "iff", "if"},
        {"duplicar(1)", SV_FAULT_FUNCTION, 1, "duplicar", ""},
        {"position(..)", SV_FAULT_REFUSED_FUNCTION, 1, "position", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        enum rc rc = RC_OK;
        const struct sv_fault fault = fault_of(cases[i].expression, false, arena, &rc);
        cr_expect(ne(int, rc, RC_OK), "%s", cases[i].expression);
        cr_expect(eq(int, fault.kind, cases[i].kind), "%s", cases[i].expression);
        cr_expect(eq(int, fault.column, cases[i].column), "%s", cases[i].expression);
        cr_expect(str_eq(fault.found, str_of(cases[i].found)), "%s: %.*s", cases[i].expression, STR_FMT(fault.found));
        cr_expect(str_eq(fault.instead, str_of(cases[i].instead)), "%s: %.*s", cases[i].expression,
                  STR_FMT(fault.instead));
        arena_free(arena);
    }
}

Test(expr_explain, columns_of_the_choices)
{
    struct arena *arena = arena_new(1 << 16);
    enum rc rc = RC_OK;
    cr_expect(eq(int, fault_of("country = ${one}", true, arena, &rc).kind, SV_FAULT_NONE));
    cr_expect(eq(int, rc, RC_OK));
    const struct sv_fault near = fault_of("contry = ${one}", true, arena, &rc);
    cr_expect(eq(int, near.kind, SV_FAULT_COLUMN));
    cr_expect(str_eq(near.found, STR("contry")) && str_eq(near.instead, STR("country")));
    cr_expect(eq(int, fault_of("one = 1", true, arena, &rc).kind, SV_FAULT_BARE_NAME));
    cr_expect(eq(int, fault_of("country = ${one}", false, arena, &rc).kind, SV_FAULT_BARE_WORD));
    arena_free(arena);
}

Test(expr_explain, arguments_and_limits)
{
    struct arena *arena = arena_new(1 << 20);
    enum rc rc = RC_OK;
    const struct sv_fault few = fault_of("if(1, 2)", false, arena, &rc);
    cr_expect(eq(int, few.kind, SV_FAULT_ARGUMENTS));
    cr_expect(eq(int, few.args, 2));
    cr_expect(eq(int, few.args_min, 3));
    cr_expect(eq(int, few.args_max, 3));
    cr_expect(eq(int, fault_of("concat()", false, arena, &rc).args_max, -1));
    char deep[200];
    for (size_t i = 0; i < sizeof deep - 1; i++)
        deep[i] = '(';
    deep[sizeof deep - 1] = '\0';
    cr_expect(eq(int, fault_of(deep, false, arena, &rc).kind, SV_FAULT_TOO_DEEP));
    cr_expect(eq(int, rc, RC_TOO_BIG));
    static char longest[9000];
    for (size_t i = 0; i < sizeof longest - 1; i++)
        longest[i] = '1';
    cr_expect(eq(int, fault_of(longest, false, arena, &rc).kind, SV_FAULT_TOO_LONG));
    struct arena *small = arena_new(64);
    cr_expect(eq(int, fault_of("1 + 1 + 1 + 1 + 1 + 1", false, small, &rc).kind, SV_FAULT_OTHER));
    cr_expect(eq(int, rc, RC_TOO_BIG));
    arena_free(small);
    arena_free(arena);
}

static void put_operand(const struct sv_operand *operand, struct buf *buf)
{
    switch (operand->kind) {
    case SV_OPERAND_OTHER:
        buf_put(buf, STR("*"));
        return;
    case SV_OPERAND_SELF:
        buf_put(buf, STR("."));
        return;
    case SV_OPERAND_REFERENCE:
        buf_printf(buf, "$%d", operand->reference);
        return;
    case SV_OPERAND_NUMBER:
        buf_printf(buf, "%g", operand->number);
        return;
    case SV_OPERAND_TEXT:
        buf_printf(buf, "'%.*s'", STR_FMT(operand->text));
    }
}

/* "$1 = '2'!; " for each: "!" when certain. */
static struct str relations_of(const char *expression, struct arena *arena)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">=", "+", "has"};
    const struct sv_expr *expr = NULL;
    struct sv_relation relations[16];
    struct buf buf = buf_in(arena, 1024);
    cr_assert(eq(int, sv_expr_parse(str_of(expression), &world_names, arena, &expr, NULL), RC_OK), "%s", expression);
    const size_t n = sv_expr_relations(expr, relations, COUNT_OF(relations));
    cr_assert(n <= COUNT_OF(relations) && n == sv_expr_relations(expr, NULL, 0));
    for (size_t i = 0; i < n; i++) {
        buf_put(&buf, i == 0 ? STR_EMPTY : STR("; "));
        put_operand(&relations[i].left, &buf);
        buf_printf(&buf, " %s ", signs[relations[i].kind]);
        put_operand(&relations[i].right, &buf);
        buf_put(&buf, relations[i].certain ? STR("!") : STR_EMPTY);
    }
    return buf_str(&buf);
}

Test(expr_explain, what_is_done_with_answers)
{
    static const struct {
        const char *expression;
        const char *relations;
    } cases[] = {
        {"${one} = '2'", "$1 = '2'!"},
        {"5 < .", ". > 5!"},
        {"5 >= .", ". <= 5!"},
        {"'x' != ${two}", "$2 != 'x'!"},
        {". > 10 and . < -5", ". > 10!; . < -5!"},
        {". > 1 or . < 5", ". > 1; . < 5"},
        {"(. > 1 and (. < 5 and . != 3)) and true()", ". > 1!; . < 5!; . != 3!"},
        {"(. > 1 or . < 5) and . = 2", ". > 1; . < 5; . = 2!"},
        {"not(. = 1)", ". = 1"},
        {"1 < . < 3", ". > 1"},
        {"${one} + 1 - ${two}", "$1 + *; 1 + *; $2 + *"},
        {"-${job}", "$7 + *"},
        {"round(${one} * 2, 1) > 3", "$1 + *; 2 + *; * > 3!"},
        {"selected(${multi}, '4')", "$9 has '4'!"},
        {"if(selected(., 'a'), 1, 2)", ". has 'a'"},
        {"string-length(.) > 3", "* > 3!"},
        {"${one}", ""},
        {"${one} | ${two}", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        const struct str relations = relations_of(cases[i].expression, arena);
        cr_expect(str_eq(relations, str_of(cases[i].relations)), "%s: %.*s", cases[i].expression, STR_FMT(relations));
        arena_free(arena);
    }
}

Test(expr_explain, constants)
{
    static const struct {
        const char *expression;
        bool constant;
    } cases[] = {
        {"1 = 2", true},     {"false()", true},      {"concat('a', 'b') = 'ab'", true},
        {"${one}", false},   {". = 1", false},       {"today() > '2026-01-01'", false},
        {"random()", false}, {"uuid() = ''", false}, {"instance('acc5')/root/item[name = '1']/ind_score", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        const struct sv_expr *expr = NULL;
        cr_assert(eq(int, sv_expr_parse(str_of(cases[i].expression), &world_names, arena, &expr, NULL), RC_OK));
        cr_expect(eq(int, sv_expr_is_constant(expr), cases[i].constant), "%s", cases[i].expression);
        arena_free(arena);
    }
}
