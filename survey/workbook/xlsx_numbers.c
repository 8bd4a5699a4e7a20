#include "xlsx_numbers.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
    DIGITS_MAX = 15,       /* what a spreadsheet shows of a number; more is the noise of its binary form */
    NUMBER_BYTES_MAX = 64, /* of the text of a number in a file; 17 digits and an exponent are usual */
    DAY_SECONDS = 24 * 60 * 60,
    DAYS_1900 = 25569, /* from the day 0 of spreadsheets to 1970 */
    DAYS_1904 = 24107,
    LEAP_DAY_1900 = 60,     /* a day that never was, kept since the first spreadsheet programs counted it */
    DAYS_END_1900 = 2958466 /* the day after 9999-12-31 */
};

enum number_kind sv_format_builtin(int64_t id)
{
    static const struct {
        int16_t from;
        int16_t to;
        enum number_kind kind;
    } known[] = {
        {14, 17, NUMBER_DATE}, {18, 21, NUMBER_TIME}, {22, 22, NUMBER_DATE},    {27, 31, NUMBER_DATE},
        {32, 33, NUMBER_TIME}, {34, 36, NUMBER_DATE}, {45, 45, NUMBER_TIME},    {46, 46, NUMBER_ELAPSED},
        {47, 47, NUMBER_TIME}, {50, 58, NUMBER_DATE}, {71, 74, NUMBER_DATE},    {75, 76, NUMBER_TIME},
        {77, 77, NUMBER_DATE}, {78, 78, NUMBER_TIME}, {79, 79, NUMBER_ELAPSED}, {80, 80, NUMBER_TIME},
        {81, 81, NUMBER_DATE},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (id >= known[i].from && id <= known[i].to)
            return known[i].kind;
    return NUMBER_PLAIN;
}

/* Letters of a format that stand for parts of a date. */
struct format_parts {
    bool date;    /* y, d */
    bool time;    /* h, s */
    bool month;   /* m, which is also minutes */
    bool elapsed; /* [h] */
};

static void note_letter(struct format_parts *parts, char c)
{
    switch (c) {
    case 'y':
    case 'Y':
    case 'd':
    case 'D':
        parts->date = true;
        break;
    case 'h':
    case 'H':
    case 's':
    case 'S':
        parts->time = true;
        break;
    case 'm':
    case 'M':
        parts->month = true;
        break;
    default:
        break;
    }
}

/* [h], [mm], [s] are times that run on; [Red], [$-409], [<5] are not for us. */
static bool runs_on(struct str inside)
{
    for (size_t i = 0; i < inside.n; i++)
        if (inside.p[i] != inside.p[0] || str_find_byte(STR("hHmMsS"), inside.p[i]) == SIZE_MAX)
            return false;
    return inside.n > 0;
}

/* Bytes of what is no part of a date and begins at the front: quoted text, a bracket, an escaped character. 0: none. */
static size_t skip_literal(struct str rest, struct format_parts *parts)
{
    const char c = rest.p[0];
    if (c == '\\' || c == '_' || c == '*')
        return 2;
    if (c == '"') {
        const size_t end = str_find_byte(str_sub(rest, 1, rest.n), '"');
        return end == SIZE_MAX ? rest.n : end + 2;
    }
    if (c == '[') {
        const size_t end = str_find_byte(rest, ']');
        const struct str inside = str_sub(rest, 1, end == SIZE_MAX ? rest.n : end - 1);
        parts->elapsed = parts->elapsed || runs_on(inside);
        return end == SIZE_MAX ? rest.n : end + 1;
    }
    return 0;
}

enum number_kind sv_format_kind(struct str code)
{
    struct format_parts parts = {0};
    /* What follows ";" is for negative numbers and text. */
    while (code.n > 0 && code.p[0] != ';') {
        const size_t literal = skip_literal(code, &parts);
        if (literal == 0)
            note_letter(&parts, code.p[0]);
        code = str_sub(code, literal == 0 ? 1 : literal, code.n);
    }
    if (parts.date || (parts.month && !parts.time && !parts.elapsed))
        return NUMBER_DATE;
    if (parts.elapsed)
        return NUMBER_ELAPSED;
    return parts.time ? NUMBER_TIME : NUMBER_PLAIN;
}

/* strtod alone would also take "nan", "0x1p3" and " 5". */
static bool looks_like_number(struct str text)
{
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if (c >= '0' && c <= '9')
            digit = true;
        else if (str_find_byte(STR("+-.eE"), c) == SIZE_MAX)
            return false;
    }
    return digit && text.n < NUMBER_BYTES_MAX;
}

static bool parse(struct str text, double *out_number)
{
    if (!looks_like_number(text))
        return false;
    char z[NUMBER_BYTES_MAX] = {0};
    for (size_t i = 0; i < text.n; i++)
        z[i] = text.p[i];
    char *end = NULL;
    *out_number = strtod(z, &end);
    return end == z + text.n && isfinite(*out_number);
}

/* 0.DIGITS * 10^point, rounded to what is shown, without trailing zeros; no digits = zero. */
struct decimal {
    char digits[DIGITS_MAX];
    int n;
    int point;
};

