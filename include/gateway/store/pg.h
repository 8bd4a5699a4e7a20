#pragma once
/* Talks PostgreSQL's protocol and nothing else: one non-blocking, pipelined connection in the loop. What the statements
 * mean is the business of the store_*.c files; pg.c and pg_unit.c are the only files that include libpq.
 *
 * A unit is a list of prepared statements and one Sync. Unless the statements say `begin`, a unit is one implicit
 * transaction: it is committed when its callback reports RC_OK and not before. Units of one connection run in the order
 * they were sent. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/loop.h"
#include "gateway/store/rows.h"
#include "sql.h"

struct gw_pg;
struct gw_unit;

struct gw_pg_options {
    struct str url;    /* libpq connection string */
    struct str role;   /* SET ROLE after connecting; empty: none */
    struct str listen; /* notification channel, empty: none */
    bool
        by_key; /* statements take keys: plans by index and nested loop, whatever a table looked like when they were planned */
    unsigned
        prepare; /* files of sql/queries whose statements are prepared at connect: SQL_FILE_... bits, or SQL_FILES_ALL */
    void (*ready)(void *context, bool ready);            /* connection came up or went away; may be NULL */
    void (*notified)(void *context, struct str payload); /* may be NULL */
    void *context;
};

void gw_pg_free(struct gw_pg *pg);
/* Connects in the background and reconnects with back-off for ever. */
struct gw_pg *gw_pg_new(struct gw_loop *loop, const struct gw_pg_options *options) MALLOC_BY(gw_pg_free) NODISCARD;
bool gw_pg_ready(const struct gw_pg *pg);
/* The server's last complaint while connecting, for a human. */
struct str gw_pg_complaint(const struct gw_pg *pg);

/* Called once for each sent unit. rc: RC_OK done and, unless inside an explicit transaction, committed; RC_CONFLICT a
 * unique constraint, RC_BAD_INPUT a statement was refused for good; RC_UNAVAILABLE anything that a repeat may cure, a
 * lost connection included - then the transaction may or may not have been committed. The unit and its rows live until
 * the callback returns. */
typedef void gw_unit_fn(void *context, struct gw_unit *unit, enum rc rc, const struct err *err);

struct gw_unit *gw_unit_new(struct gw_pg *pg) NODISCARD;
struct arena *gw_unit_arena(struct gw_unit *unit);
/* args may be NULL for a statement without parameters. Parameters over the arena's cap make the unit fail with
 * RC_TOO_BIG. */
void gw_unit_add(struct gw_unit *unit, enum gw_sql sql, const struct gw_args *args);
/* Something meant for this unit did not fit: it will fail when sent. */
void gw_unit_mark_too_big(struct gw_unit *unit);
bool gw_unit_too_big(const struct gw_unit *unit);
/* Raw text for commands and migrations; no parameters, one statement. */
void gw_unit_add_text(struct gw_unit *unit, struct str sql);
void gw_unit_send(struct gw_unit *unit, gw_unit_fn *done, void *context);
/* Rows of the statement added at this place. */
const struct gw_rows *gw_unit_rows(const struct gw_unit *unit, size_t statement);

/* Blocking use, for commands: runs the loop until the unit is done. The unit stays readable until gw_unit_release. */
enum rc gw_unit_run(struct gw_unit *unit, struct err *err);
void gw_unit_release(struct gw_unit *unit);
/* Called from the unit's callback: it and its rows stay until gw_unit_release. */
void gw_unit_keep(struct gw_unit *unit);
/* Runs the loop until connected or timeout_ms is over. */
enum rc gw_pg_wait(struct gw_pg *pg, int64_t timeout_ms, struct err *err);
/* Several statements as one transaction on a plain connection: migrations. */
enum rc gw_pg_script(struct str url, struct str sql, struct err *err);
