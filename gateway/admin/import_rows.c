#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "gateway/phone.h"
#include "gateway/store/join_code.h"
#include "import.intern.h"
#include "survey/answer.h"

enum {
    CELL_BYTES_MAX = 1000,
    RETURN_DAYS_AHEAD_MAX = 366, /* people are registered before they travel; more is a slip of the year */
    RETURN_YEARS_BACK_MAX = 30,
    DAYS_A_YEAR = 365
};

/* ---- one cell ---- */

static bool is_plain(struct str cell)
{
    for (size_t i = 0; i < cell.n; i++)
        if ((unsigned char)cell.p[i] < ' ' || cell.p[i] == 0x7F)
            return false;
    return utf8_valid(cell);
}

static void bad_cell(struct import *import, struct import_row *row, size_t at, enum import_mistake mistake)
{
    row->bad = true;
    import_found(import, row->row, (int32_t)at, mistake, 0);
}

static bool sound_cell(struct import *import, struct import_row *row, size_t at, struct str cell)
{
    if (import->kinds[at] == IMPORT_NOTHING && cell.n > 0) {
        bad_cell(import, row, at, MISTAKE_CELL_WITHOUT_COLUMN);
        return false;
    }
    if (cell.n > CELL_BYTES_MAX) {
        bad_cell(import, row, at, MISTAKE_TOO_LONG);
        return false;
    }
    if (!is_plain(cell)) {
        bad_cell(import, row, at, MISTAKE_TEXT);
        return false;
    }
    return true;
}

/* ---- what each known column must be ---- */

static enum rc check_number(struct import *import, struct import_row *row, size_t at)
{
    const struct str number = row->cells[IMPORT_NUMBER];
    const struct str country =
        row->cells[IMPORT_COUNTRY].n > 0 ? row->cells[IMPORT_COUNTRY] : import->programme.country;
    bool possible = false;
    if (number.n == 0) {
        bad_cell(import, row, at, MISTAKE_NUMBER_EMPTY);
        return RC_OK;
    }
    const enum rc rc = number.n > NUMBER_BYTES_MAX
                           ? RC_BAD_INPUT
                           : gw_phone_normalise(number, country, import->arena, &row->e164, &possible);
    if (rc == RC_TOO_BIG)
        return rc;
    if (rc != RC_OK || !possible) {
        row->e164 = STR_EMPTY;
        bad_cell(import, row, at, MISTAKE_NUMBER);
        return RC_OK;
    }
    gw_blind_index(import->keys->bytes[GW_KEY_INDEX], row->e164, row->index);
    return RC_OK;
}

static enum rc check_date(struct import *import, struct import_row *row, size_t at)
{
    char iso[IMPORT_DATE_BYTES];
    int64_t day = 0;
    struct str *cell = &row->cells[IMPORT_RETURN_DATE];
    if (cell->n == 0)
        return RC_OK;
    switch (import_date(*cell, import->wish->order, iso, &day)) {
    case IMPORT_DATE_WRONG:
        bad_cell(import, row, at, MISTAKE_DATE);
        return RC_OK;
    case IMPORT_DATE_UNCLEAR:
        bad_cell(import, row, at, MISTAKE_DATE_UNCLEAR);
        return RC_OK;
    case IMPORT_DATE_OK:
        break;
    }
    if (day > import->today + RETURN_DAYS_AHEAD_MAX || day < import->today - RETURN_YEARS_BACK_MAX * DAYS_A_YEAR)
        bad_cell(import, row, at, MISTAKE_DATE_FAR);
    *cell = arena_str(import->arena, (struct str){.p = iso, .n = sizeof iso});
    return cell->p == NULL ? RC_TOO_BIG : RC_OK;
}

static void check_join_code(struct import *import, struct import_row *row, size_t at)
{
    const struct str code = row->cells[IMPORT_JOIN_CODE];
    if (code.n == 0)
        return;
    row->has_join = gw_join_code_index(import->keys, code, row->join) >= CODE_CHARACTERS_MIN;
    if (!row->has_join)
        bad_cell(import, row, at, MISTAKE_JOIN_CODE);
}

