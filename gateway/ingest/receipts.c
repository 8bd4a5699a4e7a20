#include <stdlib.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "ingest.h"

/* Delivery reports are appended as they come, many in one statement; which text they belong to is found when somebody
 * asks. */

enum { RECEIPTS_MAX = 2000, RECEIPTS_WAITING_MAX = 20000 };

struct waiting {
    struct call *call;
    int32_t channel_id;
    const struct gw_receipt *items; /* in the exchange's arena */
    size_t n;
    int64_t at_ms;
};

struct receipts {
    struct ingest *ingest;
    struct waiting *queue;
    size_t queue_n;
    size_t queue_max;
    size_t waiting_n; /* receipts in the queue */
    size_t sending_n; /* entries of the queue in flight */
};

struct receipts *receipts_new(struct ingest *ingest)
{
    struct receipts *receipts = gw_memory_new(1, sizeof *receipts);
    receipts->ingest = ingest;
    return receipts;
}

void receipts_free(struct receipts *receipts)
{
    if (receipts == NULL)
        return;
    free(receipts->queue);
    free(receipts);
}

enum rc receipts_put(struct receipts *receipts, struct call *call, int32_t channel_id, const struct gw_receipt *items,
                     size_t n)
{
    if (receipts->waiting_n + n > RECEIPTS_WAITING_MAX)
        return RC_UNAVAILABLE;
    if (receipts->queue_n == receipts->queue_max) {
        receipts->queue_max = receipts->queue_max == 0 ? 64 : receipts->queue_max * 2;
        receipts->queue = gw_memory_grow(receipts->queue, receipts->queue_max, sizeof *receipts->queue);
    }
    receipts->queue[receipts->queue_n++] =
        (struct waiting){.call = call, .channel_id = channel_id, .items = items, .n = n, .at_ms = gw_now_ms()};
    receipts->waiting_n += n;
    call->open_n = 1;
    return RC_OK;
}

static void written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct receipts *receipts = context;
    (void)unit;
    if (rc != RC_OK)
        gw_log_err("receipts", err);
    const size_t done = receipts->sending_n;
    receipts->sending_n = 0;
    for (size_t i = 0; i < done; i++) {
        const struct waiting *waiting = &receipts->queue[i];
        receipts->waiting_n -= waiting->n;
        if (rc == RC_OK)
            receipts->ingest->process.metrics.values[GW_METRIC_RECEIPTS] += (int64_t)waiting->n;
        struct call *call = waiting->call;
        call->open_n = 0;
        call->failed = rc != RC_OK; /* the provider repeats it */
        gw_call_settle(call);
    }
    for (size_t i = done; i < receipts->queue_n; i++)
        receipts->queue[i - done] = receipts->queue[i];
    receipts->queue_n -= done;
}

static void put_row(struct gw_columns *c, const struct waiting *waiting, const struct gw_receipt *receipt)
{
    gw_put_i32(c, waiting->channel_id);
    gw_put_time(c, waiting->at_ms);
    gw_put_text(c, receipt->client_ref.p != NULL ? receipt->client_ref : receipt->provider_id);
    gw_put_text(c, gw_delivery_word(receipt->status));
    gw_put_text(c, receipt->error_code);
    gw_next_row(c);
}

void receipts_kick(struct receipts *receipts)
{
    struct gw_pg *pg = receipts->ingest->process.pg;
    if (receipts->sending_n > 0 || receipts->queue_n == 0)
        return;
    size_t rows = 0;
    size_t entries = 0;
    while (entries < receipts->queue_n && (entries == 0 || rows + receipts->queue[entries].n <= RECEIPTS_MAX))
        rows += receipts->queue[entries++].n;
    struct gw_unit *unit = gw_unit_new(pg);
    struct gw_columns c = gw_columns(unit, rows);
    for (size_t i = 0; i < entries; i++)
        for (size_t k = 0; k < receipts->queue[i].n; k++)
            put_row(&c, &receipts->queue[i], &receipts->queue[i].items[k]);
    gw_columns_send(&c, SQL_RECEIPT_INSERT);
    receipts->sending_n = entries;
    gw_unit_send(unit, written, receipts);
}
