#include "expr_date.h"

#include <assert.h>
#include <stdlib.h>

#include "expr_number.h"

enum {
    DAY_MS = 86400000,
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    DAY_FIRST = -719162, /* 0001-01-01 */
    DAY_LAST = 2932896   /* 9999-12-31 */
};

/* Years begin in March here, so that the leap day is the last of a year. Day 0 is 1970-01-01. */
static int64_t day_of(const struct sv_civil *c)
{
    const int64_t year = c->month <= 2 ? c->year - 1 : c->year;
    const int64_t era = year / ERA_YEARS;
    const int64_t of_era = year % ERA_YEARS;
    const int64_t month = (c->month + 9) % 12;
    const int64_t of_year = (153 * month + 2) / 5 + c->day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct sv_civil sv_civil_of(int64_t day)
{
    assert(day >= DAY_FIRST && day <= DAY_LAST);
    const int64_t since = day + 719468;
    const int64_t of_era = since % ERA_DAYS;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;
    const int64_t civil_month = month < 10 ? month + 3 : month - 9;
    return (struct sv_civil){.year = (int)(since / ERA_DAYS * ERA_YEARS + year + (civil_month <= 2 ? 1 : 0)),
                             .month = (int)civil_month,
                             .day = (int)(of_year - (153 * month + 2) / 5 + 1)};
}

int sv_weekday_of(int64_t day)
{
    /* 1970-01-01 was a Thursday. */
    return (int)((day % 7 + 7 + 3) % 7);
}

/* Takes exactly n digits off the front. */
static bool take_digits(struct str *rest, size_t n, int *out)
{
    if (rest->n < n)
        return false;
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = rest->p[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *rest = str_sub(*rest, n, rest->n);
    *out = value;
    return true;
}

static bool take_byte(struct str *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

static bool take_date(struct str *rest, int64_t *out_day)
{
    struct sv_civil c = {0};
    if (!take_digits(rest, 4, &c.year) || !take_byte(rest, '-') || !take_digits(rest, 2, &c.month) ||
        !take_byte(rest, '-') || !take_digits(rest, 2, &c.day))
        return false;
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1)
        return false;
    const int64_t day = day_of(&c);
    const struct sv_civil back = sv_civil_of(day > DAY_LAST ? DAY_LAST : day);
    /* 31 February would come back as a day of March. */
    if (back.day != c.day || back.month != c.month)
        return false;
    *out_day = day;
    return true;
}

static bool take_time(struct str *rest, int64_t *out_ms)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    int ms = 0;
    if (!take_digits(rest, 2, &hour) || !take_byte(rest, ':') || !take_digits(rest, 2, &minute))
        return false;
    if (take_byte(rest, ':') && !take_digits(rest, 2, &second))
        return false;
    if (take_byte(rest, '.') && !take_digits(rest, 3, &ms))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *out_ms = (((int64_t)hour * 60 + minute) * 60 + second) * 1000 + ms;
    return true;
}

/* Seconds east of Greenwich; without a zone the text is on the participant's clock already. */
static bool take_zone(struct str *rest, int32_t *out_offset_s)
{
    if (rest->n == 0)
        return true;
    if (take_byte(rest, 'Z')) {
        *out_offset_s = 0;
        return true;
    }
    const bool west = take_byte(rest, '-');
    int hours = 0;
    int minutes = 0;
    if ((!west && !take_byte(rest, '+')) || !take_digits(rest, 2, &hours) || !take_byte(rest, ':') ||
        !take_digits(rest, 2, &minutes) || hours > 14 || minutes > 59)
        return false;
    const int32_t offset_s = (hours * 60 + minutes) * 60;
    *out_offset_s = west ? -offset_s : offset_s;
    return true;
}

/* Day and milliseconds again in their places after an addition. */
static struct sv_moment settled(int64_t day, int64_t ms)
{
    const int64_t over = ms >= 0 ? ms / DAY_MS : -((DAY_MS - 1 - ms) / DAY_MS);
    return (struct sv_moment){.day = day + over, .ms = ms - over * DAY_MS};
}

bool sv_moment_read(struct str text, int32_t utc_offset_s, struct sv_moment *out_moment)
{
    struct str rest = text;
    struct sv_moment moment = {0};
    int32_t offset_s = utc_offset_s;
    if (!take_date(&rest, &moment.day))
        return false;
    if (rest.n > 0 && (!take_byte(&rest, 'T') || !take_time(&rest, &moment.ms) || !take_zone(&rest, &offset_s)))
        return false;
    moment = settled(moment.day, moment.ms + (int64_t)(utc_offset_s - offset_s) * 1000);
    if (rest.n > 0 || moment.day < DAY_FIRST || moment.day > DAY_LAST)
        return false;
    *out_moment = moment;
    return true;
}

bool sv_time_read(struct str text, int64_t *out_ms)
{
    struct str rest = text;
    return take_time(&rest, out_ms);
}

struct sv_moment sv_moment_at(int64_t now_ms, int32_t utc_offset_s)
{
    const struct sv_moment now = settled(0, now_ms + (int64_t)utc_offset_s * 1000);
    assert(now.day >= DAY_FIRST && now.day <= DAY_LAST);
    return now;
}

bool sv_moment_of_days(double days, struct sv_moment *out_moment)
{
    /* NaN fails both comparisons. */
    if (!(days >= DAY_FIRST && days < DAY_LAST + 1))
        return false;
    const double day = sv_floor(days);
    *out_moment = settled((int64_t)day, (int64_t)sv_round((days - day) * DAY_MS, 0));
    return out_moment->day <= DAY_LAST;
}

double sv_days_of(const struct sv_moment *moment)
{
    return (double)moment->day + (double)moment->ms / DAY_MS;
}

void sv_date_put(const struct sv_moment *moment, struct buf *out)
{
    const struct sv_civil c = sv_civil_of(moment->day);
    buf_printf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void sv_datetime_put(const struct sv_moment *moment, int32_t utc_offset_s, struct buf *out)
{
    const int s = (int)(moment->ms / 1000);
    const int east_min = abs(utc_offset_s) / 60;
    sv_date_put(moment, out);
    buf_printf(out, "T%02d:%02d:%02d.%03d%c%02d:%02d", s / 3600, s / 60 % 60, s % 60, (int)(moment->ms % 1000),
               utc_offset_s < 0 ? '-' : '+', east_min / 60, east_min % 60);
}
