#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "gateway/memory.h"
#include "pg.intern.h"

#include "sql_texts.h"

const struct gw_sql_text *pg_sql(enum gw_sql sql)
{
    return &gw_sql_texts[sql];
}

struct gw_unit *gw_unit_new(struct gw_pg *pg)
{
    struct gw_unit *unit = gw_memory_new(1, sizeof *unit);
    unit->pg = pg;
    unit->arena = pg->spare != NULL ? pg->spare : arena_new(UNIT_ARENA_BYTES_MAX);
    pg->spare = NULL;
    return unit;
}

struct arena *gw_unit_arena(struct gw_unit *unit)
{
    return unit->arena;
}

void gw_unit_release(struct gw_unit *unit)
{
    for (size_t i = 0; i < unit->statements_n; i++)
        PQclear(unit->statements[i].result);
    if (unit->pg->spare == NULL) {
        arena_reset(unit->arena);
        unit->pg->spare = unit->arena;
    } else {
        arena_free(unit->arena);
    }
    free(unit);
}

void gw_unit_keep(struct gw_unit *unit)
{
    unit->kept = true;
}

static struct statement *add(struct gw_unit *unit)
{
    assert(unit->statements_n < UNIT_STATEMENTS_MAX);
    return &unit->statements[unit->statements_n++];
}

void gw_unit_add(struct gw_unit *unit, enum gw_sql sql, const struct gw_args *args)
{
    struct statement *statement = add(unit);
    statement->sql = sql;
    statement->args = args == NULL ? gw_args_on(unit->arena) : *args;
    assert(statement->args.n == (size_t)pg_sql(sql)->params);
    if (statement->args.too_big)
        gw_unit_mark_too_big(unit);
}

void gw_unit_mark_too_big(struct gw_unit *unit)
{
    unit->rc = err_set(&unit->err, RC_TOO_BIG, "more than a unit of work may hold");
}

bool gw_unit_too_big(const struct gw_unit *unit)
{
    return unit->rc == RC_TOO_BIG;
}

void gw_unit_add_text(struct gw_unit *unit, struct str sql)
{
    struct statement *statement = add(unit);
    statement->sql = SQL_COUNT;
    statement->text = sql;
}

const struct gw_rows *gw_unit_rows(const struct gw_unit *unit, size_t statement)
{
    assert(statement < unit->statements_n);
    return &unit->statements[statement].rows;
}

void pg_unit_finish(struct gw_unit *unit)
{
    unit->finished = true;
    if (unit->done != NULL)
        unit->done(unit->context, unit, unit->rc, &unit->err);
    if (!unit->kept)
        gw_unit_release(unit);
}

static bool send_statement(PGconn *connection, const struct statement *statement, struct arena *arena)
{
    enum { BINARY = 1 };
    const char *values[GW_ARGS_MAX];
    int lengths[GW_ARGS_MAX];
    int formats[GW_ARGS_MAX];
    for (size_t i = 0; i < statement->args.n; i++) {
        values[i] = statement->args.values[i].p;
        lengths[i] = (int)statement->args.values[i].n;
        formats[i] = BINARY;
    }
    const int n = (int)statement->args.n;
    if (statement->sql == SQL_COUNT) {
        const char *text = str_z(arena, statement->text);
        return text != NULL && PQsendQueryParams(connection, text, 0, NULL, NULL, NULL, NULL, BINARY) == 1;
    }
    const struct gw_sql_text *sql = pg_sql(statement->sql);
    return PQsendQueryPrepared(connection, sql->name, n, values, lengths, formats, BINARY) == 1;
}

