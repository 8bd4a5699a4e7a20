#include "worker.h"

#include "gateway/command.h"
#include "gateway/log.h"

enum {
    TICK_MS = 250,               /* notifications are hints; what is due by the clock is found at least this often */
    CALLS_MAX = 500,             /* 2,500 texts/s to providers that answer in 200 ms */
    CALL_TIMEOUT_MS = 10 * 1000, /* a third of the lease */
    CONNECT_TIMEOUT_MS = 5 * 1000
};

/* Somebody committed something: a reply may be waiting. Everything else has time until the tick. */
static void work(void *context)
{
    const struct worker *worker = context;
    if (!worker->process.stopping)
        sender_kick(worker->sender, false);
}

/* Texts and transfers on their way are waited for: ending sooner would leave their outcome unknown. */
static bool idle(void *context)
{
    const struct worker *worker = context;
    return sender_idle(worker->sender) && payer_idle(worker->payer);
}

static void on_tick(void *context)
{
    struct worker *worker = context;
    if (worker->process.loaded && !worker->process.stopping) {
        sender_tick(worker->sender);
        due_kick(worker->due);
        projector_kick(worker->projector);
        keeper_kick(worker->keeper);
        payer_kick(worker->payer);
        waves_kick(worker->waves);
    }
    gw_timer_arm(worker->tick, TICK_MS);
}

static void start(void *context)
{
    struct worker *worker = context;
    LOG(GW_LOG_INFO, "working", LOG_NUMBER("port", gw_http_server_port(worker->process.server)));
}

int gw_worker_serve(const struct gw_serve_options *options)
{
    struct worker worker = {.tick = NULL};
    worker.process = (struct gw_process){.start = start, .work = work, .idle = idle, .context = &worker};
    struct err err = {.code = RC_OK};
    if (gw_process_init(&worker.process, options, &err) != RC_OK) {
        gw_log_err("refused_to_start", &err);
        return GW_EXIT_WORLD;
    }
    const struct gw_http_client_options client = {.calls_max = CALLS_MAX,
                                                  .timeout_ms = CALL_TIMEOUT_MS,
                                                  .connect_timeout_ms = CONNECT_TIMEOUT_MS,
                                                  .plain_http = true};
    worker.client = gw_http_client_new(worker.process.loop, &client);
    worker.sender = sender_new(&worker);
    worker.due = due_new(&worker);
    worker.projector = projector_new(&worker);
    worker.keeper = keeper_new(&worker);
    worker.payer = payer_new(&worker);
    worker.waves = waves_new(&worker);
    worker.tick = gw_timer_new(worker.process.loop, on_tick, &worker);
    gw_timer_arm(worker.tick, TICK_MS);
    const int status = gw_process_run(&worker.process);
    gw_timer_free(worker.tick);
    gw_http_client_free(worker.client);
    sender_free(worker.sender);
    due_free(worker.due);
    projector_free(worker.projector);
    keeper_free(worker.keeper);
    payer_free(worker.payer);
    waves_free(worker.waves);
    gw_process_release(&worker.process);
    return status;
}
