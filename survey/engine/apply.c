#include "apply.h"

#include <assert.h>

#include "base/limits.h"
#include "flow.h"
#include "logic.h"
#include "outcome.h"
#include "policy.h"
#include "prompt.h"
#include "say.h"
#include "screen.h"
#include "step.h"
#include "survey/form.h"

static void begin(struct step *step)
{
    const struct sv_event *event = step->event;
    if (step->opted_out && event->by_person) {
        sv_say_phrase(step, SV_PHRASE_STOPPED);
        return;
    }
    step->session.started_ms = event->now_ms;
    if (step->opted_out) {
        sv_flow_close(step, SV_DISPOSITION_R);
        return;
    }
    if (event->by_person)
        step->session.heard_ms = event->now_ms;
    sv_flow_begin(step, event->by_person ? SV_PRIORITY_REPLY : SV_PRIORITY_INVITATION);
}

static void stop(struct step *step, bool more)
{
    const bool again = step->opted_out;
    step->opted_out = true;
    if (!again)
        sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_OPT_OUT, .question = -1});
    if (sv_step_is_open(step))
        sv_flow_close(step, SV_DISPOSITION_R);
    if (!again && step->event->kind == SV_EVENT_TEXT)
        sv_say_phrase(step, SV_PHRASE_STOP_DONE);
    if (more)
        sv_step_inbox(step, STR("stop_with_text"));
}

static void start(struct step *step)
{
    if (step->opted_out)
        sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_OPT_IN, .question = -1});
    step->opted_out = false;
    if (sv_flow_may_ask(step))
        sv_flow_ask(step, sv_step_voice(step)->phrases[SV_PHRASE_START_DONE], SV_PRIORITY_REPLY);
    else
        sv_say_phrase(step, SV_PHRASE_START_DONE);
}

static void skip(struct step *step)
{
    sv_flow_answer(step, SV_HOW_SKIPPED, STR_EMPTY);
    sv_flow_go_on(step, SV_PRIORITY_REPLY);
}

static void back(struct step *step)
{
    const bool moved = sv_flow_back(step);
    sv_flow_ask(step, moved ? STR_EMPTY : sv_step_voice(step)->phrases[SV_PHRASE_FIRST_QUESTION], SV_PRIORITY_REPLY);
}

/* Commands that are answered with one sentence, and perhaps a person, whatever is open; the open question stays open. */
static void answer_command(struct step *step, enum sv_command command)
{
    static const struct {
        enum sv_phrase phrase;
        bool has_ticket;
        enum sv_ticket ticket;
    } replies[] = {
        [SV_COMMAND_HELP] = {.phrase = SV_PHRASE_HELP, .has_ticket = true, .ticket = SV_TICKET_HELP},
        [SV_COMMAND_INFO] = {.phrase = SV_PHRASE_INFO},
        [SV_COMMAND_ERASE] = {.phrase = SV_PHRASE_ERASE_NOTED, .has_ticket = true, .ticket = SV_TICKET_ERASE},
        [SV_COMMAND_CALL_ME] = {.phrase = SV_PHRASE_CALL_PLANNED, .has_ticket = true, .ticket = SV_TICKET_CALL_ME},
        [SV_COMMAND_QUICK_EXIT] = {.phrase = SV_PHRASE_QUICK_EXIT},
    };
    static_assert(COUNT_OF(replies) == SV_COMMAND_COUNT, "the last command has a reply");
    if (replies[command].has_ticket)
        sv_step_ticket(step, replies[command].ticket, STR_EMPTY);
    step->left = command == SV_COMMAND_QUICK_EXIT;
    sv_say_phrase(step, replies[command].phrase);
}

static void obey(struct step *step, const struct sv_heard *heard)
{
    switch (heard->command) {
    case SV_COMMAND_STOP:
        stop(step, heard->more);
        return;
    case SV_COMMAND_START:
        start(step);
        return;
    case SV_COMMAND_SKIP:
        skip(step);
        return;
    case SV_COMMAND_BACK:
        back(step);
        return;
    case SV_COMMAND_REPEAT:
        sv_flow_ask(step, STR_EMPTY, SV_PRIORITY_REPLY);
        return;
    case SV_COMMAND_HELP:
    case SV_COMMAND_INFO:
    case SV_COMMAND_ERASE:
    case SV_COMMAND_CALL_ME:
    case SV_COMMAND_QUICK_EXIT:
        answer_command(step, heard->command);
        return;
    case SV_COMMAND_NONE:
    case SV_COMMAND_COUNT:
        break;
    }
    assert(false && "a command that fits() let through");
    __builtin_unreachable();
}

