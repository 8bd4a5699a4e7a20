#pragma once
/* Workbooks as text, for tests and fuzzing: "# survey" begins a sheet ("#! survey" a hidden one), every other line is a row of cells
 * parted by "|", an empty line is a blank row. What a reader of files promises holds for them: see survey/workbook.h. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "survey/workbook.h"

static inline size_t pipes_count(struct str text, char byte)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == byte;
    return n;
}

/* False: the row is blank. */
static inline bool pipes_row(struct str line, int32_t number, struct arena *arena, struct sv_row *out_row)
{
    struct str *cells = ARENA_ARRAY(arena, struct str, pipes_count(line, '|') + 1);
    struct str cell;
    size_t n = 0;
    size_t filled = 0;
    while (cells != NULL && str_next(&line, '|', &cell)) {
        cells[n] = str_trim(cell);
        if (cells[n].n == 0)
            cells[n] = STR_EMPTY;
        n++;
        filled = cells[n - 1].n > 0 ? n : filled;
    }
    *out_row = (struct sv_row){.number = number, .cells = cells, .cells_n = filled};
    return filled > 0;
}

/* Of an arena that is too small, fewer sheets. */
static inline struct sv_workbook pipes_workbook(struct str text, struct arena *arena)
{
    const size_t lines_n = pipes_count(text, '\n') + 1;
    struct sv_sheet *sheets = ARENA_ARRAY(arena, struct sv_sheet, lines_n);
    struct sv_row *rows = ARENA_ARRAY(arena, struct sv_row, lines_n);
    struct sv_workbook workbook = {.sheets = sheets, .sheets_n = 0};
    struct str line;
    int32_t number = 0;
    while (sheets != NULL && rows != NULL && str_next(&text, '\n', &line)) {
        struct sv_sheet *sheet = &sheets[workbook.sheets_n];
        if (str_starts(line, STR("#"))) {
            const bool hidden = str_starts(line, STR("#!"));
            *sheet = (struct sv_sheet){
                .name = str_trim(str_sub(line, hidden ? 2 : 1, line.n)), .hidden = hidden, .rows = rows, .rows_n = 0};
            workbook.sheets_n++;
            number = 0;
            continue;
        }
        if (workbook.sheets_n == 0 || !pipes_row(line, ++number, arena, rows))
            continue;
        sheet[-1].rows_n++;
        rows++;
    }
    return workbook;
}
