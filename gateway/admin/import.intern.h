#pragma once
/* A spreadsheet of people on its way: header (import_columns.c), dates (import_date.c), rows (import_rows.c), what the
 * database says and takes (import.c). The first three are pure. */
#include "admin.intern.h"
#include "base/limits.h"
#include "gateway/import.h"

#define IMPORT_COLUMN_LIST(X)                                                                                          \
    X(IMPORT_CASE, "case")                                                                                             \
    X(IMPORT_NUMBER, "number")                                                                                         \
    X(IMPORT_LANGUAGE, "language")                                                                                     \
    X(IMPORT_RETURN_DATE, "return_date")                                                                               \
    X(IMPORT_ZONE, "zone")                                                                                             \
    X(IMPORT_COUNTRY, "country")                                                                                       \
    X(IMPORT_JOIN_CODE, "join_code")

enum import_column {
#define X(name, word) name,
    IMPORT_COLUMN_LIST(X)
#undef X
        IMPORT_COLUMN_COUNT,
    IMPORT_ATTRIBUTE = IMPORT_COLUMN_COUNT, /* any other column */
    IMPORT_NOTHING,                         /* without a name: must be empty */
    IMPORT_REFUSED                          /* its name is a mistake, told once */
};

enum import_mistake {
    MISTAKE_CSV,
    MISTAKE_COLUMN_MISSING,
    MISTAKE_COLUMN_TWICE,
    MISTAKE_COLUMN_NAME,
    MISTAKE_COLUMN_NEAR,
    MISTAKE_CELL_WITHOUT_COLUMN,
    MISTAKE_TOO_LONG,
    MISTAKE_TEXT,
    MISTAKE_CASE,
    MISTAKE_NUMBER_EMPTY,
    MISTAKE_NUMBER,
    MISTAKE_LANGUAGE,
    MISTAKE_DATE,
    MISTAKE_DATE_UNCLEAR,
    MISTAKE_DATE_FAR,
    MISTAKE_ZONE,
    MISTAKE_COUNTRY,
    MISTAKE_JOIN_CODE,
    MISTAKE_SAME_CASE,
    MISTAKE_SAME_JOIN_CODE,
    MISTAKE_SAME_NUMBER,
    MISTAKE_JOIN_CODE_TAKEN,
    MISTAKE_OTHER_NUMBER,
    MISTAKE_COUNT
};

struct import_row {
    int32_t row;
    bool bad;
    bool has_join;
    struct str cells[IMPORT_COLUMN_COUNT]; /* trimmed; the date as YYYY-MM-DD */
    struct str attributes; /* "-", and each value behind IMPORT_SEPARATOR, in the order of the columns */
    struct str e164;
    struct str sealed; /* of a number that the database does not know */
    uint8_t index[GW_INDEX_BYTES];
    uint8_t join[GW_INDEX_BYTES];
    int64_t participant_id; /* 0: new */
    bool number_known;
};

enum { IMPORT_SEPARATOR = 31 /* no cell holds a control character */ };

struct import {
    const struct gw_import_wish *wish;
    const struct gw_keys *keys;
    const struct sv_languages *languages;
    struct arena *arena;
    struct programme programme;
    int64_t today; /* days since 1970 */
    enum import_column kinds[GW_IMPORT_COLUMNS_MAX];
    struct str names[GW_IMPORT_COLUMNS_MAX]; /* as in the file */
    size_t columns_n;
    struct str *attributes;
    struct import_row *rows;
    struct gw_import_finding *findings;
    struct gw_import found;
};

/* Notes a finding, up to GW_IMPORT_FINDINGS_MAX. column_at -1: the row. other_row 0: none. */
void import_found(struct import *import, int32_t row, int32_t column_at, enum import_mistake mistake,
                  int32_t other_row);
/* Place of a known column in the file, -1: not there. */
int32_t import_place(const struct import *import, enum import_column column);

/* ---- import_columns.c ---- */

/* What each column of the header is. Mistakes become findings; RC_TOO_BIG for want of memory only. */
enum rc import_header(struct import *import, const struct str *cells, size_t cells_n);

/* ---- import_date.c ---- */

enum import_date { IMPORT_DATE_OK, IMPORT_DATE_WRONG, IMPORT_DATE_UNCLEAR };
enum { IMPORT_DATE_BYTES = 10 };
/* A day of the calendar as YYYY-MM-DD and as days since 1970; both are undefined unless OK. */
enum import_date import_date(struct str text, enum gw_date_order order, char out_iso[IMPORT_DATE_BYTES],
                             int64_t *out_day);

/* ---- import_rows.c ---- */

/* Reads and checks the file by itself, without a database. RC_TOO_BIG over a limit. */
enum rc import_read(struct import *import, struct err *err);
