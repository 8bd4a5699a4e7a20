#include <stdlib.h>
#include <string.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "survey/engine.h"
#include "worker.h"

/* House-keeping: numbers sealed by others are put under the worker's own key; a text of an unknown number may be the code
 * on somebody's card; next month's partitions are made in time, old screens go. */

enum {
    PAUSE_MS = 1000,
    PARTITIONS_MS = 60 * 60 * 1000,
    SWEEP_MS = 60 * 1000,
    KEEPER_ARENA_BYTES_MAX = 8 * 1024 * 1024,
    REPLY_MS = 15 * 60 * 1000
};

struct keeper {
    struct worker *worker;
    struct arena *arena;
    bool busy;
    int64_t not_before_ms;
    int64_t partitions_ms;
    int64_t swept_ms;
    int64_t inbox_seen; /* items up to here were no code */
};

struct keeper *keeper_new(struct worker *worker)
{
    struct keeper *keeper = gw_memory_new(1, sizeof *keeper);
    keeper->worker = worker;
    keeper->arena = arena_new(KEEPER_ARENA_BYTES_MAX);
    return keeper;
}

void keeper_free(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    arena_free(keeper->arena);
    free(keeper);
}

static void rest(struct keeper *keeper, enum rc rc, const struct err *err)
{
    if (rc != RC_OK)
        gw_log_err("keeper", err);
    arena_reset(keeper->arena);
    keeper->busy = false;
    keeper->not_before_ms = gw_monotonic_ms() + PAUSE_MS;
}

static void done(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    (void)unit;
    rest(context, rc, err);
}

/* ---- codes of unknown numbers ---- */

static void greet_identified(struct keeper *keeper, const struct gw_rows *rows)
{
    const struct sv_languages *languages = gw_catalog_languages(keeper->worker->process.catalog);
    struct gw_unit *unit = gw_unit_new(keeper->worker->process.pg);
    struct gw_columns c = gw_columns(unit, rows->n);
    const int64_t now_ms = gw_now_ms();
    for (size_t row = 0; row < rows->n; row++) {
        const struct sv_language *language = sv_language_find(languages, gw_row_str(rows, row, 5));
        gw_put_i64(&c, gw_row_i64(rows, row, 1));
        gw_put_i64(&c, gw_row_i64(rows, row, 4));
        gw_put_i64(&c, gw_row_i64(rows, row, 2));
        gw_put_i64(&c, 0);
        gw_put_i32(&c, (int32_t)gw_row_i64(rows, row, 3));
        gw_put_i16(&c, SV_PRIORITY_REPLY);
        gw_put_bool(&c, false);
        gw_put_time(&c, now_ms);
        gw_put_time(&c, now_ms + REPLY_MS);
        gw_put_text(&c, (struct str){.p = NULL, .n = 0});
        gw_put_text(&c, (language == NULL ? &languages->items[0] : language)->phrases[SV_PHRASE_IDENTIFIED]);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_OUTBOX_INSERT);
    gw_unit_send(unit, done, keeper);
}

static void identified(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct keeper *keeper = context;
    const struct gw_rows *rows = rc == RC_OK ? gw_unit_rows(unit, 0) : NULL;
    if (rows == NULL || rows->n == 0)
        rest(keeper, rc, err);
    else
        greet_identified(keeper, rows);
}

static void unidentified_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct keeper *keeper = context;
    const struct gw_rows *rows = rc == RC_OK ? gw_unit_rows(unit, 0) : NULL;
    if (rows == NULL || rows->n == 0) {
        rest(keeper, rc, err);
        return;
    }
    struct gw_process *process = &keeper->worker->process;
    struct gw_unit *next = gw_unit_new(process->pg);
    struct gw_columns c = gw_columns(next, rows->n);
    keeper->inbox_seen = gw_row_i64(rows, rows->n - 1, 0);
    for (size_t row = 0; row < rows->n; row++) {
        if (gw_row_null(rows, row, 4))
            continue;
        gw_put_i64(&c, gw_row_i64(rows, row, 0));
        gw_put_i64(&c, gw_row_i64(rows, row, 1));
        gw_put_bytea(&c, gw_row_str(rows, row, 3));
        gw_put_i64(&c, gw_row_i64(rows, row, 2));
        gw_put_i32(&c, (int32_t)gw_row_i64(rows, row, 5));
        gw_put_i64(&c, gw_id_next(&process->ids, gw_now_ms()));
        gw_next_row(&c);
    }
    if (c.rows_n == 0) {
        gw_unit_release(next);
        rest(keeper, RC_OK, NULL);
        return;
    }
    gw_columns_send(&c, SQL_IDENTIFY);
    gw_unit_send(next, identified, keeper);
}

