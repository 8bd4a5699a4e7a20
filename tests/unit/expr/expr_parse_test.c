#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "survey/expr.h"
#include "world.h"

static const struct {
    const char *expression;
    enum rc rc;
    int column;
    const char *text; /* a part of it */
} mistakes[] = {
    {"", RC_BAD_INPUT, 1, "something is missing at the end"},
    {"   ", RC_BAD_INPUT, 4, "something is missing"},
    {"${one} == 1", RC_BAD_INPUT, 8, "hint: write '=' instead of '=='"},
    {"${one} = 1 AND ${two} = 2", RC_BAD_INPUT, 12, "hint: use 'and' in lower case"},
    {"1 = 1 Or 2 = 2", RC_BAD_INPUT, 7, "use 'or' in lower case"},
    {"${one} = 1 y ${two} = 2", RC_BAD_INPUT, 12, "hint: write 'and'"},
    {"${one} = 1 ou ${two} = 2", RC_BAD_INPUT, 12, "hint: write 'or'"},
    {"4 DIV 2", RC_BAD_INPUT, 3, "use 'div' in lower case"},
    {"${one} / 2", RC_BAD_INPUT, 8, "write 'div' to divide"},
    {"${one} % 2", RC_BAD_INPUT, 8, "write 'mod'"},
    {"${one} <> 2", RC_BAD_INPUT, 8, "write '!='"},
    {"${one} => 2", RC_BAD_INPUT, 8, "write '>='"},
    {"${one} =< 2", RC_BAD_INPUT, 8, "write '<='"},
    {"${one} ≥ 2", RC_BAD_INPUT, 8, "write '>='"},
    {"${one} – 2", RC_BAD_INPUT, 8, "unexpected '–'; hint: write '-'"},
    {"${one} && ${two}", RC_BAD_INPUT, 8, "write 'and'"},
    {"${one} || ${two}", RC_BAD_INPUT, 8, "write 'or'"},
    {"!${one}", RC_BAD_INPUT, 1, "write not(...)"},
    {"1,5", RC_BAD_INPUT, 2, "write decimals with a point"},
    {"{one} = 1", RC_BAD_INPUT, 1, "write ${name}"},
    {"$one = 1", RC_BAD_INPUT, 1, "unexpected '$'"},
    {"one = 1", RC_BAD_INPUT, 1, "unexpected 'one'; hint: write ${one}"},
    {"nobody = 1", RC_BAD_INPUT, 1, "texts are written in quotes"},
    {"today > 1", RC_BAD_INPUT, 1, "write today()"},
    {"true", RC_BAD_INPUT, 1, "write true()"},
    {"and 1", RC_BAD_INPUT, 1, "a value is missing before 'and'"},
    {"1 +", RC_BAD_INPUT, 4, "something is missing at the end"},
    {"1 + * 2", RC_BAD_INPUT, 5, "unexpected '*'"},
    {"(1 + 2", RC_BAD_INPUT, 1, "'(' is never closed"},
    {"(1 2)", RC_BAD_INPUT, 4, "')' or an operator is missing before it"},
    {"1 + 2)", RC_BAD_INPUT, 6, "unexpected ')'"},
    {"${one} ${two}", RC_BAD_INPUT, 8, "an operator such as 'and' or '=' is missing"},
    {"ñandú()", RC_BAD_INPUT, 1, "unknown function 'ñandú'"},
    {"'á' = 'é' AND 1", RC_BAD_INPUT, 11, "lower case"},
    {"'abc", RC_BAD_INPUT, 1, "never closed"},
    {"1 = \"abc", RC_BAD_INPUT, 5, "never closed"},
    {"${one = '1'", RC_BAD_INPUT, 1, "malformed reference; hint: write ${one}"},
    {"${} = 1", RC_BAD_INPUT, 1, "malformed reference; hint: write ${name}"},
    {"${thre} = 1", RC_BAD_INPUT, 1, "unknown reference ${thre}; hint: did you mean 'three'?"},
    {"1 + ${nothing_like_it}", RC_BAD_INPUT, 5, "unknown reference ${nothing_like_it}"},
    {"'${one}' = '1'", RC_BAD_INPUT, 1, "in quotes is a text, not an answer"},
    {"${last-saved#one}", RC_UNSUPPORTED, 1, "'last-saved#' is not supported"},
    {"iff(1, 2, 3)", RC_BAD_INPUT, 1, "unknown function 'iff'; hint: did you mean 'if'?"},
    {"duplicar(${one})", RC_BAD_INPUT, 1, "unknown function 'duplicar'"},
    {"Selected(${multi}, 1)", RC_BAD_INPUT, 1, "did you mean 'selected'?"},
    {"position(..)", RC_UNSUPPORTED, 1, "function 'position' is not supported"},
    {"1 + indexed-repeat(${one}, ${two}, 1)", RC_UNSUPPORTED, 5, "'indexed-repeat'"},
    {"pulldata('a', 'b', 'c', 'd')", RC_UNSUPPORTED, 1, "'pulldata'"},
    {"substring('abc', 1)", RC_UNSUPPORTED, 1, "write substr("},
    {"../one = 1", RC_UNSUPPORTED, 1, "paths are not supported; hint: write ${name}"},
    {"/data/one = 1", RC_UNSUPPORTED, 1, "paths are not supported"},
    {"if(1, 2)", RC_BAD_INPUT, 1, "function 'if' takes exactly 3 arguments, not 2"},
    {"round()", RC_BAD_INPUT, 1, "takes at least 1 arguments, not 0"},
    {"round(1, 2, 3)", RC_BAD_INPUT, 1, "takes at most 2 arguments, not 3"},
    {"today(1)", RC_BAD_INPUT, 1, "takes exactly 0 arguments, not 1"},
    {"if(1, 2, 3", RC_BAD_INPUT, 1, "the '(' of this function is never closed"},
    {"if(1, 2 3)", RC_BAD_INPUT, 9, "',' or ')' is missing before it"},
    {"concat(1,)", RC_BAD_INPUT, 10, "unexpected ')'"},
    {"regex(., '[a-')", RC_BAD_INPUT, 1, "pattern '[a-'"},
    {"1 = 1 and regex(., '(')", RC_BAD_INPUT, 11, "pattern '('"},
    {". > 2026-01-15", RC_BAD_INPUT, 5, "a date without quotes is a subtraction"},
    {"jr:choice-name(${one}, ${one})", RC_BAD_INPUT, 1, "hint: write jr:choice-name("},
    {"jr:choice-name(${one}, '${onne}')", RC_BAD_INPUT, 1, "unknown reference ${onne}; hint: did you mean 'one'?"},
    {"jr:choice-name(${one}, '${')", RC_BAD_INPUT, 1, "unknown reference"},
    {"jr:choice-name(==", RC_BAD_INPUT, 16, "write '='"},
    {"instance('acc5')/root/item[label = 'x']/name", RC_UNSUPPORTED, 1, "this look-up is not supported"},
    {"instance('acc5')/root/item[name = 1 and 2]/x", RC_UNSUPPORTED, 1, "this look-up is not supported"},
    {"instance('acc5')/root/item[name = ]/x", RC_BAD_INPUT, 35, "unexpected ']'"},
    {"instance('acc6')/root/item[name = 1]/x", RC_BAD_INPUT, 1, "unknown list 'acc6'"},
    {"\xff", RC_BAD_INPUT, 1, "unexpected"},
};

