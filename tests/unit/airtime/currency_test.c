#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/airtime.h"

enum { ARENA_BYTES = 4096 };

Test(currency, digits_behind_the_point)
{
    static const struct {
        const char *code;
        int digits;
    } cases[] = {
        {"GTQ", 2}, {"KES", 2}, {"HTG", 2},  {"NGN", 2},  {"USD", 2},   {"MRU", 2},  {"XOF", 0},        {"XAF", 0},
        {"UGX", 0}, {"CLP", 0}, {"TND", 3},  {"KWD", 3},  {"CLF", 4},   {"XAU", -1}, {"XXX", -1},       {"XTS", -1},
        {"", -1},   {"GT", -1}, {"gtq", -1}, {"GTq", -1}, {"GTQ ", -1}, {"G7Q", -1}, {"\xC3\x81Q", -1}, {"[[[", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(gw_currency_exponent(str_of(cases[i].code)) == cases[i].digits, "case \"%s\"", cases[i].code);
    cr_expect(gw_currency_exponent((struct str){.p = NULL, .n = 0}) == -1);
    cr_expect(gw_currency_exponent(STR("G\0Q")) == -1);
}

Test(currency, amount_is_written_exactly)
{
    static const struct {
        int64_t minor;
        const char *currency, *decimal;
    } cases[] = {
        {1050, "GTQ", "10.50"},
        {1000, "KES", "10.00"},
        {5, "KES", "0.05"},
        {0, "KES", "0.00"},
        {100, "XOF", "100"},
        {1, "XOF", "1"},
        {1005, "TND", "1.005"},
        {1, "TND", "0.001"},
        {10001, "CLF", "1.0001"},
        {1000000000000, "KES", "10000000000.00"},
        {999999999999, "XOF", "999999999999"},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str decimal;
        int64_t back = -1;
        cr_assert(gw_amount_put(cases[i].minor, str_of(cases[i].currency), arena, &decimal) == RC_OK);
        cr_expect(str_eq(decimal, str_of(cases[i].decimal)), "%s: %.*s", cases[i].decimal, STR_FMT(decimal));
        cr_expect(gw_amount_read(decimal, str_of(cases[i].currency), &back) == RC_OK);
        cr_expect(eq(i64, back, cases[i].minor), "%s comes back", cases[i].decimal);
    }
    arena_free(arena);
}

Test(currency, what_is_no_amount_is_not_written)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str decimal = STR("untouched");
    cr_expect(gw_amount_put(-1, STR("KES"), arena, &decimal) == RC_BAD_INPUT);
    cr_expect(gw_amount_put(1000000000001, STR("KES"), arena, &decimal) == RC_BAD_INPUT);
    cr_expect(gw_amount_put(INT64_MAX, STR("XOF"), arena, &decimal) == RC_BAD_INPUT);
    cr_expect(gw_amount_put(INT64_MIN, STR("XOF"), arena, &decimal) == RC_BAD_INPUT);
    cr_expect(gw_amount_put(100, STR("XAU"), arena, &decimal) == RC_BAD_INPUT);
    cr_expect(gw_amount_put(100, STR("kes"), arena, &decimal) == RC_BAD_INPUT);
    arena_free(arena);
    arena = arena_new(0);
    cr_expect(gw_amount_put(100, STR("KES"), arena, &decimal) == RC_TOO_BIG);
    cr_expect(str_eq(decimal, STR("untouched")));
    arena_free(arena);
}

Test(currency, amount_is_read_exactly_or_not_at_all)
{
    enum { BAD = -7 };
    static const struct {
        const char *decimal, *currency;
        int64_t minor;
    } cases[] = {
        {"10.50", "KES", 1050},
        {"10.5", "KES", 1050},
        {"10", "KES", 1000},
        {"0.01", "KES", 1},
        {"500.00", "XOF", 500},
        {"10.0000", "KES", 1000},
        {"10.5000", "KES", 1050},
        {"007", "XOF", 7},
        {"1.005", "TND", 1005},
        {"0", "KES", 0},
        {"10000000000.00", "KES", 1000000000000},
        {"1000000000000", "XOF", 1000000000000},
        {"10000000000.01", "KES", BAD},
        {"1000000000001", "XOF", BAD},
        {"99999999999999999999999999999999", "XOF", BAD},
        {"9223372036854775808", "KES", BAD},
        {"10.505", "KES", BAD},
        {"10.5", "XOF", BAD},
        {"10.50001", "KES", BAD},
        {"10.000000000", "KES", BAD},
        {"", "KES", BAD},
        {".", "KES", BAD},
        {".50", "KES", BAD},
        {"10.", "KES", BAD},
        {"10..5", "KES", BAD},
        {"10.5.0", "KES", BAD},
        {"-10", "KES", BAD},
        {"+10", "KES", BAD},
        {" 10", "KES", BAD},
        {"10 ", "KES", BAD},
        {"1e3", "KES", BAD},
        {"0x10", "KES", BAD},
        {"1,000", "KES", BAD},
        {"10,50", "KES", BAD},
        {"KES 10", "KES", BAD},
        {"10", "XAU", BAD},
        {"10", "", BAD},
        {"NaN", "KES", BAD},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t minor = BAD;
        const enum rc rc = gw_amount_read(str_of(cases[i].decimal), str_of(cases[i].currency), &minor);
        cr_expect(rc == (cases[i].minor == BAD ? RC_BAD_INPUT : RC_OK), "case \"%s\"", cases[i].decimal);
        cr_expect(eq(i64, minor, cases[i].minor), "case \"%s\"", cases[i].decimal);
    }
}
