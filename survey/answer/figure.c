#include "figure.h"

#include <assert.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
    DIGITS_MAX = 15, /* what a double and every spreadsheet keep exactly */
    GROUP = 3        /* digits of a thousands group */
};

/* Marks as they stand in a figure. A blank separates thousands and nothing else, 'd' decimals and nothing else; a point
 * and a comma may do either. */
enum mark { MARK_BLANK = ' ', MARK_POINT = '.', MARK_COMMA = ',', MARK_DECIMAL = 'd' };

/* Countries by the sign that separates thousands in everyday writing (after Unicode CLDR 42). Countries where both are
 * seen, or that are not known to us, are in neither: their people are asked. */
static const char comma_countries[] =
    "AU BB BD BW BZ CN CU DO ER ET GB GH GM GT GY HK HN IE IN JM JP KE KR LK LR MM MW MX "
    "MY NG NI NP NZ PA PE PH PK PR SG SL SS SV TH TT TZ UG US ZM ZW ";
static const char point_countries[] =
    "AO AR AT BE BF BI BJ BO BR CD CF CG CI CL CM CO CR CV DE DK DZ EC ES FI FR GA GN GQ "
    "GR GW HT ID IT MA ML MR MZ NE NL NO PL PT PY RO RU SE SN ST TD TG TN TR UA UY VE VN ";

static bool is_listed(const char *countries, size_t bytes, struct str country)
{
    for (size_t at = 0; at + 3 <= bytes; at += 3)
        if (str_eq_ascii_nocase((struct str){.p = countries + at, .n = 2}, country))
            return true;
    return false;
}

/* The thousands mark of a country, or MARK_BLANK when it is not known. */
static char thousands_mark(struct str country)
{
    if (is_listed(comma_countries, sizeof comma_countries - 1, country))
        return MARK_COMMA;
    return is_listed(point_countries, sizeof point_countries - 1, country) ? MARK_POINT : MARK_BLANK;
}

int32_t sv_digit_value(uint32_t c)
{
    if (c < 0x80)
        return c >= '0' && c <= '9' ? (int32_t)(c - '0') : -1;
    return u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER ? u_charDigitValue((UChar32)c) : -1;
}

/* What a character between digits stands for, or 0. */
static char mark_of(uint32_t c)
{
    static const struct {
        uint16_t c;
        char mark;
    } marks[] = {
        {'.', MARK_POINT},  {0xFF0E, MARK_POINT}, {',', MARK_COMMA},    {0xFF0C, MARK_COMMA},
        {' ', MARK_BLANK},  {0x00A0, MARK_BLANK}, {0x2009, MARK_BLANK}, {0x202F, MARK_BLANK},
        {'\'', MARK_BLANK}, {0x2019, MARK_BLANK}, {0x066C, MARK_BLANK}, {0x066B, MARK_DECIMAL},
    };
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (marks[i].c == c)
            return marks[i].mark;
    return 0;
}

struct str sv_figure_run(const struct figure *figure, size_t at)
{
    assert(at < figure->n);
    return (struct str){.p = figure->digits + figure->from[at], .n = (size_t)(figure->from[at + 1] - figure->from[at])};
}

/* Ends the run; a run may be empty only before the first mark, as in ".5". */
static bool end_run(struct figure *figure, char mark)
{
    const bool empty = figure->digits_n == figure->from[figure->n];
    if (mark == 0 || figure->n + 1 >= FIGURE_RUNS_MAX || (empty && (figure->n > 0 || mark == MARK_BLANK)))
        return false;
    figure->marks[figure->n++] = mark;
    figure->from[figure->n] = (uint8_t)figure->digits_n;
    return true;
}

bool sv_figure_read(struct str text, struct figure *out_figure)
{
    struct figure figure = {.n = 0};
    for (size_t at = 0; at < text.n;) {
        const uint32_t c = utf8_next(text, &at);
        const int32_t digit = sv_digit_value(c);
        if (digit < 0 && !end_run(&figure, mark_of(c)))
            return false;
        if (digit >= 0 && figure.digits_n == FIGURE_BYTES)
            return false;
        if (digit >= 0)
            figure.digits[figure.digits_n++] = (char)('0' + digit);
    }
    if (figure.digits_n == figure.from[figure.n])
        return false;
    figure.from[++figure.n] = (uint8_t)figure.digits_n;
    *out_figure = figure;
    return true;
}

