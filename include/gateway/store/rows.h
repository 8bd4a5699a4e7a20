#pragma once
/* Parameters and rows in PostgreSQL's binary format. Pure: no libpq. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { GW_ARGS_MAX = 40 };

/* Parameters of one statement, in order. */
struct gw_args {
    struct arena *arena;
    size_t n;
    bool too_big;
    struct str values[GW_ARGS_MAX]; /* p == NULL is SQL NULL */
};

struct gw_args gw_args_on(struct arena *arena);
void gw_arg_null(struct gw_args *args);
void gw_arg_bool(struct gw_args *args, bool value);
void gw_arg_i16(struct gw_args *args, int16_t value);
void gw_arg_i32(struct gw_args *args, int32_t value);
void gw_arg_i64(struct gw_args *args, int64_t value);
void gw_arg_text(struct gw_args *args, struct str value); /* p == NULL is NULL; also bytea */
void gw_arg_time(struct gw_args *args, int64_t ms); /* milliseconds since 1970 as timestamptz; INT64_MIN is NULL */

/* Arrays, for unnest. Text and bytea elements with p == NULL are NULL. */
void gw_arg_i16s(struct gw_args *args, const int16_t *values, size_t n);
void gw_arg_i32s(struct gw_args *args, const int32_t *values, size_t n);
void gw_arg_i64s(struct gw_args *args, const int64_t *values, size_t n);
void gw_arg_texts(struct gw_args *args, const struct str *values, size_t n);
void gw_arg_byteas(struct gw_args *args, const struct str *values, size_t n);

/* Elements already in array form: each a length and its bytes. */
void gw_arg_elements(struct gw_args *args, uint32_t oid, size_t n, struct str elements);

/* Type identifiers of pg_type.dat: fixed for ever. */
enum {
    GW_OID_BOOL = 16,
    GW_OID_BYTEA = 17,
    GW_OID_INT8 = 20,
    GW_OID_INT2 = 21,
    GW_OID_INT4 = 23,
    GW_OID_TEXT = 25,
    GW_OID_FLOAT8 = 701,
    GW_OID_TIMESTAMPTZ = 1184
};
/* Big-endian, as the protocol has it. */
void gw_put_be(char *p, uint64_t value, size_t bytes);
/* Milliseconds since 1970 as PostgreSQL counts: microseconds since 2000. */
uint64_t gw_time_us(int64_t ms);

struct gw_rows {
    size_t n;
    size_t columns;
    const struct str *cells; /* row by row; p == NULL is NULL */
};

bool gw_row_null(const struct gw_rows *rows, size_t row, size_t column);
/* int2, int4 or int8; NULL reads as 0. */
int64_t gw_row_i64(const struct gw_rows *rows, size_t row, size_t column);
bool gw_row_bool(const struct gw_rows *rows, size_t row, size_t column);
double gw_row_f64(const struct gw_rows *rows, size_t row, size_t column);
/* text or bytea; NULL has p == NULL. */
struct str gw_row_str(const struct gw_rows *rows, size_t row, size_t column);
/* timestamptz as milliseconds since 1970; NULL is INT64_MIN. */
int64_t gw_row_time(const struct gw_rows *rows, size_t row, size_t column);
