#include <math.h>

#include "base/buf.h"
#include "survey/engine.h"
#include "survey/form.h"
#include "verify.intern.h"

enum answer_column { ANSWER_QUESTION = 2, ANSWER_ROW, ANSWER_HOW, ANSWER_VALUE };
enum score_column { SCORE_NAME = 2, SCORE_VALUE };
enum { SCORES_MAX = 64 }; /* of one form, as the projector has it */

static bool same_answer(const struct gw_rows *rows, size_t row, const struct sv_answer *answer)
{
    return gw_row_i64(rows, row, ANSWER_QUESTION) == answer->question &&
           gw_row_i64(rows, row, ANSWER_ROW) == answer->row &&
           gw_row_i64(rows, row, ANSWER_HOW) == (int64_t)answer->how &&
           str_eq(gw_row_str(rows, row, ANSWER_VALUE), answer->value);
}

/* Both are in the order of questions. */
static bool same_answers(const struct span *answers, const struct sv_session *session)
{
    bool same = answers->n == session->answers_n;
    for (size_t i = 0; same && i < answers->n; i++)
        same = same_answer(answers->rows, answers->from + i, &session->answers[i]);
    return same;
}

static bool has_score(const struct span *scores, struct str name, double value)
{
    for (size_t i = scores->from; i < scores->from + scores->n; i++) {
        const double stored = gw_row_f64(scores->rows, i, SCORE_VALUE);
        if (str_eq(gw_row_str(scores->rows, i, SCORE_NAME), name))
            return stored >= value && stored <= value;
    }
    return false;
}

static bool same_scores(const struct span *scores, const struct sv_form *form, const struct sv_session *session)
{
    double values[SCORES_MAX];
    size_t n = 0;
    bool same = true;
    if (form->scores_n > SCORES_MAX || sv_scores(form, session, values) != RC_OK)
        return true;
    for (size_t i = 0; i < form->scores_n; i++) {
        if (isnan(values[i]))
            continue;
        n++;
        same = same && has_score(scores, form->scores[i].name, values[i]);
    }
    return same && n == scores->n;
}

void projection_check(struct verify *v, const struct stored *stored, const struct span *answers,
                      const struct span *scores)
{
    if (!same_answers(answers, &stored->session))
        session_found(v, STR("projection"), GW_FINDING_ERROR, stored,
                      STR("its rows in answer are not those of its state"));
    if (!same_scores(scores, stored->survey->form, &stored->session))
        session_found(v, STR("projection"), GW_FINDING_ERROR, stored,
                      STR("its rows in score are not those of its state"));
}
