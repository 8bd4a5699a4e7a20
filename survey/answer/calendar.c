#include "calendar.h"

#include <assert.h>

#include "base/buf.h"
#include "survey/answer.h"

enum {
    DAYS_TO_1970 = 719162, /* from 0001-01-01 */
    DAYS_IN_400_YEARS = 146097
};

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days before 1 January of this year, from 0001-01-01. */
static int64_t days_before_year(int32_t year)
{
    const int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

bool sv_day_exists(struct sv_day day)
{
    if (day.year < 1 || day.year > 9999 || day.month < 1 || day.month > 12 || day.day < 1)
        return false;
    return day.day <= days_in_month(day.year, day.month);
}

int64_t sv_day_number(struct sv_day day)
{
    assert(sv_day_exists(day));
    int64_t number = days_before_year(day.year) - DAYS_TO_1970 + day.day - 1;
    for (int32_t month = 1; month < day.month; month++)
        number += days_in_month(day.year, month);
    return number;
}

bool sv_day_of_number(int64_t number, struct sv_day *out_day)
{
    const struct sv_day first = {.year = 1, .month = 1, .day = 1};
    const struct sv_day last = {.year = 9999, .month = 12, .day = 31};
    if (number < sv_day_number(first) || number > sv_day_number(last))
        return false;
    int64_t rest = number + DAYS_TO_1970;
    /* By the mean year: too early by a year or two, never too late. */
    struct sv_day day = {.year = (int32_t)(rest * 400 / DAYS_IN_400_YEARS), .month = 1, .day = 1};
    if (day.year < 1)
        day.year = 1;
    while (days_before_year(day.year + 1) <= rest)
        day.year++;
    rest -= days_before_year(day.year);
    for (; rest >= days_in_month(day.year, day.month); day.month++)
        rest -= days_in_month(day.year, day.month);
    day.day += (int32_t)rest;
    *out_day = day;
    return true;
}

static bool digits_at(struct str date, size_t at, size_t n, int32_t *out_value)
{
    int32_t value = 0;
    for (size_t i = at; i < at + n; i++) {
        if (date.p[i] < '0' || date.p[i] > '9')
            return false;
        value = value * 10 + (date.p[i] - '0');
    }
    *out_value = value;
    return true;
}

bool sv_date_days(struct str date, int64_t *out_days)
{
    struct sv_day day = {.year = 0};
    if (date.n != 10 || date.p[4] != '-' || date.p[7] != '-' || !digits_at(date, 0, 4, &day.year) ||
        !digits_at(date, 5, 2, &day.month) || !digits_at(date, 8, 2, &day.day) || !sv_day_exists(day))
        return false;
    *out_days = sv_day_number(day);
    return true;
}

enum rc sv_date_text(int64_t days, struct arena *arena, struct str *out_date)
{
    struct sv_day day = {.year = 0};
    if (!sv_day_of_number(days, &day))
        return RC_BAD_INPUT;
    struct buf buf = buf_in(arena, sizeof "2026-01-15");
    buf_printf(&buf, "%04d-%02d-%02d", day.year, day.month, day.day);
    if (buf.overflow)
        return RC_TOO_BIG;
    *out_date = buf_str(&buf);
    return RC_OK;
}
