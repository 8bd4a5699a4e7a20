#pragma once
/* A workbook of Office Open XML (.xlsx, .xlsm): parts in a zip that name each other by relationships. Read in three passes: the
 * workbook and its relations, then shared texts and number formats, then one sheet after the other. */
#include "base/buf.h"
#include "cells.h"
#include "xlsx_numbers.h"
#include "zip_files.h"

struct sv_xlsx {
    struct sv_zip *zip;
    struct sv_draft *draft;
    struct arena *arena;
    struct err *err;
    struct buf text;           /* of the cell or shared text being read, as it stands in the file */
    bool from_1904;            /* days are counted from 1904, as old programs of the Macintosh did */
    const struct str *strings; /* clean */
    size_t strings_n;
    const enum number_kind *formats; /* by style of a cell */
    size_t formats_n;
};

/* Whether the archive is packed as Office Open XML at all. */
bool sv_xlsx_likely(const struct sv_zip *zip);
enum rc sv_xlsx_read(struct sv_zip *zip, struct sv_draft *draft);

/* Parts, each by its place in the archive. */
enum rc sv_xlsx_strings(struct sv_xlsx *book, size_t at);
enum rc sv_xlsx_styles(struct sv_xlsx *book, size_t at);
/* The sheet was begun in the draft. */
enum rc sv_xlsx_sheet(struct sv_xlsx *book, size_t at);

/* Takes back "_x000D_" and its like, by which the format writes what XML cannot say; in place, the bytes left. */
size_t sv_xlsx_unescape(char *p, size_t n);
/* The text read so far, unescaped and cleaned, in the arena; {NULL, 0} over its cap. */
struct str sv_xlsx_take_text(struct sv_xlsx *book);
