#include <assert.h>

#include "base/utf8.h"
#include "xlsx.h"
#include "xlsx_xml.h"

enum {
    SHEET_ROWS_MAX = 1048576, /* of the format; further ones are damage */
    SHEET_COLUMNS_MAX = 16384,
    WHAT_BYTES = 160,
    VALUE_BYTES_SHOWN = 40
};

enum cell_type {
    CELL_NUMBER,
    CELL_SHARED,
    CELL_INLINE,
    CELL_FORMULA_TEXT,
    CELL_TRUTH,
    CELL_MISTAKE, /* "#N/A": what a formula came to */
    CELL_DATE,
    CELL_TYPES
};

static const struct str cell_types[] = {
    [CELL_NUMBER] = {"n", 1},         [CELL_SHARED] = {"s", 1}, [CELL_INLINE] = {"inlineStr", 9},
    [CELL_FORMULA_TEXT] = {"str", 3}, [CELL_TRUTH] = {"b", 1},  [CELL_MISTAKE] = {"e", 1},
    [CELL_DATE] = {"d", 1},
};
static_assert(COUNT_OF(cell_types) == CELL_TYPES, "a word for every type");

/* <row r="2"><c r="A2" s="1" t="s"><f>..</f><v>0</v></c><c t="inlineStr"><is><t>..</t></is></c></row> */
struct sheet {
    struct sv_xlsx *book;
    bool in_data;
    bool in_cell;
    bool in_text;    /* of <v> or <t> */
    bool has_value;  /* of the cell */
    bool is_formula; /* of the cell */
    bool row_named;  /* the row tells its number */
    int phonetic;
    int32_t row;
    int32_t column;
    enum cell_type type;
    enum number_kind kind;
};

static enum rc fail(const struct sheet *sheet, enum rc code, struct str what)
{
    return sv_draft_fail(sheet->book->draft, code, sheet->row, sheet->column, what);
}

/* "AB12". */
static bool read_reference(struct str text, int32_t *out_row, int32_t *out_column)
{
    int32_t column = 0;
    size_t at = 0;
    for (; at < text.n && text.p[at] >= 'A' && text.p[at] <= 'Z' && column <= SHEET_COLUMNS_MAX; at++)
        column = column * 26 + (text.p[at] - 'A' + 1);
    int64_t row = 0;
    if (at == 0 || !str_to_i64(str_sub(text, at, text.n), &row))
        return false;
    if (column > SHEET_COLUMNS_MAX || row < 1 || row > SHEET_ROWS_MAX)
        return false;
    *out_row = (int32_t)row;
    *out_column = column - 1;
    return true;
}

static enum rc wrong_reference(const struct sheet *sheet, struct str reference)
{
    char storage[WHAT_BYTES];
    struct buf what = buf_on(storage, sizeof storage);
    buf_printf(&what, "\"%.*s\" is no place here; hint: open the file and save it again",
               STR_FMT(utf8_prefix(reference, VALUE_BYTES_SHOWN)));
    return sv_draft_fail(sheet->book->draft, RC_BAD_INPUT, sheet->row, -1, buf_str(&what));
}

/* A row without a number is the one after the last. */
static enum rc start_row(struct sheet *sheet, const char **attributes)
{
    const struct str text = sv_xml_attribute(attributes, STR("r"));
    int64_t row = (int64_t)sheet->row + 1;
    if (text.p != NULL && !str_to_i64(str_trim(text), &row))
        return wrong_reference(sheet, text);
    if (row <= sheet->row || row > SHEET_ROWS_MAX)
        return wrong_reference(sheet, text.p == NULL ? STR("a row") : text);
    sheet->row = (int32_t)row;
    sheet->row_named = text.p != NULL;
    sheet->column = -1;
    return RC_OK;
}

