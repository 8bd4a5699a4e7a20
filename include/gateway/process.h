#pragma once
/* What every role of the program has: a loop, keys, the catalogue kept up to date, one general database connection that
 * listens, a small HTTP face for health and metrics, an orderly end. */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "gateway/catalog.h"
#include "gateway/http_server.h"
#include "gateway/keys.h"
#include "gateway/loop.h"
#include "gateway/metrics.h"
#include "gateway/store/pg.h"
#include "gateway/store/turn.h"

enum gw_role { GW_ROLE_INGEST, GW_ROLE_WORKER, GW_ROLE_CONSOLE, GW_ROLE_COUNT };

struct gw_serve_options {
    enum gw_role role;
    struct str url;     /* libpq URL of this role's login */
    struct str keys;    /* directory */
    struct str address; /* to listen on */
    uint16_t port;
    size_t connections; /* of ingest to the database */
    size_t batch_max;   /* texts that ingest puts into one transaction */
};

struct gw_process {
    enum gw_role role;
    struct str url;
    struct gw_loop *loop;
    struct gw_keys keys;
    struct gw_catalog *catalog;
    struct gw_ids ids;
    struct gw_writer writer;
    struct gw_pg *pg;
    struct gw_metrics metrics;
    struct gw_http_server *server;
    bool loaded; /* catalogue and process slot are there */
    bool stopping;
    bool refused; /* wrong key or schema: ends with status 3 */
    struct gw_timer *refresh;
    bool loading;
    int64_t loaded_ms; /* when it was last read, monotonic */
    bool reload;       /* something changed while loading */
    struct gw_timer *wake;
    int64_t woke_ms; /* when the worker was last told, monotonic */
    /* The role's own: started once when loaded; notified of work and of the connection; given the requests that are not
     * health. */
    void (*start)(void *context);
    void (*work)(void *context);
    void (*connected)(void *context, bool up);
    bool (*idle)(void *context); /* nothing is under way that should be finished before the end; NULL: always */
    gw_http_handler_fn *handle;  /* NULL: 404 */
    void *context;
};

struct str gw_role_word(enum gw_role role);
struct str gw_role_database(enum gw_role role);

/* Sets the process up on caller's storage; callbacks and context must already be in it. */
enum rc gw_process_init(struct gw_process *process, const struct gw_serve_options *options, struct err *err);
/* Something is not in the catalogue that should be: reads it again, at most once a second. */
void gw_process_reload(struct gw_process *process);
/* Something was committed that the worker may send: tells it, at most once in ten milliseconds. Not in the transaction that
 * has the work: of transactions that notify only one commits at a time, each waiting for the disk. A lost one costs a
 * tick of the worker, since what is due is in the tables. */
void gw_process_wake_worker(struct gw_process *process);
/* Until SIGTERM or SIGINT; lets waiting requests be answered first. Exit status. */
int gw_process_run(struct gw_process *process);
void gw_process_release(struct gw_process *process);

int gw_ingest_serve(const struct gw_serve_options *options);
int gw_worker_serve(const struct gw_serve_options *options);
int gw_console_serve(const struct gw_serve_options *options);
