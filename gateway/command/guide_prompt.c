#include "guide_prompt.h"

#include "base/buf.h"
#include "survey/engine.h"
#include "survey/text.h"

static const struct str gap = {.p = "____", .n = 4};

static enum rc as_sent(const struct prompts *prompts, struct str text, struct str *out_text, struct err *err)
{
    return sv_text_for_sending(text, prompts->arena, out_text) == RC_OK
               ? RC_OK
               : err_set(err, RC_TOO_BIG, "no room for the texts of the survey");
}

static enum rc prompt_at(const struct prompts *prompts, const struct sv_session *session, struct str *out_text,
                         struct err *err)
{
    const struct sv_setting setting = {.form = prompts->form,
                                       .languages = prompts->languages,
                                       .language = prompts->form->systems[prompts->language],
                                       .contact_known = true};
    const struct sv_event event = {.kind = SV_EVENT_TIMER};
    struct str text = STR_EMPTY;
    const enum rc rc = sv_engine_prompt(&setting, session, &event, prompts->arena, &text, err);
    return rc == RC_OK ? as_sent(prompts, text, out_text, err) : rc;
}

enum rc prompt_of_consent(const struct prompts *prompts, struct str *out_text, struct err *err)
{
    const struct sv_session session = {
        .state = SV_STATE_CONSENT, .question = -1, .language = (int32_t)prompts->language};
    return prompt_at(prompts, &session, out_text, err);
}

/* Everything before was answered with a gap, but for what is chosen from a list. */
static enum rc gaps_before(const struct prompts *prompts, int32_t question, struct sv_session *session, struct err *err)
{
    struct sv_answer *answers = ARENA_ARRAY(prompts->arena, struct sv_answer, (size_t)question);
    if (answers == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the texts of the survey");
    for (int32_t i = 0; i < question; i++)
        if (prompts->form->questions[i].list < 0 && prompts->form->questions[i].type != SV_TYPE_NOTE)
            answers[session->answers_n++] = (struct sv_answer){.question = i, .how = SV_HOW_TEXT, .value = gap};
    session->answers = answers;
    return RC_OK;
}

enum rc prompt_of_question(const struct prompts *prompts, int32_t question, struct str *out_text, struct err *err)
{
    struct sv_session session = {
        .state = SV_STATE_ASKING, .question = question, .language = (int32_t)prompts->language, .consented = true};
    const enum rc rc = gaps_before(prompts, question, &session, err);
    return rc == RC_OK ? prompt_at(prompts, &session, out_text, err) : rc;
}

enum rc prompt_of_text(const struct prompts *prompts, const struct str *texts, struct str *out_text, struct err *err)
{
    const struct str text = texts[prompts->language];
    struct buf out = buf_in(prompts->arena, text.n + gap.n);
    struct str rest = text;
    for (size_t from = str_find(rest, STR("${")); from != SIZE_MAX; from = str_find(rest, STR("${"))) {
        const size_t end = str_find_byte(str_sub(rest, from, rest.n), '}');
        if (end == SIZE_MAX)
            break;
        buf_put(&out, str_sub(rest, 0, from));
        buf_put(&out, gap); /* no longer than "${a}" */
        rest = str_sub(rest, from + end + 1, rest.n);
    }
    buf_put(&out, rest);
    return as_sent(prompts, out.overflow ? text : buf_str(&out), out_text, err);
}
