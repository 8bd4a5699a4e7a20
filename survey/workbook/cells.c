#include "cells.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
    LETTERS = 26,
    COLUMN_BYTES = 8, /* "FXSHRXX" is the last column of 31 bits */
    NAME_BYTES_SHOWN = 60
};

/* What a character is in a cell. */
enum glyph {
    GLYPH_KEPT,
    GLYPH_BLANK,
    GLYPH_LINE,
    GLYPH_NOTHING, /* takes no room and says nothing */
    GLYPH_JOINER   /* nothing between Latin letters, but writing in Persian, Hindi and emoji */
};

/* Sorted; everything else is kept. */
static const struct {
    uint32_t from;
    uint32_t to;
    enum glyph glyph;
} glyphs[] = {
    {0x00, 0x08, GLYPH_NOTHING},     {0x09, 0x09, GLYPH_BLANK},       {0x0A, 0x0A, GLYPH_LINE},
    {0x0B, 0x0C, GLYPH_BLANK},       {0x0D, 0x0D, GLYPH_LINE},        {0x0E, 0x1F, GLYPH_NOTHING},
    {0x20, 0x20, GLYPH_BLANK},       {0x7F, 0x84, GLYPH_NOTHING},     {0x85, 0x85, GLYPH_LINE},
    {0x86, 0x9F, GLYPH_NOTHING},     {0xA0, 0xA0, GLYPH_BLANK},       {0xAD, 0xAD, GLYPH_NOTHING},
    {0x1680, 0x1680, GLYPH_BLANK},   {0x180E, 0x180E, GLYPH_NOTHING}, {0x2000, 0x200A, GLYPH_BLANK},
    {0x200B, 0x200B, GLYPH_NOTHING}, {0x200C, 0x200D, GLYPH_JOINER},  {0x200E, 0x200F, GLYPH_NOTHING},
    {0x2028, 0x2029, GLYPH_LINE},    {0x202A, 0x202E, GLYPH_NOTHING}, {0x202F, 0x202F, GLYPH_BLANK},
    {0x205F, 0x205F, GLYPH_BLANK},   {0x2060, 0x206F, GLYPH_NOTHING}, {0x3000, 0x3000, GLYPH_BLANK},
    {0xFEFF, 0xFEFF, GLYPH_NOTHING}, {0xFFF9, 0xFFFB, GLYPH_NOTHING}, {0xFFFE, 0xFFFF, GLYPH_NOTHING},
};

static enum glyph glyph_of(uint32_t c)
{
    if (c > ' ' && c < 0x7F)
        return GLYPH_KEPT;
    for (size_t i = 0; i < COUNT_OF(glyphs) && glyphs[i].from <= c; i++)
        if (c <= glyphs[i].to)
            return glyphs[i].glyph;
    return c == UINT32_MAX ? GLYPH_NOTHING : GLYPH_KEPT;
}

/* Whether a joiner stands between two characters beyond ASCII, which it can join. */
static bool joins(uint32_t before, struct str text, size_t at)
{
    if (before < 0x80 || at >= text.n)
        return false;
    const uint32_t next = utf8_next(text, &at);
    return next >= 0x80 && glyph_of(next) == GLYPH_KEPT;
}

/* White space between two texts: a line break wins over blanks. */
static char wider(char space, enum glyph glyph)
{
    return space == '\n' || glyph == GLYPH_LINE ? '\n' : ' ';
}

size_t sv_cell_clean(char *p, size_t n)
{
    const struct str raw = {.p = p, .n = n};
    size_t kept = 0;
    uint32_t before = 0; /* the character just kept, 0 behind white space */
    char space = '\0';
    for (size_t at = 0; at < n;) {
        const uint32_t c = utf8_next(raw, &at);
        enum glyph glyph = glyph_of(c);
        if (glyph == GLYPH_JOINER)
            glyph = joins(before, raw, at) ? GLYPH_KEPT : GLYPH_NOTHING;
        if (glyph == GLYPH_NOTHING)
            continue;
        if (glyph != GLYPH_KEPT) {
            space = wider(space, glyph);
            before = 0;
            continue;
        }
        if (space != '\0' && kept > 0)
            p[kept++] = space;
        space = '\0';
        kept += utf8_put(c, p + kept);
        before = c;
    }
    return kept;
}

struct str sv_cell_copy(struct arena *arena, struct str raw)
{
    raw = str_trim(raw);
    if (raw.n == 0)
        return STR_EMPTY;
    char *p = arena_alloc(arena, raw.n);
    if (p == NULL)
        return (struct str){.p = NULL, .n = 0};
    memcpy(p, raw.p, raw.n);
    return (struct str){.p = p, .n = sv_cell_clean(p, raw.n)};
}

/* Bijective to base 26: there is no zero, Z is followed by AA. */
static struct str column_letters(size_t column, char storage[COLUMN_BYTES])
{
    size_t at = COLUMN_BYTES;
    for (size_t left = column + 1; left > 0 && at > 0; left = (left - 1) / LETTERS)
        storage[--at] = (char)('A' + (char)((left - 1) % LETTERS));
    return (struct str){.p = storage + at, .n = COLUMN_BYTES - at};
}