/* A cell without a place stands right of the last; the row counts where <row> itself does not tell it. */
static enum rc place_cell(struct sheet *sheet, struct str reference)
{
    int32_t row = 0;
    if (reference.p == NULL) {
        if (++sheet->column < SHEET_COLUMNS_MAX)
            return RC_OK;
        return wrong_reference(sheet, STR("a cell"));
    }
    if (!read_reference(str_trim(reference), &row, &sheet->column))
        return wrong_reference(sheet, reference);
    if (!sheet->row_named && row > sheet->row)
        sheet->row = row;
    return RC_OK;
}

static enum cell_type type_of(struct str word)
{
    for (int type = 0; type < CELL_TYPES; type++)
        if (str_eq(cell_types[type], word))
            return (enum cell_type)type;
    return CELL_NUMBER;
}

static enum rc start_cell(struct sheet *sheet, const char **attributes)
{
    const struct sv_xlsx *book = sheet->book;
    const enum rc rc = place_cell(sheet, sv_xml_attribute(attributes, STR("r")));
    if (rc != RC_OK)
        return rc;
    const int64_t style = sv_xml_number(attributes, STR("s"), 0);
    sheet->kind = style >= 0 && style < (int64_t)book->formats_n ? book->formats[style] : NUMBER_PLAIN;
    sheet->type = type_of(sv_xml_attribute(attributes, STR("t")));
    sheet->in_cell = true;
    sheet->has_value = false;
    sheet->is_formula = false;
    sheet->phonetic = 0;
    buf_clear(&sheet->book->text);
    return RC_OK;
}

/* "A1:C2". */
static enum rc merge(struct sheet *sheet, struct str text)
{
    const size_t colon = str_find_byte(text, ':');
    struct sv_range range = {0};
    if (colon == SIZE_MAX || !read_reference(str_sub(text, 0, colon), &range.row_first, &range.column_first) ||
        !read_reference(str_sub(text, colon + 1, text.n), &range.row_last, &range.column_last))
        return RC_OK; /* a single cell, or nonsense: nothing to merge */
    return sv_draft_merge(sheet->book->draft, &range);
}

static enum rc start_in_cell(struct sheet *sheet, struct str element)
{
    if (str_eq(element, STR("v"))) {
        sheet->in_text = true;
        sheet->has_value = true;
    } else if (str_eq(element, STR("t"))) {
        sheet->in_text = sheet->phonetic == 0;
        sheet->has_value = true;
    } else if (str_eq(element, STR("rPh"))) {
        sheet->phonetic++;
    } else if (str_eq(element, STR("f"))) {
        sheet->is_formula = true;
    }
    return RC_OK;
}

static enum rc on_start(void *user, struct str element, const char **attributes)
{
    struct sheet *sheet = user;
    if (sheet->in_cell)
        return start_in_cell(sheet, element);
    if (sheet->in_data && str_eq(element, STR("c")))
        return start_cell(sheet, attributes);
    if (sheet->in_data && str_eq(element, STR("row")))
        return start_row(sheet, attributes);
    if (str_eq(element, STR("sheetData")))
        sheet->in_data = true;
    if (str_eq(element, STR("mergeCell")))
        return merge(sheet, str_trim(sv_xml_attribute(attributes, STR("ref"))));
    return RC_OK;
}

static enum rc wrong_value(const struct sheet *sheet, struct str value, const char *why)
{
    char storage[WHAT_BYTES];
    struct buf what = buf_on(storage, sizeof storage);
    buf_printf(&what, "\"%.*s\" %s; hint: open the file and save it again",
               STR_FMT(utf8_prefix(value, VALUE_BYTES_SHOWN)), why);
    return fail(sheet, RC_BAD_INPUT, buf_str(&what));
}

/* What was written anew is short, and lives in the arena. */
static enum rc keep(const struct sheet *sheet, const struct buf *written, struct str *out_text)
{
    *out_text = arena_str(sheet->book->arena, buf_str(written));
    return out_text->p == NULL || written->overflow ? sv_draft_full(sheet->book->draft) : RC_OK;
}

