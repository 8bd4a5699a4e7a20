#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(engine, .timeout = 60);

static enum rc step_with(const struct talk *talk, const struct sv_session *before, const struct sv_event *event)
{
    struct sv_step step = {.effects_n = 0};
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_engine_step(&talk->setting, before, event, talk->arena, &step, &err);
    cr_expect(eq(int, rc, err.code), "%s", err.text);
    return rc;
}

/* A conversation with the age question open and one answer given. */
static void open_age(struct talk *talk)
{
    talk_init(talk, "age", FORM_LIFE);
    talk_step(talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(talk, STR("si"));
    talk_text(talk, STR("1"));
    cr_assert(eq(int, talk->session.question, 2));
}

Test(engine, stored_sessions_that_do_not_fit_are_refused)
{
    static const struct sv_answer beyond[] = {{.question = 1}, {.question = 11}};
    static const struct sv_answer unordered[] = {{.question = 3}, {.question = 1}};
    static const struct sv_answer row[] = {{.question = 1, .row = 1}};
    static const struct sv_answer open[] = {{.question = 2}};
    struct talk talk;
    open_age(&talk);
    const struct sv_event event = {.kind = SV_EVENT_TEXT, .now_ms = talk.now_ms, .text = STR("30")};
    const struct sv_session good = talk.session;
    struct {
        const char *name;
        struct sv_session session;
    } cases[] = {{"question beyond the form", good},
                 {"no question", good},
                 {"a note", good},
                 {"a calculate", good},
                 {"row", good},
                 {"language beyond the form", good},
                 {"no language", good},
                 {"attempts", good},
                 {"reminders", good},
                 {"time before 1970", good},
                 {"time without end", good},
                 {"answer beyond the form", good},
                 {"answers out of order", good},
                 {"answer of a row", good},
                 {"open question answered", good},
                 {"question at the consent", good},
                 {"state", good},
                 {"disposition", good}};
    cases[0].session.question = 11;
    cases[1].session.question = -1;
    cases[2].session.question = 0;
    cases[3].session.question = 3;
    cases[4].session.row = 1;
    cases[5].session.language = 2;
    cases[6].session.language = -1;
    cases[7].session.attempts = -1;
    cases[8].session.reminders = -1;
    cases[9].session.heard_ms = -1;
    cases[10].session.prompted_ms = INT64_MAX;
    cases[11].session.answers = beyond;
    cases[11].session.answers_n = 2;
    cases[12].session.answers = unordered;
    cases[12].session.answers_n = 2;
    cases[13].session.answers = row;
    cases[14].session.answers = open;
    cases[15].session.state = SV_STATE_CONSENT;
    cases[16].session.state = SV_STATE_COUNT;
    cases[17].session.disposition = SV_DISPOSITION_COUNT;
    cr_assert(eq(int, step_with(&talk, &good, &event), RC_OK));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, step_with(&talk, &cases[i].session, &event), RC_BAD_INPUT), "case %s", cases[i].name);
    talk.setting.form = NULL;
    cr_expect(eq(int, step_with(&talk, &good, &event), RC_BAD_INPUT), "an open session without its form");
    talk_release(&talk);
}

Test(engine, events_that_do_not_fit_are_refused)
{
    struct talk talk;
    open_age(&talk);
    const struct sv_event cases[] = {
        {.kind = SV_EVENT_COUNT, .now_ms = talk.now_ms},
        {.kind = SV_EVENT_TEXT, .now_ms = -1},
        {.kind = SV_EVENT_TEXT, .now_ms = INT64_MAX},
        {.kind = SV_EVENT_TEXT, .now_ms = talk.now_ms, .utc_offset_s = 90000},
        {.kind = SV_EVENT_BEGIN, .now_ms = talk.now_ms}, /* it has begun */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, step_with(&talk, &talk.session, &cases[i]), RC_BAD_INPUT), "case %zu", i);
    talk.setting.form = NULL;
    const struct sv_session fresh = SV_SESSION_NEW;
    cr_expect(eq(int, step_with(&talk, &fresh, &cases[4]), RC_BAD_INPUT), "a session of no form");
    talk_release(&talk);
}

