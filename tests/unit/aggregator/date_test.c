#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../../../gateway/aggregator/date.h"
#include "gateway/aggregator.h"

Test(date, time_is_written_with_milliseconds_only_when_there_are_some)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1, "1970-01-01T00:00:00.001Z"},
        {951782400000, "2000-02-29T00:00:00Z"},
        {1704067199000, "2023-12-31T23:59:59Z"},
        {1735603200000, "2024-12-31T00:00:00Z"},
        {4107542400000, "2100-03-01T00:00:00Z"},
        {253402300799999, "9999-12-31T23:59:59.999Z"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[64];
        struct buf out = buf_on(storage, sizeof storage);
        gw_time_put(&out, cases[i].ms);
        cr_expect(str_eq(buf_str(&out), str_of(cases[i].text)), "case %s: %.*s", cases[i].text, STR_FMT(buf_str(&out)));
    }
}

Test(date, reading_is_the_inverse_of_writing)
{
    /* About 36 days apart, so that every month of many years is met. */
    for (int64_t ms = 0; ms < INT64_C(253402300800000); ms += INT64_C(3123456789)) {
        char storage[64];
        struct buf out = buf_on(storage, sizeof storage);
        gw_time_put(&out, ms);
        cr_assert(eq(i64, gw_wire_time(buf_str(&out)), ms), "%.*s", STR_FMT(buf_str(&out)));
    }
}

Test(date, impossible_days_are_none)
{
    cr_expect(eq(i64, gw_days_of(1970, 1, 1), 0));
    cr_expect(eq(i64, gw_days_of(1970, 12, 31), 364));
    cr_expect(eq(i64, gw_days_of(1969, 12, 31), -1));
    cr_expect(eq(i64, gw_days_of(10000, 1, 1), -1));
    cr_expect(eq(i64, gw_days_of(2023, 2, 29), -1));
    cr_expect(eq(i64, gw_days_of(2023, 13, 1), -1));
}
