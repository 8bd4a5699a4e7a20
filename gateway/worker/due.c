#include <stdlib.h>

#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "worker.h"

/* Timers that have come and sessions that wait to begin, in small transactions: ingest never waits long for their
 * locks. */

enum { PAUSE_AFTER_FAILURE_MS = 1000 };

struct due {
    struct worker *worker;
    struct gw_pg *pg;
    struct gw_batch *batch;
    enum gw_due kind; /* of the run in flight */
    bool busy;
    int64_t not_before_ms;
};

struct due *due_new(struct worker *worker)
{
    struct due *due = gw_memory_new(1, sizeof *due);
    due->worker = worker;
    const struct gw_pg_options options = {.url = worker->process.url,
                                          .role = gw_role_database(GW_ROLE_WORKER),
                                          .by_key = true,
                                          .prepare = SQL_FILE_CONVERSATION};
    due->pg = gw_pg_new(worker->process.loop, &options);
    const struct gw_batch_options batch = {
        .pg = due->pg, .catalog = worker->process.catalog, .writer = &worker->process.writer};
    due->batch = gw_batch_new(&batch);
    return due;
}

void due_free(struct due *due)
{
    if (due == NULL)
        return;
    gw_pg_free(due->pg);
    gw_batch_free(due->batch);
    free(due);
}

static void run(struct due *due, enum gw_due kind);

static void ran(void *context, enum rc rc, const struct err *err)
{
    struct due *due = context;
    due->busy = false;
    if (rc != RC_OK) {
        gw_log_err("due", err);
        due->not_before_ms = gw_monotonic_ms() + PAUSE_AFTER_FAILURE_MS;
        return;
    }
    const size_t n = gw_batch_n(due->batch);
    const enum gw_metric metric = due->kind == GW_DUE_TIMERS ? GW_METRIC_TIMERS : GW_METRIC_BEGUN;
    due->worker->process.metrics.values[metric] += (int64_t)n;
    /* More of the same first; then the other kind; then until the next kick. */
    if (n == GW_WORKER_BATCH_MAX)
        run(due, due->kind);
    else if (due->kind == GW_DUE_TIMERS)
        run(due, GW_DUE_QUEUED);
}

static void run(struct due *due, enum gw_due kind)
{
    due->busy = true;
    due->kind = kind;
    gw_batch_run_due(due->batch, kind, ran, due);
}

void due_kick(struct due *due)
{
    if (!due->busy && gw_pg_ready(due->pg) && due->worker->process.loaded && gw_monotonic_ms() >= due->not_before_ms)
        run(due, GW_DUE_TIMERS);
}
