#pragma once
/* Comma-separated values of RFC 4180, as spreadsheet programs save them: a byte order mark, semicolons instead of
 * commas, blank lines and CR LF are taken as they come. Not here: what the columns mean. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct csv {
    struct str rest;
    char separator;
    int line; /* 1-based, of the next record */
};

struct csv_record {
    struct str *fields; /* the caller's, fields_max of them; what a record does not have is empty */
    size_t fields_max;
    int line;
};

/* The separator is the one met first, outside quotes, in the first line. */
struct csv csv_on(struct str text);
/* Reads the next record that is not blank; false in *out_more at the end. Fields borrow the text, those with doubled
 * quotes live in the arena. A quote out of place or more fields than fields_max: RC_BAD_INPUT with the line. */
enum rc csv_next(struct csv *csv, struct arena *arena, struct csv_record *record, bool *out_more, struct err *err);
