#include "answers.h"

#include <assert.h>
#include <string.h>

#include "logic.h"
#include "step.h"
#include "survey/form.h"

enum { ANSWERS_ROOM = 4 }; /* an answer and a few calculations more than before */

/* Makes the answers our own, with room for one more. */
static bool own_answers(struct step *step)
{
    const size_t n = step->session.answers_n;
    if (step->answers != NULL && n < step->answers_max)
        return true;
    const size_t max = n + ANSWERS_ROOM + n / 2;
    struct sv_answer *answers = ARENA_ARRAY(step->arena, struct sv_answer, max);
    if (answers == NULL) {
        sv_step_fail(step, RC_TOO_BIG, "no room for the answers of a session");
        return false;
    }
    if (n > 0)
        memcpy(answers, step->session.answers, n * sizeof *answers);
    step->answers = answers;
    step->answers_max = max;
    step->session.answers = answers;
    return true;
}

size_t sv_answers_place(const struct step *step, int32_t question)
{
    size_t at = step->session.answers_n;
    while (at > 0 && step->session.answers[at - 1].question >= question)
        at--;
    return at;
}

void sv_answers_put(struct step *step, int32_t question, enum sv_how how, struct str value)
{
    if (!own_answers(step))
        return;
    const size_t at = sv_answers_place(step, question);
    size_t *n = &step->session.answers_n;
    if (at == *n || step->answers[at].question != question) {
        memmove(&step->answers[at + 1], &step->answers[at], (*n - at) * sizeof *step->answers);
        (*n)++;
    }
    step->answers[at] = (struct sv_answer){.question = question, .how = how, .value = value};
    sv_logic_forget(step);
    sv_step_effect(step,
                   &(struct sv_effect){.kind = SV_EFFECT_ANSWER, .question = question, .how = how, .value = value});
}

void sv_answers_take_back(struct step *step, int32_t question)
{
    if (!own_answers(step))
        return;
    const size_t at = sv_answers_place(step, question);
    assert(at < step->session.answers_n && step->answers[at].question == question);
    step->session.answers_n--;
    memmove(&step->answers[at], &step->answers[at + 1], (step->session.answers_n - at) * sizeof *step->answers);
    sv_logic_forget(step);
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_UNANSWER, .question = question});
}

/* An empty result is no answer. */
static void calculate(struct step *step, int32_t index, const struct sv_answer *old)
{
    const struct str before = old == NULL ? STR_EMPTY : old->value;
    const struct str value = sv_logic_calculation(step, &step->form->questions[index], before);
    if (str_eq(value, before))
        return;
    if (value.n > 0)
        sv_answers_put(step, index, SV_HOW_CALCULATED, value);
    else
        sv_answers_take_back(step, index);
}

/* Nobody is asked for its value. */
static bool comes_by_itself(const struct sv_question *question)
{
    return question->calculation != NULL || question->type == SV_TYPE_HIDDEN;
}

static bool hangs_on_others(const struct sv_question *question)
{
    return question->relevant != NULL || question->choice_filter != NULL || question->group >= 0;
}

/* A hidden value is taken once: what the gateway prefilled, or the form's own. */
static void take_by_itself(struct step *step, int32_t index, const struct sv_answer *answer)
{
    const struct sv_question *question = &step->form->questions[index];
    if (question->calculation != NULL) {
        calculate(step, index, answer);
        return;
    }
    if (question->type != SV_TYPE_HIDDEN || answer != NULL)
        return;
    const struct str value = sv_logic_default(step, question);
    if (value.n > 0)
        sv_answers_put(step, index, SV_HOW_PREFILLED, value);
}

static void settle_question(struct step *step, int32_t index)
{
    const struct sv_question *question = &step->form->questions[index];
    if (!comes_by_itself(question) && !hangs_on_others(question))
        return;
    const struct sv_answer *answer = sv_session_answer(&step->session, index, 0);
    if (answer == NULL && !comes_by_itself(question))
        return;
    if (sv_logic_relevant(step, question) && (answer == NULL || sv_logic_is_on_offer(step, question, answer->value)))
        take_by_itself(step, index, answer);
    else if (answer != NULL)
        sv_answers_take_back(step, index);
}

/* Each question behind those its value hangs on. A form where nothing hangs on an answer pays one glance per question. */
void sv_answers_settle(struct step *step)
{
    for (size_t i = 0; i < step->form->questions_n && step->rc == RC_OK; i++)
        settle_question(step, step->form->order[i]);
}
