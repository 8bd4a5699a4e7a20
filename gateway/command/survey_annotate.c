#include "survey_annotate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
    CELL_BYTES_MAX = 32767,   /* characters in the format, of which none has less than a byte */
    COMMENT_BYTES_MAX = 8000, /* more than anybody reads in one box */
    COMMENT_WIDTH = 360,      /* pixels */
    COMMENT_LINE_HEIGHT = 20,
    COMMENT_LINE_BYTES = 50
};

struct copy {
    const struct survey_source *source;
    struct arena *arena;
    lxw_workbook *workbook;
    lxw_format *plain;
    lxw_format *marked[SV_SEVERITY_COUNT];
};

/* Where a comment stands, 0-based as the format counts. */
struct cell {
    lxw_row_t row;
    lxw_col_t column;
};

static bool is_at(const struct cell *a, const struct cell *b)
{
    return a->row == b->row && a->column == b->column;
}

/* What has no cell stands in the first one of its row or its sheet. */
static struct cell cell_of(const struct sv_spot *spot)
{
    return (struct cell){.row = spot->row > 0 ? (lxw_row_t)(spot->row - 1) : 0,
                         .column = spot->column_at > 0 ? (lxw_col_t)spot->column_at : 0};
}

static bool has_sheet(const struct sv_workbook *workbook, struct str name)
{
    for (size_t i = 0; i < workbook->sheets_n; i++)
        if (str_eq(workbook->sheets[i].name, name))
            return true;
    return false;
}

/* Of this sheet; a sheet that is missing is told in the first one. */
static bool belongs(const struct copy *copy, size_t sheet, const struct sv_finding *finding)
{
    const struct sv_workbook *workbook = &copy->source->workbook;
    return str_eq(workbook->sheets[sheet].name, finding->spot.sheet) ||
           (sheet == 0 && !has_sheet(workbook, finding->spot.sheet));
}

/* ---- comments ---- */

static void put_finding(struct buf *text, const struct sv_finding *f)
{
    if (text->n > 0)
        buf_put(text, STR("\n\n"));
    buf_put(text, sv_severity_word(f->severity));
    buf_put_byte(text, ' ');
    buf_put(text, sv_code_word(f->code));
    buf_put(text, STR(": "));
    buf_put(text, f->message);
    if (f->hint.n > 0) {
        buf_put_byte(text, '\n');
        buf_put(text, f->hint);
    }
}

/* As high as its text is long. */
static uint16_t height_of(struct str text)
{
    size_t lines = 2;
    struct str line = STR_EMPTY;
    while (str_next(&text, '\n', &line))
        lines += 1 + line.n / COMMENT_LINE_BYTES;
    return (uint16_t)(lines * COMMENT_LINE_HEIGHT);
}

static enum rc write_comment(struct copy *copy, lxw_worksheet *sheet, const struct cell *at, struct str text)
{
    char author[] = "puente";
    const char *z = str_z(copy->arena, text);
    lxw_comment_options options = {.width = COMMENT_WIDTH, .height = height_of(text), .author = author};
    if (z == NULL || worksheet_write_comment_opt(sheet, at->row, at->column, z, &options) != LXW_NO_ERROR)
        return RC_TOO_BIG;
    return RC_OK;
}

/* ---- cells ---- */

static enum rc write_cell(struct copy *copy, lxw_worksheet *sheet, const struct cell *at, struct str text,
                          lxw_format *format)
{
    const char *z = str_z(copy->arena, utf8_prefix(text, CELL_BYTES_MAX));
    if (z == NULL)
        return RC_TOO_BIG;
    const lxw_error error = text.n == 0 ? worksheet_write_blank(sheet, at->row, at->column, format)
                                        : worksheet_write_string(sheet, at->row, at->column, z, format);
    return error == LXW_NO_ERROR ? RC_OK : RC_TOO_BIG;
}

static struct str text_at(const struct sv_sheet *sheet, const struct cell *at)
{
    for (size_t i = 0; i < sheet->rows_n; i++)
        if (sheet->rows[i].number == (int32_t)at->row + 1)
            return at->column < sheet->rows[i].cells_n ? sheet->rows[i].cells[at->column] : STR_EMPTY;
    return STR_EMPTY;
}

static enum rc write_cells(struct copy *copy, lxw_worksheet *out, const struct sv_sheet *sheet)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sheet->rows_n; i++)
        for (size_t column = 0; rc == RC_OK && column < sheet->rows[i].cells_n; column++) {
            const struct cell at = {.row = (lxw_row_t)(sheet->rows[i].number - 1), .column = (lxw_col_t)column};
            if (sheet->rows[i].cells[column].n > 0)
                rc = write_cell(copy, out, &at, sheet->rows[i].cells[column], copy->plain);
        }
    return rc;
}

