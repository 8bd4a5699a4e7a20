#include "check_stored.h"

#include <stddef.h>
#include <stdint.h>

/* So many digits at the front, and whether their value lies in a range. */
static bool digits(struct str text, size_t at, size_t n, int64_t low, int64_t high, int64_t *out_value)
{
    int64_t value = 0;
    if (at + n > text.n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    *out_value = value;
    return value >= low && value <= high;
}

bool xl_check_acknowledges(struct str text)
{
    return str_eq(text, STR("OK"));
}

static size_t run_of_digits(struct str text)
{
    size_t n = 0;
    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return n;
}

static struct str unsigned_part(struct str text)
{
    return str_starts(text, STR("-")) ? str_sub(text, 1, text.n) : text;
}

bool xl_check_is_whole(struct str text)
{
    const struct str rest = unsigned_part(text);
    return rest.n > 0 && run_of_digits(rest) == rest.n;
}

bool xl_check_is_decimal(struct str text)
{
    const struct str rest = unsigned_part(text);
    const size_t whole = run_of_digits(rest);
    if (whole == 0 || whole == rest.n)
        return whole > 0;
    const struct str fraction = str_sub(rest, whole + 1, rest.n);
    return rest.p[whole] == '.' && fraction.n > 0 && run_of_digits(fraction) == fraction.n;
}

static int64_t days_of(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool xl_check_is_date(struct str text)
{
    enum { DATE_BYTES = 10, YEAR_MAX = 9999 };
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    return text.n == DATE_BYTES && text.p[4] == '-' && text.p[7] == '-' && digits(text, 0, 4, 1, YEAR_MAX, &year) &&
           digits(text, 5, 2, 1, 12, &month) && digits(text, 8, 2, 1, days_of(year, month), &day);
}

bool xl_check_is_time(struct str text)
{
    enum { TIME_BYTES = 5 };
    int64_t part = 0;
    return text.n == TIME_BYTES && digits(text, 0, 2, 0, 23, &part) && text.p[2] == ':' &&
           digits(text, 3, 2, 0, 59, &part);
}

bool xl_check_is_datetime(struct str text)
{
    enum { DATE_BYTES = 10 };
    return text.n > DATE_BYTES && (text.p[DATE_BYTES] == 'T' || text.p[DATE_BYTES] == ' ') &&
           xl_check_is_date(str_sub(text, 0, DATE_BYTES)) && xl_check_is_time(str_sub(text, DATE_BYTES + 1, text.n));
}
