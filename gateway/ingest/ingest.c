#include "ingest.h"

#include <assert.h>

#include "gateway/command.h"
#include "gateway/log.h"

enum { TICK_MS = 50 };

/* After the callbacks of each turn: whatever they queued goes into the next transactions. */
static int64_t each_turn(void *context)
{
    struct ingest *ingest = context;
    for (size_t i = 0; i < ingest->lanes_n; i++) {
        lane_expire(ingest->lanes[i]);
        lane_kick(ingest->lanes[i]);
    }
    receipts_kick(ingest->receipts);
    ingest->process.metrics.values[GW_METRIC_WAITING] = (int64_t)ingest->waiting;
    return ingest->waiting > 0 ? TICK_MS : -1;
}

static void start(void *context)
{
    struct ingest *ingest = context;
    LOG(GW_LOG_INFO, "serving", LOG_NUMBER("port", gw_http_server_port(ingest->process.server)));
}

/* The catalogue is read by the process itself; texts are the lanes' business. */
static void work(void *context)
{
    (void)context;
}

int gw_ingest_serve(const struct gw_serve_options *options)
{
    struct ingest ingest = {.lanes_n = options->connections, .batch_max = options->batch_max};
    assert(ingest.lanes_n <= GW_LANES_MAX && ingest.batch_max <= GW_BATCH_MAX);
    ingest.process = (struct gw_process){.start = start, .work = work, .handle = gw_route, .context = &ingest};
    struct err err = {.code = RC_OK};
    if (gw_process_init(&ingest.process, options, &err) != RC_OK) {
        gw_log_err("refused_to_start", &err);
        return GW_EXIT_WORLD;
    }
    ingest.receipts = receipts_new(&ingest);
    ingest.refusals = refusals_new(&ingest);
    ingest.voices = voices_new();
    for (size_t i = 0; i < ingest.lanes_n; i++)
        ingest.lanes[i] = lane_new(&ingest);
    gw_loop_each_turn(ingest.process.loop, each_turn, &ingest);
    const int status = gw_process_run(&ingest.process);
    gw_loop_not_each_turn(ingest.process.loop, each_turn, &ingest);
    gw_http_server_free(ingest.process.server);
    ingest.process.server = NULL;
    for (size_t i = 0; i < ingest.lanes_n; i++)
        lane_free(ingest.lanes[i]);
    receipts_free(ingest.receipts);
    refusals_free(ingest.refusals);
    voices_free(ingest.voices);
    gw_process_release(&ingest.process);
    return status;
}
