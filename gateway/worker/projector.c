#include <stdlib.h>

#include "difference.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "worker.h"

/* Answers and scores for those who look at results. Every session that an event touched is projected anew from its
 * state, which is the fold of its events: repeating or rebuilding gives the same rows. */

enum { PROJECT_ARENA_BYTES_MAX = 128 * 1024 * 1024, LINGER_MS = 200 };

struct projector {
    struct worker *worker;
    struct gw_pg *pg;
    struct arena *arena;
    struct gw_unit *events; /* kept: when each answer was given */
    bool busy;
    int64_t not_before_ms;
};

struct projector *projector_new(struct worker *worker)
{
    struct projector *projector = gw_memory_new(1, sizeof *projector);
    projector->worker = worker;
    projector->arena = arena_new(PROJECT_ARENA_BYTES_MAX);
    const struct gw_pg_options options = {.url = worker->process.url,
                                          .role = gw_role_database(GW_ROLE_WORKER),
                                          .by_key = true,
                                          .prepare = SQL_FILE_CONVERSATION | SQL_FILE_PROJECTOR};
    projector->pg = gw_pg_new(worker->process.loop, &options);
    return projector;
}

static void release_events(struct projector *projector)
{
    if (projector->events != NULL)
        gw_unit_release(projector->events);
    projector->events = NULL;
}

void projector_free(struct projector *projector)
{
    if (projector == NULL)
        return;
    release_events(projector);
    gw_pg_free(projector->pg);
    arena_free(projector->arena);
    free(projector);
}

/* A little rest after each round, so that a busy hour is projected in few large ones. */
static void rest(struct projector *projector, const struct err *err)
{
    if (err != NULL)
        gw_log_err("projector", err);
    release_events(projector);
    arena_reset(projector->arena);
    projector->busy = false;
    projector->not_before_ms = gw_monotonic_ms() + LINGER_MS;
}

static void written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct projector *projector = context;
    (void)unit;
    if (rc == RC_OK)
        projector->worker->process.metrics.values[GW_METRIC_PROJECTED] +=
            (int64_t)gw_unit_rows(projector->events, 1)->n;
    const bool full = rc == RC_OK && gw_unit_rows(projector->events, 1)->n == 2000;
    rest(projector, rc == RC_OK ? NULL : err);
    if (full) {
        projector->not_before_ms = 0;
        projector_kick(projector);
    }
}

/* What the events of this reading say about when: sorted by session, in the order they came. */
struct moment {
    int64_t session_id;
    size_t at; /* row of the reading: later is larger */
    int64_t ms;
    int32_t question; /* -1: gave no answer */
    int32_t row;
};

