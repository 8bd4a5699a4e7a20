#include "gateway/store/rows.h"

#include <assert.h>
#include <string.h>

enum { ARRAY_HEADER_BYTES = 20, LENGTH_BYTES = 4 };
/* PostgreSQL counts microseconds from 2000-01-01. */
static const int64_t epoch_2000_ms = 946684800000;

void gw_put_be(char *p, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        p[i] = (char)(value >> (8 * (bytes - 1 - i)));
}

static int64_t get_be(struct str s)
{
    assert(s.n == 2 || s.n == 4 || s.n == 8);
    /* Sign extension from the first byte. */
    uint64_t value = (uint8_t)s.p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < s.n; i++)
        value = value << 8 | (uint8_t)s.p[i];
    return (int64_t)value;
}

struct gw_args gw_args_on(struct arena *arena)
{
    return (struct gw_args){.arena = arena};
}

static char *take(struct gw_args *args, size_t bytes)
{
    assert(args->n < GW_ARGS_MAX);
    char *p = arena_alloc(args->arena, bytes);
    if (p == NULL)
        args->too_big = true;
    args->values[args->n++] = (struct str){.p = p, .n = p == NULL ? 0 : bytes};
    return p;
}

void gw_arg_null(struct gw_args *args)
{
    assert(args->n < GW_ARGS_MAX);
    args->values[args->n++] = (struct str){.p = NULL, .n = 0};
}

static void scalar(struct gw_args *args, uint64_t value, size_t bytes)
{
    char *p = take(args, bytes);
    if (p != NULL)
        gw_put_be(p, value, bytes);
}

void gw_arg_bool(struct gw_args *args, bool value)
{
    scalar(args, value, 1);
}

void gw_arg_i16(struct gw_args *args, int16_t value)
{
    scalar(args, (uint64_t)value, 2);
}

void gw_arg_i32(struct gw_args *args, int32_t value)
{
    scalar(args, (uint64_t)value, 4);
}

void gw_arg_i64(struct gw_args *args, int64_t value)
{
    scalar(args, (uint64_t)value, 8);
}

void gw_arg_text(struct gw_args *args, struct str value)
{
    if (value.p == NULL) {
        gw_arg_null(args);
        return;
    }
    char *p = take(args, value.n);
    if (p != NULL && value.n > 0)
        memcpy(p, value.p, value.n);
}

uint64_t gw_time_us(int64_t ms)
{
    return (uint64_t)((ms - epoch_2000_ms) * 1000);
}

void gw_arg_time(struct gw_args *args, int64_t ms)
{
    if (ms == INT64_MIN)
        gw_arg_null(args);
    else
        scalar(args, gw_time_us(ms), 8);
}

/* One-dimensional array header; returns where the elements go. */
static char *array(struct gw_args *args, uint32_t oid, size_t n, size_t elements_bytes)
{
    char *p = take(args, ARRAY_HEADER_BYTES + elements_bytes);
    if (p == NULL)
        return NULL;
    gw_put_be(p, 1, 4);
    gw_put_be(p + 4, 1, 4); /* may hold NULLs */
    gw_put_be(p + 8, oid, 4);
    gw_put_be(p + 12, n, 4);
    gw_put_be(p + 16, 1, 4);
    return p + ARRAY_HEADER_BYTES;
}

void gw_arg_elements(struct gw_args *args, uint32_t oid, size_t n, struct str elements)
{
    char *p = array(args, oid, n, elements.n);
    if (p != NULL)
        memcpy(p, elements.p, elements.n);
}

static char *array_fixed(struct gw_args *args, uint32_t oid, size_t n, size_t bytes)
{
    return array(args, oid, n, n * (LENGTH_BYTES + bytes));
}

static char *put_fixed(char *p, uint64_t value, size_t bytes)
{
    gw_put_be(p, bytes, LENGTH_BYTES);
    gw_put_be(p + LENGTH_BYTES, value, bytes);
    return p + LENGTH_BYTES + bytes;
}

void gw_arg_i16s(struct gw_args *args, const int16_t *values, size_t n)
{
    char *p = array_fixed(args, GW_OID_INT2, n, 2);
    for (size_t i = 0; p != NULL && i < n; i++)
        p = put_fixed(p, (uint64_t)values[i], 2);
}

void gw_arg_i32s(struct gw_args *args, const int32_t *values, size_t n)
{
    char *p = array_fixed(args, GW_OID_INT4, n, 4);
    for (size_t i = 0; p != NULL && i < n; i++)
        p = put_fixed(p, (uint64_t)values[i], 4);
}

void gw_arg_i64s(struct gw_args *args, const int64_t *values, size_t n)
{
    char *p = array_fixed(args, GW_OID_INT8, n, 8);
    for (size_t i = 0; p != NULL && i < n; i++)
        p = put_fixed(p, (uint64_t)values[i], 8);
}

static void strings(struct gw_args *args, uint32_t oid, const struct str *values, size_t n)
{
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += LENGTH_BYTES + (values[i].p == NULL ? 0 : values[i].n);
    char *p = array(args, oid, n, bytes);
    for (size_t i = 0; p != NULL && i < n; i++) {
        gw_put_be(p, values[i].p == NULL ? UINT64_MAX : values[i].n, LENGTH_BYTES);
        p += LENGTH_BYTES;
        if (values[i].p != NULL && values[i].n > 0)
            memcpy(p, values[i].p, values[i].n);
        p += values[i].p == NULL ? 0 : values[i].n;
    }
}

void gw_arg_texts(struct gw_args *args, const struct str *values, size_t n)
{
    strings(args, GW_OID_TEXT, values, n);
}

void gw_arg_byteas(struct gw_args *args, const struct str *values, size_t n)
{
    strings(args, GW_OID_BYTEA, values, n);
}

struct str gw_row_str(const struct gw_rows *rows, size_t row, size_t column)
{
    assert(row < rows->n && column < rows->columns);
    return rows->cells[row * rows->columns + column];
}

bool gw_row_null(const struct gw_rows *rows, size_t row, size_t column)
{
    return gw_row_str(rows, row, column).p == NULL;
}

int64_t gw_row_i64(const struct gw_rows *rows, size_t row, size_t column)
{
    const struct str cell = gw_row_str(rows, row, column);
    return cell.p == NULL ? 0 : get_be(cell);
}

bool gw_row_bool(const struct gw_rows *rows, size_t row, size_t column)
{
    const struct str cell = gw_row_str(rows, row, column);
    return cell.p != NULL && cell.p[0] != 0;
}

double gw_row_f64(const struct gw_rows *rows, size_t row, size_t column)
{
    const int64_t bits = gw_row_i64(rows, row, column);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

int64_t gw_row_time(const struct gw_rows *rows, size_t row, size_t column)
{
    if (gw_row_null(rows, row, column))
        return INT64_MIN;
    const int64_t us = gw_row_i64(rows, row, column);
    /* Rounds towards the past, so that a time never becomes later than it was. */
    const int64_t ms = us >= 0 ? us / 1000 : -((-us + 999) / 1000);
    return ms + epoch_2000_ms;
}
