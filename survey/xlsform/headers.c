/* The first row of a sheet, and what stands below no header. */
#include "base/attr.h"
#include "base/buf.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "reading.h"

/* "12" in `storage`. */
static struct str number_in(char storage[24], size_t number)
{
    struct buf buf = buf_on(storage, 24);
    buf_put_i64(&buf, (int64_t)number);
    return buf_str(&buf);
}

void xl_found(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, int32_t column_at, enum sv_code code,
              int variant, const struct str *args, size_t args_n)
{
    const struct sv_spot spot = xl_spot(sheet->headers, row, column_at);
    xl_findings_add(in->findings, code, variant, &spot, args, args_n);
}

void xl_found_at(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, enum xl_column_kind kind,
                 enum sv_code code, int variant, const struct str *args, size_t args_n)
{
    struct sv_spot spot = xl_spot(sheet->headers, row, sheet->at[kind]);
    if (sheet->at[kind] < 0)
        spot.column = xl_column_name(sheet, kind);
    xl_findings_add(in->findings, code, variant, &spot, args, args_n);
}

struct str xl_text_at(const struct sv_row *row, int32_t column_at)
{
    return column_at < 0 || (size_t)column_at >= row->cells_n ? STR_EMPTY : row->cells[column_at];
}

struct xl_cell xl_cell_of(const struct xl_sheet *sheet, const struct sv_row *row, enum xl_column_kind kind)
{
    return (struct xl_cell){.text = xl_text_at(row, sheet->at[kind]), .column_at = sheet->at[kind]};
}

const struct xl_cell *xl_cells_of(struct xl_reading *in, const struct xl_sheet *sheet, const struct sv_row *row,
                                  enum xl_column_kind kind)
{
    struct xl_cell *cells = ARENA_ARRAY(in->arena, struct xl_cell, in->form->languages_n);
    if (cells == NULL)
        return NULL;
    for (size_t i = 0; i < in->form->languages_n; i++)
        cells[i] = (struct xl_cell){.text = STR_EMPTY, .column_at = -1};
    if (sheet->at[kind] < 0)
        return cells;
    for (size_t i = (size_t)sheet->at[kind]; i < sheet->columns_n; i++) {
        const struct xl_column *column = &sheet->columns[i];
        if (column->kind == kind && column->language >= 0)
            cells[column->language] = (struct xl_cell){.text = xl_text_at(row, (int32_t)i), .column_at = (int32_t)i};
    }
    return cells;
}

/* Headers up to a gap or the maximum. */
static size_t count_headers(struct xl_reading *in, const struct xl_sheet *sheet, const struct sv_row *first)
{
    size_t n = 0;
    for (size_t i = 0; i < first->cells_n; i++) {
        if (first->cells[i].n == 0)
            continue;
        if (i - n > XL_BLANK_COLUMNS_MAX || i >= XL_COLUMNS_MAX) {
            char storage[24];
            const struct str args[] = {number_in(storage, XL_BLANK_COLUMNS_MAX)};
            const struct sv_spot spot = {.sheet = sheet->headers->sheet,
                                         .row = first->number,
                                         .column_at = (int32_t)i,
                                         .column = first->cells[i]};
            xl_findings_add(in->findings, SV_CODE_H005, XL_H005_FAR_COLUMN, &spot, args, COUNT_OF(args));
            break;
        }
        n = i + 1;
    }
    return n;
}

static void check_known(struct xl_reading *in, const struct xl_sheet *sheet, size_t at)
{
    const struct xl_column *column = &sheet->columns[at];
    const struct str written = sheet->headers->names[at];
    if (column->kind == XL_COLUMN_MEDIA || column->kind == XL_COLUMN_NO_EFFECT) {
        const int variant = column->kind == XL_COLUMN_MEDIA ? XL_H003_MEDIA : XL_H003_NO_EFFECT;
        xl_found(in, sheet, sheet->header_row, (int32_t)at, SV_CODE_H003, variant, &written, 1);
    }
    if (column->kind != XL_COLUMN_UNKNOWN)
        return;
    const struct str args[] = {written, xl_header_meant(sheet, column, in->arena)};
    xl_found(in, sheet, sheet->header_row, (int32_t)at, SV_CODE_H003, args[1].n > 0 ? XL_H003_NEAR : XL_H003_UNKNOWN,
             args, COUNT_OF(args));
}

/* A further column of the choices that looks like one that is missing is probably it. */
static void check_extra(struct xl_reading *in, const struct xl_sheet *sheet, size_t at)
{
    const struct xl_column *column = &sheet->columns[at];
    const struct str args[] = {sheet->headers->names[at], xl_header_meant(sheet, column, in->arena)};
    if (args[1].n == 0)
        return;
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (sheet->columns[i].kind > XL_COLUMN_EXTRA && str_eq(xl_column_name(sheet, sheet->columns[i].kind), args[1]))
            return;
    xl_found(in, sheet, sheet->header_row, (int32_t)at, SV_CODE_H003, XL_H003_NEAR, args, COUNT_OF(args));
}

/* The rows below the headers, up to a gap. */
static void take_rows(struct xl_reading *in, struct xl_sheet *sheet)
{
    const struct sv_sheet *source = sheet->source;
    char storage[24];
    sheet->rows = source->rows + 1;
    while (sheet->rows_n + 1 < source->rows_n) {
        const struct sv_row *row = &source->rows[sheet->rows_n + 1];
        if (row->number - row[-1].number - 1 > XL_BLANK_ROWS_MAX) {
            const struct str args[] = {number_in(storage, XL_BLANK_ROWS_MAX)};
            xl_found(in, sheet, row->number, -1, SV_CODE_H005, XL_H005_FAR_ROW, args, COUNT_OF(args));
            return;
        }
        if (sheet->rows_n == XL_ROWS_MAX) {
            const struct str args[] = {number_in(storage, XL_ROWS_MAX)};
            xl_found(in, sheet, row->number, -1, SV_CODE_S003, XL_S003_ROWS, args, COUNT_OF(args));
            return;
        }
        sheet->rows_n++;
    }
}

