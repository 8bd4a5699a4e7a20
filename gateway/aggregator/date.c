#include "date.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>

enum { MS_PER_SECOND = 1000, SECONDS_PER_DAY = 24 * 60 * 60, MONTHS = 12, YEAR_FIRST = 1970, YEAR_LAST = 9999 };

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static_assert(COUNT_OF(days) == MONTHS, "every month");
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Leap days of the years 1 to `year`. */
static int64_t leap_days(int64_t year)
{
    return year / 4 - year / 100 + year / 400;
}

static int64_t days_before_year(int64_t year)
{
    return (year - YEAR_FIRST) * 365 + leap_days(year - 1) - leap_days(YEAR_FIRST - 1);
}

int64_t gw_days_of(int64_t year, int64_t month, int64_t day)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > MONTHS || day < 1 ||
        day > days_of_month(year, month))
        return -1;
    int64_t days = days_before_year(year) + day - 1;
    for (int64_t m = 1; m < month; m++)
        days += days_of_month(year, m);
    return days;
}

void gw_time_put(struct buf *out, int64_t ms)
{
    const int64_t seconds = ms / MS_PER_SECOND;
    int64_t days = seconds / SECONDS_PER_DAY;
    assert(ms >= 0 && days < days_before_year(YEAR_LAST + 1));
    int64_t year = YEAR_FIRST + days / 366; /* never too late */
    while (days >= days_before_year(year + 1))
        year++;
    days -= days_before_year(year);
    int64_t month = 1;
    for (; days >= days_of_month(year, month); month++)
        days -= days_of_month(year, month);
    const int64_t minutes = seconds % SECONDS_PER_DAY / 60;
    buf_printf(out, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64, year, month,
               days + 1, minutes / 60, minutes % 60, seconds % 60);
    if (ms % MS_PER_SECOND != 0)
        buf_printf(out, ".%03" PRId64, ms % MS_PER_SECOND);
    buf_put(out, STR("Z"));
}