Test(expr_parse, mistakes_are_explained_with_place_and_repair)
{
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
        const struct sv_expr *expr = NULL;
        struct err err = {0};
        const enum rc rc = sv_expr_parse(str_of(mistakes[i].expression), &world_names, arena, &expr, &err);
        cr_expect(eq(int, rc, mistakes[i].rc), "case %s", mistakes[i].expression);
        cr_expect(eq(int, err.column, mistakes[i].column), "case %s", mistakes[i].expression);
        cr_expect(strstr(err.text, mistakes[i].text) != NULL, "%s: %s", mistakes[i].expression, err.text);
        cr_expect(expr == NULL, "case %s", mistakes[i].expression);
    }
    arena_free(arena);
}

static enum rc parse_repeated(const char *head, const char *part, const char *tail, int times)
{
    struct arena *arena = arena_new(1 << 22);
    struct buf text = buf_in(arena, SV_EXPR_BYTES_MAX + 100);
    const struct sv_expr *expr = NULL;
    for (int i = 0; i < times; i++)
        buf_put(&text, str_of(head));
    buf_put(&text, str_of(part));
    for (int i = 0; i < times; i++)
        buf_put(&text, str_of(tail));
    const enum rc parsed = sv_expr_parse(buf_str(&text), &world_names, arena, &expr, NULL);
    bool holds = false;
    const enum rc rc = parsed == RC_OK ? sv_expr_test(expr, &world_reader, arena, &holds, NULL) : parsed;
    arena_free(arena);
    return rc;
}

