#include "prompt.h"

#include <assert.h>

#include "draft.h"
#include "logic.h"
#include "step.h"
#include "survey/answer.h"
#include "survey/form.h"
#include "survey/language.h"

static struct str finished(struct step *step, const struct draft *draft)
{
    if (draft->full)
        sv_step_fail(step, RC_TOO_BIG, "no room for a prompt");
    return sv_draft_str(draft);
}

static void put_option_text(struct step *step, struct draft *draft, const struct sv_list *list, struct str name)
{
    for (size_t i = 0; i < list->choices_n; i++)
        if (str_eq(list->choices[i].name, name))
            sv_draft_put(draft, sv_step_text(step, list->choices[i].short_label));
}

static void put_value(struct step *step, struct draft *draft, const struct sv_question *question, struct str value)
{
    if (question->list < 0) {
        sv_draft_put(draft, value);
        return;
    }
    struct str rest = value;
    struct str name;
    for (bool first = true; str_next(&rest, ' ', &name); first = false) {
        sv_draft_put(draft, first ? STR_EMPTY : STR(", "));
        put_option_text(step, draft, &step->form->lists[question->list], name);
    }
}

static void put_answer(struct step *step, struct draft *draft, int32_t index)
{
    const struct sv_question *question = &step->form->questions[index];
    const struct sv_answer *answer = sv_session_answer(&step->session, index, 0);
    if (answer != NULL && question->privacy == SV_PRIVACY_NONE)
        put_value(step, draft, question, answer->value);
}

/* Places are looked for in the form's text only, never in what an answer put there. */
static void put_filled(struct step *step, struct draft *draft, struct str text)
{
    for (;;) {
        const size_t from = str_find(text, STR("${"));
        const size_t length = from == SIZE_MAX ? SIZE_MAX : str_find_byte(str_sub(text, from, text.n), '}');
        if (length == SIZE_MAX)
            break;
        const int32_t index = sv_form_question(step->form, str_trim(str_sub(text, from + 2, length - 2)));
        /* An unknown place stays as it is. */
        sv_draft_put(draft, str_sub(text, 0, index < 0 ? from + length + 1 : from));
        if (index >= 0)
            put_answer(step, draft, index);
        text = str_sub(text, from + length + 1, text.n);
    }
    sv_draft_put(draft, text);
}

struct str sv_prompt_filled(struct step *step, struct str text)
{
    if (str_find(text, STR("${")) == SIZE_MAX)
        return text;
    struct draft draft = {.arena = step->arena};
    put_filled(step, &draft, text);
    return finished(step, &draft);
}

static void put_option(struct draft *draft, struct str key, struct str label)
{
    sv_draft_line(draft);
    sv_draft_put(draft, key);
    sv_draft_put(draft, STR(" "));
    sv_draft_put(draft, label);
}

static void put_options(struct step *step, struct draft *draft, const struct sv_question *question)
{
    const struct sv_asked asked = sv_logic_asked(step, question);
    const struct sv_list *list = &step->form->lists[question->list];
    for (size_t i = 0; i < asked.choices_n; i++) {
        struct str key = STR_EMPTY;
        if (sv_choice_key(&asked, i, step->arena, &key) != RC_OK)
            sv_step_fail(step, RC_TOO_BIG, "no room for the options of a question");
        put_option(draft, key, sv_prompt_filled(step, sv_step_text(step, list->choices[asked.choices[i]].short_label)));
    }
}

static struct str hint_of(const struct step *step, const struct sv_question *question)
{
    const struct str own = sv_step_text(step, question->hint);
    const struct str *phrases = sv_step_voice(step)->phrases;
    if (own.n > 0)
        return own;
    switch (question->type) {
    case SV_TYPE_SELECT_MULTIPLE:
        return phrases[SV_PHRASE_MULTIPLE_HINT];
    case SV_TYPE_RANK:
        return phrases[SV_PHRASE_RANK_HINT];
    case SV_TYPE_DATE:
        return phrases[SV_PHRASE_DATE_HINT];
    case SV_TYPE_TIME:
        return phrases[SV_PHRASE_TIME_HINT];
    case SV_TYPE_TEXT:
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
    case SV_TYPE_SELECT_ONE:
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        return STR_EMPTY;
    }
    __builtin_unreachable();
}

static void put_hint(struct step *step, struct draft *draft, struct str hint)
{
    if (hint.n == 0)
        return;
    sv_draft_line(draft);
    put_filled(step, draft, hint);
}

