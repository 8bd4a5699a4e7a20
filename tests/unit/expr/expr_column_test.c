/* Names without ${}: columns of the choice that is looked at, and only where the caller has columns. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "base/attr.h"
#include "survey/expr.h"
#include "world.h"

static bool has_column(const void *context UNUSED, struct str name)
{
    return str_eq(name, STR("country")) || str_eq(name, STR("one")) || str_eq(name, STR("name"));
}

static void offer_columns(const void *context UNUSED, struct sv_nearest *nearest)
{
    sv_nearest_offer(nearest, STR("country"));
}

static struct str column(const void *context UNUSED, struct str name)
{
    return str_eq(name, STR("country")) ? STR("GT") : str_eq(name, STR("name")) ? STR("4") : STR_EMPTY;
}

static struct sv_names names_with_columns(void)
{
    struct sv_names names = world_names;
    names.has_column = has_column;
    names.offer_columns = offer_columns;
    return names;
}

Test(expr_column, bare_names_are_columns)
{
    static const struct {
        const char *expression;
        bool holds;
    } cases[] = {
        {"country = 'GT'", true},
        {"country = 'HN'", false},
        {"country='GT'", true},
        {"'GT' = country and 1 = 1", true},
        {"one = ''", true},
        {"one = ${one}", false},
        {"selected(${multi}, name)", true},
        {"name = 4 or country = ''", true},
        {"not(country = 'GT')", false},
        {"concat(country, '-', name) = 'GT-4'", true},
        {"country", true},
        {"one", false},
        {"if(country = 'GT', ${one}, ${empty}) = 1", true},
        {"instance('acc5')/root/item[name = ${three}]/ind_score = 0.5", true},
        {"string-length(country) = 2", true},
    };
    const struct sv_names names = names_with_columns();
    struct sv_reader reader = world_reader;
    reader.column = column;
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_expr *expr = NULL;
        bool holds = !cases[i].holds;
        struct err err = {0};
        cr_assert(eq(int, sv_expr_parse(str_of(cases[i].expression), &names, arena, &expr, &err), RC_OK), "%s: %s",
                  cases[i].expression, err.text);
        cr_expect(eq(int, sv_expr_test(expr, &reader, arena, &holds, NULL), RC_OK));
        cr_expect(eq(int, holds, cases[i].holds), "case %s", cases[i].expression);
        cr_expect(not(sv_expr_uses_self(expr)));
    }
    arena_free(arena);
}

Test(expr_column, what_is_no_column_is_explained)
{
    static const struct {
        const char *expression;
        int column;
        const char *text;
    } cases[] = {
        {"contry = ${one}", 1, "there is no column 'contry'; hint: did you mean 'country'?"},
        {"1 = 1 and two = 2", 11, "there is no column 'two'; hint: the answer to a question is ${two}"},
        {"country = GT", 11, "there is no column 'GT'"},
        {"and = 1", 1, "a value is missing before 'and'"},
        {"country = ${cuntry}", 11, "unknown reference ${cuntry}"},
        {"country(1)", 1, "unknown function 'country'"},
        {"country = 'GT' AND 1", 16, "use 'and' in lower case"},
    };
    const struct sv_names names = names_with_columns();
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_expr *expr = NULL;
        struct err err = {0};
        cr_expect(eq(int, sv_expr_parse(str_of(cases[i].expression), &names, arena, &expr, &err), RC_BAD_INPUT));
        cr_expect(eq(int, err.column, cases[i].column), "case %s", cases[i].expression);
        cr_expect(strstr(err.text, cases[i].text) != NULL, "%s: %s", cases[i].expression, err.text);
    }
    arena_free(arena);
}

Test(expr_column, elsewhere_a_bare_name_stays_a_mistake)
{
    struct arena *arena = arena_new(1 << 16);
    const struct sv_expr *expr = NULL;
    struct err err = {0};
    cr_expect(eq(int, sv_expr_parse(STR("country = 'GT'"), &world_names, arena, &expr, &err), RC_BAD_INPUT));
    cr_expect(strstr(err.text, "texts are written in quotes") != NULL, "%s", err.text);
    arena_free(arena);
}

Test(expr_column, without_a_choice_a_column_is_empty)
{
    const struct sv_names names = names_with_columns();
    struct arena *arena = arena_new(1 << 16);
    const struct sv_expr *expr = NULL;
    bool holds = false;
    cr_assert(eq(int, sv_expr_parse(STR("country = ''"), &names, arena, &expr, NULL), RC_OK));
    cr_expect(eq(int, sv_expr_test(expr, &world_reader, arena, &holds, NULL), RC_OK));
    cr_expect(holds);
    arena_free(arena);
}

Test(expr_column, only_answers_are_references)
{
    const struct sv_names names = names_with_columns();
    struct arena *arena = arena_new(1 << 16);
    const struct sv_expr *expr = NULL;
    cr_assert(eq(int, sv_expr_parse(STR("country = ${one} or name = ${two}"), &names, arena, &expr, NULL), RC_OK));
    cr_expect(eq(sz, sv_expr_references(expr, NULL, 0), 2));
    arena_free(arena);
}
