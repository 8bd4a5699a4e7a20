#include "gateway/store/columns.h"

#include <assert.h>
#include <string.h>

#include "gateway/store/rows.h"

enum { LENGTH_BYTES = 4, COLUMN_BYTES_MIN = 256, FIRST_ROWS_MAX = 1024 };

struct gw_columns gw_columns(struct gw_unit *unit, size_t rows_max)
{
    return (struct gw_columns){.unit = unit, .rows_max = rows_max};
}

/* Room for one more element of n bytes; NULL once the unit's arena is full, which the unit remembers. */
static char *element(struct gw_columns *c, enum gw_column_type type, size_t n)
{
    assert(c->at < GW_COLUMNS_MAX && c->rows_n < c->rows_max);
    struct gw_column *column = &c->columns[c->at++];
    assert(c->rows_n == 0 || column->type == type);
    column->type = type;
    const size_t need = column->n + LENGTH_BYTES + n;
    if (need > column->max) {
        size_t max = column->max == 0 ? COLUMN_BYTES_MIN : column->max * 2;
        /* Fixed columns are sized once for a usual batch; texts, and what is longer, grow by doubling. */
        const size_t rows = c->rows_max < FIRST_ROWS_MAX ? c->rows_max : FIRST_ROWS_MAX;
        const size_t all = c->rows_n == 0 ? (LENGTH_BYTES + n) * rows : 0;
        max = max > all && type >= GW_COLUMN_TEXT ? max : all > max ? all : max;
        max = max > need ? max : need;
        char *grown = arena_grow(gw_unit_arena(c->unit), column->bytes, column->max, max, 1);
        if (grown == NULL) {
            gw_unit_mark_too_big(c->unit);
            return NULL;
        }
        column->bytes = grown;
        column->max = max;
    }
    char *p = column->bytes + column->n;
    column->n = need;
    gw_put_be(p, n, LENGTH_BYTES);
    return p + LENGTH_BYTES;
}

/* A NULL is a length of -1 and no bytes. */
static void null(struct gw_columns *c, enum gw_column_type type)
{
    char *p = element(c, type, 0);
    if (p != NULL)
        gw_put_be(p - LENGTH_BYTES, UINT64_MAX, LENGTH_BYTES);
}

static void fixed(struct gw_columns *c, enum gw_column_type type, uint64_t value, size_t bytes)
{
    char *p = element(c, type, bytes);
    if (p != NULL)
        gw_put_be(p, value, bytes);
}

void gw_put_bool(struct gw_columns *c, bool value)
{
    fixed(c, GW_COLUMN_BOOL, value, 1);
}

void gw_put_bool_or_null(struct gw_columns *c, int value)
{
    if (value < 0)
        null(c, GW_COLUMN_BOOL);
    else
        gw_put_bool(c, value != 0);
}

void gw_put_i16(struct gw_columns *c, int16_t value)
{
    fixed(c, GW_COLUMN_I16, (uint64_t)value, 2);
}

void gw_put_i32(struct gw_columns *c, int32_t value)
{
    fixed(c, GW_COLUMN_I32, (uint64_t)value, 4);
}

void gw_put_i64(struct gw_columns *c, int64_t value)
{
    fixed(c, GW_COLUMN_I64, (uint64_t)value, 8);
}

void gw_put_f64(struct gw_columns *c, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    fixed(c, GW_COLUMN_F64, bits, 8);
}

void gw_put_time(struct gw_columns *c, int64_t ms)
{
    if (ms == INT64_MIN)
        null(c, GW_COLUMN_TIME);
    else
        fixed(c, GW_COLUMN_TIME, gw_time_us(ms), 8);
}

static void string(struct gw_columns *c, enum gw_column_type type, struct str value)
{
    if (value.p == NULL) {
        null(c, type);
        return;
    }
    char *p = element(c, type, value.n);
    if (p != NULL && value.n > 0)
        memcpy(p, value.p, value.n);
}

void gw_put_text(struct gw_columns *c, struct str value)
{
    string(c, GW_COLUMN_TEXT, value);
}

void gw_put_bytea(struct gw_columns *c, struct str value)
{
    string(c, GW_COLUMN_BYTEA, value);
}

void gw_next_row(struct gw_columns *c)
{
    c->rows_n++;
    c->at = 0;
}

static const uint32_t oids[] = {
    [GW_COLUMN_BOOL] = GW_OID_BOOL, [GW_COLUMN_I16] = GW_OID_INT2,    [GW_COLUMN_I32] = GW_OID_INT4,
    [GW_COLUMN_I64] = GW_OID_INT8,  [GW_COLUMN_F64] = GW_OID_FLOAT8,  [GW_COLUMN_TIME] = GW_OID_TIMESTAMPTZ,
    [GW_COLUMN_TEXT] = GW_OID_TEXT, [GW_COLUMN_BYTEA] = GW_OID_BYTEA,
};

static void put_arrays(const struct gw_columns *c, struct gw_args *args)
{
    for (size_t i = 0; i < GW_COLUMNS_MAX && c->columns[i].n > 0; i++)
        gw_arg_elements(args, oids[c->columns[i].type], c->rows_n,
                        (struct str){.p = c->columns[i].bytes, .n = c->columns[i].n});
}

void gw_columns_args(const struct gw_columns *c, struct gw_args *args)
{
    assert(c->rows_n > 0);
    put_arrays(c, args);
}

void gw_columns_send(struct gw_columns *c, enum gw_sql sql)
{
    if (c->rows_n == 0)
        return;
    struct gw_args args = gw_args_on(gw_unit_arena(c->unit));
    put_arrays(c, &args);
    gw_unit_add(c->unit, sql, &args);
}
