#include "base/buf.h"
#include "date.h"
#include "gateway/aggregator.h"

/* E.164 allows 15; the shortest numbers that write to us are 5-digit codes. */
enum { DIGITS_MIN = 5, DIGITS_MAX = 15 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct str gw_setting(const struct gw_settings *settings, struct str name)
{
    for (size_t i = 0; i < settings->n; i++)
        if (str_eq(settings->items[i].name, name))
            return settings->items[i].value;
    return (struct str){.p = NULL, .n = 0};
}

enum rc gw_wire_number(struct str wire, struct arena *arena, struct str *out_number)
{
    /* A '+' that the sender forgot to encode arrives as a blank. */
    struct str digits = str_trim(wire);
    if (str_starts(digits, STR("+")))
        digits = str_sub(digits, 1, digits.n);
    else if (str_starts(digits, STR("00")))
        digits = str_sub(digits, 2, digits.n);
    if (digits.n < DIGITS_MIN || digits.n > DIGITS_MAX)
        return RC_BAD_INPUT;
    for (size_t i = 0; i < digits.n; i++)
        if (!is_digit(digits.p[i]))
            return RC_BAD_INPUT;
    struct buf number = buf_in(arena, 1 + DIGITS_MAX);
    buf_put(&number, STR("+"));
    buf_put(&number, digits);
    if (number.overflow)
        return RC_TOO_BIG;
    *out_number = buf_str(&number);
    return RC_OK;
}

/* Takes exactly `width` digits off the front. */
static bool take_digits(struct str *rest, size_t width, int64_t *out_value)
{
    const struct str digits = str_sub(*rest, 0, width);
    int64_t value = 0;
    if (digits.n < width || digits.p[0] == '-' || !str_to_i64(digits, &value))
        return false;
    *rest = str_sub(*rest, width, rest->n);
    *out_value = value;
    return true;
}

static bool take_byte(struct str *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

/* "YYYY-MM-DD" and what parts it from the time. */
static bool take_day(struct str *rest, int64_t *out_days)
{
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    const bool shaped = take_digits(rest, 4, &year) && take_byte(rest, '-') && take_digits(rest, 2, &month) &&
                        take_byte(rest, '-') && take_digits(rest, 2, &day) &&
                        (take_byte(rest, 'T') || take_byte(rest, ' '));
    *out_days = shaped ? gw_days_of(year, month, day) : -1;
    return *out_days >= 0;
}

/* "HH:MM:SS" with any fraction of a second, of which three digits count. */
static bool take_clock(struct str *rest, int64_t *out_ms)
{
    int64_t hours = 0;
    int64_t minutes = 0;
    int64_t seconds = 0;
    if (!take_digits(rest, 2, &hours) || !take_byte(rest, ':') || !take_digits(rest, 2, &minutes) ||
        !take_byte(rest, ':') || !take_digits(rest, 2, &seconds))
        return false;
    int64_t fraction_ms = 0;
    if (take_byte(rest, '.')) {
        int64_t scale = 100;
        if (rest->n == 0 || !is_digit(rest->p[0]))
            return false;
        for (int64_t digit = 0; rest->n > 0 && is_digit(rest->p[0]) && take_digits(rest, 1, &digit); scale /= 10)
            fraction_ms += digit * scale;
    }
    *out_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction_ms;
    return hours <= 23 && minutes <= 59 && seconds <= 60;
}

/* Nothing or "Z": UTC; "+HH:MM", "+HHMM", "+HH" or '-'. A '+' may have become a blank, see gw_wire_number. */
static bool take_zone(struct str *rest, int64_t *out_ms)
{
    *out_ms = 0;
    if (rest->n == 0 || take_byte(rest, 'Z'))
        return rest->n == 0;
    const bool west = take_byte(rest, '-');
    if (!west && !take_byte(rest, '+') && !take_byte(rest, ' '))
        return false;
    int64_t hours = 0;
    int64_t minutes = 0;
    if (!take_digits(rest, 2, &hours))
        return false;
    if (rest->n > 0) {
        (void)take_byte(rest, ':');
        if (!take_digits(rest, 2, &minutes))
            return false;
    }
    *out_ms = (hours * 60 + minutes) * 60 * 1000 * (west ? -1 : 1);
    return rest->n == 0 && hours <= 23 && minutes <= 59;
}

int64_t gw_wire_time(struct str wire)
{
    struct str rest = str_trim(wire);
    int64_t days = 0;
    int64_t clock_ms = 0;
    int64_t zone_ms = 0;
    if (!take_day(&rest, &days) || !take_clock(&rest, &clock_ms) || !take_zone(&rest, &zone_ms))
        return -1;
    const int64_t ms = days * 24 * 60 * 60 * 1000 + clock_ms - zone_ms;
    return ms < 0 ? -1 : ms;
}