static void read_unidentified(struct keeper *keeper)
{
    struct gw_unit *unit = gw_unit_new(keeper->worker->process.pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i64(&args, keeper->inbox_seen);
    gw_unit_add(unit, SQL_INBOX_UNIDENTIFIED, &args);
    gw_unit_send(unit, unidentified_read, keeper);
}

/* ---- numbers ---- */

static void enclosed(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct keeper *keeper = context;
    (void)unit;
    if (rc != RC_OK)
        rest(keeper, rc, err);
    else
        read_unidentified(keeper);
}

static bool put_enclosed(struct keeper *keeper, struct gw_columns *c, const struct gw_rows *rows, size_t row)
{
    const struct gw_keys *keys = &keeper->worker->process.keys;
    const int64_t contact_id = gw_row_i64(rows, row, 0);
    const struct str none = {.p = NULL, .n = 0};
    struct str number;
    if (number_open(keys, contact_id, none, gw_row_str(rows, row, 1), keeper->arena, &number) != RC_OK)
        return false;
    uint8_t *box = arena_alloc(keeper->arena, number.n + GW_BOX_OVERHEAD);
    if (box == NULL)
        return false;
    gw_box(keys->bytes[GW_KEY_NUMBER], number, number_associated(&contact_id), box);
    gw_put_i64(c, contact_id);
    gw_put_bytea(c, (struct str){.p = (const char *)box, .n = number.n + GW_BOX_OVERHEAD});
    gw_next_row(c);
    return true;
}

static void sealed_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct keeper *keeper = context;
    if (rc != RC_OK) {
        rest(keeper, rc, err);
        return;
    }
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_unit *next = gw_unit_new(keeper->worker->process.pg);
    struct gw_columns c = gw_columns(next, rows->n);
    size_t refused = 0;
    for (size_t row = 0; row < rows->n; row++)
        refused += !put_enclosed(keeper, &c, rows, row);
    if (refused > 0)
        LOG(GW_LOG_ERROR, "numbers_refused", LOG_NUMBER("count", (int64_t)refused));
    gw_columns_send(&c, SQL_CONTACT_ENCLOSE);
    if (c.rows_n > 0) {
        gw_unit_send(next, enclosed, keeper);
        return;
    }
    gw_unit_release(next);
    read_unidentified(keeper);
}

void keeper_kick(struct keeper *keeper)
{
    const int64_t now_ms = gw_monotonic_ms();
    struct gw_pg *pg = keeper->worker->process.pg;
    if (keeper->busy || !gw_pg_ready(pg) || now_ms < keeper->not_before_ms)
        return;
    keeper->busy = true;
    struct gw_unit *unit = gw_unit_new(pg);
    gw_unit_add(unit, SQL_CONTACT_SEALED, NULL);
    gw_unit_add(unit, SQL_TIMER_SWEEP, NULL);
    if (keeper->partitions_ms == 0 || now_ms - keeper->partitions_ms > PARTITIONS_MS) {
        keeper->partitions_ms = now_ms;
        gw_unit_add(unit, SQL_ENSURE_PARTITIONS, NULL);
    }
    if (keeper->swept_ms == 0 || now_ms - keeper->swept_ms > SWEEP_MS) {
        keeper->swept_ms = now_ms;
        gw_unit_add(unit, SQL_USSD_SWEEP, NULL);
    }
    gw_unit_send(unit, sealed_read, keeper);
}
