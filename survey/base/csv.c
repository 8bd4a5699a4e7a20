#include "base/csv.h"

#include <assert.h>
#include <stdint.h>

#include "base/buf.h"

struct csv csv_on(struct str text)
{
    const struct str byte_order_mark = STR("\xEF\xBB\xBF");
    if (str_starts(text, byte_order_mark))
        text = str_sub(text, byte_order_mark.n, text.n);
    const struct str head = str_sub(text, 0, str_find_byte(text, '\n'));
    const size_t comma = str_find_byte(head, ',');
    const size_t semicolon = str_find_byte(head, ';');
    return (struct csv){.rest = text, .separator = semicolon < comma ? ';' : ',', .line = 1};
}

static void skip(struct csv *csv, size_t n)
{
    csv->rest = str_sub(csv->rest, n, csv->rest.n);
}

static bool at_line_end(const struct csv *csv)
{
    return csv->rest.n == 0 || csv->rest.p[0] == '\n' || str_starts(csv->rest, STR("\r\n"));
}

/* Moves behind the line end; at the end of the text there is nothing to move over. */
static void next_line(struct csv *csv)
{
    skip(csv, str_starts(csv->rest, STR("\r\n")) ? 2 : 1);
    csv->line++;
}

static struct str plain_field(struct csv *csv)
{
    size_t n = 0;
    while (n < csv->rest.n && csv->rest.p[n] != csv->separator && csv->rest.p[n] != '\n')
        n++;
    const bool line_end = n == csv->rest.n || csv->rest.p[n] == '\n';
    if (line_end && n > 0 && csv->rest.p[n - 1] == '\r')
        n--;
    const struct str field = str_sub(csv->rest, 0, n);
    skip(csv, n);
    return field;
}

/* Length up to the closing quote, `rest` standing behind the opening one; SIZE_MAX when there is none. */
static size_t quoted_length(struct str rest, size_t *out_doubled)
{
    *out_doubled = 0;
    for (size_t i = 0; i < rest.n; i++) {
        if (rest.p[i] != '"')
            continue;
        if (i + 1 == rest.n || rest.p[i + 1] != '"')
            return i;
        (*out_doubled)++;
        i++;
    }
    return SIZE_MAX;
}

static enum rc undouble(struct str quoted, size_t doubled, struct arena *arena, struct str *out_field)
{
    struct buf buf = buf_in(arena, quoted.n - doubled);
    for (size_t i = 0; i < quoted.n; i++) {
        buf_put_byte(&buf, (uint8_t)quoted.p[i]);
        i += quoted.p[i] == '"';
    }
    if (buf.overflow)
        return RC_TOO_BIG;
    *out_field = buf_str(&buf);
    return RC_OK;
}

static enum rc quoted_field(struct csv *csv, struct arena *arena, struct str *out_field, struct err *err)
{
    const int line = csv->line;
    skip(csv, 1);
    size_t doubled = 0;
    const size_t n = quoted_length(csv->rest, &doubled);
    if (n == SIZE_MAX)
        return err_at(err, RC_BAD_INPUT, line, 0, "a quoted field is never closed; hint: end it with \"");
    const struct str quoted = str_sub(csv->rest, 0, n);
    for (size_t i = 0; i < n; i++)
        csv->line += quoted.p[i] == '\n';
    skip(csv, n + 1);
    if (!at_line_end(csv) && csv->rest.p[0] != csv->separator)
        return err_at(err, RC_BAD_INPUT, csv->line, 0,
                      "text after a closing quote; hint: double quotes inside a field");
    *out_field = quoted;
    return doubled == 0 ? RC_OK : undouble(quoted, doubled, arena, out_field);
}

static enum rc next_field(struct csv *csv, struct arena *arena, struct str *out_field, struct err *err)
{
    if (csv->rest.n > 0 && csv->rest.p[0] == '"')
        return quoted_field(csv, arena, out_field, err);
    *out_field = plain_field(csv);
    return RC_OK;
}

enum rc csv_next(struct csv *csv, struct arena *arena, struct csv_record *record, bool *out_more, struct err *err)
{
    assert(csv != NULL && record->fields_max > 0);
    while (csv->rest.n > 0 && at_line_end(csv))
        next_line(csv);
    *out_more = csv->rest.n > 0;
    record->line = csv->line;
    for (size_t i = 0; i < record->fields_max; i++)
        record->fields[i] = STR_EMPTY;
    for (size_t i = 0; *out_more && i < record->fields_max; i++) {
        const enum rc rc = next_field(csv, arena, &record->fields[i], err);
        if (rc != RC_OK)
            return rc;
        if (at_line_end(csv)) {
            next_line(csv);
            return RC_OK;
        }
        skip(csv, 1);
    }
    return *out_more ? err_at(err, RC_BAD_INPUT, csv->line, 0, "more than %zu columns", record->fields_max) : RC_OK;
}