static enum rc check_known(struct import *import, struct import_row *row, size_t at)
{
    const struct str cell = row->cells[import->kinds[at]];
    switch (import->kinds[at]) {
    case IMPORT_CASE:
        if (!case_code_valid(cell))
            bad_cell(import, row, at, MISTAKE_CASE);
        return RC_OK;
    case IMPORT_NUMBER:
        return check_number(import, row, at);
    case IMPORT_LANGUAGE:
        if (cell.n > 0 && sv_language_find(import->languages, cell) == NULL)
            bad_cell(import, row, at, MISTAKE_LANGUAGE);
        return RC_OK;
    case IMPORT_RETURN_DATE:
        return check_date(import, row, at);
    case IMPORT_COUNTRY:
        if (!country_valid(cell))
            bad_cell(import, row, at, MISTAKE_COUNTRY);
        return RC_OK;
    case IMPORT_JOIN_CODE:
        check_join_code(import, row, at);
        return RC_OK;
    case IMPORT_ZONE: /* the database knows them */
    case IMPORT_ATTRIBUTE:
    case IMPORT_NOTHING:
    case IMPORT_REFUSED:
        return RC_OK;
    }
    return RC_OK;
}

/* ---- one row ---- */

static enum rc join_attributes(const struct import *import, const struct str *cells, struct str *out_joined)
{
    size_t bytes = 0;
    for (size_t i = 0; i < import->columns_n; i++)
        bytes += import->kinds[i] == IMPORT_ATTRIBUTE ? cells[i].n + 1 : 0;
    /* Never empty, so that as many values come out of it as went in. */
    struct buf joined = buf_in(import->arena, bytes + 1);
    buf_put_byte(&joined, '-');
    for (size_t i = 0; i < import->columns_n; i++) {
        if (import->kinds[i] != IMPORT_ATTRIBUTE)
            continue;
        buf_put_byte(&joined, IMPORT_SEPARATOR);
        buf_put(&joined, cells[i]);
    }
    *out_joined = buf_str(&joined);
    return joined.overflow ? RC_TOO_BIG : RC_OK;
}

static enum rc take_row(struct import *import, int32_t number, struct str cells[GW_IMPORT_COLUMNS_MAX])
{
    struct import_row *row = &import->rows[import->found.rows_n++];
    bool sound[GW_IMPORT_COLUMNS_MAX];
    *row = (struct import_row){.row = number};
    for (size_t i = 0; i < IMPORT_COLUMN_COUNT; i++)
        row->cells[i] = STR_EMPTY;
    for (size_t i = 0; i < GW_IMPORT_COLUMNS_MAX; i++) {
        sound[i] = sound_cell(import, row, i, cells[i]);
        if (sound[i] && import->kinds[i] < IMPORT_COLUMN_COUNT)
            row->cells[import->kinds[i]] = cells[i];
    }
    for (size_t i = 0; i < import->columns_n; i++) {
        const bool known = import->kinds[i] < IMPORT_COLUMN_COUNT;
        const enum rc rc = known && sound[i] ? check_known(import, row, i) : RC_OK;
        if (rc != RC_OK)
            return rc;
    }
    import->found.undated_n += row->cells[IMPORT_RETURN_DATE].n == 0;
    return row->bad ? RC_OK : join_attributes(import, cells, &row->attributes);
}

/* Trims; true when nothing is there. */
static bool trim_all(struct csv_record *record)
{
    bool blank = true;
    for (size_t i = 0; i < record->fields_max; i++) {
        record->fields[i] = str_trim(record->fields[i]);
        blank = blank && record->fields[i].n == 0;
    }
    return blank;
}

/* ---- the same thing twice in one file ---- */

static int compare_case(const struct import_row *a, const struct import_row *b)
{
    return str_compare(a->cells[IMPORT_CASE], b->cells[IMPORT_CASE]);
}

static int compare_number(const struct import_row *a, const struct import_row *b)
{
    return memcmp(a->index, b->index, sizeof a->index);
}

static int compare_join_code(const struct import_row *a, const struct import_row *b)
{
    return memcmp(a->join, b->join, sizeof a->join);
}

static bool has_case(const struct import_row *row)
{
    return row->cells[IMPORT_CASE].n > 0;
}

static bool has_number(const struct import_row *row)
{
    return row->e164.n > 0;
}

static bool has_join_code(const struct import_row *row)
{
    return row->has_join;
}

struct unique {
    enum import_column column;
    enum import_mistake mistake;
    bool (*has)(const struct import_row *row);
    int (*compare)(const struct import_row *a, const struct import_row *b);
};

static const struct unique uniques[] = {
    {IMPORT_CASE, MISTAKE_SAME_CASE, has_case, compare_case},
    {IMPORT_NUMBER, MISTAKE_SAME_NUMBER, has_number, compare_number},
    {IMPORT_JOIN_CODE, MISTAKE_SAME_JOIN_CODE, has_join_code, compare_join_code},
};