static enum rc shared_text(const struct sheet *sheet, struct str value, struct str *out_text)
{
    int64_t index = -1;
    if (!str_to_i64(value, &index) || index < 0 || index >= (int64_t)sheet->book->strings_n)
        return wrong_value(sheet, value, "is no shared text of the file");
    *out_text = sheet->book->strings[index];
    return RC_OK;
}

static enum rc number_text(const struct sheet *sheet, struct str value, struct str *out_text)
{
    char storage[400]; /* 1.8e308 has 309 digits, 2.2e-308 has 325 */
    struct buf written = buf_on(storage, sizeof storage);
    if (!sv_number_write(value, sheet->kind, sheet->book->from_1904, &written))
        return wrong_value(sheet, value, "is no number");
    return keep(sheet, &written, out_text);
}

static enum rc date_text(const struct sheet *sheet, struct str value, struct str *out_text)
{
    char storage[64];
    struct buf written = buf_on(storage, sizeof storage);
    sv_iso_date_write(value, &written);
    if (written.overflow)
        return wrong_value(sheet, value, "is no date");
    return keep(sheet, &written, out_text);
}

static enum rc plain_text(const struct sheet *sheet, struct str *out_text)
{
    *out_text = sv_xlsx_take_text(sheet->book);
    return out_text->p == NULL ? sv_draft_full(sheet->book->draft) : RC_OK;
}

static enum rc text_of(const struct sheet *sheet, struct str *out_text)
{
    const struct str value = str_trim(buf_str(&sheet->book->text));
    if (value.n == 0)
        return RC_OK;
    switch (sheet->type) {
    case CELL_NUMBER:
        return number_text(sheet, value, out_text);
    case CELL_SHARED:
        return shared_text(sheet, value, out_text);
    case CELL_TRUTH:
        *out_text = str_eq(value, STR("1")) || str_eq(value, STR("true")) ? STR("TRUE") : STR("FALSE");
        return RC_OK;
    case CELL_DATE:
        return date_text(sheet, value, out_text);
    case CELL_INLINE:
    case CELL_FORMULA_TEXT:
    case CELL_MISTAKE:
    case CELL_TYPES:
        break;
    }
    return plain_text(sheet, out_text);
}

static enum rc end_cell(struct sheet *sheet)
{
    struct sv_draft *draft = sheet->book->draft;
    sheet->in_cell = false;
    sheet->in_text = false;
    if (draft->ended)
        return RC_OK;
    if (sheet->row == 0)
        return wrong_reference(sheet, STR("a cell outside a row"));
    if (sheet->book->text.overflow)
        return fail(sheet, RC_TOO_BIG, STR("the text is too long"));
    if (sheet->is_formula && !sheet->has_value)
        return fail(
            sheet, RC_BAD_INPUT,
            STR("the result of the formula is not stored; hint: open the file in a spreadsheet program and save "
                "it"));
    struct str text = STR_EMPTY;
    const enum rc rc = text_of(sheet, &text);
    return rc == RC_OK ? sv_draft_cell(draft, sheet->row, sheet->column, text) : rc;
}

static enum rc on_end(void *user, struct str element)
{
    struct sheet *sheet = user;
    if (str_eq(element, STR("c")) && sheet->in_cell)
        return end_cell(sheet);
    if (str_eq(element, STR("v")) || str_eq(element, STR("t")))
        sheet->in_text = false;
    else if (str_eq(element, STR("rPh")))
        sheet->phonetic--;
    else if (str_eq(element, STR("sheetData")))
        sheet->in_data = false;
    return RC_OK;
}

static enum rc on_text(void *user, struct str text)
{
    struct sheet *sheet = user;
    if (sheet->in_text)
        buf_put(&sheet->book->text, text);
    return RC_OK;
}

enum rc sv_xlsx_sheet(struct sv_xlsx *book, size_t at)
{
    static const struct sv_xml_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};
    struct sheet sheet = {.book = book};
    return sv_xml_read(book->zip, at, &handlers, &sheet);
}
