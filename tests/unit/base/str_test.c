#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

Test(str, of_a_c_text)
{
    cr_expect(str_eq(str_of("abc"), STR("abc")));
    cr_expect(str_eq(str_of(NULL), STR_EMPTY));
    cr_expect(str_of(NULL).p != NULL);
}

Test(str, equality_and_order)
{
    static const struct {
        const char *a, *b;
        bool equal, nocase;
        int order;
    } cases[] = {
        {"", "", true, true, 0},
        {"", "a", false, false, -1},
        {"a", "", false, false, 1},
        {"abc", "abc", true, true, 0},
        {"abc", "abd", false, false, -1},
        {"abc", "ab", false, false, 1},
        {"ab", "abc", false, false, -1},
        {"ABC", "abc", false, true, -1},
        {"[", "{", false, false, -1},
        {"@", "`", false, false, -1},
        {"Z", "z", false, true, -1},
        {"\x7f", "\x80", false, false, -1},
        {"\xc3\x81", "\xc3\xa1", false, false, -1}, /* Á á: not ASCII, never folded */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str a = str_of(cases[i].a);
        const struct str b = str_of(cases[i].b);
        const int order = str_compare(a, b);
        cr_expect(str_eq(a, b) == cases[i].equal, "case \"%s\" \"%s\"", cases[i].a, cases[i].b);
        cr_expect(str_eq_ascii_nocase(a, b) == cases[i].nocase, "case \"%s\" \"%s\"", cases[i].a, cases[i].b);
        cr_expect(eq(int, (order > 0) - (order < 0), cases[i].order), "case \"%s\" \"%s\"", cases[i].a, cases[i].b);
    }
}

Test(str, begins_ends_and_contains)
{
    static const struct {
        const char *s, *part;
        bool starts, ends;
        size_t found;
    } cases[] = {
        {"abcabc", "abc", true, true, 0},
        {"abcabc", "bc", false, true, 1},
        {"abcabc", "cab", false, false, 2},
        {"abc", "", true, true, 0},
        {"", "", true, true, 0},
        {"", "a", false, false, SIZE_MAX},
        {"ab", "abc", false, false, SIZE_MAX},
        {"aaab", "aab", false, true, 1},
        {"abc", "abc", true, true, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str s = str_of(cases[i].s);
        const struct str part = str_of(cases[i].part);
        cr_expect(str_starts(s, part) == cases[i].starts, "case \"%s\" \"%s\"", cases[i].s, cases[i].part);
        cr_expect(str_ends(s, part) == cases[i].ends, "case \"%s\" \"%s\"", cases[i].s, cases[i].part);
        cr_expect(eq(sz, str_find(s, part), cases[i].found), "case \"%s\" \"%s\"", cases[i].s, cases[i].part);
    }
    cr_expect(eq(sz, str_find_byte(STR("a\0b"), '\0'), 1));
    cr_expect(eq(sz, str_find_byte(STR("ab"), 'c'), SIZE_MAX));
    cr_expect(eq(sz, str_find_byte(STR_EMPTY, 'c'), SIZE_MAX));
}

Test(str, a_part_is_clipped_to_the_view)
{
    const struct str s = STR("0123456789");
    cr_expect(str_eq(str_sub(s, 2, 3), STR("234")));
    cr_expect(str_eq(str_sub(s, 8, 100), STR("89")));
    cr_expect(str_eq(str_sub(s, 1, SIZE_MAX), STR("123456789")));
    cr_expect(eq(sz, str_sub(s, 10, 1).n, 0));
    cr_expect(eq(sz, str_sub(s, SIZE_MAX, SIZE_MAX).n, 0));
}

Test(str, trims_ascii_blanks_only)
{
    static const struct {
        const char *s, *trimmed;
    } cases[] = {
        {" \t\r\n a b \n", "a b"}, {"", ""}, {" \n ", ""}, {"a", "a"}, {"\xc2\xa0 x", "\xc2\xa0 x"}, {"\v", "\v"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(str_eq(str_trim(str_of(cases[i].s)), str_of(cases[i].trimmed)), "case %zu", i);
}

Test(str, pieces_between_separators)
{
    static const struct {
        const char *s;
        size_t n;
        const char *pieces[4];
    } cases[] = {
        {"a,,b", 3, {"a", "", "b"}}, {"a", 1, {"a"}}, {"", 1, {""}}, {",", 2, {"", ""}}, {"a,b,", 3, {"a", "b", ""}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str rest = str_of(cases[i].s);
        struct str piece;
        size_t n = 0;
        for (; str_next(&rest, ',', &piece); n++)
            cr_expect(n < cases[i].n && str_eq(piece, str_of(cases[i].pieces[n])), "case \"%s\" %zu", cases[i].s, n);
        cr_expect(eq(sz, n, cases[i].n), "case \"%s\"", cases[i].s);
    }
}

Test(str, decimal_integers)
{
    static const struct {
        const char *s;
        bool good;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"--1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"1x", false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = 42;
        cr_expect(str_to_i64(str_of(cases[i].s), &value) == cases[i].good, "case \"%s\"", cases[i].s);
        cr_expect(eq(i64, value, cases[i].good ? cases[i].value : 42), "case \"%s\"", cases[i].s);
    }
}
