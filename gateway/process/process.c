#include "gateway/process.h"

#include <assert.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/command.h"
#include "gateway/log.h"
#include "gateway/store/catalog_store.h"
#include "gateway/store/key_check.h"

enum {
    REFRESH_MS = 30 * 1000, /* notifications are hints; the catalogue is read again at least this often */
    REQUEST_DEADLINE_MS = 10 * 1000,
    ANSWER_DEADLINE_MS = 1500, /* Telnyx waits 2 s */
    RELOAD_MS = 1000,
    WAKE_MS = 10,         /* a worker that was told so lately is still looking */
    DRAIN_MS = 11 * 1000, /* for what is under way when the process ends: a call to a provider takes up to 10 s */
    METRICS_BYTES = 16 * 1024
};

struct role {
    struct str word;
    struct str database;
    unsigned keys;
};

static const struct role roles[GW_ROLE_COUNT] = {
    [GW_ROLE_INGEST] = {.word = {"ingest", 6}, .database = {"puente_ingest", 13}, .keys = GW_KEYS_INGEST},
    [GW_ROLE_WORKER] = {.word = {"worker", 6}, .database = {"puente_worker", 13}, .keys = GW_KEYS_WORKER},
    [GW_ROLE_CONSOLE] = {.word = {"console", 7}, .database = {"puente_console", 14}, .keys = GW_KEYS_INGEST},
};

struct str gw_role_word(enum gw_role role)
{
    return roles[role].word;
}

struct str gw_role_database(enum gw_role role)
{
    return roles[role].database;
}

/* ---- loading: slot, key check, catalogue, this process's sealing key ---- */

static void refuse(struct gw_process *process, const struct err *err)
{
    gw_log_err("refused_to_start", err);
    process->refused = true;
    gw_loop_stop(process->loop);
}

enum { AT_KEYS, AT_SEAL, AT_CATALOG, AT_SLOT = AT_CATALOG + GW_CATALOG_STATEMENTS };

static void load(struct gw_process *process);

static void loaded(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_process *process = context;
    process->loading = false;
    if (rc != RC_OK) {
        gw_log_err("catalog", err);
        gw_timer_arm(process->refresh, 1000);
        return;
    }
    struct err why = {.code = RC_OK};
    if (gw_keys_fit(&process->keys, gw_unit_rows(unit, AT_KEYS), false, &why) != RC_OK ||
        gw_catalog_take(process->catalog, &process->keys, unit, AT_CATALOG, &why) != RC_OK) {
        refuse(process, &why);
        return;
    }
    process->loaded_ms = gw_monotonic_ms();
    if (!process->loaded) {
        process->ids.slot = (int32_t)gw_row_i64(gw_unit_rows(unit, AT_SLOT), 0, 0);
        process->loaded = true;
        process->start(process->context);
    }
    gw_timer_arm(process->refresh, REFRESH_MS);
    if (process->reload)
        load(process);
    else
        process->work(process->context);
}

/* The sealing key is stored once; only the first reading takes a slot, since there are few of them. */
static void load(struct gw_process *process)
{
    if (process->loading || !gw_pg_ready(process->pg)) {
        process->reload = true;
        return;
    }
    process->loading = true;
    process->reload = false;
    struct gw_unit *unit = gw_unit_new(process->pg);
    gw_unit_add(unit, SQL_KEY_CHECK_READ, NULL);
    uint8_t sealed[GW_KEY_BYTES + GW_SEAL_OVERHEAD];
    const struct str key = {.p = (const char *)process->writer.seal_key, .n = GW_KEY_BYTES};
    gw_seal(process->keys.bytes[GW_KEY_SEAL_PUBLIC], key, sealed);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i64(&args, process->writer.seal_key_id);
    gw_arg_text(&args, (struct str){.p = (const char *)sealed, .n = sizeof sealed});
    gw_unit_add(unit, SQL_SEAL_KEY_INSERT, &args);
    gw_catalog_ask(process->catalog, unit);
    if (!process->loaded)
        gw_unit_add(unit, SQL_PROCESS_SLOT, NULL);
    gw_unit_send(unit, loaded, process);
}

void gw_process_reload(struct gw_process *process)
{
    if (gw_monotonic_ms() - process->loaded_ms >= RELOAD_MS)
        load(process);
}

static void on_refresh(void *context)
{
    load(context);
}

static void on_ready(void *context, bool up)
{
    struct gw_process *process = context;
    process->metrics.values[GW_METRIC_DATABASE_UP] = up;
    if (up)
        load(process);
    else
        LOG(GW_LOG_WARNING, "database_down", LOG_TEXT("reason", gw_pg_complaint(process->pg)));
    if (process->connected != NULL && process->loaded)
        process->connected(process->context, up);
}

static void on_notified(void *context, struct str payload)
{
    struct gw_process *process = context;
    if (str_eq(payload, STR("catalog")))
        load(process);
    else if (process->loaded)
        process->work(process->context);
}

/* ---- waking the worker ---- */

static void on_wake(void *context)
{
    struct gw_process *process = context;
    process->woke_ms = gw_monotonic_ms();
    struct gw_unit *unit = gw_unit_new(process->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, STR("work"));
    gw_unit_add(unit, SQL_NOTIFY, &args);
    gw_unit_send(unit, NULL, NULL);
}

