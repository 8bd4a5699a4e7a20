#pragma once
/* The lines of a language's spreadsheet, each with its kind and key checked. Not here: what they mean together. */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { MONTHS = 12 };

enum kind {
    KIND_META,
    KIND_PHRASE,
    KIND_WORD,
    KIND_YES,
    KIND_NO,
    KIND_COURTESY,
    KIND_FILLER,
    KIND_AND,
    KIND_DISTINCT,
    KIND_ALONE,
    KIND_INSIDE,
    KIND_MONTH,
    KIND_NUMBER,
    KIND_UNIT,
    KIND_FOLD,
    KIND_COUNT
};

enum meta { META_CODE, META_NAME, META_REVIEWED_BY, META_DAY_FIRST, META_COUNT };

/* Kinds of one family share one name space: a word of it may not stand for two things. */
enum family { FAMILY_NONE, FAMILY_REPLY, FAMILY_MONTH, FAMILY_NUMBER, FAMILY_UNIT, FAMILY_DISTINCT, FAMILY_INSIDE };

struct row {
    enum kind kind;
    int32_t slot; /* which phrase, command, month, number, inside or meta; 0 for kinds without a key */
    struct str key;
    struct str text;
    struct str folded; /* of kinds that have a family; empty until their language folds them */
    int line;
};

struct rows {
    struct row *items;
    size_t n;
};

enum family sv_row_family(const struct row *row);
/* Rows live in the arena and borrow `text`. */
enum rc sv_rows_read(struct str text, struct arena *arena, struct rows *out_rows, struct err *err);
size_t sv_rows_count(const struct rows *rows, enum kind kind, int32_t slot);