enum rc sv_column_name(size_t column, struct arena *arena, struct str *out_name)
{
    assert(column <= INT32_MAX);
    char storage[COLUMN_BYTES];
    const struct str copy = arena_str(arena, column_letters(column, storage));
    if (copy.p == NULL)
        return RC_TOO_BIG;
    *out_name = copy;
    return RC_OK;
}

enum rc sv_draft_fail(const struct sv_draft *draft, enum rc code, int32_t row, int32_t column, struct str what)
{
    assert(draft->sheets_n > 0);
    const struct str name = utf8_prefix(draft->sheets[draft->sheets_n - 1].name, NAME_BYTES_SHOWN);
    if (row == 0)
        return err_at(draft->err, code, 0, 0, "sheet '%.*s': %.*s", STR_FMT(name), STR_FMT(what));
    if (column < 0)
        return err_at(draft->err, code, row, 0, "sheet '%.*s', row %d: %.*s", STR_FMT(name), row, STR_FMT(what));
    char storage[COLUMN_BYTES];
    const struct str letters = column_letters((size_t)column, storage);
    return err_at(draft->err, code, row, column + 1, "sheet '%.*s', cell %.*s%d: %.*s", STR_FMT(name), STR_FMT(letters),
                  row, STR_FMT(what));
}

enum rc sv_draft_full(const struct sv_draft *draft)
{
    return err_set(draft->err, RC_TOO_BIG, "there is too much text in it; hint: keep only the sheets of the form");
}

enum rc sv_draft_begin(struct sv_draft *draft, struct str name, bool hidden)
{
    if (draft->sheets_n == SV_SHEETS_MAX)
        return err_set(draft->err, RC_TOO_BIG, "more than %d sheets; hint: keep only the sheets of the form",
                       SV_SHEETS_MAX);
    const struct str copy = sv_cell_copy(draft->arena, name);
    if (copy.p == NULL)
        return sv_draft_full(draft);
    draft->sheets[draft->sheets_n++] = (struct sv_sheet){.name = copy, .hidden = hidden};
    draft->far = false;
    draft->ended = false;
    draft->rows_n = 0;
    draft->cells_n = 0;
    return RC_OK;
}

/* Room for one more at *items; false over the arena's cap. */
static bool make_room(struct arena *arena, void **items, size_t n, size_t *max, size_t size)
{
    if (n < *max)
        return true;
    const size_t wanted = *max == 0 ? 256 : *max * 2;
    void *grown = arena_grow(arena, *items, *max, wanted, size);
    if (grown == NULL)
        return false;
    *items = grown;
    *max = wanted;
    return true;
}

static bool row_room(struct sv_draft *draft)
{
    void *rows = draft->rows;
    const bool room = make_room(draft->arena, &rows, draft->rows_n, &draft->rows_max, sizeof *draft->rows);
    draft->rows = rows;
    return room;
}

static bool cell_room(struct sv_draft *draft)
{
    void *cells = draft->cells;
    const bool room = make_room(draft->arena, &cells, draft->cells_n, &draft->cells_max, sizeof *draft->cells);
    draft->cells = cells;
    return room;
}

static enum rc too_many_cells(const struct sv_draft *draft)
{
    char storage[80];
    struct buf what = buf_on(storage, sizeof storage);
    buf_printf(&what, "more than %d cells; hint: keep only the sheets of the form", SV_CELLS_MAX);
    return sv_draft_fail(draft, RC_TOO_BIG, 0, -1, buf_str(&what));
}

static int32_t last_row(const struct sv_draft *draft)
{
    return draft->rows_n == 0 ? 0 : draft->rows[draft->rows_n - 1].number;
}

/* Begins the row when it is a new one. */
static enum rc enter_row(struct sv_draft *draft, int32_t row)
{
    assert(row >= last_row(draft) && row >= 1);
    if (row == last_row(draft))
        return RC_OK;
    if (row - last_row(draft) > SV_BLANK_ROWS_MAX) {
        draft->ended = true;
        return RC_OK;
    }
    if (row > SV_ROWS_MAX) {
        char storage[80];
        struct buf what = buf_on(storage, sizeof storage);
        buf_printf(&what, "more than %d rows; hint: divide the sheet", SV_ROWS_MAX);
        return sv_draft_fail(draft, RC_TOO_BIG, 0, -1, buf_str(&what));
    }
    if (!row_room(draft))
        return sv_draft_full(draft);
    draft->rows[draft->rows_n++] = (struct sv_draft_row){.number = row, .first = draft->cells_n, .n = 0};
    return RC_OK;
}

enum rc sv_draft_cell(struct sv_draft *draft, int32_t row, int32_t column, struct str text)
{
    assert(column >= 0);
    if (text.n == 0 || draft->ended)
        return RC_OK;
    const enum rc rc = enter_row(draft, row);
    if (rc != RC_OK || draft->ended)
        return rc;
    if (column >= SV_COLUMNS_MAX) {
        draft->far = true;
        return RC_OK;
    }
    if (draft->cells_before + draft->cells_n >= SV_CELLS_MAX)
        return too_many_cells(draft);
    if (!cell_room(draft))
        return sv_draft_full(draft);
    draft->cells[draft->cells_n++] = (struct sv_draft_cell){.column = column, .text = text};
    draft->rows[draft->rows_n - 1].n++;
    return RC_OK;
}