/* The first column of each kind. */
static void find_columns(struct xl_sheet *sheet)
{
    for (size_t i = 0; i < COUNT_OF(sheet->at); i++)
        sheet->at[i] = -1;
    for (size_t i = sheet->columns_n; i-- > 0;)
        sheet->at[sheet->columns[i].kind] = (int32_t)i;
}

enum rc xl_read_headers(struct xl_reading *in, struct xl_sheet *sheet)
{
    find_columns(sheet);
    if (sheet->source == NULL || sheet->source->rows_n == 0)
        return RC_OK;
    const struct sv_row *first = &sheet->source->rows[0];
    sheet->header_row = first->number;
    sheet->headers->names = first->cells;
    sheet->headers->n = count_headers(in, sheet, first);
    sheet->columns_n = sheet->headers->n;
    sheet->columns = ARENA_ARRAY(in->arena, struct xl_column, sheet->columns_n);
    if (sheet->columns == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (xl_column_read(sheet, first->cells[i], in->arena, &sheet->columns[i]) != RC_OK)
            return RC_TOO_BIG;
    for (size_t i = 0; i < sheet->columns_n; i++)
        (sheet->columns[i].kind == XL_COLUMN_EXTRA ? check_extra : check_known)(in, sheet, i);
    find_columns(sheet);
    take_rows(in, sheet);
    return RC_OK;
}

static bool same_cells(const struct xl_sheet *sheet, size_t a, size_t b)
{
    for (size_t i = 0; i < sheet->rows_n; i++)
        if (!str_eq(xl_text_at(&sheet->rows[i], (int32_t)a), xl_text_at(&sheet->rows[i], (int32_t)b)))
            return false;
    return true;
}

/* Whether two columns are one: the same kind, and in the same language. */
static bool is_same(const struct xl_column *a, const struct xl_column *b)
{
    if (a->kind == XL_COLUMN_EXTRA)
        return b->kind == XL_COLUMN_EXTRA && str_eq(a->base, b->base);
    return a->kind > XL_COLUMN_EXTRA && a->kind == b->kind && a->language == b->language;
}

/* Of two columns that are one, the one to leave: without a language, or under its less usual name, or the second. */
static size_t to_leave(const struct xl_sheet *sheet, size_t first, size_t second)
{
    const struct xl_column *a = &sheet->columns[first];
    const struct xl_column *b = &sheet->columns[second];
    const struct str usual = xl_column_name(sheet, a->kind);
    if (!str_eq(a->suffix, b->suffix))
        return a->suffix.n == 0 ? first : second;
    return str_eq(b->base, usual) && !str_eq(a->base, usual) ? first : second;
}

/* A language written in two ways has its own finding. */
static bool is_told(const struct xl_column *a, const struct xl_column *b)
{
    return a->kind != XL_COLUMN_SHORT_LABEL && a->suffix.n > 0 && b->suffix.n > 0 && !str_eq(a->suffix, b->suffix);
}

static void leave_one(struct xl_reading *in, struct xl_sheet *sheet, size_t first, size_t second)
{
    const struct xl_column *a = &sheet->columns[first];
    const struct xl_column *b = &sheet->columns[second];
    const size_t left = to_leave(sheet, first, second);
    const struct str *names = sheet->headers->names;
    char storage[2][24];
    if (str_eq(a->base, b->base) && str_eq(a->suffix, b->suffix)) {
        const struct str args[] = {names[second], number_in(storage[0], first + 1), number_in(storage[1], second + 1)};
        xl_found(in, sheet, sheet->header_row, (int32_t)second, SV_CODE_H001, 0, args, COUNT_OF(args));
    } else if (!is_told(a, b)) {
        const struct str args[] = {names[left], names[left == first ? second : first]};
        xl_found(in, sheet, sheet->header_row, (int32_t)left, SV_CODE_H002,
                 same_cells(sheet, first, second) ? XL_H002_SAME : XL_H002_DIFFERENT, args, COUNT_OF(args));
    }
    sheet->columns[left].kind = XL_COLUMN_IGNORED;
}

void xl_settle_columns(struct xl_reading *in, struct xl_sheet *sheet)
{
    for (size_t i = 0; i < sheet->columns_n; i++)
        for (size_t j = 0; j < i; j++)
            if (is_same(&sheet->columns[j], &sheet->columns[i]))
                leave_one(in, sheet, j, i);
    find_columns(sheet);
}

void xl_check_loose_cells(struct xl_reading *in, const struct xl_sheet *sheet)
{
    bool told[XL_COLUMNS_MAX] = {false};
    for (size_t i = 0; i < sheet->rows_n; i++) {
        const struct sv_row *row = &sheet->rows[i];
        for (size_t c = 0; c < row->cells_n && c < XL_COLUMNS_MAX; c++) {
            const bool loose = c >= sheet->columns_n || sheet->columns[c].kind == XL_COLUMN_NONE;
            if (!loose || row->cells[c].n == 0 || told[c])
                continue;
            char storage[24];
            const struct str args[] = {number_in(storage, c + 1)};
            told[c] = true;
            xl_found(in, sheet, row->number, (int32_t)c, SV_CODE_H005, XL_H005_NO_HEADER, args, COUNT_OF(args));
        }
    }
}
