#include "flow.h"

#include <assert.h>
#include <math.h>

#include "answers.h"
#include "logic.h"
#include "policy.h"
#include "prompt.h"
#include "say.h"
#include "step.h"
#include "survey/expr.h"
#include "survey/form.h"

/* The one place that assigns the state and the open question. */
static void move(struct step *step, enum sv_state state, int32_t question)
{
    assert((question >= 0) == (state == SV_STATE_ASKING));
    step->session.state = state;
    step->session.question = question;
    step->session.row = 0;
    step->session.attempts = 0;
}

/* First in the order of the form, so that an earlier question that became relevant is not left out. -1 at the end. */
static int32_t next_question(struct step *step)
{
    size_t at = 0;
    for (int32_t i = 0; i < (int32_t)step->form->questions_n; i++) {
        while (at < step->session.answers_n && step->session.answers[at].question < i)
            at++;
        const bool answered = at < step->session.answers_n && step->session.answers[at].question == i;
        const struct sv_question *question = &step->form->questions[i];
        if (!answered && logic_is_asked(question) && logic_relevant(step, question))
            return i;
    }
    return -1;
}

static bool was_asked(const struct sv_answer *answer)
{
    return answer->how != SV_HOW_CALCULATED && answer->how != SV_HOW_PREFILLED;
}

/* The furthest question a person has seen: the notes up to it were said. */
static int32_t reached(const struct step *step)
{
    int32_t furthest = step->session.question;
    for (size_t i = 0; i < step->session.answers_n; i++)
        if (was_asked(&step->session.answers[i]) && step->session.answers[i].question > furthest)
            furthest = step->session.answers[i].question;
    return furthest;
}

static void add_notes(struct step *step, struct speech *speech, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to && speech->n < SV_NOTES_PER_STEP_MAX; i++) {
        const struct sv_question *question = &step->form->questions[i];
        if (question->type == SV_TYPE_NOTE && logic_relevant(step, question))
            speech_add(speech, prompt_filled(step, step_text(step, question->short_label)));
    }
}

static void put_scores(struct step *step)
{
    const size_t n = step->form->scores_n;
    if (n == 0)
        return;
    double *scores = ARENA_ARRAY(step->arena, double, n);
    if (scores == NULL || sv_scores(step->form, &step->session, scores) != RC_OK) {
        step_fail(step, RC_TOO_BIG, "no room for the scores of a session");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct str number = STR_EMPTY;
        if (isnan(scores[i]))
            continue;
        if (sv_number_text(scores[i], step->arena, &number) != RC_OK)
            step_fail(step, RC_TOO_BIG, "no room for a score");
        step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_SCORE,
                                              .question = -1,
                                              .text = step->form->scores[i].name,
                                              .value = number});
    }
}

void flow_close(struct step *step, enum sv_disposition disposition)
{
    assert(disposition != SV_DISPOSITION_OPEN);
    move(step, SV_STATE_CLOSED, -1);
    step->session.disposition = disposition;
    step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_CLOSE, .question = -1});
}

static void complete(struct step *step, struct speech *speech, enum sv_priority priority)
{
    put_scores(step);
    flow_close(step, SV_DISPOSITION_I);
    const struct str own = step_text(step, step->form->thanks);
    speech_add(speech, own.n > 0 ? prompt_filled(step, own) : step_voice(step)->phrases[SV_PHRASE_COMPLETED]);
    say(step, speech, priority);
}

static void ask(struct step *step, struct speech *speech, enum sv_priority priority)
{
    speech_add(speech, prompt_open(step));
    say(step, speech, priority);
    step->session.prompted_ms = step->event->now_ms;
}

void flow_ask(struct step *step, struct str lead, enum sv_priority priority)
{
    struct speech speech = {.n = 0};
    speech_add(&speech, lead);
    ask(step, &speech, priority);
}

void flow_begin(struct step *step, enum sv_priority priority)
{
    if (step->session.language >= 0) {
        flow_go_on(step, priority);
        return;
    }
    move(step, SV_STATE_LANGUAGE, -1);
    flow_ask(step, STR_EMPTY, priority);
}

void flow_go_on(struct step *step, enum sv_priority priority)
{
    if (step->form->has_consent && !step->session.consented) {
        move(step, SV_STATE_CONSENT, -1);
        flow_ask(step, STR_EMPTY, priority);
        return;
    }
    answers_settle(step);
    if (step->rc != RC_OK)
        return;
    const int32_t next = next_question(step);
    const int32_t end = next < 0 ? (int32_t)step->form->questions_n : next;
    struct speech speech = {.n = 0};
    add_notes(step, &speech, reached(step) + 1, end);
    if (next < 0) {
        complete(step, &speech, priority);
        return;
    }
    move(step, SV_STATE_ASKING, next);
    ask(step, &speech, priority);
}

void flow_answer(struct step *step, enum sv_how how, struct str value)
{
    assert(step->session.state == SV_STATE_ASKING);
    answers_put(step, step->session.question, how, value);
}

static int32_t asked_before(const struct step *step)
{
    for (size_t i = answers_place(step, step->session.question); i > 0; i--)
        if (was_asked(&step->session.answers[i - 1]))
            return step->session.answers[i - 1].question;
    return -1;
}

bool flow_back(struct step *step)
{
    const int32_t before = step->session.state == SV_STATE_ASKING ? asked_before(step) : -1;
    if (before < 0)
        return false;
    answers_take_back(step, before);
    answers_settle(step);
    move(step, SV_STATE_ASKING, before);
    return true;
}

bool flow_may_ask(const struct step *step)
{
    return step_is_open(step) &&
           !(step->session.state == SV_STATE_CONSENT && step->session.attempts >= CONSENT_ATTEMPTS_MAX);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t flow_expiry_ms(const struct step *step)
{
    return later(step->session.started_ms, step->session.heard_ms) + step->form->expires_ms;
}

int64_t flow_wake_ms(const struct step *step)
{
    if (!step_is_open(step))
        return 0;
    const int64_t expiry_ms = flow_expiry_ms(step);
    if (!flow_may_ask(step) || (size_t)step->session.reminders >= step->form->reminders_n)
        return expiry_ms;
    const int64_t reminder_ms = later(step->session.prompted_ms, step->session.heard_ms) +
                                step->form->reminder_ms[step->session.reminders];
    return reminder_ms < expiry_ms ? reminder_ms : expiry_ms;
}