/* ---- marks ---- */

/* All findings of one cell in one comment, at the first of them; the cell in the colour of the worst. */
static enum rc mark(struct copy *copy, lxw_worksheet *out, size_t sheet, size_t first)
{
    const struct sv_findings *noted = &copy->source->noted;
    const struct cell at = cell_of(&noted->items[first].spot);
    enum sv_severity worst = noted->items[first].severity;
    struct buf text = buf_in(copy->arena, COMMENT_BYTES_MAX);
    for (size_t i = 0; i < noted->n; i++) {
        const struct sv_finding *f = &noted->items[i];
        const struct cell other = cell_of(&f->spot);
        if (!belongs(copy, sheet, f) || !is_at(&at, &other))
            continue;
        if (i < first)
            return RC_OK;
        put_finding(&text, f);
        worst = f->severity < worst ? f->severity : worst;
    }
    const enum rc rc =
        write_cell(copy, out, &at, text_at(&copy->source->workbook.sheets[sheet], &at), copy->marked[worst]);
    return rc == RC_OK ? write_comment(copy, out, &at, buf_str(&text)) : rc;
}

static enum rc write_sheet(struct copy *copy, size_t sheet)
{
    const struct sv_sheet *from = &copy->source->workbook.sheets[sheet];
    const char *name = str_z(copy->arena, from->name);
    if (name == NULL)
        return RC_TOO_BIG;
    /* The name of a CSV file may be none for a sheet: then it is called as spreadsheet programs do. */
    const bool valid = workbook_validate_sheet_name(copy->workbook, name) == LXW_NO_ERROR;
    lxw_worksheet *out = workbook_add_worksheet(copy->workbook, valid ? name : NULL);
    if (out == NULL)
        return RC_TOO_BIG;
    worksheet_freeze_panes(out, 1, 0);
    enum rc rc = write_cells(copy, out, from);
    for (size_t i = 0; rc == RC_OK && i < copy->source->noted.n; i++)
        if (belongs(copy, sheet, &copy->source->noted.items[i]))
            rc = mark(copy, out, sheet, i);
    return rc;
}

/* ---- the workbook ---- */

static lxw_format *text_format(lxw_workbook *workbook)
{
    enum { NUMBER_FORMAT_TEXT = 49 };
    lxw_format *format = workbook_add_format(workbook);
    format_set_num_format_index(format, NUMBER_FORMAT_TEXT);
    return format;
}

static void add_formats(struct copy *copy)
{
    static const lxw_color_t colours[] = {
        [SV_SEVERITY_ERROR] = 0xF8CBAD, [SV_SEVERITY_WARNING] = 0xFFE699, [SV_SEVERITY_INFO] = 0xDDEBF7};
    copy->plain = text_format(copy->workbook);
    for (size_t i = 0; i < SV_SEVERITY_COUNT; i++) {
        copy->marked[i] = text_format(copy->workbook);
        format_set_bg_color(copy->marked[i], colours[i]);
    }
}

/* Asked before, since the library tells its own errors on standard error. */
static bool can_write(const char *name)
{
    FILE *file = name == NULL ? NULL : fopen(name, "wbe");
    return file != NULL && fclose(file) == 0;
}

enum rc survey_annotate(const struct survey_source *source, struct str path, struct arena *arena, struct err *err)
{
    if (source->workbook.sheets_n == 0)
        return err_set(err, RC_UNSUPPORTED, "'%.*s' has no sheets to write comments in", STR_FMT(source->file));
    const char *name = str_z(arena, path);
    if (!can_write(name))
        return err_set(err, RC_UNAVAILABLE, "cannot write '%.*s': %s", STR_FMT(path), strerror(errno));
    struct copy copy = {.source = source, .arena = arena, .workbook = workbook_new(name)};
    if (copy.workbook == NULL)
        return err_set(err, RC_UNAVAILABLE, "no memory for a workbook");
    add_formats(&copy);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < source->workbook.sheets_n; i++)
        rc = write_sheet(&copy, i);
    const lxw_error error = workbook_close(copy.workbook);
    if (rc != RC_OK)
        return err_set(err, rc, "'%.*s' does not fit a workbook", STR_FMT(source->file));
    return error == LXW_NO_ERROR
               ? RC_OK
               : err_set(err, RC_UNAVAILABLE, "cannot write '%.*s': %s", STR_FMT(path), lxw_strerror(error));
}
