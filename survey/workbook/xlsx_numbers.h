#pragma once
/* What a number of a cell shows: the format of the cell decides whether it is a date. */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum number_kind {
    NUMBER_PLAIN,
    NUMBER_DATE,    /* with its time, if there is one */
    NUMBER_TIME,    /* of the day */
    NUMBER_ELAPSED, /* hours may pass 24 */
};

/* Of the formats every program knows by number. */
enum number_kind sv_format_builtin(int64_t id);
/* Of a format as it is written: "dd/mm/yyyy". */
enum number_kind sv_format_kind(struct str code);
/* As sv_workbook_read promises it; false when the text is no number. */
bool sv_number_write(struct str text, enum number_kind kind, bool from_1904, struct buf *out);
/* A date of ISO 8601 in the same form; what it cannot read it leaves as it is. */
void sv_iso_date_write(struct str text, struct buf *out);
