#include "walker.h"

#include "base/buf.h"
#include "base/limits.h"
#include "survey/text.h"

enum { REPLY_MS = 60 * 1000 }; /* what a person takes to answer */

enum rc sv_walk_session(const struct sv_paths_setting *setting, const struct walker *walker,
                        struct sv_session *out_session, struct err *err)
{
    *out_session = SV_SESSION_NEW;
    return walker->state.n == 0 ? RC_OK : sv_session_decode(walker->state, setting->step, out_session, err);
}

static void count_message(struct sv_path *path, struct str text)
{
    static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    const struct sv_size size = sv_text_size(text, no_shifts);
    path->messages++;
    path->segments += (int64_t)size.segments;
    path->ucs2 += size.encoding == SV_UCS2 ? 1 : 0;
}

static void count_step(struct sv_path *path, const struct sv_step *step, bool replied)
{
    path->replies += replied ? 1 : 0;
    for (size_t i = 0; i < step->effects_n; i++) {
        if (step->effects[i].kind == SV_EFFECT_SEND)
            count_message(path, step->effects[i].text);
        path->calls += step->effects[i].kind == SV_EFFECT_TICKET ? 1 : 0;
    }
    path->completed += step->session.disposition == SV_DISPOSITION_I ? 1 : 0;
}

enum rc sv_walk(const struct sv_paths_setting *setting, const struct walker *walker, const struct sv_session *before,
                const struct sv_event *event, struct stride *out_stride, struct err *err)
{
    const struct sv_setting engine = {.form = setting->form,
                                      .languages = setting->languages,
                                      .language = setting->form->systems[setting->language],
                                      .contact_known = true,
                                      .country = setting->country,
                                      .language_code = setting->form->languages[setting->language]};
    const bool replied = event->kind == SV_EVENT_TEXT;
    struct sv_event now = *event;
    now.now_ms = replied ? walker->now_ms + REPLY_MS : walker->now_ms;
    struct sv_step step;
    const enum rc rc = sv_engine_step(&engine, before, &now, setting->step, &step, err);
    if (rc != RC_OK)
        return rc;
    struct stride stride = {
        .walker = *walker, .session = step.session, .refused = step.heard.kind == SV_HEARD_REJECTED};
    stride.walker.now_ms = now.now_ms;
    count_step(&stride.walker.path, &step, replied);
    *out_stride = stride;
    return RC_OK;
}

enum rc sv_walk_keep(struct stride *stride, struct arena *arena, struct err *err)
{
    size_t bytes_max = 128;
    for (size_t i = 0; i < stride->session.answers_n; i++)
        bytes_max += stride->session.answers[i].value.n + 32;
    struct buf state = buf_in(arena, bytes_max);
    sv_session_encode(&stride->session, &state);
    if (state.overflow || state.n > SV_SESSION_BYTES_MAX)
        return err_set(err, RC_TOO_BIG, "no room for the ways through a survey");
    stride->walker.state = buf_str(&state);
    return RC_OK;
}

/* What a stored answer looks like, by type. */
static struct str assumed_value(const struct sv_form *form, const struct sv_question *question)
{
    switch (question->type) {
    case SV_TYPE_SELECT_ONE:
    case SV_TYPE_SELECT_MULTIPLE:
    case SV_TYPE_RANK:
        return form->lists[question->list].choices[0].name;
    case SV_TYPE_DATE:
        return STR("2026-01-15");
    case SV_TYPE_TIME:
        return STR("08:00");
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        return STR("1");
    case SV_TYPE_TEXT:
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        return STR("x");
    }
    __builtin_unreachable();
}

struct sv_heard sv_walk_assumed(const struct sv_paths_setting *setting, int32_t question)
{
    return (struct sv_heard){.kind = SV_HEARD_ANSWER,
                             .question = question,
                             .how = SV_HOW_TEXT,
                             .value = assumed_value(setting->form, &setting->form->questions[question])};
}
