/* Money is counted in the smallest unit of its currency and never in floating point. */
#include "adapter.h"

enum {
    CODE_BYTES = 3,
    DIGITS_USUAL = 2,
    PART_MAX = 8 /* digits behind the point: nobody writes more */
};

static const int64_t amount_minor_max = 1000000000000; /* above it somebody has lost count */

/* ISO 4217, wherever it is not two digits. */
static const struct {
    char code[CODE_BYTES + 1];
    int digits; /* -1: no money that anybody is paid in */
} exceptions[] = {
    {"BHD", 3},  {"BIF", 0},  {"CLF", 4},  {"CLP", 0},  {"DJF", 0},  {"GNF", 0},  {"IQD", 3},  {"ISK", 0},
    {"JOD", 3},  {"JPY", 0},  {"KMF", 0},  {"KRW", 0},  {"KWD", 3},  {"LYD", 3},  {"OMR", 3},  {"PYG", 0},
    {"RWF", 0},  {"TND", 3},  {"UGX", 0},  {"UYI", 0},  {"UYW", 4},  {"VND", 0},  {"VUV", 0},  {"XAF", 0},
    {"XAG", -1}, {"XAU", -1}, {"XBA", -1}, {"XBB", -1}, {"XBC", -1}, {"XBD", -1}, {"XDR", -1}, {"XOF", 0},
    {"XPD", -1}, {"XPF", 0},  {"XPT", -1}, {"XSU", -1}, {"XTS", -1}, {"XUA", -1}, {"XXX", -1},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int gw_currency_exponent(struct str currency)
{
    if (currency.n != CODE_BYTES)
        return -1;
    for (size_t i = 0; i < currency.n; i++)
        if (currency.p[i] < 'A' || currency.p[i] > 'Z')
            return -1;
    for (size_t i = 0; i < COUNT_OF(exceptions); i++)
        if (str_eq(str_of(exceptions[i].code), currency))
            return exceptions[i].digits;
    return DIGITS_USUAL;
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

enum rc gw_amount_put(int64_t amount_minor, struct str currency, struct arena *arena, struct str *out_decimal)
{
    enum { BYTES_MAX = 24 };
    const int digits = gw_currency_exponent(currency);
    if (digits < 0 || amount_minor < 0 || amount_minor > amount_minor_max)
        return RC_BAD_INPUT;
    const int64_t unit = power_of_ten(digits);
    struct buf decimal = buf_in(arena, BYTES_MAX);
    buf_put_i64(&decimal, amount_minor / unit);
    if (digits > 0)
        buf_printf(&decimal, ".%0*d", digits, (int)(amount_minor % unit));
    if (decimal.overflow)
        return RC_TOO_BIG;
    *out_decimal = buf_str(&decimal);
    return RC_OK;
}

/* One digit further; false for what is none and over the limit. */
static bool push_digit(int64_t *amount, char digit)
{
    if (!is_digit(digit))
        return false;
    *amount = *amount * 10 + (digit - '0');
    return *amount <= amount_minor_max;
}

static bool push_digits(int64_t *amount, struct str digits)
{
    for (size_t i = 0; i < digits.n; i++)
        if (!push_digit(amount, digits.p[i]))
            return false;
    return true;
}

/* What is behind the point, as so many digits. Zeros behind them are how providers write: "100.00" XOF, "10.0000" KES. */
static bool push_part(int64_t *amount, struct str part, size_t digits_n)
{
    if (!push_digits(amount, str_sub(part, 0, digits_n)))
        return false;
    for (size_t i = part.n; i < digits_n; i++)
        if (!push_digit(amount, '0'))
            return false;
    for (size_t i = digits_n; i < part.n; i++)
        if (part.p[i] != '0')
            return false;
    return true;
}

enum rc gw_amount_read(struct str decimal, struct str currency, int64_t *out_minor)
{
    const int digits_n = gw_currency_exponent(currency);
    const size_t point = str_find_byte(decimal, '.');
    const bool has_part = point != SIZE_MAX;
    const struct str whole = str_sub(decimal, 0, point);
    const struct str part = has_part ? str_sub(decimal, point + 1, decimal.n) : STR_EMPTY;
    if (digits_n < 0 || whole.n == 0 || part.n > PART_MAX || has_part != (part.n > 0))
        return RC_BAD_INPUT;
    int64_t amount = 0;
    if (!push_digits(&amount, whole) || !push_part(&amount, part, (size_t)digits_n))
        return RC_BAD_INPUT;
    *out_minor = amount;
    return RC_OK;
}
