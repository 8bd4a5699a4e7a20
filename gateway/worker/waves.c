#include <stdlib.h>

#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "survey/engine.h"
#include "worker.h"

/* Waves take in the people whose day has come. How far a pass through the participants has come is kept by the database
 * in the same transaction as those it took in: a worker that dies in the middle has done all of a step or nothing. */

enum {
    PAUSE_MS = 1000,
    TIDY_MAX = 250 /* looked at each time at the head of every wave's queue; more than queued_lock looks at */
};

struct waves {
    struct worker *worker;
    bool busy;
    int64_t not_before_ms;
};

struct waves *waves_new(struct worker *worker)
{
    struct waves *waves = gw_memory_new(1, sizeof *waves);
    waves->worker = worker;
    return waves;
}

void waves_free(struct waves *waves)
{
    free(waves);
}

static void rest(struct waves *waves, enum rc rc, const struct err *err)
{
    if (rc != RC_OK)
        gw_log_err("waves", err);
    waves->busy = false;
    waves->not_before_ms = gw_monotonic_ms() + PAUSE_MS;
}

static void join(struct waves *waves);

static void joined(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct waves *waves = context;
    /* No row: another worker is at it. */
    const struct gw_rows *rows = rc == RC_OK ? gw_unit_rows(unit, 0) : NULL;
    if (rows == NULL || rows->n == 0) {
        rest(waves, rc, err);
        return;
    }
    waves->worker->process.metrics.values[GW_METRIC_JOINED] += gw_row_i64(rows, 0, 1);
    if (gw_row_i64(rows, 0, 0) == GW_WAVE_CHUNK && !waves->worker->process.stopping)
        join(waves);
    else
        rest(waves, RC_OK, NULL);
}

static void join(struct waves *waves)
{
    struct gw_process *process = &waves->worker->process;
    struct gw_unit *unit = gw_unit_new(process->pg);
    struct arena *arena = gw_unit_arena(unit);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, GW_WAVE_CHUNK);
    for (size_t i = 0; ids != NULL && i < GW_WAVE_CHUNK; i++)
        ids[i] = gw_id_next(&process->ids, gw_now_ms());
    struct gw_args args = gw_args_on(arena);
    gw_arg_i64s(&args, ids, ids == NULL ? 0 : GW_WAVE_CHUNK);
    gw_arg_i16(&args, SV_ENGINE_REV);
    gw_unit_add(unit, SQL_WAVE_JOIN, &args);
    gw_unit_send(unit, joined, waves);
}

static void looked(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct waves *waves = context;
    if (rc == RC_OK && gw_unit_rows(unit, 0)->n > 0) {
        join(waves);
        return;
    }
    rest(waves, rc, err);
    /* Where half of the head could not begin, there are more of them behind it: evening came. */
    if (rc == RC_OK && gw_row_i64(gw_unit_rows(unit, 1), 0, 0) >= TIDY_MAX / 2)
        waves->not_before_ms = 0;
}

void waves_kick(struct waves *waves)
{
    struct gw_pg *pg = waves->worker->process.pg;
    if (waves->busy || !gw_pg_ready(pg) || gw_monotonic_ms() < waves->not_before_ms)
        return;
    waves->busy = true;
    struct gw_unit *unit = gw_unit_new(pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, TIDY_MAX);
    gw_unit_add(unit, SQL_WAVE_NEXT, NULL);
    gw_unit_add(unit, SQL_WAVE_TIDY, &args);
    gw_unit_send(unit, looked, waves);
}
