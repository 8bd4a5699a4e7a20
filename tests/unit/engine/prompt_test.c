#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(prompt, .timeout = 20);

#define FORM(lists, questions)                                                                                         \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'lists':[" lists "],'questions':[" questions "]}"
#define NUMBERED                                                                                                       \
    "{'name':'n','choices':[{'name':'1','label':{'es':'Uno'}},{'name':'9','label':{'es':'Nueve'},"                     \
    "'short_label':{'es':'9no'}}]}"
#define NAMED "{'name':'a','choices':[{'name':'pan','label':{'es':'Pan'}},{'name':'sal','label':{'es':'Sal'}}]}"

Test(prompt, shows_what_may_be_typed)
{
    static const struct {
        const char *name;
        const char *question;
        const char *wanted;
    } cases[] = {
        {"options by name", "{'name':'q','type':'select_one','list':'n','required':true,'label':{'es':'Q'}}",
         "Q\n1 Uno\n9 9no"},
        {"options by place", "{'name':'q','type':'select_one','list':'a','required':true,'label':{'es':'Q'}}",
         "Q\n1 Pan\n2 Sal"},
        {"several", "{'name':'q','type':'select_multiple','list':'a','required':true,'label':{'es':'Q'}}",
         "Q\n1 Pan\n2 Sal\n[multiple_hint]"},
        {"several, optional", "{'name':'q','type':'select_multiple','list':'a','label':{'es':'Q'}}",
         "Q\n1 Pan\n2 Sal\n[multiple_hint]\n[skip_hint]"},
        {"several, own hint",
         "{'name':'q','type':'select_multiple','list':'a','required':true,'label':{'es':'Q'},'hint':{'es':'Dos'}}",
         "Q\n1 Pan\n2 Sal\nDos"},
        {"date", "{'name':'q','type':'date','required':true,'label':{'es':'Q'}}", "Q\n[date_hint]"},
        {"date, own hint", "{'name':'q','type':'date','required':true,'label':{'es':'Q'},'hint':{'es':'Dia'}}",
         "Q\nDia"},
        {"text", "{'name':'q','type':'text','required':true,'label':{'es':'Q'}}", "Q"},
        {"optional text", "{'name':'q','type':'text','label':{'es':'Q'}}", "Q\n[skip_hint]"},
        {"optional number where 0 is an answer", "{'name':'q','type':'integer','label':{'es':'Q'}}", "Q"},
        {"optional number where 0 is none", "{'name':'q','type':'integer','constraint':'. > 0','label':{'es':'Q'}}",
         "Q\n[skip_hint]"},
        {"short text", "{'name':'q','type':'text','required':true,'label':{'es':'Largo'},'short_label':{'es':'C'}}",
         "C"},
        {"typographic signs", "{'name':'q','type':'text','required':true,'label':{'es':'¿“Sí” – o ‘no’…?'}}",
         "¿\"Sí\" - o 'no'...?"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct talk talk;
        struct buf json = buf_on((char[2048]){0}, 2048);
        buf_printf(&json, FORM(NUMBERED "," NAMED, "%s"), cases[i].question);
        buf_put_byte(&json, 0);
        talk_init(&talk, cases[i].name, json.p);
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        cr_assert(eq(sz, talk.step.effects_n, 1), "case %s", cases[i].name);
        const struct str got = talk.step.effects[0].text;
        cr_expect(str_eq(got, str_of(cases[i].wanted)), "case %s: got \"%.*s\"", cases[i].name, STR_FMT(got));
        talk_release(&talk);
    }
}

/* The first question is answered, the second shows it. */
static void expect_filled(const char *name, const char *first, const char *answer, const char *second,
                          const char *wanted)
{
    struct talk talk;
    struct buf json = buf_on((char[2048]){0}, 2048);
    buf_printf(
        &json,
        FORM(NUMBERED "," NAMED,
             "{'name':'x',%s,'label':{'es':'X'}},{'name':'y','type':'text','required':true,'label':{'es':'%s'}}"),
        first, second);
    buf_put_byte(&json, 0);
    talk_init(&talk, name, json.p);
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(&talk, str_of(answer));
    const struct str got = talk.step.effects[talk.step.effects_n - 1].text;
    cr_expect(str_eq(got, str_of(wanted)), "case %s: got \"%.*s\"", name, STR_FMT(got));
    talk_release(&talk);
}

Test(prompt, places_are_filled_by_answers)
{
    static const struct {
        const char *name;
        const char *first;
        const char *answer;
        const char *second;
        const char *wanted;
    } cases[] = {
        {"text", "'type':'text'", "Ana", "Hola ${x}!", "Hola Ana!"},
        {"twice", "'type':'text'", "Ana", "${x}${ x }", "AnaAna"},
        {"number", "'type':'integer'", "7", "${x}", "7"},
        {"option", "'type':'select_one','list':'n'", "9", "${x}", "9no"},
        {"options", "'type':'select_multiple','list':'a'", "1 2", "${x}.", "Pan, Sal."},
        {"skipped", "'type':'text'", "0", "a${x}b", "ab"},
        {"skipped options", "'type':'select_multiple','list':'a'", "0", "a${x}b", "ab"},
        {"sensitive", "'type':'text','privacy':'sensitive'", "deuda", "a${x}b", "ab"},
        {"secret", "'type':'integer','privacy':'secret'", "1234", "a${x}b", "ab"},
        {"an answer is not filled again", "'type':'text'", "${x}", "${x}", "${x}"},
        {"unknown place", "'type':'text'", "Ana", "${z} ${x}", "${z} Ana"},
        {"place without end", "'type':'text'", "Ana", "${x} ${x", "Ana ${x"},
        {"money is no place", "'type':'text'", "Ana", "$5 {x}", "$5 {x}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_filled(cases[i].name, cases[i].first, cases[i].answer, cases[i].second, cases[i].wanted);
}

Test(prompt, labels_of_options_are_filled_too)
{
    SCRIPT(FORM("{'name':'l','choices':[{'name':'a','label':{'es':'Con ${x}'}},{'name':'b','label':{'es':'Solo'}}]}",
                "{'name':'x','type':'text','required':true,'label':{'es':'X'}},"
                "{'name':'q','type':'select_one','list':'l','required':true,'label':{'es':'Q'}}"),
           "@ keyword", "reply: X", "> Ana", "answer x=Ana text", "reply: Q\n1 Con Ana\n2 Solo", "> 1",
           "answer q=a number", "close", "reply: [completed]");
}

Test(prompt, one_message_up_to_one_segment)
{
    /* "[reminder]" (a bracket costs two), a line end and the question: 160 septets fit, 161 do not. */
    static const struct {
        int digits;
        size_t messages;
    } cases[] = {{147, 1}, {148, 2}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char label[512];
        struct buf json = buf_on(label, sizeof label);
        buf_printf(&json, FORM("", "{'name':'q','type':'text','required':true,'label':{'es':'%0*d'}}"), cases[i].digits,
                   0);
        buf_put_byte(&json, 0);
        struct talk talk;
        talk_init(&talk, __func__, label);
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        talk.now_ms = talk.session.wake_ms;
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_TIMER});
        cr_expect(eq(sz, talk.step.effects_n, cases[i].messages), "%d digits", cases[i].digits);
        talk_release(&talk);
    }
}

Test(prompt, a_text_of_many_segments_is_still_sent)
{
    char label[2048];
    struct buf json = buf_on(label, sizeof label);
    buf_printf(&json, FORM("", "{'name':'q','type':'text','required':true,'label':{'es':'%01500d'}}"), 0);
    buf_put_byte(&json, 0);
    struct talk talk;
    talk_init(&talk, __func__, label);
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    cr_assert(eq(sz, talk.step.effects_n, 1));
    cr_expect(eq(sz, talk.step.effects[0].text.n, 1500));
    talk_release(&talk);
}

Test(prompt, is_what_repeat_sends)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.language_code = STR("");
    static const char *const texts[] = {"2", "si", "1", "30", "1", "x"};
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct sv_event event = {.kind = SV_EVENT_TEXT, .now_ms = talk.now_ms};
        struct str prompt = STR_EMPTY;
        cr_assert(eq(int, sv_engine_prompt(&talk.setting, &talk.session, &event, talk.arena, &prompt, NULL), RC_OK));
        talk_text(&talk, STR("repetir"));
        cr_expect(str_eq(talk.step.effects[0].text, prompt), "before %s", texts[i]);
        talk_text(&talk, str_of(texts[i]));
    }
    talk_release(&talk);
}

Test(prompt, there_is_none_when_nothing_is_open)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    const struct sv_event event = {.kind = SV_EVENT_TEXT, .now_ms = talk.now_ms};
    struct str prompt = STR("untouched");
    struct err err = {.code = RC_OK};
    cr_expect(eq(int, sv_engine_prompt(&talk.setting, &talk.session, &event, talk.arena, &prompt, &err), RC_NOT_FOUND));
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(&talk, STR("alto"));
    cr_expect(eq(int, sv_engine_prompt(&talk.setting, &talk.session, &event, talk.arena, &prompt, &err), RC_NOT_FOUND));
    cr_expect(str_eq(prompt, STR("untouched")));
    cr_expect(str_eq(str_of(err.text), STR("no question is open")));
    talk_release(&talk);
}
