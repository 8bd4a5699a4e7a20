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
static bool calculate(struct step *step, int32_t index, const struct sv_answer *old)
{
    const struct str before = old == NULL ? STR_EMPTY : old->value;
    const struct str value = sv_logic_calculation(step, &step->form->questions[index], before);
    if (str_eq(value, before))
        return false;
    if (value.n > 0)
        sv_answers_put(step, index, SV_HOW_CALCULATED, value);
    else
        sv_answers_take_back(step, index);
    return true;
}

static bool settle_question(struct step *step, int32_t index)
{
    const struct sv_question *question = &step->form->questions[index];
    const bool calculated = question->calculation != NULL;
    if (!calculated && question->relevant == NULL && question->group < 0)
        return false;
    const struct sv_answer *answer = sv_session_answer(&step->session, index, 0);
    if (answer == NULL && !calculated)
        return false;
    if (sv_logic_relevant(step, question))
        return calculated && calculate(step, index, answer);
    if (answer == NULL)
        return false;
    sv_answers_take_back(step, index);
    return true;
}

/* In the order of the form; a second pass serves what looks at a later question. A form where nothing hangs on an
 * answer pays one glance per question. */
void sv_answers_settle(struct step *step)
{
    bool changed = true;
    for (int pass = 0; pass < 2 && changed; pass++) {
        changed = false;
        for (int32_t i = 0; i < (int32_t)step->form->questions_n && step->rc == RC_OK; i++)
            if (settle_question(step, i))
                changed = true;
    }
}
