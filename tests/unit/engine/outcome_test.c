#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(outcome, .timeout = 20);

/* Four required questions, the last of which comes only after "si"; one score. */
#define FORM_HALF(scores)                                                                                              \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'consent':{'version':'1','text':{'es':'C'}},"                                                  \
    "'lists':[{'name':'sino','choices':[{'name':'1','label':{'es':'Si'},'score':1},"                                   \
    "{'name':'2','label':{'es':'No'},'score':0},"                                                                      \
    "{'name':'9','label':{'es':'No digo'},'missing':'refused'}]}],"                                                    \
    "'questions':[{'name':'libre','type':'text','label':{'es':'L'}},"                                                  \
    "{'name':'a','type':'select_one','list':'sino','required':true,'label':{'es':'A'}},"                               \
    "{'name':'b','type':'text','required':true,'label':{'es':'B'}},"                                                   \
    "{'name':'c','type':'text','required':true,'label':{'es':'C'}},"                                                   \
    "{'name':'d','type':'text','required':true,'relevant':\"${a} = '1'\",'label':{'es':'D'}}]" scores "}"

#define ONE_SCORE ",'scores':[{'name':'s','method':'mean','items':['a'],'minimum_answered':1}]"

static const struct {
    const char *name;
    const char *form;
    const char *texts[6];
    enum sv_disposition wanted;
} cases[] = {
    {"no reply", FORM_HALF(ONE_SCORE), {NULL}, SV_DISPOSITION_NC},
    {"not consented", FORM_HALF(ONE_SCORE), {"info"}, SV_DISPOSITION_BO},
    {"consented only", FORM_HALF(ONE_SCORE), {"si"}, SV_DISPOSITION_BO},
    {"one of four", FORM_HALF(ONE_SCORE), {"si", "x", "1"}, SV_DISPOSITION_BO},
    {"two of four", FORM_HALF(ONE_SCORE), {"si", "x", "1", "b"}, SV_DISPOSITION_P},
    {"one of three", FORM_HALF(ONE_SCORE), {"si", "x", "2"}, SV_DISPOSITION_BO},
    {"two of three", FORM_HALF(ONE_SCORE), {"si", "x", "2", "b"}, SV_DISPOSITION_P},
    {"two of three without a score", FORM_HALF(ONE_SCORE), {"si", "x", "9", "b"}, SV_DISPOSITION_BO},
    {"two of three, no scores in the form", FORM_HALF(""), {"si", "x", "9", "b"}, SV_DISPOSITION_P},
    {"all optional, one of three", FORM_PLAIN("call", "false"), {"1"}, SV_DISPOSITION_BO},
    {"all optional, two of three", FORM_PLAIN("call", "false"), {"1", "2"}, SV_DISPOSITION_P},
    {"all optional, skipped", FORM_PLAIN("call", "false"), {"0", "saltar"}, SV_DISPOSITION_BO},
};

Test(outcome, of_a_session_that_expires)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct talk talk;
        talk_init(&talk, cases[i].name, cases[i].form);
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        for (size_t t = 0; cases[i].texts[t] != NULL; t++)
            talk_text(&talk, str_of(cases[i].texts[t]));
        talk.now_ms += (int64_t)200 * 3600000;
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_TIMER});
        cr_expect(eq(int, talk.session.state, SV_STATE_CLOSED), "case %s", cases[i].name);
        cr_expect(eq(int, talk.session.disposition, cases[i].wanted), "case %s", cases[i].name);
        cr_expect(eq(sz, talk.step.effects_n, 1), "case %s: nothing is said", cases[i].name);
        talk_release(&talk);
    }
}

Test(outcome, a_keyword_is_a_sign_of_life)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_HALF(""));
    PLAY(&talk, "@ keyword", "reply: C 1 = si, 2 = no", "@ +168h", "@ timer", "close", "? closed BO");
    talk_release(&talk);
}