static void consent(struct step *step, bool given)
{
    step->session.consented = given;
    sv_step_effect(step,
                   &(struct sv_effect){
                       .kind = SV_EFFECT_CONSENT, .question = -1, .flag = given, .text = step->form->consent_version});
    if (given) {
        sv_flow_go_on(step, SV_PRIORITY_REPLY);
        return;
    }
    sv_flow_close(step, SV_DISPOSITION_R);
    sv_say_phrase(step, SV_PHRASE_CONSENT_REFUSED);
}

static void choose_language(struct step *step, struct str code)
{
    step->session.language = sv_form_language(step->form, code);
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_LANGUAGE, .question = -1, .text = code});
    sv_flow_go_on(step, SV_PRIORITY_REPLY);
}

/* Silence and unclear words are never consent: after the second one a person calls, and nothing more is asked by text. */
static void consent_unclear(struct step *step, const struct sv_heard *heard)
{
    const bool last = step->session.attempts == CONSENT_ATTEMPTS_MAX;
    if (last)
        sv_step_ticket(step, SV_TICKET_CONSENT_UNCLEAR, STR_EMPTY);
    if (heard->more || (!last && !sv_flow_may_ask(step)))
        sv_step_inbox(step, STR("not_understood"));
    if (sv_flow_may_ask(step)) {
        sv_flow_ask(step, sv_prompt_refusal(step, heard), SV_PRIORITY_REPLY);
        return;
    }
    step->session.call_planned = true;
    sv_say_phrase(step, SV_PHRASE_CALL_PLANNED);
}

static void plan_call(struct step *step)
{
    if (!step->session.call_planned)
        sv_step_ticket(step, SV_TICKET_NOT_UNDERSTOOD, STR_EMPTY);
    step->session.call_planned = true;
    sv_step_inbox(step, STR("not_understood"));
    step->session.attempts = 0;
    sv_say_phrase(step, SV_PHRASE_CALL_PLANNED);
}

static void skip_unclear(struct step *step, const struct sv_heard *heard)
{
    if (heard->more)
        sv_step_inbox(step, STR("not_understood"));
    sv_flow_answer(step, SV_HOW_GIVEN_UP, STR_EMPTY);
    sv_flow_go_on(step, SV_PRIORITY_REPLY);
}

static void give_up(struct step *step, const struct sv_heard *heard)
{
    switch (step->form->after_invalid) {
    case SV_AFTER_INVALID_SKIP:
        if (step->session.state == SV_STATE_ASKING && !sv_logic_required(step, sv_step_question(step))) {
            skip_unclear(step, heard);
            return;
        }
        break;
    case SV_AFTER_INVALID_CLOSE:
        sv_flow_close(step, sv_outcome_of(step));
        break;
    case SV_AFTER_INVALID_CALL:
        break;
    }
    plan_call(step);
}

static void refuse(struct step *step, const struct sv_heard *heard)
{
    step->session.attempts++;
    if (step->session.state == SV_STATE_CONSENT) {
        consent_unclear(step, heard);
        return;
    }
    if (step->session.attempts >= step->form->attempts_max) {
        give_up(step, heard);
        return;
    }
    if (heard->more)
        sv_step_inbox(step, STR("not_understood"));
    sv_flow_ask(step, sv_prompt_refusal(step, heard), SV_PRIORITY_REPLY);
}

/* A text that no question waits for: a person reads it. */
static void hand_over(struct step *step)
{
    const struct sv_setting *setting = step->setting;
    if (step->opted_out) {
        sv_step_inbox(step, STR("opted_out"));
        return;
    }
    if (setting->contact_known) {
        sv_step_inbox(step, STR("nothing_open"));
        sv_say_phrase(step, SV_PHRASE_NOTHING_OPEN);
        return;
    }
    sv_step_inbox(step, STR("unknown_number"));
    /* On a screen there is always an answer; how to identify oneself was said when they dialled. */
    if (setting->greeted_today || step->event->on_screen)
        return;
    sv_say_phrase(step, SV_PHRASE_UNKNOWN_NUMBER);
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_GREETED, .question = -1});
}

static bool command_fits(const struct step *step, enum sv_command command)
{
    switch (command) {
    case SV_COMMAND_STOP:
    case SV_COMMAND_START:
    case SV_COMMAND_HELP:
    case SV_COMMAND_INFO:
    case SV_COMMAND_ERASE:
    case SV_COMMAND_CALL_ME:
    case SV_COMMAND_QUICK_EXIT:
        return true;
    case SV_COMMAND_BACK:
    case SV_COMMAND_REPEAT:
        return sv_step_is_open(step) && !step->opted_out;
    case SV_COMMAND_SKIP:
        return step->session.state == SV_STATE_ASKING && !step->opted_out;
    case SV_COMMAND_NONE:
    case SV_COMMAND_COUNT:
        return false;
    }
    return false;
}

