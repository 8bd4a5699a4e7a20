#include <assert.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "base/buf.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "pg.intern.h"

enum { BACKOFF_MS_MIN = 50, BACKOFF_MS_MAX = 2000, OPTIONS_BYTES_MAX = 65536 };

static void connect_start(void *context);
static void on_broken(void *context);
static void on_socket(void *context, uint32_t events);

struct gw_pg *gw_pg_new(struct gw_loop *loop, const struct gw_pg_options *options)
{
    struct gw_pg *pg = gw_memory_new(1, sizeof *pg);
    struct arena *arena = arena_new(OPTIONS_BYTES_MAX);
    *pg = (struct gw_pg){.loop = loop, .options = *options, .arena = arena, .backoff_ms = BACKOFF_MS_MIN};
    const char *url = str_z(arena, options->url);
    pg->options.url = str_of(url);
    pg->options.role = arena_str(arena, options->role);
    pg->options.listen = arena_str(arena, options->listen);
    pg->retry = gw_timer_new(loop, connect_start, pg);
    pg->broken = gw_timer_new(loop, on_broken, pg);
    connect_start(pg);
    return pg;
}

bool gw_pg_ready(const struct gw_pg *pg)
{
    return pg->state == PG_READY;
}

struct str gw_pg_complaint(const struct gw_pg *pg)
{
    return str_of(pg->complaint.text);
}

static void connection_lost(struct gw_pg *pg)
{
    const bool was_ready = pg->state == PG_READY;
    if (pg->connection != NULL && PQerrorMessage(pg->connection)[0] != '\0')
        (void)err_set(&pg->complaint, RC_UNAVAILABLE, "%s", PQerrorMessage(pg->connection));
    pg->state = PG_DOWN;
    gw_watch_free(pg->watch);
    pg->watch = NULL;
    PQfinish(pg->connection);
    pg->connection = NULL;
    gw_timer_arm(pg->retry, pg->backoff_ms);
    pg->backoff_ms = pg->backoff_ms * 2 < BACKOFF_MS_MAX ? pg->backoff_ms * 2 : BACKOFF_MS_MAX;
    struct gw_unit *unit = pg->first;
    pg->first = NULL;
    pg->last = NULL;
    if (was_ready && pg->options.ready != NULL)
        pg->options.ready(pg->options.context, false);
    while (unit != NULL) {
        struct gw_unit *next = unit->next;
        if (unit->rc == RC_OK)
            unit->rc = err_set(&unit->err, RC_UNAVAILABLE, "database connection lost");
        pg_unit_finish(unit);
        unit = next;
    }
}

static void take_notifications(struct gw_pg *pg)
{
    for (PGnotify *n = PQnotifies(pg->connection); n != NULL; n = PQnotifies(pg->connection)) {
        if (pg->options.notified != NULL)
            pg->options.notified(pg->options.context, str_of(n->extra));
        PQfreemem(n);
    }
}

/* What the server said before it went is taken; then every queued unit fails. */
static void on_results(struct gw_pg *pg)
{
    const bool alive = PQconsumeInput(pg->connection) == 1;
    pg_drain(pg);
    if (pg->connection == NULL)
        return;
    take_notifications(pg);
    if (!alive || PQstatus(pg->connection) == CONNECTION_BAD)
        connection_lost(pg);
    else
        pg_watch_writable(pg);
}

static void on_broken(void *context)
{
    struct gw_pg *pg = context;
    if (pg->state == PG_PREPARING || pg->state == PG_READY)
        on_results(pg);
}

/* ---- connecting ---- */

/* A statement that does not fit the schema: most likely the migrations are older or newer than this program. */
static void note_prepare(struct gw_pg *pg, enum rc rc, const struct err *err)
{
    /* The first one says it all: the others fail for the same reason. */
    if (rc == RC_OK || pg->state != PG_PREPARING || pg->prepare_failed)
        return;
    pg->prepare_failed = true;
    pg->complaint = *err;
    gw_log_err("database_prepare", err);
}

static void one_prepared(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    (void)unit;
    note_prepare(context, rc, err);
}

static void all_prepared(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_pg *pg = context;
    (void)unit;
    note_prepare(pg, rc, err);
    if (pg->state != PG_PREPARING)
        return;
    if (pg->prepare_failed) {
        pg->backoff_ms = BACKOFF_MS_MAX;
        connection_lost(pg);
        return;
    }
    pg->state = PG_READY;
    pg->backoff_ms = BACKOFF_MS_MIN;
    if (pg->options.ready != NULL)
        pg->options.ready(pg->options.context, true);
}

static void session_statement(struct gw_pg *pg, const char *words, struct str name, gw_unit_fn *done)
{
    struct gw_unit *unit = gw_unit_new(pg);
    struct buf sql = buf_in(unit->arena, 256);
    buf_printf(&sql, "%s%.*s", words, STR_FMT(name));
    gw_unit_add_text(unit, buf_str(&sql));
    unit->done = done;
    unit->context = pg;
    pg_send_unit(pg, unit);
}

/* A generic plan made while a table was empty would scan it whole for ever. A statement that hangs is given up, so that
 * what waits for it is told. */
static const char *const by_key_settings[] = {
    "set enable_seqscan = off",  "set enable_hashjoin = off",      "set enable_mergejoin = off",
    "set enable_material = off", "set statement_timeout = '15 s'", "set idle_in_transaction_session_timeout = '30 s'",
};

