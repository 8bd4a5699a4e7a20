#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "talk.h"

TestSuite(actions, .timeout = 20);

#define FORM(questions)                                                                                                \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'thanks':{'es':'Fin.'},'incentive':'wave',"                                                    \
    "'settings':{'attempts_max':1,'after_invalid':'skip'},"                                                            \
    "'lists':[{'name':'n','choices':[{'name':'1','label':{'es':'Si'}},{'name':'2','label':{'es':'No'}}]},"             \
    "{'name':'l','choices':[{'name':'a','label':{'es':'A'}},{'name':'ab','label':{'es':'B'}},{'name':'c','label':{'"   \
    "es':'C'}}]}],"                                                                                                    \
    "'questions':[" questions "]}"
#define ASK(name, type, more) "{'name':'" name "','type':'" type "','label':{'es':'" name "'}," more "}"
#define YES_NO(name, actions) ASK(name, "select_one", "'list':'n','required':true,'on_answer':[" actions "]")
#define DONE "incentive wave", "reply: Fin."
#define N(name) "reply: " name "\n1 Si\n2 No"

Test(actions, each_for_its_answers)
{
    SCRIPT(FORM(YES_NO("q", "{'if':['2'],'do':'urgent','what':'safety'},{'do':'task','what':'call'},{'if':['1','2'],'"
                            "do':'referral','what':'legal'}")),
           "@ keyword", N("q"), "> 2", "answer q=2 number", "ticket urgent safety", "ticket task call",
           "ticket referral legal", "close", DONE);
    SCRIPT(FORM(YES_NO("q", "{'if':['2'],'do':'urgent','what':'safety'},{'do':'task','what':'call'},{'if':['1'],'do':'"
                            "referral','what':'legal'}")),
           "@ keyword", N("q"), "> 1", "answer q=1 number", "ticket task call", "ticket referral legal", "close", DONE);
}

Test(actions, of_several_choices_one_is_enough_and_names_are_whole)
{
#define SEVERAL(type)                                                                                                  \
    FORM(ASK("q", type,                                                                                                \
             "'list':'l','required':true,'on_answer':[{'if':['a'],'do':'task','what':'a'},{'if':['ab','c'],'do':'"     \
             "task','what':'bc'}]"))
    SCRIPT(SEVERAL("select_multiple"), "@ keyword", "reply: q\n1 A\n2 B\n3 C\n[multiple_hint]", "> 2 3",
           "answer q=ab c number", "ticket task bc", "close", DONE);
    SCRIPT(SEVERAL("select_multiple"), "@ keyword", "reply: q\n1 A\n2 B\n3 C\n[multiple_hint]", "> 1",
           "answer q=a number", "ticket task a", "close", DONE);
    SCRIPT(SEVERAL("rank"), "@ keyword", "reply: q\n1 A\n2 B\n3 C\n[rank_hint]", "> 3 1 2", "answer q=c a ab number",
           "ticket task a", "ticket task bc", "close", DONE);
}

Test(actions, of_other_types_the_answer_as_it_is_stored)
{
    SCRIPT(FORM(ASK("q", "integer", "'required':true,'on_answer':[{'if':['12'],'do':'task','what':'twelve'}]")),
           "@ keyword", "reply: q", "> 12", "answer q=12 number", "ticket task twelve", "close", DONE);
    SCRIPT(FORM(ASK("q", "integer", "'required':true,'on_answer':[{'if':['12'],'do':'task','what':'twelve'}]")),
           "@ keyword", "reply: q", "> 1", "answer q=1 number", "close", DONE);
}

Test(actions, skipping_sets_off_nothing_and_a_default_does)
{
#define OPTIONAL(more) FORM(ASK("q", "select_one", "'list':'n','on_answer':[{'do':'task','what':'call'}]" more))
    SCRIPT(OPTIONAL(""), "@ keyword", "reply: q\n1 Si\n2 No\n[skip_hint]", "> 0", "answer q= skipped", "close", DONE);
    SCRIPT(OPTIONAL(""), "@ keyword", "reply: q\n1 Si\n2 No\n[skip_hint]", "> x", "answer q= given_up", "close", DONE);
    SCRIPT(OPTIONAL(",'default':'2'"), "@ keyword", "reply: q\n1 Si\n2 No\n0 = No", "> 0", "answer q=2 default",
           "ticket task call", "close", DONE);
}