void pg_watch_writable(struct gw_pg *pg)
{
    const int left = PQflush(pg->connection);
    /* libpq closes the socket of a server that went away as soon as a write fails; no event comes from a closed one. Not
     * at once: units of other owners fail with it, and this may be their call. */
    if (left < 0 || PQstatus(pg->connection) == CONNECTION_BAD) {
        gw_timer_arm(pg->broken, 0);
        return;
    }
    gw_watch_change(pg->watch, left == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void pg_queue(struct gw_pg *pg, struct gw_unit *unit)
{
    unit->next = NULL;
    if (pg->last == NULL)
        pg->first = unit;
    else
        pg->last->next = unit;
    pg->last = unit;
}

void pg_send_unit(struct gw_pg *pg, struct gw_unit *unit)
{
    bool sent = pg->connection != NULL;
    for (size_t i = 0; sent && i < unit->statements_n; i++)
        sent = send_statement(pg->connection, &unit->statements[i], unit->arena);
    sent = sent && PQpipelineSync(pg->connection) == 1;
    pg_queue(pg, unit);
    /* A pipeline that took only half of a unit cannot be used any more: its socket becomes readable, and every queued
     * unit fails there. */
    if (!sent && pg->connection != NULL)
        (void)shutdown(PQsocket(pg->connection), SHUT_RDWR);
    if (pg->watch != NULL)
        pg_watch_writable(pg);
}

void gw_unit_send(struct gw_unit *unit, gw_unit_fn *done, void *context)
{
    struct gw_pg *pg = unit->pg;
    unit->done = done;
    unit->context = context;
    if (unit->rc == RC_OK && pg->state != PG_READY)
        unit->rc = err_set(&unit->err, RC_UNAVAILABLE, "database connection is down");
    if (unit->rc != RC_OK) {
        pg_unit_finish(unit);
        return;
    }
    pg_send_unit(pg, unit);
}

/* ---- results ---- */

struct class_row {
    const char *prefix;
    enum rc rc;
};

/* SQLSTATE classes; the longest prefix is listed first. Everything else is a statement that can never succeed. */
static const struct class_row classes[] = {
    {"23505", RC_CONFLICT}, /* unique_violation */
    {"23P01", RC_CONFLICT}, /* exclusion_violation */
    {"08", RC_UNAVAILABLE}, /* connection */
    {"25", RC_UNAVAILABLE}, /* transaction state, e.g. after a lost begin */
    {"40", RC_UNAVAILABLE}, /* serialization, deadlock */
    {"53", RC_UNAVAILABLE}, /* disk full, out of memory, too many connections */
    {"55", RC_UNAVAILABLE}, /* lock not available */
    {"57", RC_UNAVAILABLE}, /* shutdown, cancelled by statement_timeout */
    {"58", RC_UNAVAILABLE}, /* system error */
    {"XX", RC_UNAVAILABLE}, /* internal */
};

static enum rc class_of(const char *sqlstate)
{
    for (size_t i = 0; i < COUNT_OF(classes); i++)
        if (strncmp(sqlstate, classes[i].prefix, strlen(classes[i].prefix)) == 0)
            return classes[i].rc;
    return RC_BAD_INPUT;
}

/* The server's primary message names tables and constraints; with binary parameters it never quotes a value. */
static void note_error(struct gw_unit *unit, const PGresult *result, const struct statement *statement)
{
    if (unit->rc != RC_OK)
        return;
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const enum rc rc = sqlstate == NULL ? RC_UNAVAILABLE : class_of(sqlstate);
    const char *name = statement->sql == SQL_COUNT ? "text" : pg_sql(statement->sql)->name;
    unit->rc = err_set(&unit->err, rc, "%s in %s: %s", sqlstate == NULL ? "no answer" : sqlstate, name,
                       message == NULL ? "connection lost" : message);
}

static void read_rows(struct gw_unit *unit, struct statement *statement)
{
    const size_t n = (size_t)PQntuples(statement->result);
    const size_t columns = (size_t)PQnfields(statement->result);
    struct str *cells = ARENA_ARRAY(unit->arena, struct str, n * columns);
    if (cells == NULL) {
        unit->rc = err_set(&unit->err, RC_TOO_BIG, "too many rows");
        return;
    }
    for (size_t row = 0; row < n; row++) {
        for (size_t column = 0; column < columns; column++) {
            const int r = (int)row;
            const int c = (int)column;
            const bool null = PQgetisnull(statement->result, r, c) != 0;
            const char *value = PQgetvalue(statement->result, r, c);
            cells[row * columns + column] =
                null ? (struct str){.p = NULL, .n = 0}
                     : (struct str){.p = value, .n = (size_t)PQgetlength(statement->result, r, c)};
        }
    }
    statement->rows = (struct gw_rows){.n = n, .columns = columns, .cells = cells};
}

static void take_result(struct gw_unit *unit, PGresult *result)
{
    struct statement *statement = &unit->statements[unit->results_n];
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        statement->result = result;
        if (status == PGRES_TUPLES_OK)
            read_rows(unit, statement);
        return;
    }
    /* PGRES_PIPELINE_ABORTED carries no reason: an earlier statement of the unit has given it. */
    if (status != PGRES_PIPELINE_ABORTED)
        note_error(unit, result, statement);
    PQclear(result);
}

static void rollback_if_broken(struct gw_pg *pg)
{
    if (pg->connection == NULL || PQtransactionStatus(pg->connection) != PQTRANS_INERROR)
        return;
    struct gw_unit *unit = gw_unit_new(pg);
    gw_unit_add_text(unit, STR("rollback"));
    pg_send_unit(pg, unit);
}

static void unit_synced(struct gw_pg *pg)
{
    struct gw_unit *unit = pg->first;
    pg->first = unit->next;
    if (pg->first == NULL)
        pg->last = NULL;
    if (unit->rc == RC_OK && unit->results_n < unit->statements_n)
        unit->rc = err_set(&unit->err, RC_UNAVAILABLE, "the server answered less than it was asked");
    if (unit->rc != RC_OK)
        rollback_if_broken(pg);
    pg_unit_finish(unit);
}

/* Takes what has arrived. NULL ends the results of one statement; a Sync ends a unit and is not followed by NULL. */
void pg_drain(struct gw_pg *pg)
{
    bool after_null = false;
    while (pg->connection != NULL && pg->first != NULL && PQisBusy(pg->connection) == 0) {
        PGresult *result = PQgetResult(pg->connection);
        struct gw_unit *unit = pg->first;
        if (result == NULL) {
            /* Two in a row without a result between them: the connection is dead and would spin. */
            if (after_null || PQstatus(pg->connection) == CONNECTION_BAD)
                return;
            after_null = true;
            unit->results_n += unit->results_n < unit->statements_n;
            continue;
        }
        after_null = false;
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            unit_synced(pg);
        } else if (unit->results_n < unit->statements_n) {
            take_result(unit, result);
        } else {
            PQclear(result);
        }
    }
}
