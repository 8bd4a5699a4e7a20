#include "difference.h"

#include <math.h>

#include "gateway/store/rows.h"

enum {
    SCORES_MAX = 64,
    ROWS_MAX = 1 << 20 /* of one reading: 2,000 events, each of a session with at most 500 answers */
};

struct difference difference_on(struct gw_unit *unit)
{
    return (struct difference){.answers = gw_columns(unit, ROWS_MAX),
                               .gone_answers = gw_columns(unit, ROWS_MAX),
                               .scores = gw_columns(unit, ROWS_MAX),
                               .gone_scores = gw_columns(unit, ROWS_MAX)};
}

void stored_next(struct stored *stored, int64_t session_id)
{
    const struct gw_rows *rows = stored->rows;
    stored->from += stored->n;
    stored->n = 0;
    while (stored->from < rows->n && gw_row_i64(rows, stored->from, 0) < session_id)
        stored->from++;
    while (stored->from + stored->n < rows->n && gw_row_i64(rows, stored->from + stored->n, 0) == session_id)
        stored->n++;
}

/* ---- answers: both sides are in the order of question and row ---- */

enum { QUESTION = 1, ROW, HOW, VALUE };

static int order_of(const struct gw_rows *rows, size_t at, const struct sv_answer *answer)
{
    const int64_t question = gw_row_i64(rows, at, QUESTION);
    const int64_t row = gw_row_i64(rows, at, ROW);
    if (question != answer->question)
        return question < answer->question ? -1 : 1;
    return (row > answer->row) - (row < answer->row);
}

static void put_gone_answer(struct difference *difference, const struct gw_rows *rows, size_t at)
{
    struct gw_columns *c = &difference->gone_answers;
    gw_put_i64(c, gw_row_i64(rows, at, 0));
    gw_put_i16(c, (int16_t)gw_row_i64(rows, at, QUESTION));
    gw_put_i16(c, (int16_t)gw_row_i64(rows, at, ROW));
    gw_next_row(c);
}

static void put_answer(struct difference *difference, const struct projected *session, const struct sv_answer *answer,
                       int64_t at_ms)
{
    struct gw_columns *c = &difference->answers;
    gw_put_i64(c, session->session_id);
    gw_put_i16(c, (int16_t)answer->question);
    gw_put_i16(c, (int16_t)answer->row);
    gw_put_i64(c, session->contact_id);
    gw_put_i32(c, session->survey_version_id);
    gw_put_i16(c, (int16_t)answer->how);
    gw_put_text(c, answer->value);
    gw_put_time(c, at_ms);
    gw_next_row(c);
}

void difference_of_answers(struct difference *difference, const struct projected *session,
                           const struct sv_session *state, const struct stored *stored, answered_fn *answered,
                           const void *context)
{
    const struct gw_rows *rows = stored->rows;
    const size_t end = stored->from + stored->n;
    size_t at = stored->from;
    for (size_t i = 0; i < state->answers_n; i++) {
        const struct sv_answer *answer = &state->answers[i];
        for (; at < end && order_of(rows, at, answer) < 0; at++)
            put_gone_answer(difference, rows, at);
        const bool there = at < end && order_of(rows, at, answer) == 0;
        if (!there || gw_row_i64(rows, at, HOW) != (int64_t)answer->how ||
            !str_eq(gw_row_str(rows, at, VALUE), answer->value))
            put_answer(difference, session, answer, answered(context, answer));
        at += there;
    }
    for (; at < end; at++)
        put_gone_answer(difference, rows, at);
}

/* ---- scores: a few, found by name ---- */

enum { NAME = 1, SCORE };

static size_t find_score(const struct stored *stored, struct str name)
{
    for (size_t at = stored->from; at < stored->from + stored->n; at++)
        if (str_eq(gw_row_str(stored->rows, at, NAME), name))
            return at;
    return SIZE_MAX;
}

static void put_score(struct difference *difference, const struct projected *session, const struct sv_session *state,
                      struct str name, double value)
{
    struct gw_columns *c = &difference->scores;
    gw_put_i64(c, session->session_id);
    gw_put_text(c, name);
    gw_put_i64(c, session->contact_id);
    gw_put_i32(c, session->survey_version_id);
    gw_put_f64(c, value);
    gw_put_time(c, state->heard_ms == 0 ? state->started_ms : state->heard_ms);
    gw_next_row(c);
}

static void put_gone_score(struct difference *difference, const struct gw_rows *rows, size_t at)
{
    gw_put_i64(&difference->gone_scores, gw_row_i64(rows, at, 0));
    gw_put_text(&difference->gone_scores, gw_row_str(rows, at, NAME));
    gw_next_row(&difference->gone_scores);
}

static bool is_score(const struct sv_form *form, const double *scores, struct str name)
{
    for (size_t i = 0; i < form->scores_n; i++)
        if (str_eq(form->scores[i].name, name))
            return !isnan(scores[i]);
    return false;
}

void difference_of_scores(struct difference *difference, const struct projected *session,
                          const struct sv_session *state, const struct sv_form *form, const struct stored *stored)
{
    double scores[SCORES_MAX];
    if (form->scores_n > SCORES_MAX || sv_scores(form, state, scores) != RC_OK)
        return;
    for (size_t i = 0; i < form->scores_n; i++) {
        const size_t at = find_score(stored, form->scores[i].name);
        const double before = at == SIZE_MAX ? (double)NAN : gw_row_f64(stored->rows, at, SCORE);
        /* Not equal, and neither comparison holds when nothing was there. */
        if (!isnan(scores[i]) && !(before >= scores[i] && before <= scores[i]))
            put_score(difference, session, state, form->scores[i].name, scores[i]);
    }
    for (size_t at = stored->from; at < stored->from + stored->n; at++)
        if (!is_score(form, scores, gw_row_str(stored->rows, at, NAME)))
            put_gone_score(difference, stored->rows, at);
}

void difference_send(struct difference *difference)
{
    gw_columns_send(&difference->gone_answers, SQL_ANSWER_DELETE);
    gw_columns_send(&difference->answers, SQL_ANSWER_UPSERT);
    gw_columns_send(&difference->gone_scores, SQL_SCORE_DELETE);
    gw_columns_send(&difference->scores, SQL_SCORE_UPSERT);
}
