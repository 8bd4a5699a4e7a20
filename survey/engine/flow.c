#include "flow.h"

#include <assert.h>
#include <math.h>

#include "actions.h"
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
        if (!answered && sv_logic_is_asked(question) && sv_logic_relevant(step, question) &&
            sv_logic_offers(step, question))
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

/* What a note sets off happens even where there are too many to say. */
static void add_notes(struct step *step, struct speech *speech, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++) {
        const struct sv_question *question = &step->form->questions[i];
        if (question->type != SV_TYPE_NOTE || !sv_logic_relevant(step, question))
            continue;
        if (speech->n < SV_NOTES_PER_STEP_MAX)
            sv_speech_add(speech, sv_prompt_filled(step, sv_step_text(step, question->short_label)));
        sv_actions_shown(step, i);
    }
}

static void put_scores(struct step *step)
{
    const size_t n = step->form->scores_n;
    if (n == 0)
        return;
    double *scores = ARENA_ARRAY(step->arena, double, n);
    if (scores == NULL || sv_scores(step->form, &step->session, scores) != RC_OK) {
        sv_step_fail(step, RC_TOO_BIG, "no room for the scores of a session");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct str number = STR_EMPTY;
        if (isnan(scores[i]))
            continue;
        if (sv_number_text(scores[i], step->arena, &number) != RC_OK)
            sv_step_fail(step, RC_TOO_BIG, "no room for a score");
        sv_step_effect(
            step, &(struct sv_effect){
                      .kind = SV_EFFECT_SCORE, .question = -1, .text = step->form->scores[i].name, .value = number});
    }
}

void sv_flow_close(struct step *step, enum sv_disposition disposition)
{
    assert(disposition != SV_DISPOSITION_OPEN);
    move(step, SV_STATE_CLOSED, -1);
    step->session.disposition = disposition;
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_CLOSE, .question = -1});
}

/* Paid for completing, whatever the answers: skipped and refused questions count as answered here. A form may tie it to a
 * note of thanks, which those who put the survey off do not see. */
static void earn(struct step *step)
{
    const struct sv_form *form = step->form;
    if (form->incentive.n > 0 &&
        (form->incentive_at < 0 || sv_logic_relevant(step, &form->questions[form->incentive_at])))
        sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_INCENTIVE, .question = -1, .text = form->incentive});
}

static void finish(struct step *step)
{
    put_scores(step);
    sv_flow_close(step, SV_DISPOSITION_I);
    earn(step);
}

static void complete(struct step *step, struct speech *speech, enum sv_priority priority)
{
    finish(step);
    const struct str own = sv_step_text(step, step->form->thanks);
    sv_speech_add(speech, own.n > 0 ? sv_prompt_filled(step, own) : sv_step_voice(step)->phrases[SV_PHRASE_COMPLETED]);
    sv_say(step, speech, priority);
}

/* An answer was the wish for no more messages: what belongs to it is said, nothing more is asked, and the one confirmation
 * of STOP comes last. Whoever had nothing left to answer has completed the survey all the same. */
static void part(struct step *step, struct speech *speech, bool at_end, enum sv_priority priority)
{
    if (at_end) {
        finish(step);
        sv_speech_add(speech, sv_prompt_filled(step, sv_step_text(step, step->form->thanks)));
    } else {
        sv_flow_close(step, SV_DISPOSITION_R);
    }
    sv_speech_add(speech, sv_step_voice(step)->phrases[SV_PHRASE_STOP_DONE]);
    sv_say(step, speech, priority);
}

static void ask(struct step *step, struct speech *speech, enum sv_priority priority)
{
    sv_speech_add(speech, sv_prompt_open(step));
    sv_say(step, speech, priority);
    step->session.prompted_ms = step->event->now_ms;
    step->asked = true;
}

void sv_flow_ask(struct step *step, struct str lead, enum sv_priority priority)
{
    struct speech speech = {.n = 0};
    sv_speech_add(&speech, lead);
    ask(step, &speech, priority);
}

void sv_flow_begin(struct step *step, enum sv_priority priority)
{
    if (step->session.language >= 0) {
        sv_flow_go_on(step, priority);
        return;
    }
    move(step, SV_STATE_LANGUAGE, -1);
    sv_flow_ask(step, STR_EMPTY, priority);
}

void sv_flow_go_on(struct step *step, enum sv_priority priority)
{
    if (step->form->has_consent && !step->session.consented) {
        move(step, SV_STATE_CONSENT, -1);
        sv_flow_ask(step, STR_EMPTY, priority);
        return;
    }
    sv_answers_settle(step);
    if (step->rc != RC_OK)
        return;
    const int32_t next = next_question(step);
    const int32_t end = next < 0 ? (int32_t)step->form->questions_n : next;
    struct speech speech = {.n = 0};
    add_notes(step, &speech, reached(step) + 1, end);
    if (step->opted_out) {
        part(step, &speech, next < 0, priority);
        return;
    }
    if (next < 0) {
        complete(step, &speech, priority);
        return;
    }
    move(step, SV_STATE_ASKING, next);
    ask(step, &speech, priority);
}

void sv_flow_answer(struct step *step, enum sv_how how, struct str value)
{
    assert(step->session.state == SV_STATE_ASKING);
    sv_answers_put(step, step->session.question, how, value);
    sv_actions_answered(step, step->session.question, value);
}

static int32_t asked_before(const struct step *step)
{
    for (size_t i = sv_answers_place(step, step->session.question); i > 0; i--)
        if (was_asked(&step->session.answers[i - 1]))
            return step->session.answers[i - 1].question;
    return -1;
}

bool sv_flow_back(struct step *step)
{
    const int32_t before = step->session.state == SV_STATE_ASKING ? asked_before(step) : -1;
    if (before < 0)
        return false;
    sv_answers_take_back(step, before);
    sv_answers_settle(step);
    move(step, SV_STATE_ASKING, before);
    return true;
}

bool sv_flow_may_ask(const struct step *step)
{
    return sv_step_is_open(step) &&
           !(step->session.state == SV_STATE_CONSENT && step->session.attempts >= CONSENT_ATTEMPTS_MAX);
}

bool sv_flow_may_remind(const struct step *step)
{
    const int32_t own = (int32_t)step->form->reminders_n;
    const int32_t most = step->setting->reminders_max;
    return sv_flow_may_ask(step) && step->session.reminders < (most > 0 && most < own ? most : own);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t sv_flow_expiry_ms(const struct step *step)
{
    return later(step->session.started_ms, step->session.heard_ms) + step->form->expires_ms;
}

int64_t sv_flow_wake_ms(const struct step *step)
{
    if (!sv_step_is_open(step))
        return 0;
    const int64_t expiry_ms = sv_flow_expiry_ms(step);
    if (!sv_flow_may_remind(step))
        return expiry_ms;
    const int64_t reminder_ms =
        later(step->session.prompted_ms, step->session.heard_ms) + step->form->reminder_ms[step->session.reminders];
    return reminder_ms < expiry_ms ? reminder_ms : expiry_ms;
}