static struct decimal decimal_of(double magnitude)
{
    char storage[32];
    struct buf text = buf_on(storage, sizeof storage);
    buf_printf(&text, "%.*e", DIGITS_MAX - 1, magnitude);
    const struct str written = buf_str(&text);
    const size_t e = str_find_byte(written, 'e');
    assert(e != SIZE_MAX);
    struct decimal d = {.n = 0, .point = 0};
    for (size_t i = 0; i < e; i++)
        if (written.p[i] != '.')
            d.digits[d.n++] = written.p[i];
    struct str exponent = str_sub(written, e + 1, written.n);
    if (str_starts(exponent, STR("+")))
        exponent = str_sub(exponent, 1, exponent.n);
    int64_t value = 0;
    const bool whole = str_to_i64(exponent, &value);
    assert(whole);
    d.point = (int)value + 1;
    while (d.n > 0 && d.digits[d.n - 1] == '0')
        d.n--;
    return d;
}

static void write_plain(double number, struct buf *out)
{
    const struct decimal d = decimal_of(fabs(number));
    if (d.n == 0) {
        buf_put_byte(out, '0');
        return;
    }
    if (number < 0)
        buf_put_byte(out, '-');
    if (d.point <= 0)
        buf_put_byte(out, '0');
    for (int i = 0; i < d.point; i++)
        buf_put_byte(out, (uint8_t)(i < d.n ? d.digits[i] : '0'));
    if (d.n <= d.point)
        return;
    buf_put_byte(out, '.');
    for (int i = d.point; i < d.n; i++)
        buf_put_byte(out, (uint8_t)(i < 0 ? '0' : d.digits[i]));
}

/* Year, month and day of a day counted from 1970. Years begin in March here, so that the leap day is the last. */
static void write_civil(int64_t days, struct buf *out)
{
    const int64_t from_0 = days + 719468; /* 0000-03-01, and every date after 1900 is positive */
    const int64_t era = from_0 / 146097;  /* of 400 years */
    const int64_t day_of_era = from_0 % 146097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const int day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    const int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    const int year = (int)(era * 400 + year_of_era + (month <= 2 ? 1 : 0));
    buf_printf(out, "%04d-%02d-%02d", year, month, day);
}

static void write_clock(int64_t seconds, struct buf *out)
{
    buf_printf(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void write_day(int64_t day, bool from_1904, struct buf *out)
{
    if (from_1904)
        write_civil(day - DAYS_1904, out);
    else if (day == LEAP_DAY_1900)
        buf_put(out, STR("1900-02-29"));
    else
        write_civil(day - DAYS_1900 + (day < LEAP_DAY_1900 ? 1 : 0), out);
}

/* False for what a spreadsheet shows as no date either. */
static bool write_date(double serial, enum number_kind kind, bool from_1904, struct buf *out)
{
    if (!(serial >= 0 && serial < DAYS_END_1900))
        return false;
    const int64_t seconds = (int64_t)(serial * DAY_SECONDS + 0.5);
    const int64_t day = seconds / DAY_SECONDS;
    const int64_t clock = seconds % DAY_SECONDS;
    if (kind == NUMBER_ELAPSED) {
        write_clock(seconds, out);
    } else if (kind == NUMBER_TIME || (day == 0 && !from_1904)) {
        write_clock(clock, out);
    } else {
        write_day(day, from_1904, out);
        if (clock > 0) {
            buf_put_byte(out, ' ');
            write_clock(clock, out);
        }
    }
    return true;
}

bool sv_number_write(struct str text, enum number_kind kind, bool from_1904, struct buf *out)
{
    double number = 0;
    if (!parse(text, &number))
        return false;
    if (kind == NUMBER_PLAIN || !write_date(number, kind, from_1904, out))
        write_plain(number, out);
    return true;
}

/* Whether the text begins with the shape, in which 0 stands for any digit. */
static bool shaped(struct str text, struct str shape)
{
    if (text.n < shape.n)
        return false;
    for (size_t i = 0; i < shape.n; i++) {
        const bool digit = text.p[i] >= '0' && text.p[i] <= '9';
        if (shape.p[i] == '0' ? !digit : text.p[i] != shape.p[i])
            return false;
    }
    return true;
}

void sv_iso_date_write(struct str text, struct buf *out)
{
    const struct str date = shaped(text, STR("0000-00-00")) ? str_sub(text, 0, 10) : STR_EMPTY;
    struct str time = str_sub(text, date.n, text.n);
    if (time.n > 0 && (time.p[0] == 'T' || time.p[0] == ' '))
        time = str_sub(time, 1, time.n);
    const bool seconds = shaped(time, STR("00:00:00"));
    if ((date.n == 0 || time.n > 0) && !seconds && !shaped(time, STR("00:00"))) {
        buf_put(out, text);
        return;
    }
    time = str_sub(time, 0, seconds ? 8 : 5);
    const bool midnight = str_starts(time, STR("00:00")) && (!seconds || str_eq(time, STR("00:00:00")));
    buf_put(out, date);
    if (time.n == 0 || (date.n > 0 && midnight))
        return;
    if (date.n > 0)
        buf_put_byte(out, ' ');
    buf_put(out, time);
    if (!seconds)
        buf_put(out, STR(":00"));
}
