#include "simulate_inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { SECOND_MS = 1000, MINUTE_S = 60, HOUR_S = 60 * MINUTE_S, DAY_S = 24 * HOUR_S, YEAR_MAX = 9999 };

/* ---- moments ---- */

/* Takes digits off the front, exactly n of them. */
static bool take_number(struct str *rest, size_t n, int *out_value)
{
    int value = 0;
    if (rest->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9')
            return false;
        value = 10 * value + (rest->p[i] - '0');
    }
    *rest = str_sub(*rest, n, rest->n);
    *out_value = value;
    return true;
}

static bool take_byte(struct str *rest, char byte)
{
    if (rest->n == 0 || rest->p[0] != byte)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

static bool take_date(struct str *rest, struct tm *day)
{
    if (!take_number(rest, 4, &day->tm_year) || !take_byte(rest, '-') || !take_number(rest, 2, &day->tm_mon) ||
        !take_byte(rest, '-') || !take_number(rest, 2, &day->tm_mday))
        return false;
    day->tm_year -= 1900;
    day->tm_mon -= 1;
    return take_byte(rest, 'T') || take_byte(rest, 't') || take_byte(rest, ' ');
}

static bool take_time(struct str *rest, struct tm *day, int *out_ms)
{
    *out_ms = 0;
    if (!take_number(rest, 2, &day->tm_hour) || !take_byte(rest, ':') || !take_number(rest, 2, &day->tm_min))
        return false;
    if (!take_byte(rest, ':'))
        return true;
    if (!take_number(rest, 2, &day->tm_sec))
        return false;
    if (!take_byte(rest, '.'))
        return true;
    int digit = 0;
    int digits_n = 0;
    for (int scale = SECOND_MS / 10; take_number(rest, 1, &digit); scale /= 10, digits_n++)
        *out_ms += digit * scale;
    return digits_n > 0;
}

static bool take_offset(struct str *rest, int32_t *out_offset_s)
{
    int hours = 0;
    int minutes = 0;
    *out_offset_s = 0;
    if (take_byte(rest, 'Z') || take_byte(rest, 'z'))
        return true;
    const bool west = take_byte(rest, '-');
    if (!west && !take_byte(rest, '+'))
        return false;
    if (!take_number(rest, 2, &hours) || !take_byte(rest, ':') || !take_number(rest, 2, &minutes) || hours > 23 ||
        minutes > 59)
        return false;
    *out_offset_s = (west ? -1 : 1) * (hours * HOUR_S + minutes * MINUTE_S);
    return true;
}

/* timegm() takes 31 April for 1 May. */
static bool is_on_calendar(const struct tm *given, time_t seconds)
{
    struct tm made;
    return gmtime_r(&seconds, &made) != NULL && made.tm_mday == given->tm_mday && made.tm_mon == given->tm_mon &&
           made.tm_hour == given->tm_hour && made.tm_min == given->tm_min && made.tm_sec == given->tm_sec;
}

bool simulate_moment(struct str text, int64_t *out_ms, int32_t *out_offset_s)
{
    struct tm day = {.tm_isdst = 0};
    struct str rest = text;
    int ms = 0;
    int32_t offset_s = 0;
    if (!take_date(&rest, &day) || !take_time(&rest, &day, &ms) || !take_offset(&rest, &offset_s) || rest.n > 0)
        return false;
    struct tm asked = day;
    const time_t seconds = timegm(&asked);
    const int64_t at_ms = ((int64_t)seconds - offset_s) * SECOND_MS + ms;
    if (!is_on_calendar(&day, seconds) || at_ms < 0)
        return false;
    *out_ms = at_ms;
    *out_offset_s = offset_s;
    return true;
}

/* ---- durations ---- */

bool simulate_wait(struct str text, int64_t *out_ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'d', (int64_t)DAY_S * SECOND_MS},
                 {'h', (int64_t)HOUR_S * SECOND_MS},
                 {'m', (int64_t)MINUTE_S * SECOND_MS},
                 {'s', SECOND_MS}};
    const int64_t ten_years_ms = (int64_t)3653 * DAY_S * SECOND_MS;
    const struct str prefix = STR("@+");
    int64_t value = 0;
    if (!str_starts(text, prefix) || text.n < prefix.n + 2)
        return false;
    if (!str_to_i64(str_sub(text, prefix.n, text.n - prefix.n - 1), &value) || value < 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (text.p[text.n - 1] == units[i].unit && value <= ten_years_ms / units[i].ms) {
            *out_ms = value * units[i].ms;
            return true;
        }
    return false;
}

/* ---- chance ---- */

bool simulate_random(struct str text, uint64_t *out_random)
{
    enum { NUMBER_BYTES = 32, MANTISSA_BITS = 53 };
    char number[NUMBER_BYTES] = {0};
    if (text.n == 0 || text.n >= sizeof number || text.p[0] < '0' || text.p[0] > '9')
        return false;
    memcpy(number, text.p, text.n);
    char *end = NULL;
    const double value = strtod(number, &end);
    if (*end != '\0' || !(value >= 0 && value < 1))
        return false;
    *out_random = (uint64_t)(value * (double)(UINT64_C(1) << MANTISSA_BITS)) << (64 - MANTISSA_BITS);
    return true;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool simulate_uuid(struct str text, uint8_t out_uuid[16])
{
    enum { UUID_CHARACTERS = 36, UUID_BYTES = 16 };
    uint8_t uuid[UUID_BYTES];
    size_t n = 0;
    if (text.n != UUID_CHARACTERS)
        return false;
    for (size_t i = 0; i < text.n;) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text.p[i++] != '-')
                return false;
            continue;
        }
        const int high = digit_of(text.p[i]);
        const int low = digit_of(text.p[i + 1]);
        if (high < 0 || low < 0)
            return false;
        uuid[n++] = (uint8_t)(high << 4 | low);
        i += 2;
    }
    memcpy(out_uuid, uuid, sizeof uuid);
    return true;
}

/* ---- replies ---- */

enum rc simulate_reply(struct str line, struct arena *arena, struct str *out_text)
{
    struct buf text = buf_in(arena, line.n + 1);
    for (size_t i = 0; i < line.n; i++) {
        const struct str rest = str_sub(line, i, line.n);
        const bool new_line = str_starts(rest, STR("\\n"));
        const bool escaped = new_line || str_starts(rest, STR("\\\\"));
        buf_put_byte(&text, new_line ? '\n' : (uint8_t)line.p[i]);
        i += escaped ? 1 : 0;
    }
    const struct str clean = utf8_clean(arena, buf_str(&text));
    if (text.overflow || clean.p == NULL)
        return RC_TOO_BIG;
    *out_text = utf8_prefix(clean, SV_TEXT_BYTES_MAX);
    return RC_OK;
}
