#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "talk.h"

TestSuite(defaults, .timeout = 20);

#define FORM(questions)                                                                                                \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'lists':[{'name':'n','choices':[{'name':'1','label':{'es':'Uno'},'short_label':{'es':'1o'}},"  \
    "{'name':'2','label':{'es':'Dos'}}]},"                                                                             \
    "{'name':'z','choices':[{'name':'0','label':{'es':'Nada'}},{'name':'1','label':{'es':'Algo'}}]}],"                 \
    "'questions':[" questions "]}"

Test(defaults, are_put_and_taken)
{
    static const struct {
        const char *name;
        const char *question;
        const char *prompt;
        const char *reply;
        const char *answer;
    } cases[] = {
        {"a choice by its short text", "'type':'select_one','list':'n','default':'1'", "Q\n1 1o\n2 Dos\n0 = 1o", "0",
         "q=1 default"},
        {"several choices", "'type':'select_multiple','list':'n','default':'2 1'",
         "Q\n1 1o\n2 Dos\n[multiple_hint]\n0 = Dos, 1o", "0", "q=2 1 default"},
        {"a required question too", "'type':'select_one','list':'n','required':true,'default':'2'",
         "Q\n1 1o\n2 Dos\n0 = Dos", "saltar", "q=2 default"},
        {"another answer", "'type':'select_one','list':'n','default':'2'", "Q\n1 1o\n2 Dos\n0 = Dos", "1",
         "q=1 number"},
        {"a text", "'type':'text','default':'nadie'", "Q\n0 = nadie", "0", "q=nadie default"},
        {"a date", "'type':'date','default':'2026-01-01'", "Q\n[date_hint]\n0 = 2026-01-01", "0",
         "q=2026-01-01 default"},
        {"a time", "'type':'time','default':'20:00'", "Q\n[time_hint]\n0 = 20:00", "saltar", "q=20:00 default"},
        {"an order", "'type':'rank','list':'n','default':'2 1'", "Q\n1 1o\n2 Dos\n[rank_hint]\n0 = Dos, 1o", "0",
         "q=2 1 default"},
        {"a number where 0 is none", "'type':'integer','constraint':'. > 0','default':'3'", "Q\n0 = 3", "0",
         "q=3 default"},
        {"a number where 0 is an answer", "'type':'integer','default':'3'", "Q", "0", "q=0 number"},
        {"the same by word", "'type':'integer','default':'3'", "Q", "saltar", "q=3 default"},
        {"a list where 0 is a choice", "'type':'select_one','list':'z','default':'1'", "Q\n0 Nada\n1 Algo", "0",
         "q=0 number"},
        {"worked out", "'type':'integer','constraint':'. > 0','default_calculation':'2 + 3'", "Q\n0 = 5", "0",
         "q=5 default"},
        {"worked out as today", "'type':'date','default_calculation':'today()'", "Q\n[date_hint]\n0 = 2026-01-15", "0",
         "q=2026-01-15 default"},
        {"worked out of another type", "'type':'integer','constraint':'. > 0','default_calculation':'5 div 2'",
         "Q\n[skip_hint]", "0", "q= skipped"},
        {"worked out to nothing", "'type':'integer','constraint':'. > 0','default_calculation':\"number('')\"",
         "Q\n[skip_hint]", "0", "q= skipped"},
        {"no choice of the list", "'type':'select_one','list':'n','default_calculation':'7'",
         "Q\n1 1o\n2 Dos\n[skip_hint]", "0", "q= skipped"},
        {"not on offer", "'type':'select_one','list':'n','choice_filter':\"name = '1'\",'default':'2'",
         "Q\n1 1o\n[skip_hint]", "0", "q= skipped"},
        {"against the constraint", "'type':'text','constraint':\"string-length(.) > 9\",'default':'corto'",
         "Q\n[skip_hint]", "0", "q= skipped"},
        {"a personal one of the form", "'type':'text','privacy':'personal','default':'nadie'", "Q\n0 = nadie", "0",
         "q=nadie default"},
        {"a personal one worked out", "'type':'text','privacy':'personal','default_calculation':\"'Ana'\"",
         "Q\n0 = ...", "0", "q=Ana default"},
        {"signs that SMS has not", "'type':'text','default':'“así”'", "Q\n0 = \"así\"", "0", "q=“así” default"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct talk talk;
        struct buf json = buf_on((char[4096]){0}, 4096);
        struct buf reply = buf_on((char[512]){0}, 512);
        struct buf answer = buf_on((char[512]){0}, 512);
        buf_printf(&json, FORM("{'name':'q','label':{'es':'Q'},%s}"), cases[i].question);
        buf_printf(&reply, "> %s", cases[i].reply);
        buf_printf(&answer, "answer %s", cases[i].answer);
        talk_init(&talk, cases[i].name, json.p);
        talk_event(&talk, STR("keyword"));
        cr_assert(eq(sz, talk.step.effects_n, 1), "case %s", cases[i].name);
        /* Not by a line of the script: there dots at the end stand for anything. */
        const struct str prompt = talk.step.effects[talk.seen++].text;
        cr_expect(str_eq(prompt, str_of(cases[i].prompt)), "case %s: got \"%.*s\"", cases[i].name, STR_FMT(prompt));
        PLAY(&talk, reply.p, answer.p, "close", "reply: [completed]");
        talk_release(&talk);
    }
}

Test(defaults, hidden_values_are_there_from_the_start_and_stay)
{
    SCRIPT(FORM("{'name':'nota','type':'note','label':{'es':'Hay ${fijo} y ${suma}.'}},"
                "{'name':'q','type':'integer','required':true,'constraint':'. > ${fijo}','label':{'es':'Q'}},"
                "{'name':'suma','type':'hidden','default_calculation':'${doble} + 1'},"
                "{'name':'doble','type':'calculate','calculation':'${fijo} * 2'},"
                "{'name':'fijo','type':'hidden','default':'20'},{'name':'nada','type':'hidden'},"
                "{'name':'luego','type':'hidden','relevant':\"${q} = '30'\",'default_calculation':'${q} * 2'}"),
           "@ keyword", "answer fijo=20 prefilled", "answer doble=40 calculated", "answer suma=41 prefilled",
           "reply: Hay 20 y 41.\nQ", "> 20", "reply: [out_of_range]\nQ", "> 30", "answer q=30 number",
           "answer luego=60 prefilled", "close", "reply: [completed]");
}

Test(defaults, a_hidden_value_keeps_what_it_was)
{
    SCRIPT(FORM("{'name':'q','type':'integer','required':true,'label':{'es':'Q'}},"
                "{'name':'r','type':'text','required':true,'label':{'es':'R'}},"
                "{'name':'h','type':'hidden','relevant':\"${q} != ''\",'default_calculation':'${q} + 1'}"),
           "@ keyword", "reply: Q", "> 1", "answer q=1 number", "answer h=2 prefilled", "reply: R", "> atras",
           "unanswer q", "unanswer h", "reply: Q", "> 5", "answer q=5 number", "answer h=6 prefilled", "reply: R");
    /* What the gateway put there beforehand is not replaced. */
    struct talk talk;
    talk_init(&talk, __func__,
              FORM("{'name':'q','type':'text','required':true,'label':{'es':'Q "
                   "${h}'}},{'name':'h','type':'hidden','default':'a'}"));
    const struct sv_answer known[] = {{.question = 1, .how = SV_HOW_PREFILLED, .value = {.p = "b", .n = 1}}};
    talk.session.answers = known;
    talk.session.answers_n = 1;
    PLAY(&talk, "@ keyword", "reply: Q b");
    talk_release(&talk);
}

Test(defaults, hidden_values_are_no_questions)
{
    SCRIPT(
        FORM(
            "{'name':'h','type':'hidden','default':'a'},{'name':'q','type':'text','required':true,'label':{'es':'Q'}}"),
        "@ keyword", "answer h=a prefilled", "reply: Q", "> atras", "reply: [first_question]\nQ", "@ +200h", "@ timer",
        "close", "? closed BO");
}
