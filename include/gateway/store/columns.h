#pragma once
/* Rows gathered into the column arrays that `unnest` takes: put the values of a row in column order, then gw_next_row.
 * The first row fixes the columns' types. Nothing is sent for no rows. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "gateway/store/pg.h"

enum { GW_COLUMNS_MAX = 24 };
enum gw_column_type {
    GW_COLUMN_BOOL,
    GW_COLUMN_I16,
    GW_COLUMN_I32,
    GW_COLUMN_I64,
    GW_COLUMN_F64,
    GW_COLUMN_TIME,
    GW_COLUMN_TEXT, /* from here on of any length */
    GW_COLUMN_BYTEA
};

struct gw_column {
    enum gw_column_type type;
    char *bytes; /* the elements, each with its length, as PostgreSQL takes them */
    size_t n;
    size_t max;
};

struct gw_columns {
    struct gw_unit *unit;
    size_t rows_n;
    size_t rows_max;
    size_t at; /* column of the next value */
    struct gw_column columns[GW_COLUMNS_MAX];
};

struct gw_columns gw_columns(struct gw_unit *unit, size_t rows_max);
void gw_put_bool(struct gw_columns *c, bool value);
/* -1 is NULL. */
void gw_put_bool_or_null(struct gw_columns *c, int value);
void gw_put_i16(struct gw_columns *c, int16_t value);
void gw_put_i32(struct gw_columns *c, int32_t value);
void gw_put_i64(struct gw_columns *c, int64_t value);
void gw_put_f64(struct gw_columns *c, double value);
void gw_put_time(struct gw_columns *c, int64_t ms);       /* INT64_MIN is NULL */
void gw_put_text(struct gw_columns *c, struct str value); /* p == NULL is NULL */
void gw_put_bytea(struct gw_columns *c, struct str value);
void gw_next_row(struct gw_columns *c);
/* The arrays as further parameters of a statement; there must be a row. */
void gw_columns_args(const struct gw_columns *c, struct gw_args *args);
void gw_columns_send(struct gw_columns *c, enum gw_sql sql);
