#include "hear.h"

#include <assert.h>

#include "logic.h"
#include "policy.h"
#include "step.h"
#include "survey/answer.h"
#include "survey/form.h"
#include "survey/language.h"

static struct sv_heard heard_as(enum sv_heard_kind kind)
{
    return (struct sv_heard){.kind = kind, .question = -1};
}

static struct sv_heard heard_command(enum sv_command command)
{
    struct sv_heard heard = heard_as(SV_HEARD_COMMAND);
    heard.command = command;
    return heard;
}

static bool is_message(struct str text)
{
    int words = 0;
    bool inside = false;
    for (size_t i = 0; i < text.n && words < MESSAGE_WORDS_MIN; i++) {
        const bool blank = text.p[i] == ' ' || (text.p[i] >= '\t' && text.p[i] <= '\r');
        words += !blank && !inside ? 1 : 0;
        inside = !blank;
    }
    return words >= MESSAGE_WORDS_MIN;
}

/* `more` marks a refused text that a human must read too. */
static struct sv_heard rejected(const struct step *step, enum sv_phrase phrase)
{
    struct sv_heard heard = heard_as(SV_HEARD_REJECTED);
    heard.phrase = phrase;
    heard.more = is_message(step->event->text);
    return heard;
}

static struct str folded_text(struct step *step)
{
    struct str folded = STR_EMPTY;
    if (sv_fold(step->event->text, sv_step_voice(step), step->arena, &folded) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
    return folded;
}

/* By its number in the list, its code or its own name. */
static struct sv_heard hear_language(struct step *step)
{
    const struct str text = folded_text(step);
    int64_t number = 0;
    const bool is_number = str_to_i64(text, &number);
    for (size_t i = 0; i < step->form->languages_n; i++) {
        struct str name = STR_EMPTY;
        if (sv_fold(step->form->systems[i]->name, sv_step_voice(step), step->arena, &name) != RC_OK)
            sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
        const bool chosen = is_number ? number == (int64_t)i + 1
                                      : text.n > 0 && (str_eq(text, name) || str_eq(text, step->form->languages[i]));
        if (!chosen)
            continue;
        struct sv_heard heard = heard_as(SV_HEARD_LANGUAGE);
        heard.value = step->form->languages[i];
        return heard;
    }
    return rejected(step, SV_PHRASE_INVALID_CHOICE);
}

static struct sv_heard hear_consent(struct step *step)
{
    int answer = -1;
    if (sv_yes_no(step->event->text, sv_step_voice(step), step->arena, &answer) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
    if (answer < 0)
        return rejected(step, SV_PHRASE_CONSENT_UNCLEAR);
    return heard_as(answer == 1 ? SV_HEARD_YES : SV_HEARD_NO);
}

static struct sv_heard heard_answer(const struct step *step, struct str value, enum sv_how how)
{
    struct sv_heard heard = heard_as(SV_HEARD_ANSWER);
    heard.question = step->session.question;
    heard.row = step->session.row;
    heard.how = how;
    heard.value = value;
    return heard;
}

static struct sv_heard hear_answer(struct step *step)
{
    const struct sv_question *question = sv_step_question(step);
    const struct sv_asked asked = sv_logic_asked(step, question);
    struct sv_reading reading = {.verdict = SV_NOT_UNDERSTOOD, .phrase = SV_PHRASE_INVALID};
    if (sv_answer_read(&asked, step->event->text, step->arena, &reading) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
    if (reading.verdict != SV_UNDERSTOOD) {
        struct sv_heard heard = rejected(step, reading.phrase);
        heard.first = reading.first;
        heard.second = reading.second;
        return heard;
    }
    if (!sv_logic_accepts(step, question, reading.value))
        return rejected(step, SV_PHRASE_OUT_OF_RANGE);
    return heard_answer(step, reading.value, reading.how);
}

/* SKIP came as the figure 0, not as a word. */
static bool is_zero(struct step *step)
{
    return str_find_byte(folded_text(step), '0') != SIZE_MAX;
}

static struct sv_heard hear_skip(struct step *step)
{
    const struct sv_question *question = sv_step_question(step);
    if (sv_logic_takes_zero(step, question) && is_zero(step))
        return hear_answer(step);
    const struct str preset = sv_logic_default(step, question);
    if (preset.n > 0)
        return heard_answer(step, preset, SV_HOW_DEFAULT);
    return sv_logic_required(step, question) ? rejected(step, SV_PHRASE_REQUIRED) : heard_command(SV_COMMAND_SKIP);
}

static struct sv_heard hear_open(struct step *step)
{
    switch (step->session.state) {
    case SV_STATE_LANGUAGE:
        return hear_language(step);
    case SV_STATE_CONSENT:
        return hear_consent(step);
    case SV_STATE_ASKING:
        return hear_answer(step);
    case SV_STATE_NONE:
    case SV_STATE_CLOSED:
    case SV_STATE_COUNT:
        break;
    }
    assert(false && "nothing is open");
    __builtin_unreachable();
}

static struct sv_heard hear_text(struct step *step)
{
    /* Whoever opted out is asked nothing, whatever a session says: only what concerns the contact is heard. */
    const bool open = sv_step_is_open(step) && !step->opted_out;
    const bool asking = open && step->session.state == SV_STATE_ASKING;
    const bool free_text = asking && sv_step_question(step)->type == SV_TYPE_TEXT;
    enum sv_command word = SV_COMMAND_NONE;
    bool more = false;
    if (sv_command_read(step->event->text, step->setting->languages, free_text, step->arena, &word, &more) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
    switch (word) {
    case SV_COMMAND_STOP:
    case SV_COMMAND_START:
    case SV_COMMAND_HELP:
    case SV_COMMAND_INFO:
    case SV_COMMAND_ERASE:
    case SV_COMMAND_CALL_ME:
    case SV_COMMAND_QUICK_EXIT: {
        struct sv_heard heard = heard_command(word);
        heard.more = more;
        return heard;
    }
    case SV_COMMAND_BACK:
    case SV_COMMAND_REPEAT:
        return open ? heard_command(word) : heard_as(SV_HEARD_NOT_FOR_US);
    case SV_COMMAND_SKIP:
        if (asking)
            return hear_skip(step);
        break;
    case SV_COMMAND_NONE:
    case SV_COMMAND_COUNT:
        break;
    }
    return open ? hear_open(step) : heard_as(SV_HEARD_NOT_FOR_US);
}

/* Words of danger in what is no plain answer are read by a human too, whatever becomes of the answer. */
static struct sv_heard with_danger(struct step *step, struct sv_heard heard)
{
    const bool free_text = heard.kind == SV_HEARD_ANSWER && heard.how == SV_HOW_TEXT;
    bool danger = false;
    if (heard.kind != SV_HEARD_REJECTED && !free_text)
        return heard;
    if (sv_danger_read(step->event->text, step->setting->languages, step->arena, &danger) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room to read a text");
    heard.more = heard.more || danger;
    return heard;
}

struct sv_heard sv_hear(struct step *step)
{
    return step->event->kind == SV_EVENT_TEXT ? with_danger(step, hear_text(step)) : heard_as(SV_HEARD_NOTHING);
}