/* An interpretation stored earlier must fit where the session stands now: an answer to the question that is open, and
 * nothing else. */
static bool fits(const struct step *step, const struct sv_heard *heard)
{
    const struct sv_session *session = &step->session;
    const bool open = sv_step_is_open(step) && !step->opted_out;
    switch (heard->kind) {
    case SV_HEARD_COMMAND:
        return command_fits(step, heard->command);
    case SV_HEARD_ANSWER:
        return open && session->state == SV_STATE_ASKING && heard->question == session->question &&
               heard->row == session->row && (unsigned)heard->how < SV_HOW_COUNT &&
               heard->value.n <= SV_VALUE_BYTES_MAX;
    case SV_HEARD_YES:
    case SV_HEARD_NO:
        return open && session->state == SV_STATE_CONSENT;
    case SV_HEARD_LANGUAGE:
        return open && session->state == SV_STATE_LANGUAGE && sv_form_language(step->form, heard->value) >= 0;
    case SV_HEARD_REJECTED:
        return open && (unsigned)heard->phrase < SV_PHRASE_COUNT;
    case SV_HEARD_NOT_FOR_US:
        return true;
    case SV_HEARD_UNREAD:
    case SV_HEARD_NOTHING:
    case SV_HEARD_COUNT:
        return false;
    }
    return false;
}

static void apply_text(struct step *step, const struct sv_heard *heard)
{
    if (!fits(step, heard)) {
        sv_step_fail(step, RC_BAD_INPUT, "stored interpretation does not fit the session");
        return;
    }
    if (sv_step_is_open(step)) {
        step->session.heard_ms = step->event->now_ms;
        step->session.reminders = 0;
    }
    switch (heard->kind) {
    case SV_HEARD_COMMAND:
        obey(step, heard);
        return;
    case SV_HEARD_ANSWER:
        if (heard->more)
            sv_step_inbox(step, STR("danger"));
        sv_flow_answer(step, heard->how, heard->value);
        sv_flow_go_on(step, SV_PRIORITY_REPLY);
        return;
    case SV_HEARD_YES:
    case SV_HEARD_NO:
        consent(step, heard->kind == SV_HEARD_YES);
        return;
    case SV_HEARD_LANGUAGE:
        choose_language(step, heard->value);
        return;
    case SV_HEARD_REJECTED:
        refuse(step, heard);
        return;
    case SV_HEARD_NOT_FOR_US:
        hand_over(step);
        return;
    case SV_HEARD_UNREAD:
    case SV_HEARD_NOTHING:
    case SV_HEARD_COUNT:
        break;
    }
    assert(false && "fits() let nothing else through");
    __builtin_unreachable();
}

/* Silence: a reminder when one is due, the end when the time is over. */
static void timer(struct step *step)
{
    const int64_t now_ms = step->event->now_ms;
    if (now_ms < step->session.wake_ms)
        return;
    if (now_ms >= sv_flow_expiry_ms(step)) {
        sv_flow_close(step, sv_outcome_of(step));
        return;
    }
    if (!sv_flow_may_remind(step))
        return;
    step->session.reminders++;
    sv_flow_ask(step, sv_step_voice(step)->phrases[SV_PHRASE_REMINDER], SV_PRIORITY_REMINDER);
}

/* What the programme does by itself; nothing at all towards a person who opted out. */
static void own_initiative(struct step *step)
{
    if (!sv_step_is_open(step))
        return;
    if (step->opted_out) {
        sv_flow_close(step, SV_DISPOSITION_R);
        return;
    }
    if (step->event->kind == SV_EVENT_TIMER)
        timer(step);
    else if (sv_flow_may_ask(step))
        sv_flow_ask(step, STR_EMPTY, SV_PRIORITY_REMINDER);
}

void sv_apply(struct step *step, const struct sv_heard *heard)
{
    switch (step->event->kind) {
    case SV_EVENT_TEXT:
        apply_text(step, heard);
        return;
    case SV_EVENT_BEGIN:
        begin(step);
        return;
    case SV_EVENT_TIMER:
    case SV_EVENT_REPLAN:
        own_initiative(step);
        return;
    case SV_EVENT_STOP:
        stop(step, false);
        return;
    case SV_EVENT_DIAL:
        sv_screen_dial(step);
        return;
    case SV_EVENT_COUNT:
        break;
    }
    assert(false && "engine_step refused other events");
    __builtin_unreachable();
}