/* Each prepare is a unit, so that an error names its statement; the last statement opens for business. */
static void start_session(struct gw_pg *pg)
{
    pg->state = PG_PREPARING;
    pg->prepare_failed = false;
    if (pg->options.role.n > 0) {
        session_statement(pg, "set role ", pg->options.role, one_prepared);
        /* Tells an operator in pg_stat_activity whose connection it is. */
        session_statement(pg, "set application_name = ", pg->options.role, one_prepared);
    }
    if (pg->options.listen.n > 0)
        session_statement(pg, "listen ", pg->options.listen, one_prepared);
    session_statement(pg, "set search_path = puente, report, public", STR_EMPTY, one_prepared);
    for (size_t i = 0; pg->options.by_key && i < COUNT_OF(by_key_settings); i++)
        session_statement(pg, by_key_settings[i], STR_EMPTY, one_prepared);
    for (int i = 0; i < SQL_COUNT; i++) {
        if ((pg_sql((enum gw_sql)i)->file & pg->options.prepare) == 0)
            continue;
        struct gw_unit *unit = gw_unit_new(pg);
        unit->statements[unit->statements_n++] = (struct statement){.sql = (enum gw_sql)i};
        unit->done = one_prepared;
        unit->context = pg;
        (void)PQsendPrepare(pg->connection, pg_sql((enum gw_sql)i)->name, pg_sql((enum gw_sql)i)->text, 0, NULL);
        (void)PQpipelineSync(pg->connection);
        pg_queue(pg, unit);
    }
    session_statement(pg, "set plan_cache_mode = force_generic_plan", STR_EMPTY, all_prepared);
}

static void on_connecting(struct gw_pg *pg)
{
    const PostgresPollingStatusType status = PQconnectPoll(pg->connection);
    /* libpq may open another socket for the next address. */
    const int fd = PQsocket(pg->connection);
    if (fd != pg->watched_fd && fd >= 0) {
        gw_watch_free(pg->watch);
        pg->watch = gw_loop_watch(pg->loop, fd, EPOLLIN | EPOLLOUT, on_socket, pg);
        pg->watched_fd = fd;
    }
    switch (status) {
    case PGRES_POLLING_READING:
        gw_watch_change(pg->watch, EPOLLIN);
        return;
    case PGRES_POLLING_WRITING:
        gw_watch_change(pg->watch, EPOLLOUT);
        return;
    case PGRES_POLLING_OK:
        if (PQsetnonblocking(pg->connection, 1) != 0 || PQenterPipelineMode(pg->connection) != 1) {
            connection_lost(pg);
            return;
        }
        start_session(pg);
        return;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
        connection_lost(pg);
        return;
    }
}

static void on_socket(void *context, uint32_t events)
{
    struct gw_pg *pg = context;
    (void)events;
    if (pg->state == PG_CONNECTING)
        on_connecting(pg);
    else if (pg->state != PG_DOWN)
        on_results(pg);
}

/* Notices say nothing that an operator could act on. */
static void no_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static void connect_start(void *context)
{
    struct gw_pg *pg = context;
    assert(pg->state == PG_DOWN && pg->connection == NULL);
    pg->connection = PQconnectStart(pg->options.url.p);
    if (pg->connection == NULL)
        abort();
    (void)PQsetNoticeReceiver(pg->connection, no_notice, NULL);
    pg->state = PG_CONNECTING;
    pg->watched_fd = PQsocket(pg->connection);
    if (PQstatus(pg->connection) == CONNECTION_BAD || pg->watched_fd < 0) {
        connection_lost(pg);
        return;
    }
    pg->watch = gw_loop_watch(pg->loop, pg->watched_fd, EPOLLOUT, on_socket, pg);
}

void gw_pg_free(struct gw_pg *pg)
{
    if (pg == NULL)
        return;
    pg->options.ready = NULL;
    connection_lost(pg);
    gw_timer_free(pg->retry);
    gw_timer_free(pg->broken);
    arena_free(pg->spare);
    arena_free(pg->arena);
    free(pg);
}

/* ---- blocking use ---- */

enum rc gw_pg_wait(struct gw_pg *pg, int64_t timeout_ms, struct err *err)
{
    const int64_t until_ms = gw_monotonic_ms() + timeout_ms;
    while (pg->state != PG_READY) {
        const int64_t left_ms = until_ms - gw_monotonic_ms();
        if (left_ms <= 0)
            return err_set(err, RC_UNAVAILABLE, "no database: %s", pg->complaint.text);
        gw_loop_once(pg->loop, left_ms);
    }
    return RC_OK;
}

enum rc gw_unit_run(struct gw_unit *unit, struct err *err)
{
    unit->kept = true;
    gw_unit_send(unit, NULL, NULL);
    while (!unit->finished)
        gw_loop_once(unit->pg->loop, -1);
    if (unit->rc != RC_OK && err != NULL)
        *err = unit->err;
    return unit->rc;
}

enum rc gw_pg_script(struct str url, struct str sql, struct err *err)
{
    struct arena *arena = arena_new(sql.n + url.n + 64);
    PGconn *connection = PQconnectdb(str_z(arena, url));
    (void)PQsetNoticeReceiver(connection, no_notice, NULL);
    enum rc rc = RC_OK;
    if (PQstatus(connection) != CONNECTION_OK) {
        rc = err_set(err, RC_UNAVAILABLE, "no database: %s", PQerrorMessage(connection));
    } else {
        PGresult *result = PQexec(connection, str_z(arena, sql));
        const ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            rc = err_set(err, RC_BAD_INPUT, "%s", PQerrorMessage(connection));
        PQclear(result);
    }
    PQfinish(connection);
    arena_free(arena);
    return rc;
}
