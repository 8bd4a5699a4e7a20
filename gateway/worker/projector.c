#include <math.h>
#include <stdlib.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "worker.h"

/* Answers and scores for those who look at results. Every session that an event touched is projected anew from its
 * state, which is the fold of its events: repeating or rebuilding gives the same rows. */

enum { PROJECT_ARENA_BYTES_MAX = 128 * 1024 * 1024, SCORES_MAX = 64, LINGER_MS = 200 };

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
static int64_t answered_ms(struct span span, const struct sv_answer *answer)
{
    for (size_t i = span.n; i-- > 0;)
        if (span.first[i].question == answer->question && span.first[i].row == answer->row)
            return span.first[i].ms;
    return span.n == 0 ? 0 : span.first[span.n - 1].ms;
}

struct tables {
    struct gw_columns answers;
    struct gw_columns keys;
    struct gw_columns scores;
};

static void put_answers(struct tables *t, const struct gw_rows *sessions, size_t row, const struct sv_session *session,
                        struct span span)
{
    const int64_t session_id = gw_row_i64(sessions, row, 1);
    for (size_t i = 0; i < session->answers_n; i++) {
        const struct sv_answer *answer = &session->answers[i];
        gw_put_i64(&t->answers, session_id);
        gw_put_i16(&t->answers, (int16_t)answer->question);
        gw_put_i16(&t->answers, (int16_t)answer->row);
        gw_put_i64(&t->answers, gw_row_i64(sessions, row, 0));
        gw_put_i32(&t->answers, (int32_t)gw_row_i64(sessions, row, 2));
        gw_put_i16(&t->answers, (int16_t)answer->how);
        gw_put_text(&t->answers, answer->value);
        gw_put_time(&t->answers, answered_ms(span, answer));
        gw_next_row(&t->answers);
        gw_put_i64(&t->keys, session_id);
        gw_put_i16(&t->keys, (int16_t)answer->question);
        gw_put_i16(&t->keys, (int16_t)answer->row);
        gw_next_row(&t->keys);
    }
}

static void put_scores(struct tables *t, const struct gw_rows *sessions, size_t row, const struct sv_form *form,
                       const struct sv_session *session)
{
    double scores[SCORES_MAX];
    if (form->scores_n > SCORES_MAX || sv_scores(form, session, scores) != RC_OK)
        return;
    for (size_t i = 0; i < form->scores_n; i++) {
        if (isnan(scores[i]))
            continue;
        gw_put_i64(&t->scores, gw_row_i64(sessions, row, 1));
        gw_put_text(&t->scores, form->scores[i].name);
        gw_put_i64(&t->scores, gw_row_i64(sessions, row, 0));
        gw_put_i32(&t->scores, (int32_t)gw_row_i64(sessions, row, 2));
        gw_put_f64(&t->scores, scores[i]);
        gw_put_time(&t->scores, session->heard_ms == 0 ? session->started_ms : session->heard_ms);
        gw_next_row(&t->scores);
    }
}

/* Decodes all states; counts what they hold. NULL over the arena. */
static struct sv_session *decode(struct projector *projector, const struct gw_rows *rows, size_t *out_answers,
                                 size_t *out_scores)
{
    struct sv_session *sessions = ARENA_ARRAY(projector->arena, struct sv_session, rows->n);
    for (size_t row = 0; sessions != NULL && row < rows->n; row++) {
        struct err err = {.code = RC_OK};
        const struct gw_survey *survey =
            gw_catalog_survey(projector->worker->process.catalog, (int32_t)gw_row_i64(rows, row, 2));
        sessions[row] = SV_SESSION_NEW;
        if (gw_row_str(rows, row, 3).n > 0 &&
            sv_session_decode(gw_row_str(rows, row, 3), projector->arena, &sessions[row], &err) != RC_OK)
            gw_log_err("projector_state", &err);
        *out_answers += sessions[row].answers_n;
        *out_scores += survey == NULL ? 0 : survey->form->scores_n;
    }
    return sessions;
}

static void no_keys(struct gw_args *args)
{
    gw_arg_i64s(args, NULL, 0);
    gw_arg_i16s(args, NULL, 0);
    gw_arg_i16s(args, NULL, 0);
}

static void write_projection(struct projector *projector, const struct gw_rows *rows)
{
    size_t answers_n = 0;
    size_t scores_n = 0;
    const struct sv_session *sessions = decode(projector, rows, &answers_n, &scores_n);
    struct gw_unit *unit = gw_unit_new(projector->pg);
    struct tables t = {.answers = gw_columns(unit, answers_n),
                       .keys = gw_columns(unit, answers_n),
                       .scores = gw_columns(unit, scores_n)};
    const struct gw_rows *events = gw_unit_rows(projector->events, 1);
    const struct moment *when = moments(projector->arena, events);
    int64_t *ids = ARENA_ARRAY(projector->arena, int64_t, rows->n);
    for (size_t row = 0; ids != NULL && sessions != NULL && when != NULL && row < rows->n; row++) {
        const struct gw_survey *survey =
            gw_catalog_survey(projector->worker->process.catalog, (int32_t)gw_row_i64(rows, row, 2));
        ids[row] = gw_row_i64(rows, row, 1);
        put_answers(&t, rows, row, &sessions[row], span_of(when, events->n, ids[row]));
        if (survey != NULL)
            put_scores(&t, rows, row, survey->form, &sessions[row]);
    }
    struct gw_args all = gw_args_on(gw_unit_arena(unit));
    gw_arg_i64s(&all, ids, ids == NULL ? 0 : rows->n);
    struct gw_args gone = all;
    if (t.keys.rows_n > 0)
        gw_columns_args(&t.keys, &gone);
    else
        no_keys(&gone);
    gw_unit_add(unit, SQL_ANSWER_DELETE, &gone);
    gw_columns_send(&t.answers, SQL_ANSWER_UPSERT);
    gw_unit_add(unit, SQL_SCORE_DELETE, &all);
    gw_columns_send(&t.scores, SQL_SCORE_INSERT);
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
        write_projection(projector, gw_unit_rows(unit, 0));
}

static void nothing_done(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    (void)unit;
    rest(context, rc == RC_OK ? NULL : err);
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
