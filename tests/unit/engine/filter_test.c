#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "talk.h"

TestSuite(filter, .timeout = 20);

#define FORM(questions)                                                                                                \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'lists':["                                                                                     \
    "{'name':'ab','choices':[{'name':'a','label':{'es':'A'}},{'name':'b','label':{'es':'B'}}]},"                       \
    "{'name':'l','choices':[{'name':'p','label':{'es':'P'},'attributes':{'g':'a'}},"                                   \
    "{'name':'q','label':{'es':'Q'},'attributes':{'g':'a b'}},{'name':'r','label':{'es':'R'},'attributes':{'g':'b'}}," \
    "{'name':'s','label':{'es':'S'}}]},"                                                                               \
    "{'name':'n','choices':[{'name':'1','label':{'es':'Uno'},'attributes':{'g':'a'}},"                                 \
    "{'name':'9','label':{'es':'Nueve'},'attributes':{'g':'b'}},{'name':'0','label':{'es':'Nada'},'attributes':{'g':'" \
    "b'}}]}],"                                                                                                         \
    "'questions':[" questions "]}"
#define ASK_AB "{'name':'ab','type':'select_one','list':'ab','required':true,'label':{'es':'AB'}}"
#define LATER_CALCULATION "{'name':'g','type':'calculate','calculation':\"if(${ab} = 'b', 'b', 'a')\"}"
#define FIRST(type)                                                                                                    \
    "{'name':'l','type':'" type "','list':'l','required':true,'choice_filter':'selected(g, ${g})','label':{'es':'L'}}"
#define AB "AB\n1 A\n2 B"

Test(filter, an_answer_that_is_no_longer_offered_is_asked_again)
{
    SCRIPT(FORM(FIRST("select_one") "," ASK_AB "," LATER_CALCULATION), "@ keyword", "answer g=a calculated",
           "reply: L\n1 P\n2 Q", "> 1", "answer l=p number", "reply: " AB, "> 2", "answer ab=b number",
           "answer g=b calculated", "unanswer l", "reply: L\n1 Q\n2 R", "> 2", "answer l=r number", "close",
           "reply: [completed]", "? closed I");
}

Test(filter, an_answer_that_is_still_offered_stays_whatever_its_number)
{
    SCRIPT(FORM(FIRST("select_one") "," ASK_AB "," LATER_CALCULATION), "@ keyword", "answer g=a calculated",
           "reply: L\n1 P\n2 Q", "> 2", "answer l=q number", "reply: " AB, "> 2", "answer ab=b number",
           "answer g=b calculated", "close", "reply: [completed]", "? closed I");
}

Test(filter, one_of_several_that_is_gone_drops_them_all)
{
    SCRIPT(FORM(FIRST("select_multiple") "," ASK_AB "," LATER_CALCULATION), "@ keyword", "answer g=a calculated",
           "reply: L\n1 P\n2 Q\n[multiple_hint]", "> 1 2", "answer l=p q number", "reply: " AB, "> 2",
           "answer ab=b number", "answer g=b calculated", "unanswer l", "reply: L\n1 Q\n2 R\n[multiple_hint]");
}

Test(filter, an_order_goes_with_what_was_ordered)
{
    SCRIPT(FORM("{'name':'l','type':'rank','list':'l','required':true,'choice_filter':\"g != '' and (g = ${g} or ${g} "
                "= 'a')\","
                "'label':{'es':'L'}}," ASK_AB "," LATER_CALCULATION),
           "@ keyword", "answer g=a calculated", "reply: L\n1 P\n2 Q\n3 R\n[rank_hint]", "> 3 1 2",
           "answer l=r p q number", "reply: " AB, "> 2", "answer ab=b number", "answer g=b calculated", "unanswer l",
           "reply: L\n1 R\n[rank_hint]", "> 1", "answer l=r number", "close", "reply: [completed]");
}

Test(filter, an_order_of_less_than_is_on_offer_now_is_asked_again)
{
    SCRIPT(FORM("{'name':'l','type':'rank','list':'l','required':true,"
                "'choice_filter':\"g != '' and (${g} = 'b' or selected(g, 'a'))\",'label':{'es':'L'}}," ASK_AB
                "," LATER_CALCULATION),
           "@ keyword", "answer g=a calculated", "reply: L\n1 P\n2 Q\n[rank_hint]", "> 2 1", "answer l=q p number",
           "reply: " AB, "> 2", "answer ab=b number", "answer g=b calculated", "unanswer l",
           "reply: L\n1 P\n2 Q\n3 R\n[rank_hint]");
}

