#include "actions.h"

#include "step.h"
#include "survey/form.h"

static bool has_word(struct str value, struct str word)
{
    struct str rest = value;
    struct str name;
    while (str_next(&rest, ' ', &name))
        if (str_eq(name, word))
            return true;
    return false;
}

/* One of its values was chosen, or it asks for none. */
static bool is_meant(const struct sv_action *action, const struct sv_question *question, struct str value)
{
    const bool several = question->type == SV_TYPE_SELECT_MULTIPLE || question->type == SV_TYPE_RANK;
    for (size_t i = 0; i < action->values_n; i++)
        if (several ? has_word(value, action->values[i]) : str_eq(value, action->values[i]))
            return true;
    return action->values_n == 0;
}

static void consent(struct step *step, const struct sv_action *action, bool given)
{
    sv_step_effect(step,
                   &(struct sv_effect){.kind = SV_EFFECT_CONSENT, .question = -1, .flag = given, .text = action->what});
}

static void opt_out(struct step *step)
{
    if (!step->opted_out)
        sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_OPT_OUT, .question = -1});
    step->opted_out = true;
}

static void perform(struct step *step, const struct sv_action *action)
{
    switch (action->kind) {
    case SV_ACTION_URGENT:
        sv_step_ticket(step, SV_TICKET_URGENT, action->what);
        return;
    case SV_ACTION_TASK:
        sv_step_ticket(step, SV_TICKET_TASK, action->what);
        return;
    case SV_ACTION_REFERRAL:
        sv_step_ticket(step, SV_TICKET_REFERRAL, action->what);
        return;
    case SV_ACTION_CONSENT:
        consent(step, action, true);
        return;
    case SV_ACTION_OPTOUT:
        opt_out(step);
        return;
    case SV_ACTION_COUNT:
        break;
    }
    __builtin_unreachable();
}

void sv_actions_answered(struct step *step, int32_t question, struct str value)
{
    const struct sv_question *asked = &step->form->questions[question];
    for (size_t i = 0; i < asked->actions_n; i++) {
        const struct sv_action *action = &asked->actions[i];
        if (value.n > 0 && is_meant(action, asked, value))
            perform(step, action);
        else if (action->kind == SV_ACTION_CONSENT)
            consent(step, action, false);
    }
}

void sv_actions_shown(struct step *step, int32_t note)
{
    const struct sv_question *shown = &step->form->questions[note];
    for (size_t i = 0; i < shown->actions_n; i++)
        perform(step, &shown->actions[i]);
}
