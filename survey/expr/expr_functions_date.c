/* Dates and times; see expr_date.h for what their texts look like. What is no date gives an empty text. */
#include "expr_date.h"
#include "expr_node.h"
#include "expr_number.h"
#include "expr_run.h"

enum { STAMP_BYTES = 40, FORMATTED_PER_BYTE = 16 /* "%b" grows at most to a month's short name */ };

/* A moment from a text or from days. */
static bool moment_arg(struct sv_run *run, const struct sv_node *call, int i, struct sv_moment *out_moment)
{
    const struct sv_value value = sv_arg(run, call, i);
    return sv_moment_of_days(sv_value_as_number(run, &value), out_moment);
}

static struct sv_value stamp(struct sv_run *run, const struct sv_moment *moment, bool time)
{
    struct buf out = buf_in(run->arena, STAMP_BYTES);
    if (time)
        sv_datetime_put(moment, run->reader->utc_offset_s, &out);
    else
        sv_date_put(moment, &out);
    return sv_value_buf(run, &out);
}

static struct sv_value f_today(struct sv_run *run, const struct sv_node *call UNUSED)
{
    const struct sv_moment now = sv_moment_at(run->reader->now_ms, run->reader->utc_offset_s);
    return stamp(run, &now, false);
}

static struct sv_value f_now(struct sv_run *run, const struct sv_node *call UNUSED)
{
    const struct sv_moment now = sv_moment_at(run->reader->now_ms, run->reader->utc_offset_s);
    return stamp(run, &now, true);
}

static struct sv_value f_date(struct sv_run *run, const struct sv_node *call)
{
    struct sv_moment moment;
    return moment_arg(run, call, 0, &moment) ? stamp(run, &moment, false) : sv_value_text(STR_EMPTY);
}

static struct sv_value f_date_time(struct sv_run *run, const struct sv_node *call)
{
    struct sv_moment moment;
    return moment_arg(run, call, 0, &moment) ? stamp(run, &moment, true) : sv_value_text(STR_EMPTY);
}

static struct sv_value f_decimal_date_time(struct sv_run *run, const struct sv_node *call)
{
    struct sv_moment moment;
    return sv_value_number(moment_arg(run, call, 0, &moment) ? sv_days_of(&moment) : sv_nan());
}

static struct sv_value f_decimal_time(struct sv_run *run, const struct sv_node *call)
{
    struct str text = sv_arg_text(run, call, 0);
    const size_t t = str_find_byte(text, 'T');
    if (t != SIZE_MAX)
        text = str_sub(text, t + 1, text.n);
    int64_t ms = 0;
    return sv_value_number(sv_time_read(text, &ms) ? (double)ms / 86400000 : sv_nan());
}

enum part {
    PART_YEAR,
    PART_CENTURY_YEAR,
    PART_MONTH,
    PART_DAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    PART_MS,
    PART_COUNT
};

static bool put_number(const int parts[PART_COUNT], char field, struct buf *out)
{
    static const struct {
        char field;
        int width;
        enum part part;
    } fields[] = {
        {'Y', 4, PART_YEAR},   {'y', 2, PART_CENTURY_YEAR}, {'m', 2, PART_MONTH}, {'n', 1, PART_MONTH},
        {'d', 2, PART_DAY},    {'e', 1, PART_DAY},          {'H', 2, PART_HOUR},  {'h', 1, PART_HOUR},
        {'M', 2, PART_MINUTE}, {'S', 2, PART_SECOND},       {'3', 3, PART_MS},
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].field != field)
            continue;
        buf_printf(out, "%0*d", fields[i].width, parts[fields[i].part]);
        return true;
    }
    return false;
}

static void put_field(const struct sv_reader *reader, const struct sv_moment *m, char field, struct buf *out)
{
    const struct sv_civil c = sv_civil_of(m->day);
    const int s = (int)(m->ms / 1000);
    const int parts[PART_COUNT] = {
        [PART_YEAR] = c.year,   [PART_CENTURY_YEAR] = c.year % 100,
        [PART_MONTH] = c.month, [PART_DAY] = c.day,
        [PART_HOUR] = s / 3600, [PART_MINUTE] = s / 60 % 60,
        [PART_SECOND] = s % 60, [PART_MS] = (int)(m->ms % 1000),
    };
    if (put_number(parts, field, out))
        return;
    if (field == 'a') {
        buf_put(out, reader->weekdays == NULL ? STR_EMPTY : reader->weekdays[sv_weekday_of(m->day)]);
    } else if (field != 'b') {
        buf_put_byte(out, '%');
        buf_put_byte(out, (uint8_t)field);
    } else if (reader->months != NULL) {
        buf_put(out, reader->months[c.month - 1]);
    } else {
        (void)put_number(parts, 'm', out);
    }
}

static struct sv_value f_format(struct sv_run *run, const struct sv_node *call)
{
    struct sv_moment moment;
    if (!moment_arg(run, call, 0, &moment))
        return sv_value_text(STR_EMPTY);
    const struct str format = sv_arg_text(run, call, 1);
    struct buf out = buf_in(run->arena, format.n * FORMATTED_PER_BYTE + 1);
    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] == '%' && i + 1 < format.n)
            put_field(run->reader, &moment, format.p[++i], &out);
        else
            buf_put_byte(&out, (uint8_t)format.p[i]);
    }
    return sv_value_buf(run, &out);
}

const struct sv_function sv_functions_date[] = {
    {"today", 0, 0, false, f_today},
    {"now", 0, 0, false, f_now},
    {"date", 1, 1, false, f_date},
    {"date-time", 1, 1, false, f_date_time},
    {"decimal-date-time", 1, 1, false, f_decimal_date_time},
    {"decimal-time", 1, 1, false, f_decimal_time},
    {"format-date", 2, 2, false, f_format},
    {"format-date-time", 2, 2, false, f_format},
    {.name = NULL},
};
