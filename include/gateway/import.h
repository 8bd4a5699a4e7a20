#pragma once
/* People from a spreadsheet: every mistake of the whole file at once, with row and column, and nothing written while
 * there is one. No finding and no error repeats what stands in a cell: a shifted column may hold numbers.
 * Not here: what is printed (command/), XLSX. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/admin.h"

/* How a date written with slashes is read; either way YYYY-MM-DD is understood. */
enum gw_date_order {
    GW_DATE_PLAIN, /* only where there is one way to read it: 25/12/2026 */
    GW_DATE_DAY_FIRST,
    GW_DATE_MONTH_FIRST
};

struct gw_import_wish {
    struct str programme;
    struct str bytes; /* the file */
    enum gw_date_order order;
    bool commit; /* else only looked at */
};

struct gw_import_finding {
    int32_t row;       /* as a spreadsheet program counts, the header is 1 */
    int32_t column_at; /* from 0; -1: the whole row */
    struct str column; /* its name in the file, or its letter; empty: the whole row */
    bool warning;      /* does not stand in the way */
    const char *code;
    struct str message;
    struct str hint;
};

/* Texts live in the caller's arena or borrow the file. */
struct gw_import {
    size_t rows_n;
    size_t new_n;
    size_t updated_n;
    size_t opted_out_n; /* whose number opted out before: it stays so */
    size_t undated_n;   /* without a day of return */
    size_t errors_n;    /* more than findings tell when there are very many */
    size_t warnings_n;
    bool committed;
    const struct str *attributes; /* columns kept as such */
    size_t attributes_n;
    const struct gw_import_finding *findings; /* in the order of the file */
    size_t findings_n;
};

/* RC_OK also with findings: look at errors_n and committed. RC_TOO_BIG over the limits of limits.h. */
enum rc gw_participants_import(struct gw_admin *admin, const struct gw_import_wish *wish, struct arena *arena,
                               struct gw_import *out_import, struct err *err);
