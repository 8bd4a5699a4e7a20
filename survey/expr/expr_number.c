#include "expr_number.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "survey/expr.h"

enum {
    TENS_EXACT = 22,      /* 10^22 is the largest power of ten a double holds exactly */
    MANTISSA_DIGITS = 19, /* always fit 64 bits */
    DIGITS_MAX = 17,      /* always tell two doubles apart */
    PLAIN_BYTES_MAX = 400 /* 309 before the point, or 324 zeros and 17 digits behind it */
};

static const double integers_exact = 9007199254740992.0; /* 2^53 */

double sv_nan(void)
{
    return (double)NAN;
}

bool sv_same(double a, double b)
{
    return a <= b && a >= b;
}

static double magnitude(double x)
{
    /* Also makes +0 of -0, which would print a sign. */
    return x > 0 ? x : 0 - x;
}

double sv_truncate(double x)
{
    /* Beyond 2^53 every double is whole; NaN fails the comparison as well. */
    return magnitude(x) < integers_exact ? (double)(int64_t)x : x;
}

double sv_floor(double x)
{
    const double whole = sv_truncate(x);
    return whole > x ? whole - 1 : whole;
}

double sv_modulo(double a, double b)
{
    const bool whole = sv_same(a, sv_truncate(a)) && sv_same(b, sv_truncate(b)) && magnitude(a) < integers_exact &&
                       magnitude(b) < integers_exact;
    if (whole && magnitude(b) > 0)
        return (double)((int64_t)a % (int64_t)b);
    return a - b * sv_truncate(a / b);
}

/* A number as read: mantissa * 10^scale. */
struct reading {
    uint64_t mantissa;
    int scale;
    int digits;
    bool cut;
};

/* Takes digits off the front; those behind the point lower the scale by one each. */
static size_t take_digits(struct str *rest, int below_point, struct reading *out)
{
    size_t n = 0;
    for (; n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9'; n++) {
        if (out->digits == MANTISSA_DIGITS) {
            out->cut = true;
            out->scale += 1 - below_point;
            continue;
        }
        out->mantissa = out->mantissa * 10 + (uint64_t)(rest->p[n] - '0');
        out->digits += out->mantissa > 0 ? 1 : 0;
        out->scale -= below_point;
    }
    *rest = str_sub(*rest, n, rest->n);
    return n;
}

/* Digits with at most one point; false on anything else. */
static bool read_digits(struct str s, struct reading *out)
{
    size_t digits = take_digits(&s, 0, out);
    if (str_starts(s, STR("."))) {
        s = str_sub(s, 1, s.n);
        digits += take_digits(&s, 1, out);
    }
    return digits > 0 && s.n == 0;
}

static double power_of_ten(int n)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    static_assert(COUNT_OF(tens) == TENS_EXACT + 1, "a power for every exponent");
    return tens[n];
}

static double compose(const struct reading *r)
{
    if (!r->cut && r->mantissa < (uint64_t)integers_exact && r->scale <= 0 && r->scale >= -TENS_EXACT)
        return (double)r->mantissa / power_of_ten(-r->scale);
    char storage[48];
    struct buf text = buf_on(storage, sizeof storage);
    buf_printf(&text, "%" PRIu64 "e%d", r->mantissa, r->scale);
    assert(!text.overflow);
    return strtod(storage, NULL);
}

double sv_number_of(struct str text)
{
    text = str_trim(text);
    const bool negative = text.n > 0 && text.p[0] == '-';
    if (negative)
        text = str_sub(text, 1, text.n);
    struct reading reading = {0};
    if (!read_digits(text, &reading))
        return sv_nan();
    const double x = compose(&reading);
    return negative ? -x : x;
}

/* 0.DIGITS * 10^point, without trailing zeros; no digits = zero. */
struct decimal {
    bool negative;
    char digits[DIGITS_MAX + 1];
    int n;
    int point;
};

static void trim_zeros(struct decimal *d)
{
    while (d->n > 0 && d->digits[d->n - 1] == '0')
        d->n--;
}

/* The shortest digits that read back as x, which is finite. */
static struct decimal decimal_of(double x)
{
    char storage[40];
    struct buf text = buf_on(storage, sizeof storage);
    for (int digits = 15; digits <= DIGITS_MAX; digits++) {
        buf_clear(&text);
        buf_printf(&text, "%.*e", digits - 1, magnitude(x));
        if (sv_same(strtod(storage, NULL), magnitude(x)))
            break;
    }
    struct decimal d = {.negative = x < 0};
    const struct str written = buf_str(&text);
    const size_t e = str_find_byte(written, 'e');
    assert(e != SIZE_MAX && storage[e] == 'e');
    for (size_t i = 0; i < e; i++)
        if (storage[i] != '.')
            d.digits[d.n++] = storage[i];
    d.point = (int)strtol(storage + e + 1, NULL, 10) + 1;
    trim_zeros(&d);
    return d;
}

static void decimal_write(const struct decimal *d, struct buf *out)
{
    if (d->negative && d->n > 0)
        buf_put_byte(out, '-');
    if (d->n == 0 || d->point <= 0)
        buf_put_byte(out, '0');
    for (int i = 0; i < d->point && d->n > 0; i++)
        buf_put_byte(out, (uint8_t)(i < d->n ? d->digits[i] : '0'));
    if (d->n <= d->point || d->n == 0)
        return;
    buf_put_byte(out, '.');
    for (int i = d->point; i < d->n; i++)
        buf_put_byte(out, (uint8_t)(i < 0 ? '0' : d->digits[i]));
}

/* Keeps the first `keep` digits. */
static void decimal_cut(struct decimal *d, int keep)
{
    if (keep >= d->n)
        return;
    const bool up = keep >= 0 && d->digits[keep] >= '5';
    d->n = keep < 0 ? 0 : keep;
    if (up) {
        int i = d->n - 1;
        while (i >= 0 && d->digits[i] == '9')
            d->digits[i--] = '0';
        if (i >= 0) {
            d->digits[i]++;
        } else {
            /* 9.99 becomes 10: one digit, one place to the left. */
            d->digits[0] = '1';
            d->n = 1;
            d->point++;
        }
    }
    trim_zeros(d);
}

double sv_round(double x, double places)
{
    if (!isfinite(x) || isnan(places))
        return isnan(places) ? places : x;
    const double bounded = places > PLAIN_BYTES_MAX    ? PLAIN_BYTES_MAX
                           : places < -PLAIN_BYTES_MAX ? -PLAIN_BYTES_MAX
                                                       : places;
    struct decimal d = decimal_of(x);
    decimal_cut(&d, d.point + (int)bounded);
    char storage[PLAIN_BYTES_MAX];
    struct buf text = buf_on(storage, sizeof storage);
    decimal_write(&d, &text);
    assert(!text.overflow);
    return sv_number_of(buf_str(&text));
}

enum rc sv_number_text(double number, struct arena *arena, struct str *out_text)
{
    char storage[PLAIN_BYTES_MAX];
    struct buf text = buf_on(storage, sizeof storage);
    if (sv_same(number, sv_truncate(number)) && magnitude(number) < integers_exact) {
        buf_put_i64(&text, (int64_t)number);
    } else if (isfinite(number)) {
        const struct decimal d = decimal_of(number);
        decimal_write(&d, &text);
    }
    assert(!text.overflow);
    const struct str copy = arena_str(arena, buf_str(&text));
    if (copy.p == NULL)
        return RC_TOO_BIG;
    *out_text = copy;
    return RC_OK;
}