Test(expr_parse, nesting_is_bounded_and_length_is_not_nesting)
{
    static const struct {
        const char *head;
        const char *part;
        const char *tail;
        int times;
        enum rc rc;
    } cases[] = {
        {"(", "1", ")", SV_EXPR_DEPTH_MAX, RC_OK},
        {"(", "1", ")", SV_EXPR_DEPTH_MAX + 1, RC_TOO_BIG},
        {"not(", "1", ")", SV_EXPR_DEPTH_MAX, RC_OK},
        {"not(", "1", ")", SV_EXPR_DEPTH_MAX + 1, RC_TOO_BIG},
        {"1 or 1 and 1 = 1 < 1 + 1 * -1 | (", "1", ")", SV_EXPR_DEPTH_MAX, RC_OK},
        {"concat(", "1", ", 1)", SV_EXPR_DEPTH_MAX, RC_OK},
        {"instance('acc5')/root/item[name = ", "1", "]/x", SV_EXPR_DEPTH_MAX, RC_OK},
        {"instance('acc5')/root/item[name = ", "1", "]/x", SV_EXPR_DEPTH_MAX + 1, RC_TOO_BIG},
        {"jr:choice-name(", "1", ", 'one')", SV_EXPR_DEPTH_MAX + 1, RC_TOO_BIG},
        {"", "1", " or 1", 1000, RC_OK},
        {"", "1", " + 1", 2000, RC_OK},
        {"-", "1", "", 4000, RC_OK},
        {"", "1", " ", SV_EXPR_BYTES_MAX, RC_TOO_BIG},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, parse_repeated(cases[i].head, cases[i].part, cases[i].tail, cases[i].times), cases[i].rc),
                  "case %zu: %s", i, cases[i].head);
}

Test(expr_parse, an_expression_borrows_nothing_from_its_text)
{
    struct arena *arena = arena_new(1 << 16);
    char text[] = "concat('abc', regex('xyz', 'x.z'))";
    const struct sv_expr *expr = NULL;
    struct str value = STR_EMPTY;
    cr_assert(eq(int, sv_expr_parse(str_of(text), &world_names, arena, &expr, NULL), RC_OK));
    memset(text, '#', sizeof text - 1);
    cr_assert(eq(int, sv_expr_text(expr, &world_reader, arena, &value, NULL), RC_OK));
    cr_expect(str_eq(value, STR("abctrue")), "%.*s", STR_FMT(value));
    arena_free(arena);
}

Test(expr_parse, references_are_listed_in_order_with_repeats)
{
    struct arena *arena = arena_new(1 << 16);
    const struct sv_expr *expr = NULL;
    int32_t found[3] = {-1, -1, -1};
    cr_assert(eq(int,
                 sv_expr_parse(STR("${two} + if(${one} = 1, ${two}, instance('acc5')/root/item[name = ${three}]/x)"),
                               &world_names, arena, &expr, NULL),
                 RC_OK));
    cr_expect(eq(sz, sv_expr_references(expr, found, 3), 4));
    cr_expect(eq(int, found[0], 2));
    cr_expect(eq(int, found[1], 1));
    cr_expect(eq(int, found[2], 2));
    cr_expect(eq(sz, sv_expr_references(expr, NULL, 0), 4));
    arena_free(arena);
}

Test(expr_parse, the_use_of_this_answer_is_known)
{
    static const struct {
        const char *expression;
        bool uses_self;
    } cases[] = {
        {". > 1", true}, {"string-length() > 1", true}, {"string-length('a') > 1", false}, {"once(1)", false},
        {"1.5", false},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_expr *expr = NULL;
        cr_assert(eq(int, sv_expr_parse(str_of(cases[i].expression), &world_names, arena, &expr, NULL), RC_OK));
        cr_expect(eq(int, sv_expr_uses_self(expr), cases[i].uses_self), "case %s", cases[i].expression);
    }
    arena_free(arena);
}

Test(expr_parse, a_full_arena_is_too_big_at_every_step)
{
    for (size_t bytes = 0; bytes < 4096; bytes += 16) {
        struct arena *arena = arena_new(bytes);
        const struct sv_expr *expr = NULL;
        const enum rc rc =
            sv_expr_parse(STR("-${one} + jr:choice-name(${one}, 'one') = regex('a', 'b') and string-length()"),
                          &world_names, arena, &expr, NULL);
        cr_expect(rc == RC_OK || rc == RC_TOO_BIG, "%zu bytes: %d", bytes, (int)rc);
        arena_free(arena);
    }
}
