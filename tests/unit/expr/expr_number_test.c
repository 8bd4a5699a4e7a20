#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "survey/expr.h"

static bool same(double a, double b)
{
    return (a <= b && a >= b) || (isnan(a) && isnan(b));
}

Test(expr_number, texts_become_numbers_only_when_they_are_one)
{
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"0", 0},
        {"12", 12},
        {" 12\n", 12},
        {"-12", -12},
        {"012", 12},
        {"1.5", 1.5},
        {".5", 0.5},
        {"5.", 5},
        {"-.25", -0.25},
        {"0.1", 0.1},
        {"123456789012345678", 123456789012345678.0},
        {"9007199254740993", 9007199254740992.0},
        {"0.30000000000000004", 0.30000000000000004},
        {"12345678901234567890123", 12345678901234567890123.0},
        {"0.00000000000000000000000000001", 1e-29},
        {"", NAN},
        {"-", NAN},
        {".", NAN},
        {"1.2.3", NAN},
        {"1e3", NAN},
        {"0x10", NAN},
        {"inf", NAN},
        {"1 2", NAN},
        {"+1", NAN},
        {"- 1", NAN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const double got = sv_number_of(str_of(cases[i].text));
        cr_expect(same(got, cases[i].number), "case '%s': %.17g", cases[i].text, got);
    }
}

Test(expr_number, numbers_become_the_shortest_text_without_exponent)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {3, "3"},
        {-3, "-3"},
        {0.25, "0.25"},
        {100, "100"},
        {0.1, "0.1"},
        {1e-7, "0.0000001"},
        {1e15, "1000000000000000"},
        {1e16, "10000000000000000"},
        {1.5e20, "150000000000000000000"},
        {123456.789, "123456.789"},
        {NAN, ""},
        {INFINITY, ""},
        {-INFINITY, ""},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str text = STR_EMPTY;
        cr_assert(eq(int, sv_number_text(cases[i].number, arena, &text), RC_OK));
        cr_expect(str_eq(text, str_of(cases[i].text)), "case %s: %.*s", cases[i].text, STR_FMT(text));
    }
    arena_free(arena);
}

Test(expr_number, every_number_reads_back_the_same)
{
    struct arena *arena = arena_new(1 << 16);
    uint64_t bits = 0x9E3779B97F4A7C15u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double x = 0;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x))
            continue;
        struct str text = STR_EMPTY;
        cr_assert(eq(int, sv_number_text(x, arena, &text), RC_OK));
        cr_assert(same(sv_number_of(text), x), "%.17g as %.*s", x, STR_FMT(text));
        arena_reset(arena);
    }
    arena_free(arena);
}

Test(expr_number, a_full_arena_is_too_big)
{
    struct arena *arena = arena_new(0);
    struct str text = STR("untouched");
    cr_expect(eq(int, sv_number_text(15, arena, &text), RC_TOO_BIG));
    cr_expect(str_eq(text, STR("untouched")));
    arena_free(arena);
}