void gw_process_wake_worker(struct gw_process *process)
{
    const int64_t wait_ms = process->woke_ms + WAKE_MS - gw_monotonic_ms();
    if (wait_ms <= 0)
        on_wake(process);
    else if (!gw_timer_armed(process->wake))
        gw_timer_arm(process->wake, wait_ms);
}

/* ---- health ---- */

static bool is_ready(const struct gw_process *process)
{
    return process->loaded && !process->stopping && gw_pg_ready(process->pg);
}

static void answer_health(struct gw_process *process, struct gw_http_exchange *exchange, bool good)
{
    struct buf body = buf_in(gw_http_exchange_arena(exchange), 256);
    buf_printf(&body, "{\"ok\":%s,\"role\":\"%.*s\",\"pid\":%d,\"version\":\"" PUENTE_VERSION "\"}\n",
               good ? "true" : "false", STR_FMT(roles[process->role].word), (int)getpid());
    const struct gw_http_response response = {.status = good ? 200 : 503,
                                              .content_type = STR("application/json"),
                                              .body = buf_str(&body),
                                              .retry_after_s = good ? 0 : 1};
    (void)gw_http_answer(exchange, &response);
}

static void answer_metrics(struct gw_process *process, struct gw_http_exchange *exchange)
{
    struct buf body = buf_in(gw_http_exchange_arena(exchange), METRICS_BYTES);
    gw_metrics_put(&process->metrics, &body);
    const struct gw_http_response response = {
        .status = 200, .content_type = STR("text/plain; version=0.0.4"), .body = buf_str(&body)};
    (void)gw_http_answer(exchange, &response);
}

static void on_request(void *context, struct gw_http_exchange *exchange)
{
    struct gw_process *process = context;
    const struct str path = gw_http_exchange_request(exchange)->path;
    if (str_eq(path, STR("/healthz")))
        answer_health(process, exchange, true);
    else if (str_eq(path, STR("/readyz")))
        answer_health(process, exchange, is_ready(process));
    else if (str_eq(path, STR("/metrics")))
        answer_metrics(process, exchange);
    else if (process->handle != NULL)
        process->handle(process->context, exchange);
    else
        (void)gw_http_answer_error(exchange, 404, STR("not_found"), STR("nothing is served here"), STR_EMPTY);
}

/* ---- life ---- */

static void on_signal(void *context, int signal_number)
{
    struct gw_process *process = context;
    (void)signal_number;
    process->stopping = true;
    gw_loop_stop(process->loop);
}

enum rc gw_process_init(struct gw_process *process, const struct gw_serve_options *options, struct err *err)
{
    process->role = options->role;
    process->url = options->url;
    gw_log_init(roles[options->role].word.p);
    enum rc rc = gw_keys_load(options->keys, roles[options->role].keys, &process->keys, err);
    if (rc == RC_OK)
        rc = gw_catalog_new(&process->catalog, err);
    if (rc != RC_OK)
        return rc;
    process->loop = gw_loop_new();
    process->writer = (struct gw_writer){.ids = &process->ids, .keys = &process->keys};
    gw_random(process->writer.seal_key, GW_KEY_BYTES);
    gw_random(&process->writer.seal_key_id, sizeof process->writer.seal_key_id);
    gw_loop_on_signal(process->loop, SIGTERM, on_signal, process);
    gw_loop_on_signal(process->loop, SIGINT, on_signal, process);
    process->refresh = gw_timer_new(process->loop, on_refresh, process);
    process->wake = gw_timer_new(process->loop, on_wake, process);
    const struct gw_http_server_options server = {.address = options->address,
                                                  .port = options->port,
                                                  .request_deadline_ms = REQUEST_DEADLINE_MS,
                                                  .answer_deadline_ms = ANSWER_DEADLINE_MS,
                                                  .connections_max = GW_CONNECTIONS_MAX,
                                                  .handler = on_request,
                                                  .context = process};
    rc = gw_http_server_new(process->loop, &server, &process->server, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_pg_options pg = {
        .url = options->url,
        .role = roles[options->role].database,
        .listen = STR("puente"),
        .by_key = true,
        .prepare = SQL_FILE_CONVERSATION | (options->role == GW_ROLE_WORKER ? SQL_FILE_OUTBOX | SQL_FILE_WAVES : 0),
        .ready = on_ready,
        .notified = on_notified,
        .context = process};
    process->pg = gw_pg_new(process->loop, &pg);
    return RC_OK;
}

static bool is_idle(const struct gw_process *process)
{
    const bool own = process->idle == NULL || process->idle(process->context);
    return own && gw_http_server_waiting(process->server) == 0;
}

int gw_process_run(struct gw_process *process)
{
    gw_loop_run(process->loop);
    gw_http_server_quiesce(process->server);
    const int64_t until_ms = gw_monotonic_ms() + DRAIN_MS;
    while (!process->refused && !is_idle(process) && gw_monotonic_ms() < until_ms)
        gw_loop_once(process->loop, 50);
    return process->refused ? GW_EXIT_WORLD : GW_EXIT_YES;
}

void gw_process_release(struct gw_process *process)
{
    gw_pg_free(process->pg);
    gw_http_server_free(process->server);
    gw_timer_free(process->refresh);
    gw_timer_free(process->wake);
    gw_loop_free(process->loop);
    gw_catalog_free(process->catalog);
    *process = (struct gw_process){.role = process->role};
}