Test(engine, stored_interpretations_that_do_not_fit_are_refused)
{
    struct talk talk;
    open_age(&talk);
    const struct sv_heard cases[] = {
        {.kind = SV_HEARD_NOTHING},
        {.kind = SV_HEARD_COUNT},
        {.kind = SV_HEARD_ANSWER, .question = 1, .value = STR("1")}, /* not the open one */
        {.kind = SV_HEARD_ANSWER, .question = 4, .value = STR("1")},
        {.kind = SV_HEARD_ANSWER, .question = 2, .row = 1, .value = STR("30")},
        {.kind = SV_HEARD_ANSWER, .question = 2, .how = SV_HOW_COUNT, .value = STR("30")},
        {.kind = SV_HEARD_ANSWER, .question = 2, .value = {.p = "", .n = SV_VALUE_BYTES_MAX + 1}},
        {.kind = SV_HEARD_YES},
        {.kind = SV_HEARD_NO},
        {.kind = SV_HEARD_LANGUAGE, .value = STR("fr")},
        {.kind = SV_HEARD_COMMAND, .command = SV_COMMAND_NONE},
        {.kind = SV_HEARD_COMMAND, .command = SV_COMMAND_COUNT},
        {.kind = SV_HEARD_REJECTED, .phrase = SV_PHRASE_COUNT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_event event = {.kind = SV_EVENT_TEXT, .now_ms = talk.now_ms, .heard = cases[i]};
        cr_expect(eq(int, step_with(&talk, &talk.session, &event), RC_BAD_INPUT), "case %zu", i);
    }
    talk_release(&talk);
}

Test(engine, nothing_is_touched_by_a_step_that_fails)
{
    struct talk talk;
    open_age(&talk);
    struct sv_step step = {.effects_n = 77};
    const struct sv_event event = {.kind = SV_EVENT_BEGIN, .now_ms = talk.now_ms};
    cr_expect(eq(int, sv_engine_step(&talk.setting, &talk.session, &event, talk.arena, &step, NULL), RC_BAD_INPUT));
    cr_expect(eq(sz, step.effects_n, 77));
    talk_release(&talk);
}

/* The step with every cap from nothing upwards: too little room, and then the whole step. */
static void check_room(const struct talk *talk, const char *text)
{
    const struct sv_event event = {.kind = SV_EVENT_TEXT, .now_ms = talk->now_ms, .text = str_of(text)};
    struct sv_step whole = {.effects_n = 0};
    cr_assert(eq(int, sv_engine_step(&talk->setting, &talk->session, &event, talk->arena, &whole, NULL), RC_OK));
    bool fitted = false;
    for (size_t cap = 0; cap < 16384 && !fitted; cap += 8) {
        struct arena *small = arena_new(cap);
        struct sv_step step = {.effects_n = 0};
        const enum rc rc = sv_engine_step(&talk->setting, &talk->session, &event, small, &step, NULL);
        fitted = rc == RC_OK;
        cr_assert(fitted || rc == RC_TOO_BIG, "text %s in %zu bytes: %d", text, cap, (int)rc);
        if (fitted)
            cr_expect(str_eq(encoded(talk->arena, &step.session), encoded(talk->arena, &whole.session)),
                      "text %s in %zu bytes", text, cap);
        arena_free(small);
    }
    cr_expect(fitted, "text %s", text);
}

Test(engine, a_small_arena_is_an_error_and_never_half_a_step)
{
    static const char *const texts[] = {"30", "x", "alto ya no quiero", "ayuda", "repetir", "atras", "alta"};
    struct talk talk;
    open_age(&talk);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_room(&talk, texts[i]);
    talk_release(&talk);

    talk_init(&talk, "expressions",
              "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],"
              "'default_language':'es','title':{'es':'F'},'questions':[{'name':'q','type':'text',"
              "'constraint':\"string-length(concat(., 'xx')) > 3\",'label':{'es':'Q'}},"
              "{'name':'c','type':'calculate','calculation':\"concat(${q}, ' y ', ${q})\"}]}");
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    check_room(&talk, "ab");
    talk_release(&talk);
}

Test(engine, many_calculations_may_change_in_one_step)
{
    char json[8192];
    struct buf out = buf_on(json, sizeof json);
    buf_printf(&out, "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
                     "'title':{'es':'F'},'questions':[{'name':'n','type':'integer','label':{'es':'N'}}");
    for (int i = 0; i < 60; i++)
        buf_printf(&out, ",{'name':'c%d','type':'calculate','calculation':'${n} + %d'}", i, i);
    buf_printf(&out, "]}");
    buf_put_byte(&out, 0);
    struct talk talk;
    talk_init(&talk, __func__, json);
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(&talk, STR("5"));
    cr_expect(eq(sz, talk.session.answers_n, 61));
    cr_expect(str_eq(talk.session.answers[60].value, STR("64")));
    cr_expect(eq(int, talk.session.disposition, SV_DISPOSITION_I));
    talk_release(&talk);
}

Test(engine, a_text_of_any_length_is_heard)
{
    struct talk talk;
    open_age(&talk);
    char *p = arena_alloc(talk.arena, SV_TEXT_BYTES_MAX);
    for (size_t i = 0; i < SV_TEXT_BYTES_MAX; i++)
        p[i] = (char)(i % 7 == 6 ? ' ' : 'a' + (int)(i % 26));
    talk_text(&talk, (struct str){.p = p, .n = SV_TEXT_BYTES_MAX});
    cr_expect(eq(int, talk.step.heard.kind, SV_HEARD_REJECTED));
    talk_release(&talk);
}
