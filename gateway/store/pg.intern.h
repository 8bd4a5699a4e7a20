#pragma once
/* Shared by the two files that know libpq: pg.c keeps a connection alive, pg_unit.c sends work over it and reads what
 * comes back. */
#include <libpq-fe.h>

#include "gateway/store/pg.h"

struct gw_sql_text {
    const char *name;
    unsigned file;
    int params;
    const char *text;
};

enum { UNIT_STATEMENTS_MAX = 24, UNIT_ARENA_BYTES_MAX = 64 * 1024 * 1024 };

struct statement {
    enum gw_sql sql; /* SQL_COUNT: raw text */
    struct str text;
    struct gw_args args;
    PGresult *result;
    struct gw_rows rows;
};

struct gw_unit {
    struct gw_pg *pg;
    struct arena *arena;
    struct statement statements[UNIT_STATEMENTS_MAX];
    size_t statements_n;
    size_t results_n; /* statements whose results are complete */
    gw_unit_fn *done;
    void *context;
    struct gw_unit *next;
    enum rc rc;
    struct err err;
    bool finished;
    bool kept; /* gw_unit_run: released by the caller */
};

enum pg_state { PG_DOWN, PG_CONNECTING, PG_PREPARING, PG_READY };

struct gw_pg {
    struct gw_loop *loop;
    struct gw_pg_options options;
    struct arena *arena; /* copies of the options */
    enum pg_state state;
    PGconn *connection;
    struct gw_watch *watch;
    int watched_fd;
    struct gw_timer *retry;
    struct gw_timer *broken; /* libpq found the connection dead while it wrote: nobody else will tell */
    int64_t backoff_ms;
    struct gw_unit *first; /* sent, waiting for results in this order */
    struct gw_unit *last;
    struct arena *spare;  /* arena of a finished unit, kept for the next */
    struct err complaint; /* why there is no connection */
    bool prepare_failed;
};

/* The statements of sql/queries, by enum gw_sql. */
const struct gw_sql_text *pg_sql(enum gw_sql sql);
/* Sends a unit's statements and its Sync, and queues it for its results. */
void pg_send_unit(struct gw_pg *pg, struct gw_unit *unit);
void pg_queue(struct gw_pg *pg, struct gw_unit *unit);
/* Writes what fits and watches for more; a connection found dead is given up in the next turn of the loop. */
void pg_watch_writable(struct gw_pg *pg);
/* Takes the results that have arrived and finishes the units they complete. */
void pg_drain(struct gw_pg *pg);
void pg_unit_finish(struct gw_unit *unit);