/* The same ones side by side, in the order of the file. */
static int side_by_side(const void *a, const void *b, void *context)
{
    const struct import_row *x = *(const struct import_row *const *)a;
    const struct import_row *y = *(const struct import_row *const *)b;
    const struct unique *unique = context;
    const int order = unique->compare(x, y);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static void find_repeated_of(struct import *import, struct unique unique, const struct import_row **sorted)
{
    size_t n = 0;
    for (size_t i = 0; i < import->found.rows_n; i++)
        if (unique.has(&import->rows[i]))
            sorted[n++] = &import->rows[i];
    qsort_r(sorted, n, sizeof *sorted, side_by_side, &unique); /* NOLINT(bugprone-sizeof-expression): pointers */
    for (size_t i = 1, first = 0; i < n; i++) {
        if (unique.compare(sorted[first], sorted[i]) == 0)
            import_found(import, sorted[i]->row, import_place(import, unique.column), unique.mistake,
                         sorted[first]->row);
        else
            first = i;
    }
}

static enum rc find_repeated(struct import *import)
{
    const struct import_row **sorted = ARENA_ARRAY(import->arena, const struct import_row *, import->found.rows_n);
    if (sorted == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < COUNT_OF(uniques); i++)
        find_repeated_of(import, uniques[i], sorted);
    return RC_OK;
}

/* ---- the file ---- */

static size_t rows_at_most(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines < GW_IMPORT_ROWS_MAX ? lines : GW_IMPORT_ROWS_MAX;
}

/* Line ends inside of quotes are lines of the file, but not rows of the sheet. */
static int32_t lines_inside(const struct csv_record *record)
{
    int32_t lines = 0;
    for (size_t i = 0; i < record->fields_max; i++)
        for (size_t at = 0; at < record->fields[i].n; at++)
            lines += record->fields[i].p[at] == '\n';
    return lines;
}

/* The next record; what is no CSV ends the file with a finding. */
static enum rc next_record(struct import *import, struct csv *csv, struct csv_record *record, int32_t inside,
                           bool *out_more)
{
    struct err err = {.line = 0};
    const enum rc rc = csv_next(csv, import->arena, record, out_more, &err);
    if (rc != RC_BAD_INPUT)
        return rc;
    import_found(import, err.line - inside, -1, MISTAKE_CSV, 0);
    *out_more = false;
    return RC_OK;
}

static enum rc read_header(struct import *import, struct csv *csv, struct csv_record *record, int32_t *out_inside)
{
    bool more = false;
    const enum rc rc = next_record(import, csv, record, 0, &more);
    if (rc != RC_OK)
        return rc;
    size_t n = 0;
    for (size_t i = 0; more && i < record->fields_max; i++)
        if (str_trim(record->fields[i]).n > 0)
            n = i + 1;
    *out_inside = more ? lines_inside(record) : 0;
    return import_header(import, record->fields, n);
}

static enum rc read_rows(struct import *import, struct csv *csv, struct csv_record *record, int32_t inside,
                         struct err *err)
{
    const size_t rows_max = rows_at_most(csv->rest);
    import->rows = ARENA_ARRAY(import->arena, struct import_row, rows_max);
    if (import->rows == NULL)
        return RC_TOO_BIG;
    for (;;) {
        bool more = false;
        enum rc rc = next_record(import, csv, record, inside, &more);
        if (rc != RC_OK || !more)
            return rc;
        const int32_t row = record->line - inside;
        inside += lines_inside(record);
        if (trim_all(record))
            continue;
        if (import->found.rows_n == rows_max)
            return err_set(err, RC_TOO_BIG, "more than %d rows; hint: import in parts", GW_IMPORT_ROWS_MAX);
        rc = take_row(import, row, record->fields);
        if (rc != RC_OK)
            return rc;
    }
}

enum rc import_read(struct import *import, struct err *err)
{
    struct str fields[GW_IMPORT_COLUMNS_MAX];
    struct csv_record record = {.fields = fields, .fields_max = COUNT_OF(fields)};
    struct csv csv = csv_on(import->wish->bytes);
    for (size_t i = 0; i < GW_IMPORT_COLUMNS_MAX; i++)
        import->names[i] = STR_EMPTY, import->kinds[i] = IMPORT_NOTHING;
    int32_t inside = 0;
    enum rc rc = read_header(import, &csv, &record, &inside);
    if (rc != RC_OK)
        return err_set(err, rc, "the header is too big");
    /* Under a wrong header every row would be wrong, and its names may be somebody's data. */
    if (import->found.errors_n > 0) {
        import->found.attributes_n = 0;
        return RC_OK;
    }
    (void)err_set(err, RC_TOO_BIG, "the file is too big; hint: import in parts");
    rc = read_rows(import, &csv, &record, inside, err);
    return rc == RC_OK ? find_repeated(import) : rc;
}
