#include <stdlib.h>
#include <string.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "ingest.h"

/* Refused calls, counted by path and reason and written once a second: an attacker fills neither the disk nor the hot
 * path. */

enum { KINDS_MAX = 64, PATH_BYTES = 96, REASON_BYTES = 40, FLUSH_MS = 1000 };

struct refusal {
    char path[PATH_BYTES];
    size_t path_n;
    char reason[REASON_BYTES];
    size_t reason_n;
    int32_t times;
    int64_t at_ms;
};

struct refusals {
    struct ingest *ingest;
    struct gw_timer *timer;
    struct refusal items[KINDS_MAX];
    size_t n;
};

static void written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    (void)context;
    (void)unit;
    if (rc != RC_OK)
        gw_log_err("refusals", err);
}

static void flush(void *context)
{
    struct refusals *refusals = context;
    if (refusals->n == 0 || !gw_pg_ready(refusals->ingest->process.pg))
        return;
    struct gw_unit *unit = gw_unit_new(refusals->ingest->process.pg);
    struct gw_columns c = gw_columns(unit, refusals->n);
    for (size_t i = 0; i < refusals->n; i++) {
        const struct refusal *refusal = &refusals->items[i];
        gw_put_time(&c, refusal->at_ms);
        gw_put_text(&c, (struct str){.p = refusal->path, .n = refusal->path_n});
        gw_put_text(&c, (struct str){.p = refusal->reason, .n = refusal->reason_n});
        gw_put_i32(&c, refusal->times);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_REFUSAL_INSERT);
    refusals->n = 0;
    gw_unit_send(unit, written, NULL);
}

struct refusals *refusals_new(struct ingest *ingest)
{
    struct refusals *refusals = gw_memory_new(1, sizeof *refusals);
    refusals->ingest = ingest;
    refusals->timer = gw_timer_new(ingest->process.loop, flush, refusals);
    return refusals;
}

void refusals_free(struct refusals *refusals)
{
    if (refusals == NULL)
        return;
    gw_timer_free(refusals->timer);
    free(refusals);
}

/* Printable ASCII only: the path is a stranger's text. */
static size_t copy(char *out, size_t max, struct str s)
{
    const size_t n = s.n < max ? s.n : max;
    for (size_t i = 0; i < n; i++)
        if (s.p[i] > ' ' && s.p[i] < 0x7F)
            out[i] = s.p[i];
        else
            out[i] = '?';
    return n;
}

void refusals_note(struct refusals *refusals, struct str path, struct str reason)
{
    struct refusal refusal = {.times = 1, .at_ms = gw_now_ms()};
    refusal.path_n = copy(refusal.path, PATH_BYTES, path);
    refusal.reason_n = copy(refusal.reason, REASON_BYTES, reason);
    if (!gw_timer_armed(refusals->timer))
        gw_timer_arm(refusals->timer, FLUSH_MS);
    for (size_t i = 0; i < refusals->n; i++) {
        struct refusal *known = &refusals->items[i];
        if (memcmp(known->path, refusal.path, PATH_BYTES) == 0 &&
            memcmp(known->reason, refusal.reason, REASON_BYTES) == 0) {
            known->times++;
            return;
        }
    }
    /* More kinds than that within a second: only counted in the metrics. */
    if (refusals->n < KINDS_MAX)
        refusals->items[refusals->n++] = refusal;
}