Test(actions, a_note_sets_off_when_it_is_said)
{
    SCRIPT(
        FORM(YES_NO("q", "{'if':['2'],'do':'task','what':'x'}") ",{'name':'n1','type':'note','relevant':\"${q} = "
                                                                "'2'\",'label':{'es':'Nota.'},"
                                                                "'on_answer':[{'do':'urgent','what':'note'}]}," YES_NO(
                                                                    "r", "{'if':['2'],'do':'task','what':'y'}")),
        "@ keyword", N("q"), "> 1", "answer q=1 number", N("r"), "> atras", "unanswer q", N("q"), "> 2",
        "answer q=2 number", "ticket task x", "ticket urgent note", "reply: Nota.\nr\n1 Si\n2 No", "> 1",
        "answer r=1 number", "close", DONE);
}

Test(actions, of_notes_too_many_to_say)
{
#define NOTE(name)                                                                                                     \
    "{'name':'" name "','type':'note','label':{'es':'" name "'},'on_answer':[{'do':'task','what':'" name "'}]}"
    SCRIPT(FORM(NOTE("a") "," NOTE("b") "," NOTE("c") "," NOTE("d") "," NOTE("e") "," NOTE("f") "," NOTE("g") "," NOTE(
               "h") "," NOTE("i") "," YES_NO("q", "{'do':'task','what':'q'}")),
           "@ keyword", "ticket task a", "ticket task b", "ticket task c", "ticket task d", "ticket task e",
           "ticket task f", "ticket task g", "ticket task h", "ticket task i",
           "reply: a\nb\nc\nd\ne\nf\ng\nh\nq\n1 Si\n2 No");
}

Test(actions, consent_is_given_by_its_answers_and_refused_by_any_other)
{
#define CONSENT                                                                                                        \
    FORM(ASK("q", "select_one", "'list':'n','on_answer':[{'if':['1'],'do':'consent','what':'referral'}]") "," YES_NO(  \
        "r", "{'do':'task','what':'r'}"))
    SCRIPT(CONSENT, "@ keyword", "reply: q\n1 Si\n2 No\n[skip_hint]", "> 1", "answer q=1 number",
           "consent given referral", N("r"), "> atras", "unanswer q", "reply: q\n1 Si\n2 No\n[skip_hint]", "> 2",
           "answer q=2 number", "consent refused referral", N("r"));
    SCRIPT(CONSENT, "@ keyword", "reply: q\n1 Si\n2 No\n[skip_hint]", "> 0", "answer q= skipped",
           "consent refused referral", N("r"));
}

Test(actions, an_opt_out_ends_what_is_left_to_ask)
{
    SCRIPT(FORM(YES_NO("q", "{'if':['2'],'do':'optout'}") "," YES_NO("r", "{'do':'task','what':'r'}")), "@ keyword",
           N("q"), "> 2", "answer q=2 number", "opt_out", "close", "reply!: [stop_done]", "? closed R", "> 1",
           "inbox opted_out", "> alta", "opt_in", "reply: [start_done]");
    SCRIPT(FORM(YES_NO("q", "{'if':['2'],'do':'optout'}") "," YES_NO("r", "{'do':'task','what':'r'}")), "@ keyword",
           N("q"), "> 1", "answer q=1 number", N("r"), "? asking r");
}

Test(actions, an_opt_out_at_the_end_completes)
{
    SCRIPT(FORM(YES_NO(
               "q", "{'if':['2'],'do':'optout','what':'all'}") ",{'name':'n1','type':'note','label':{'es':'Adios.'}}"),
           "@ keyword", N("q"), "> 2", "answer q=2 number", "opt_out", "close", "incentive wave",
           "reply!: Adios.\nFin.\n[stop_done]", "? closed I");
}

Test(actions, a_note_can_opt_out)
{
    SCRIPT(
        FORM(YES_NO(
            "q",
            "{'do':'task','what':'q'}") ",{'name':'n1','type':'note','relevant':\"${q} = '2'\",'label':{'es':'Listo.'},"
                                        "'on_answer':[{'do':'optout'}]}," YES_NO("r", "{'do':'task','what':'r'}")),
        "@ keyword", N("q"), "> 2", "answer q=2 number", "ticket task q", "opt_out", "close",
        "reply!: Listo.\n[stop_done]", "? closed R");
}
