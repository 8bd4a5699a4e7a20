#pragma once
/* From what stands in a file to a clean cell, and sheets while they are read: cells come one by one, row after row, and become
 * struct sv_sheet once it is known where the data ends. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"
#include "survey/workbook.h"

/* Cleans valid UTF-8 in place, as sv_workbook_read promises it; the bytes left. */
size_t sv_cell_clean(char *p, size_t n);
/* A clean copy; {NULL, 0} over the arena's cap. */
struct str sv_cell_copy(struct arena *arena, struct str raw);

struct sv_draft_row {
    int32_t number;
    size_t first; /* of draft.cells */
    size_t n;
};

struct sv_draft_cell {
    int32_t column;
    struct str text;
};

struct sv_draft {
    struct arena *arena;
    struct err *err; /* never NULL */
    struct sv_sheet sheets[SV_SHEETS_MAX];
    size_t sheets_n;
    size_t cells_before; /* of the sheets that are complete */
    bool far;            /* of the sheet being read: something stands beyond the last column allowed */
    bool ended;          /* of the sheet being read: what follows stands below too many blank rows */
    struct sv_draft_row *rows;
    size_t rows_n;
    size_t rows_max;
    struct sv_draft_cell *cells;
    size_t cells_n;
    size_t cells_max;
    size_t merge_steps;
};

/* A rectangle of cells, ends included; rows from 1, columns from 0. */
struct sv_range {
    int32_t row_first;
    int32_t row_last;
    int32_t column_first;
    int32_t column_last;
};

/* The name is cleaned and copied. */
enum rc sv_draft_begin(struct sv_draft *draft, struct str name, bool hidden);
/* Rows never go back. The text is clean and lives as long as the arena; an empty one is no cell. */
enum rc sv_draft_cell(struct sv_draft *draft, int32_t row, int32_t column, struct str text);
/* There is no further cell in the row: tells where data ends without waiting for the next one. */
void sv_draft_row_done(struct sv_draft *draft, int32_t row);
/* Only the top left cell of a merged range is one. */
enum rc sv_draft_merge(struct sv_draft *draft, const struct sv_range *range);
enum rc sv_draft_end(struct sv_draft *draft);
/* A mistake in a cell of the sheet being read; column -1: the row, row 0: the sheet. */
enum rc sv_draft_fail(const struct sv_draft *draft, enum rc code, int32_t row, int32_t column, struct str what);
enum rc sv_draft_full(const struct sv_draft *draft);