void sv_draft_row_done(struct sv_draft *draft, int32_t row)
{
    if (row - last_row(draft) >= SV_BLANK_ROWS_MAX)
        draft->ended = true;
}

/* Index of the first row at or behind `number`. */
static size_t row_from(const struct sv_draft *draft, int32_t number)
{
    size_t low = 0;
    size_t high = draft->rows_n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (draft->rows[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void merge_row(struct sv_draft *draft, const struct sv_draft_row *row, const struct sv_range *range)
{
    for (size_t i = row->first; i < row->first + row->n; i++) {
        struct sv_draft_cell *cell = &draft->cells[i];
        const bool inside = cell->column >= range->column_first && cell->column <= range->column_last;
        const bool top_left = row->number == range->row_first && cell->column == range->column_first;
        if (inside && !top_left)
            cell->text = STR_EMPTY;
    }
}

enum rc sv_draft_merge(struct sv_draft *draft, const struct sv_range *range)
{
    for (size_t i = row_from(draft, range->row_first); i < draft->rows_n; i++) {
        const struct sv_draft_row *row = &draft->rows[i];
        if (row->number > range->row_last)
            break;
        draft->merge_steps += 1 + row->n;
        if (draft->merge_steps > SV_MERGE_STEPS_MAX)
            return sv_draft_fail(draft, RC_TOO_BIG, 0, -1, STR("too many merged cells; hint: unmerge them"));
        merge_row(draft, row, range);
    }
    return RC_OK;
}

/* Columns up to the last one before too many blank ones. *out_open: the data goes on to the last column allowed. */
static size_t width_of(const struct sv_draft *draft, bool *out_open)
{
    bool filled[SV_COLUMNS_MAX] = {false};
    for (size_t i = 0; i < draft->cells_n; i++)
        if (draft->cells[i].text.n > 0)
            filled[draft->cells[i].column] = true;
    size_t width = 0;
    size_t blank = 0;
    for (size_t i = 0; i < SV_COLUMNS_MAX && blank < SV_BLANK_COLUMNS_MAX; i++) {
        blank = filled[i] ? 0 : blank + 1;
        if (filled[i])
            width = i + 1;
    }
    *out_open = blank < SV_BLANK_COLUMNS_MAX;
    return width;
}

/* Cells of a row up to the last one filled within the width. */
static size_t row_width(const struct sv_draft *draft, const struct sv_draft_row *row, size_t width)
{
    size_t n = 0;
    for (size_t i = row->first; i < row->first + row->n; i++) {
        const struct sv_draft_cell *cell = &draft->cells[i];
        if (cell->text.n > 0 && (size_t)cell->column < width && (size_t)cell->column >= n)
            n = (size_t)cell->column + 1;
    }
    return n;
}

static void fill_row(const struct sv_draft *draft, const struct sv_draft_row *row, struct str *cells, size_t cells_n)
{
    for (size_t i = 0; i < cells_n; i++)
        cells[i] = STR_EMPTY;
    for (size_t i = row->first; i < row->first + row->n; i++) {
        const struct sv_draft_cell *cell = &draft->cells[i];
        if (cell->text.n > 0 && (size_t)cell->column < cells_n)
            cells[cell->column] = cell->text;
    }
}

static size_t cells_of(const struct sv_draft *draft, size_t width)
{
    size_t n = 0;
    for (size_t i = 0; i < draft->rows_n; i++)
        n += row_width(draft, &draft->rows[i], width);
    return n;
}

enum rc sv_draft_end(struct sv_draft *draft)
{
    bool open = false;
    const size_t width = width_of(draft, &open);
    if (open && draft->far)
        return sv_draft_fail(draft, RC_TOO_BIG, 0, -1, STR("more than 1024 columns; hint: divide the sheet"));
    static_assert(SV_COLUMNS_MAX == 1024, "the message above says so");
    const size_t cells_n = cells_of(draft, width);
    if (cells_n > SV_CELLS_MAX - draft->cells_before)
        return too_many_cells(draft);
    struct sv_row *rows = ARENA_ARRAY(draft->arena, struct sv_row, draft->rows_n);
    struct str *cells = ARENA_ARRAY(draft->arena, struct str, cells_n);
    if (rows == NULL || cells == NULL)
        return sv_draft_full(draft);
    size_t rows_n = 0;
    for (size_t i = 0; i < draft->rows_n; i++) {
        const size_t n = row_width(draft, &draft->rows[i], width);
        if (n == 0)
            continue;
        fill_row(draft, &draft->rows[i], cells, n);
        rows[rows_n++] = (struct sv_row){.number = draft->rows[i].number, .cells = cells, .cells_n = n};
        cells += n;
    }
    struct sv_sheet *sheet = &draft->sheets[draft->sheets_n - 1];
    sheet->rows = rows;
    sheet->rows_n = rows_n;
    draft->cells_before += cells_n;
    return RC_OK;
}
