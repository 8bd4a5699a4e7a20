#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey/answer.h"

TestSuite(calendar, .timeout = 30);

Test(calendar, days_count_from_1970)
{
    static const struct {
        const char *date;
        int64_t days;
    } cases[] = {
        {"1970-01-01", 0},     {"1969-12-31", -1},     {"2026-01-15", 20468},   {"2000-02-29", 11016},
        {"2000-03-01", 11017}, {"1900-03-01", -25508}, {"0001-01-01", -719162}, {"9999-12-31", 2932896},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t days = 1;
        struct str date = STR_EMPTY;
        cr_expect(sv_date_days(str_of(cases[i].date), &days), "case %s", cases[i].date);
        cr_expect(eq(i64, days, cases[i].days), "case %s", cases[i].date);
        cr_expect(eq(int, sv_date_text(cases[i].days, arena, &date), RC_OK));
        cr_expect(str_eq(date, str_of(cases[i].date)), "case %s", cases[i].date);
    }
    arena_free(arena);
}

Test(calendar, days_that_do_not_exist_are_no_dates)
{
    static const char *const cases[] = {"2025-02-29",  "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
                                        "2026-04-31",  "0000-01-01", "2026-1-1",   "2026/01/01", "26-01-0001",
                                        "2026-01-15 ", "",           "2026-01-1x", "+026-01-01"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t days = 7;
        cr_expect(not(sv_date_days(str_of(cases[i]), &days)), "case %s", cases[i]);
        cr_expect(eq(i64, days, 7));
    }
}

Test(calendar, every_day_of_four_centuries_comes_back)
{
    struct arena *arena = arena_new(4096);
    for (int64_t days = -100000; days < 146097 - 100000; days++) {
        struct str date = STR_EMPTY;
        int64_t again = 0;
        cr_assert(eq(int, sv_date_text(days, arena, &date), RC_OK));
        cr_assert(sv_date_days(date, &again));
        cr_assert(eq(i64, again, days));
        arena_reset(arena);
    }
    arena_free(arena);
}

Test(calendar, days_outside_four_digits_have_no_text)
{
    static const int64_t outside[] = {-719163, 2932897, INT64_MIN, INT64_MAX};
    struct arena *arena = arena_new(4096);
    struct str date = STR("untouched");
    for (size_t i = 0; i < COUNT_OF(outside); i++)
        cr_expect(eq(int, sv_date_text(outside[i], arena, &date), RC_BAD_INPUT));
    cr_expect(str_eq(date, STR("untouched")));
    arena_free(arena);
    struct arena *full = arena_new(4);
    cr_expect(eq(int, sv_date_text(0, full, &date), RC_TOO_BIG));
    arena_free(full);
}
