#include "outcome.h"

#include <math.h>

#include "logic.h"
#include "step.h"
#include "survey/form.h"

static bool has_value(const struct step *step, int32_t question)
{
    const struct sv_answer *answer = sv_session_answer(&step->session, question, 0);
    return answer != NULL && answer->how != SV_HOW_SKIPPED && answer->how != SV_HOW_GIVEN_UP;
}

/* In a form without required questions every asked one counts: half of nothing would make any session a partial one. */
static bool half_answered(struct step *step)
{
    size_t required = 0;
    size_t required_answered = 0;
    size_t asked = 0;
    size_t answered = 0;
    for (int32_t i = 0; i < (int32_t)step->form->questions_n; i++) {
        const struct sv_question *question = &step->form->questions[i];
        if (!sv_logic_is_asked(question) || !sv_logic_relevant(step, question) || !sv_logic_offers(step, question))
            continue;
        const size_t one = has_value(step, i) ? 1 : 0;
        asked++;
        answered += one;
        if (!sv_logic_required(step, question))
            continue;
        required++;
        required_answered += one;
    }
    return required > 0 ? 2 * required_answered >= required : answered > 0 && 2 * answered >= asked;
}

static bool some_score(struct step *step)
{
    const size_t n = step->form->scores_n;
    if (n == 0)
        return true;
    double *scores = ARENA_ARRAY(step->arena, double, n);
    if (scores == NULL || sv_scores(step->form, &step->session, scores) != RC_OK) {
        sv_step_fail(step, RC_TOO_BIG, "no room for the scores of a session");
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (!isnan(scores[i]))
            return true;
    return false;
}

enum sv_disposition sv_outcome_of(struct step *step)
{
    if (step->session.heard_ms == 0)
        return SV_DISPOSITION_NC;
    const bool consented = step->session.consented || !step->form->has_consent;
    return consented && half_answered(step) && some_score(step) ? SV_DISPOSITION_P : SV_DISPOSITION_BO;
}