Test(filter, a_skipped_question_stays_skipped_while_it_offers_anything)
{
#define OPTIONAL                                                                                                       \
    "{'name':'l','type':'select_one','list':'l','choice_filter':'selected(g, ${g}) and ${g} != ${off}',"               \
    "'label':{'es':'L'}},{'name':'off','type':'calculate','calculation':\"if(${ab} = 'b', 'b', 'x')\"}"
    SCRIPT(FORM(OPTIONAL "," ASK_AB "," LATER_CALCULATION), "@ keyword", "answer g=a calculated",
           "answer off=x calculated", "reply: L\n1 P\n2 Q\n[skip_hint]", "> 0", "answer l= skipped", "reply: " AB,
           "> 1", "answer ab=a number", "close", "reply: [completed]");
    SCRIPT(FORM(OPTIONAL "," ASK_AB "," LATER_CALCULATION), "@ keyword", "answer g=a calculated",
           "answer off=x calculated", "reply: L\n1 P\n2 Q\n[skip_hint]", "> 0", "answer l= skipped", "reply: " AB,
           "> 2", "answer ab=b number", "answer g=b calculated", "answer off=b calculated", "unanswer l", "close",
           "reply: [completed]");
}

Test(filter, names_that_are_numbers_stay_the_keys)
{
#define NUMBERED "{'name':'n','type':'select_one','list':'n','choice_filter':'g = ${ab}','label':{'es':'N'}}"
    SCRIPT(FORM(ASK_AB "," NUMBERED), "@ keyword", "reply: " AB, "> 2", "answer ab=b number",
           "reply: N\n9 Nueve\n0 Nada", "> 1", "reply: [invalid_choice]\nN\n9 Nueve\n0 Nada", "> 0",
           "answer n=0 number", "close", "reply: [completed]");
    /* Where 0 is not on offer it skips. */
    SCRIPT(FORM(ASK_AB "," NUMBERED), "@ keyword", "reply: " AB, "> 1", "answer ab=a number",
           "reply: N\n1 Uno\n[skip_hint]", "> 0", "answer n= skipped", "close", "reply: [completed]");
}

Test(filter, a_choice_without_the_column_has_it_empty)
{
    SCRIPT(FORM("{'name':'l','type':'select_one','list':'l','required':true,'choice_filter':\"g = "
                "''\",'label':{'es':'L'}}"),
           "@ keyword", "reply: L\n1 S", "> s", "answer l=s name", "close", "reply: [completed]");
}

Test(filter, a_required_question_with_nothing_on_offer_is_no_question)
{
    SCRIPT(FORM("{'name':'l','type':'select_one','list':'l','required':true,'choice_filter':\"g = "
                "'z'\",'label':{'es':'L'}}," ASK_AB),
           "@ keyword", "reply: " AB, "@ +200h", "@ timer", "close", "? closed BO");
    SCRIPT(FORM("{'name':'l','type':'select_one','list':'l','required':true,'choice_filter':\"g = "
                "'z'\",'label':{'es':'L'}}," ASK_AB ","
                "{'name':'t','type':'text','required':true,'label':{'es':'T'}}"),
           "@ keyword", "reply: " AB, "> 1", "answer ab=a number", "reply: T", "@ +200h", "@ timer", "close",
           "? closed P");
}

/* The longest list a form may have, with a filter that needs room for each choice: within one step's memory. */
Test(filter, a_long_list_fits_a_step)
{
    struct talk talk;
    struct arena *arena = arena_new(8 * 1024 * 1024);
    struct buf json = buf_in(arena, 1024 * 1024);
    buf_put(&json, STR("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
                       "'title':{'es':'F'},'lists':[{'name':'l','choices':["));
    for (int i = 0; i < SV_CHOICES_MAX; i++)
        buf_printf(&json, "%s{'name':'c%d','label':{'es':'C%d'},'attributes':{'of':'%d'}}", i == 0 ? "" : ",", i, i,
                   i % 100);
    buf_put(&json, STR("]}],'questions':[{'name':'q','type':'select_one','list':'l','required':true,"
                       "'choice_filter':\"concat('x', of) = 'x7'\",'label':{'es':'Q'}}]}"));
    buf_put_byte(&json, 0);
    cr_assert(not(json.overflow));
    talk_init(&talk, __func__, json.p);
    struct arena *step_arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct sv_step step = {.effects_n = 0};
    const struct sv_event begin = {.kind = SV_EVENT_BEGIN, .now_ms = TALK_START_MS, .by_person = true};
    cr_assert(eq(int, sv_engine_step(&talk.setting, &talk.session, &begin, step_arena, &step, NULL), RC_OK));
    cr_assert(eq(sz, step.effects_n, 1));
    cr_expect(str_starts(step.effects[0].text, STR("Q\n1 C7\n2 C107\n3 C207\n")));
    cr_expect(str_ends(step.effects[0].text, STR("\n20 C1907")));
    arena_free(step_arena);
    arena_free(arena);
    talk_release(&talk);
}