bool sv_figure_scale(struct figure *figure, size_t zeros)
{
    if (figure->n != 1 || figure->digits_n > GROUP || figure->digits[0] == '0')
        return false;
    for (size_t i = 0; i < zeros; i++)
        figure->digits[figure->digits_n++] = '0';
    figure->from[1] = (uint8_t)figure->digits_n;
    return true;
}

/* 1 to 3 digits, then groups of three, all with the same mark. */
static bool is_grouped(const struct figure *figure, size_t runs_n)
{
    if (runs_n == 1)
        return true;
    const struct str first = sv_figure_run(figure, 0);
    if (first.n == 0 || first.n > GROUP || first.p[0] == '0')
        return false;
    for (size_t i = 1; i < runs_n; i++)
        if (sv_figure_run(figure, i).n != GROUP || figure->marks[i - 1] != figure->marks[0])
            return false;
    return true;
}

static bool is_zero(struct str run)
{
    return run.n == 0 || str_eq(run, STR("0"));
}

/* One mark. "1,5" and "0.250" can only be decimals; "1,500" depends on the country, and where the country would make it
 * a thousand times smaller it is not believed. */
static enum shape shape_of_pair(const struct figure *figure, struct str country)
{
    const char mark = figure->marks[0];
    if (mark == MARK_DECIMAL)
        return SHAPE_DECIMAL;
    if (mark == MARK_BLANK)
        return is_grouped(figure, 2) ? SHAPE_WHOLE : SHAPE_WRONG;
    const size_t behind = sv_figure_run(figure, 1).n;
    const char thousands = thousands_mark(country);
    /* "1,5000" where commas separate thousands, or may: a group with a digit too many. */
    if (behind > GROUP && (thousands == MARK_BLANK || mark == thousands) && !is_zero(sv_figure_run(figure, 0)))
        return SHAPE_WRONG;
    if (behind != GROUP || is_zero(sv_figure_run(figure, 0)))
        return SHAPE_DECIMAL;
    if (!is_grouped(figure, 2))
        return SHAPE_WRONG;
    return mark == thousands ? SHAPE_WHOLE : SHAPE_EITHER;
}

enum shape sv_figure_shape(const struct figure *figure, struct str country)
{
    if (figure->n == 1)
        return SHAPE_WHOLE;
    if (figure->n == 2)
        return shape_of_pair(figure, country);
    const char last = figure->marks[figure->n - 2];
    if (last == figure->marks[0])
        return is_grouped(figure, figure->n) && last != MARK_DECIMAL ? SHAPE_WHOLE : SHAPE_WRONG;
    /* "1,500.50": the last mark differs, so it is the decimal one. Three digits behind it might be a slip in the mark. */
    const bool thousands = sv_figure_run(figure, figure->n - 1).n == GROUP && last != MARK_DECIMAL;
    const bool decimal = last != MARK_BLANK && !thousands && is_grouped(figure, figure->n - 1);
    return decimal ? SHAPE_DECIMAL : SHAPE_WRONG;
}

static bool all_zeros(struct str digits)
{
    for (size_t i = 0; i < digits.n; i++)
        if (digits.p[i] != '0')
            return false;
    return true;
}

enum rc sv_figure_text(const struct figure *figure, bool decimal, bool negative, struct arena *arena,
                       struct str *out_text)
{
    const size_t decimals_n = decimal ? sv_figure_run(figure, figure->n - 1).n : 0;
    const struct str digits = {.p = figure->digits, .n = figure->digits_n};
    const struct str right = str_sub(digits, digits.n - decimals_n, decimals_n);
    struct str left = str_sub(digits, 0, digits.n - decimals_n);
    while (left.n > 0 && left.p[0] == '0')
        left = str_sub(left, 1, left.n);
    if (left.n + right.n > DIGITS_MAX) {
        *out_text = STR_EMPTY;
        return RC_OK;
    }
    struct buf buf = buf_in(arena, sizeof "-0." + DIGITS_MAX);
    if (negative && !all_zeros(digits))
        buf_put_byte(&buf, '-');
    buf_put(&buf, left.n == 0 ? STR("0") : left);
    if (decimals_n > 0)
        buf_put_byte(&buf, '.');
    buf_put(&buf, right);
    *out_text = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}
