#include "screen.h"

#include "flow.h"
#include "say.h"
#include "step.h"

static bool says_something(const struct step *step)
{
    for (size_t i = 0; i < step->effects_n; i++)
        if (step->effects[i].kind == SV_EFFECT_SEND)
            return true;
    return false;
}

/* Nothing is open and nothing was said. */
static enum sv_phrase greeting(const struct step *step)
{
    if (step->opted_out)
        return SV_PHRASE_STOPPED;
    if (step->event->kind == SV_EVENT_TEXT)
        return SV_PHRASE_NOTHING_OPEN;
    return step->setting->contact_known ? SV_PHRASE_NOTHING_TO_ASK : SV_PHRASE_UNKNOWN_NUMBER;
}

void sv_screen_dial(struct step *step)
{
    if (!sv_step_is_open(step) || step->opted_out)
        return;
    step->session.heard_ms = step->event->now_ms;
    step->session.reminders = 0;
    /* Consent was unclear twice: a person calls, and nothing more is asked. */
    if (!sv_flow_may_ask(step))
        sv_say_phrase(step, SV_PHRASE_CALL_PLANNED);
}

void sv_screen_finish(struct step *step)
{
    if (step->left)
        return;
    if (!step->asked && !step->opted_out && sv_flow_may_ask(step))
        sv_flow_ask(step, (struct str){.p = "", .n = 0}, SV_PRIORITY_REPLY);
    else if (!says_something(step))
        sv_say_phrase(step, greeting(step));
}

bool sv_screen_awaits(const struct step *step)
{
    if (step->left)
        return false;
    if (!step->opted_out && sv_flow_may_ask(step))
        return true;
    /* Who dialled and has nothing open may still ask for a person, come back, or send the code on the card. */
    return step->event->kind != SV_EVENT_TEXT && step->session.state == SV_STATE_NONE;
}
