#include "say.h"

#include <assert.h>

#include "draft.h"
#include "policy.h"
#include "step.h"
#include "survey/text.h"

void sv_speech_add(struct speech *speech, struct str text)
{
    if (text.n == 0)
        return;
    assert(speech->n < SPEECH_PARTS_MAX);
    speech->parts[speech->n++] = text;
}

static int64_t not_after_ms(enum sv_priority priority, int64_t now_ms)
{
    static const int64_t patience_ms[] = {
        [SV_PRIORITY_REPLY] = REPLY_LATEST_MINUTES * MINUTE_MS,
        [SV_PRIORITY_REMINDER] = START_LATEST_HOURS * HOUR_MS,
        [SV_PRIORITY_INVITATION] = START_LATEST_HOURS * HOUR_MS,
    };
    assert((unsigned)priority < COUNT_OF(patience_ms));
    return now_ms + patience_ms[priority];
}

static void send_text(struct step *step, struct str text, enum sv_priority priority)
{
    sv_step_effect(step, &(struct sv_effect){.kind = SV_EFFECT_SEND,
                                             .question = step->session.question,
                                             .priority = priority,
                                             .after_stop = step->opted_out,
                                             .not_after_ms = not_after_ms(priority, step->event->now_ms),
                                             .text = text});
}

static bool fits_one_message(struct str text)
{
    const struct sv_shifts none = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    return sv_text_size(text, none).segments <= 1;
}

static struct str joined(struct step *step, const struct speech *speech)
{
    struct draft draft = {.arena = step->arena};
    for (size_t i = 0; i < speech->n; i++) {
        sv_draft_line(&draft);
        sv_draft_put(&draft, speech->parts[i]);
    }
    if (draft.full)
        sv_step_fail(step, RC_TOO_BIG, "no room for a message");
    return sv_draft_str(&draft);
}

void sv_say(struct step *step, const struct speech *speech, enum sv_priority priority)
{
    struct speech ready = {.n = 0};
    for (size_t i = 0; i < speech->n; i++) {
        struct str text = STR_EMPTY;
        if (sv_text_for_sending(speech->parts[i], step->arena, &text) != RC_OK)
            sv_step_fail(step, RC_TOO_BIG, "no room for a message");
        sv_speech_add(&ready, text);
    }
    if (ready.n > 1) {
        const struct str whole = joined(step, &ready);
        if (fits_one_message(whole)) {
            send_text(step, whole, priority);
            return;
        }
    }
    for (size_t i = 0; i < ready.n; i++)
        send_text(step, ready.parts[i], priority);
}

void sv_say_phrase(struct step *step, enum sv_phrase phrase)
{
    assert((unsigned)phrase < SV_PHRASE_COUNT);
    struct speech speech = {.n = 0};
    sv_speech_add(&speech, sv_step_voice(step)->phrases[phrase]);
    sv_say(step, &speech, SV_PRIORITY_REPLY);
}
