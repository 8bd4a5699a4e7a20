#include "step.h"

#include <assert.h>

#include "survey/form.h"

enum { FIRST_EFFECTS = 4 }; /* an answer and a question take two */

void sv_step_fail(struct step *step, enum rc rc, const char *what)
{
    assert(rc != RC_OK);
    if (step->rc == RC_OK)
        step->rc = err_set(step->err, rc, "%s", what);
}

bool sv_step_is_open(const struct step *step)
{
    switch (step->session.state) {
    case SV_STATE_LANGUAGE:
    case SV_STATE_CONSENT:
    case SV_STATE_ASKING:
        return true;
    case SV_STATE_NONE:
    case SV_STATE_CLOSED:
    case SV_STATE_COUNT:
        return false;
    }
    __builtin_unreachable();
}

/* Not capped by SV_EFFECTS_MAX: a form with forty calculations that change together is no fault of the person who
 * wrote. The number is bounded by the questions of the form, the memory by the arena. */
void sv_step_effect(struct step *step, const struct sv_effect *effect)
{
    if (step->effects_n == step->effects_max) {
        const size_t max = step->effects_max == 0 ? FIRST_EFFECTS : 2 * step->effects_max;
        struct sv_effect *grown = arena_grow(step->arena, step->effects, step->effects_n, max, sizeof *grown);
        if (grown == NULL) {
            sv_step_fail(step, RC_TOO_BIG, "no room for the effects of a step");
            return;
        }
        step->effects = grown;
        step->effects_max = max;
    }
    step->effects[step->effects_n++] = *effect;
}

void sv_step_ticket(struct step *step, enum sv_ticket ticket, struct str topic)
{
    sv_step_effect(step,
                   &(struct sv_effect){.kind = SV_EFFECT_TICKET, .question = -1, .ticket = ticket, .text = topic});
}

void sv_step_inbox(struct step *step, struct str reason)
{
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_INBOX, .question = -1, .text = reason});
}

const struct sv_question *sv_step_question(const struct step *step)
{
    assert(step->session.state == SV_STATE_ASKING);
    assert(step->session.question >= 0 && (size_t)step->session.question < step->form->questions_n);
    return &step->form->questions[step->session.question];
}

size_t sv_step_language(const struct step *step)
{
    return step->session.language >= 0 ? (size_t)step->session.language : step->form->default_language;
}

const struct sv_language *sv_step_voice(const struct step *step)
{
    if (step->form != NULL && step->session.language >= 0)
        return step->form->systems[step->session.language];
    if (step->setting->language != NULL)
        return step->setting->language;
    if (step->form != NULL)
        return step->form->systems[step->form->default_language];
    return &step->setting->languages->items[0];
}

struct str sv_step_text(const struct step *step, const struct str *texts)
{
    return texts == NULL ? STR_EMPTY : texts[sv_step_language(step)];
}
