#pragma once
/* What a spreadsheet file says, as sheets of texts: .xlsx, a zip or a folder of CSV files, a single CSV file with sheet names in its
 * first column, or tables in Markdown. Cells are cleaned (see sv_workbook_read) and nothing is known of their meaning; who reads
 * forms or lists of people stands above. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* One row that holds something. */
struct sv_row {
    int32_t number;          /* as the spreadsheet counts: 1 is the first row of the sheet, blank rows count */
    const struct str *cells; /* by column from A on, up to the last one filled; empty ones are STR_EMPTY */
    size_t cells_n;
};

struct sv_sheet {
    struct str name; /* as written; of a CSV file its name without folder and ".csv" */
    bool hidden;
    const struct sv_row *rows; /* in order; blank rows are left out */
    size_t rows_n;
};

struct sv_workbook {
    const struct sv_sheet *sheets;
    size_t sheets_n;
};

/* A file as the caller found it: core code opens none. A folder is its files, one after the other. */
struct sv_file {
    struct str
        name; /* with or without a folder before it; its end (".csv", ".md") is believed only where the bytes do not tell */
    struct str bytes;
};

/* Everything in *out_workbook lives in the arena or borrows the files. Every text is UTF-8, without byte order mark, NUL or control
 * characters; non-breaking and other odd blanks are plain ones, runs of white space are one blank, both ends are trimmed - but a line
 * break within a cell stays one "\n". Numbers are the shortest text that reads back the same at 15 digits and whole ones have no
 * point; booleans are TRUE and FALSE; dates are YYYY-MM-DD, with a time "YYYY-MM-DD HH:MM:SS", a time alone HH:MM:SS; formulas are
 * their stored result.
 *
 * Every mistake names what the file is and what to do: RC_UNSUPPORTED for what is recognised and not read (.xls, a password, .ods),
 * RC_TOO_BIG over a limit (bytes, unpacked bytes, ratio, cells, depth), RC_BAD_INPUT for what is damaged or no spreadsheet, with
 * sheet and cell in err.text where known. */
enum rc sv_workbook_read(const struct sv_file *files, size_t files_n, struct arena *arena,
                         struct sv_workbook *out_workbook, struct err *err);

/* The name of a column as spreadsheets show it: 0 is "A", 26 is "AA". */
enum rc sv_column_name(size_t column, struct arena *arena, struct str *out_name);