static int by_session(const void *a, const void *b)
{
    const struct moment *x = a;
    const struct moment *y = b;
    if (x->session_id != y->session_id)
        return x->session_id > y->session_id ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

static struct moment *moments(struct arena *arena, const struct gw_rows *events)
{
    struct moment *all = ARENA_ARRAY(arena, struct moment, events->n);
    for (size_t i = 0; all != NULL && i < events->n; i++) {
        const bool given = gw_row_i64(events, i, 5) == SV_HEARD_ANSWER;
        all[i] = (struct moment){.session_id = gw_row_i64(events, i, 3),
                                 .at = i,
                                 .ms = gw_row_time(events, i, 4),
                                 .question = given ? (int32_t)gw_row_i64(events, i, 6) : -1,
                                 .row = (int32_t)gw_row_i64(events, i, 7)};
    }
    if (all != NULL && events->n > 0)
        qsort(all, events->n, sizeof *all, by_session);
    return all;
}

struct span {
    const struct moment *first;
    size_t n;
};

static struct span span_of(const struct moment *all, size_t n, int64_t session_id)
{
    size_t from = 0;
    size_t count = n;
    while (count > 0) {
        const size_t half = count / 2;
        if (all[from + half].session_id < session_id) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    size_t end = from;
    while (end < n && all[end].session_id == session_id)
        end++;
    return (struct span){.first = all + from, .n = end - from};
}

/* When the answer was given, by the last event of this reading that gave it; otherwise when the session was last moved. */
static int64_t answered_ms(const void *context, const struct sv_answer *answer)
{
    const struct span *span = context;
    for (size_t i = span->n; i-- > 0;)
        if (span->first[i].question == answer->question && span->first[i].row == answer->row)
            return span->first[i].ms;
    return span->n == 0 ? 0 : span->first[span->n - 1].ms;
}

/* The session as its state says; false when there is none that can be read. */
static bool decode(struct projector *projector, const struct gw_rows *rows, size_t row, struct sv_session *out)
{
    struct err err = {.code = RC_OK};
    *out = SV_SESSION_NEW;
    if (gw_row_str(rows, row, 3).n == 0)
        return true;
    if (sv_session_decode(gw_row_str(rows, row, 3), projector->arena, out, &err) == RC_OK)
        return true;
    gw_log_err("projector_state", &err);
    return false;
}

/* Sessions, stored answers and stored scores are all in the order of sessions. */
static void put_differences(struct projector *projector, const struct gw_unit *unit, struct difference *difference)
{
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    const struct gw_rows *events = gw_unit_rows(projector->events, 1);
    struct stored answers = {.rows = gw_unit_rows(unit, 1)};
    struct stored scores = {.rows = gw_unit_rows(unit, 2)};
    const struct moment *when = moments(projector->arena, events);
    for (size_t row = 0; when != NULL && row < rows->n; row++) {
        const struct projected session = {.contact_id = gw_row_i64(rows, row, 0),
                                          .session_id = gw_row_i64(rows, row, 1),
                                          .survey_version_id = (int32_t)gw_row_i64(rows, row, 2)};
        const struct gw_survey *survey =
            gw_catalog_survey(projector->worker->process.catalog, session.survey_version_id);
        const struct span span = span_of(when, events->n, session.session_id);
        struct sv_session state;
        stored_next(&answers, session.session_id);
        stored_next(&scores, session.session_id);
        if (!decode(projector, rows, row, &state))
            continue;
        difference_of_answers(difference, &session, &state, &answers, answered_ms, &span);
        if (survey != NULL)
            difference_of_scores(difference, &session, &state, survey->form, &scores);
    }
}

static void write_projection(struct projector *projector, struct gw_unit *read)
{
    struct gw_unit *unit = gw_unit_new(projector->pg);
    struct difference difference = difference_on(unit);
    put_differences(projector, read, &difference);
    difference_send(&difference);
    const struct gw_rows *events = gw_unit_rows(projector->events, 1);
    struct gw_args place = gw_args_on(gw_unit_arena(unit));
    gw_arg_i64(&place, gw_row_i64(events, events->n - 1, 0));
    gw_arg_i64(&place, gw_row_i64(events, events->n - 1, 1));
    gw_unit_add(unit, SQL_PROJECTOR_MOVE, &place);
    gw_unit_add(unit, SQL_PROJECTOR_SUMMARIZE, NULL);
    gw_unit_add(unit, SQL_COMMIT, NULL);
    gw_unit_send(unit, written, projector);
}

static void sessions_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct projector *projector = context;
    if (rc != RC_OK)
        rest(projector, err);
    else
        write_projection(projector, unit);
}

static void nothing_done(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    (void)unit;
    rest(context, rc == RC_OK ? NULL : err);
}

/* What is there of the sessions that these events touched. */
static void ask_stored(struct gw_unit *unit, const struct gw_rows *events)
{
    struct arena *arena = gw_unit_arena(unit);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, events->n);
    for (size_t i = 0; ids != NULL && i < events->n; i++)
        ids[i] = gw_row_i64(events, i, 3);
    if (ids == NULL)
        gw_unit_mark_too_big(unit);
    struct gw_args sessions = gw_args_on(arena);
    gw_arg_i64s(&sessions, ids, ids == NULL ? 0 : events->n);
    gw_unit_add(unit, SQL_PROJECTOR_ANSWERS, &sessions);
    gw_unit_add(unit, SQL_PROJECTOR_SCORES, &sessions);
}

static void events_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct projector *projector = context;
    if (rc != RC_OK) {
        rest(projector, err);
        return;
    }
    const struct gw_rows *events = gw_unit_rows(unit, 1);
    gw_unit_keep(unit);
    projector->events = unit;
    struct gw_unit *next = gw_unit_new(projector->pg);
    if (events->n == 0) {
        gw_unit_add(next, SQL_COMMIT, NULL);
        gw_unit_send(next, nothing_done, projector);
        return;
    }
    struct gw_columns c = gw_columns(next, events->n);
    for (size_t i = 0; i < events->n; i++) {
        gw_put_i64(&c, gw_row_i64(events, i, 2));
        gw_put_i64(&c, gw_row_i64(events, i, 3));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_PROJECTOR_SESSIONS);
    ask_stored(next, events);
    gw_unit_send(next, sessions_read, projector);
}

void projector_kick(struct projector *projector)
{
    if (projector->busy || !gw_pg_ready(projector->pg) || !projector->worker->process.loaded ||
        gw_monotonic_ms() < projector->not_before_ms)
        return;
    projector->busy = true;
    struct gw_unit *unit = gw_unit_new(projector->pg);
    gw_unit_add(unit, SQL_BEGIN, NULL);
    gw_unit_add(unit, SQL_PROJECTOR_READ, NULL);
    gw_unit_send(unit, events_read, projector);
}