/* What was worked out for a question of privacy may come from other answers: it is not shown. */
static struct str default_text(struct step *step, const struct sv_question *question, struct str value)
{
    struct draft draft = {.arena = step->arena};
    if (question->privacy != SV_PRIVACY_NONE && question->default_calculation != NULL)
        return STR("...");
    put_value(step, &draft, question, value);
    return finished(step, &draft);
}

static void put_default(struct step *step, struct draft *draft, struct str text)
{
    const struct sv_fill fill = {.name = STR("value"), .value = text};
    struct str hint = STR_EMPTY;
    if (sv_text_fill(sv_step_voice(step)->phrases[SV_PHRASE_DEFAULT_HINT], &fill, 1, step->arena, &hint) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room for a default");
    sv_draft_line(draft);
    sv_draft_put(draft, hint);
}

/* What 0 does. "0 = skip" would be a lie where 0 is an answer. */
static void put_way_on(struct step *step, struct draft *draft, const struct sv_question *question)
{
    const struct str value = sv_logic_default(step, question);
    if ((value.n == 0 && sv_logic_required(step, question)) || sv_logic_takes_zero(step, question))
        return;
    if (value.n > 0)
        put_default(step, draft, default_text(step, question, value));
    else
        put_hint(step, draft, sv_step_voice(step)->phrases[SV_PHRASE_SKIP_HINT]);
}

static struct str question_prompt(struct step *step, const struct sv_question *question)
{
    struct draft draft = {.arena = step->arena};
    put_filled(step, &draft, sv_step_text(step, question->short_label));
    if (question->list >= 0)
        put_options(step, &draft, question);
    put_hint(step, &draft, hint_of(step, question));
    put_way_on(step, &draft, question);
    return finished(step, &draft);
}

static struct str language_prompt(struct step *step)
{
    struct draft draft = {.arena = step->arena};
    sv_draft_put(&draft, sv_step_voice(step)->phrases[SV_PHRASE_CHOOSE_LANGUAGE]);
    for (size_t i = 0; i < step->form->languages_n; i++) {
        struct buf key = buf_in(step->arena, 24);
        buf_put_i64(&key, (int64_t)i + 1);
        put_option(&draft, buf_str(&key), step->form->systems[i]->name);
    }
    return finished(step, &draft);
}

static struct str consent_prompt(struct step *step)
{
    const struct sv_fill fill = {.name = STR("text"),
                                 .value = sv_prompt_filled(step, sv_step_text(step, step->form->consent))};
    struct str text = STR_EMPTY;
    if (sv_text_fill(sv_step_voice(step)->phrases[SV_PHRASE_CONSENT_FRAME], &fill, 1, step->arena, &text) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room for the consent text");
    return text;
}

struct str sv_prompt_open(struct step *step)
{
    switch (step->session.state) {
    case SV_STATE_LANGUAGE:
        return language_prompt(step);
    case SV_STATE_CONSENT:
        return consent_prompt(step);
    case SV_STATE_ASKING:
        return question_prompt(step, sv_step_question(step));
    case SV_STATE_NONE:
    case SV_STATE_CLOSED:
    case SV_STATE_COUNT:
        break;
    }
    assert(false && "nothing is open");
    __builtin_unreachable();
}

/* What the form itself says for this refusal; '' when it leaves it to Puente. */
static struct str refusal_of_form(struct step *step, enum sv_phrase phrase)
{
    if (step->session.state != SV_STATE_ASKING)
        return STR_EMPTY;
    const struct sv_question *question = sv_step_question(step);
    if (phrase == SV_PHRASE_OUT_OF_RANGE)
        return sv_prompt_filled(step, sv_step_text(step, question->constraint_message));
    return phrase == SV_PHRASE_REQUIRED ? sv_prompt_filled(step, sv_step_text(step, question->required_message))
                                        : STR_EMPTY;
}

struct str sv_prompt_refusal(struct step *step, const struct sv_heard *heard)
{
    const struct str own = refusal_of_form(step, heard->phrase);
    if (own.n > 0)
        return own;
    const struct sv_fill fills[] = {{.name = STR("a"), .value = heard->first},
                                    {.name = STR("b"), .value = heard->second}};
    struct str text = STR_EMPTY;
    if (sv_text_fill(sv_step_voice(step)->phrases[heard->phrase], fills, COUNT_OF(fills), step->arena, &text) != RC_OK)
        sv_step_fail(step, RC_TOO_BIG, "no room for a refusal");
    return text;
}
