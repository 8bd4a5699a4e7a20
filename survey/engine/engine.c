#include "survey/engine.h"

#include <assert.h>

#include "apply.h"
#include "flow.h"
#include "hear.h"
#include "logic.h"
#include "prompt.h"
#include "screen.h"
#include "step.h"
#include "survey/form.h"

enum { DAY_S = 24 * 60 * 60 };

/* The last moment of the year 9999: sums of a time and a duration of a form cannot overflow. */
#define TIME_MS_MAX ((int64_t)253402300799999)

static bool is_time(int64_t ms)
{
    return ms >= 0 && ms <= TIME_MS_MAX;
}

static bool event_fits(const struct sv_setting *setting, const struct sv_session *before, const struct sv_event *event)
{
    if ((unsigned)event->kind >= SV_EVENT_COUNT || !is_time(event->now_ms))
        return false;
    if (event->utc_offset_s < -DAY_S || event->utc_offset_s > DAY_S)
        return false;
    if (event->kind == SV_EVENT_BEGIN)
        return setting->form != NULL && before->state == SV_STATE_NONE;
    return true;
}

static bool answers_fit(const struct sv_form *form, const struct sv_session *session)
{
    int32_t last = -1;
    for (size_t i = 0; i < session->answers_n; i++) {
        const struct sv_answer *answer = &session->answers[i];
        if (answer->question <= last || (size_t)answer->question >= form->questions_n || answer->row != 0)
            return false;
        last = answer->question;
    }
    return true;
}

static bool open_question_fits(const struct sv_form *form, const struct sv_session *session)
{
    if (session->state != SV_STATE_ASKING)
        return session->question == -1;
    return session->question >= 0 && (size_t)session->question < form->questions_n && session->row == 0 &&
           session->language >= 0 && sv_logic_is_asked(&form->questions[session->question]) &&
           sv_session_answer(session, session->question, 0) == NULL;
}

static bool session_fits(const struct sv_form *form, const struct sv_session *session)
{
    if ((unsigned)session->state >= SV_STATE_COUNT || (unsigned)session->disposition >= SV_DISPOSITION_COUNT)
        return false;
    if (form == NULL)
        return session->state == SV_STATE_NONE && session->answers_n == 0;
    const bool asked_language = session->state == SV_STATE_CONSENT || session->state == SV_STATE_ASKING;
    return session->language >= (asked_language ? 0 : -1) && session->language < (int32_t)form->languages_n &&
           session->attempts >= 0 && session->attempts < INT32_MAX && session->reminders >= 0 &&
           is_time(session->started_ms) && is_time(session->prompted_ms) && is_time(session->heard_ms) &&
           open_question_fits(form, session) && answers_fit(form, session);
}

/* "es-GT" is answered in "es" where the form has no better. */
static int32_t wished_language(const struct sv_form *form, struct str code)
{
    assert(form != NULL);
    if (form->languages_n == 1)
        return 0;
    const int32_t exact = sv_form_language(form, code);
    const size_t hyphen = str_find_byte(code, '-');
    return exact >= 0 || hyphen == SIZE_MAX ? exact : sv_form_language(form, str_sub(code, 0, hyphen));
}

static void step_init(struct step *step)
{
    if (step->event->kind == SV_EVENT_BEGIN && step->session.language < 0)
        step->session.language = wished_language(step->form, step->setting->language_code);
    sv_logic_init(step);
}

static enum rc check(const struct sv_setting *setting, const struct sv_session *before, const struct sv_event *event,
                     struct err *err)
{
    assert(setting->languages != NULL && setting->languages->n > 0);
    if (!event_fits(setting, before, event))
        return err_set(err, RC_BAD_INPUT, "event does not fit the session");
    if (!session_fits(setting->form, before))
        return err_set(err, RC_BAD_INPUT, "session does not fit the form");
    return RC_OK;
}

static struct step step_of(const struct sv_setting *setting, const struct sv_session *session,
                           const struct sv_event *event, struct arena *arena, struct err *err)
{
    return (struct step){.setting = setting,
                         .form = setting->form,
                         .event = event,
                         .arena = arena,
                         .err = err,
                         .session = *session,
                         .opted_out = setting->opted_out};
}

enum rc sv_engine_step(const struct sv_setting *setting, const struct sv_session *before, const struct sv_event *event,
                       struct arena *arena, struct sv_step *out_step, struct err *err)
{
    const enum rc checked = check(setting, before, event, err);
    if (checked != RC_OK)
        return checked;
    struct step step = step_of(setting, before, event, arena, err);
    step_init(&step);
    if (step.rc != RC_OK)
        return step.rc;
    const struct sv_heard heard = event->heard.kind == SV_HEARD_UNREAD ? sv_hear(&step) : event->heard;
    if (step.rc != RC_OK)
        return step.rc;
    sv_apply(&step, &heard);
    if (event->on_screen)
        sv_screen_finish(&step);
    step.session.seq++;
    step.session.wake_ms = sv_flow_wake_ms(&step);
    if (step.rc != RC_OK)
        return step.rc;
    *out_step = (struct sv_step){.session = step.session,
                                 .heard = heard,
                                 .effects = step.effects,
                                 .effects_n = step.effects_n,
                                 .awaits = sv_screen_awaits(&step)};
    return RC_OK;
}

enum rc sv_engine_prompt(const struct sv_setting *setting, const struct sv_session *session,
                         const struct sv_event *event, struct arena *arena, struct str *out_text, struct err *err)
{
    const enum rc checked = check(setting, session, event, err);
    if (checked != RC_OK)
        return checked;
    struct step step = step_of(setting, session, event, arena, err);
    if (!sv_step_is_open(&step))
        return err_set(err, RC_NOT_FOUND, "no question is open");
    sv_logic_init(&step);
    const struct str text = sv_prompt_open(&step);
    if (step.rc == RC_OK)
        *out_text = text;
    return step.rc;
}
