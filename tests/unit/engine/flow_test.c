#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(flow, .timeout = 20);

#define PRIVADO "¿Esta a solas?\n1 Si\n2 No"
#define ANIMO "¿Como esta?\n1 Mal\n2 Bien\n9 No digo"
#define DESDE "¿Desde cuando?\n[date_hint]\n[skip_hint]"
#define FALTA "¿Que falta?\n1 Casa\n2 Luz\n3 Agua\n[multiple_hint]\n[skip_hint]"
#define CONSENT "¿Quiere participar? 1 = si, 2 = no"

Test(flow, asks_every_question_in_order_and_completes)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "? consent", "> si", "consent given c1",
           "reply: Hola.\n" PRIVADO, "? asking privado", "> 1", "answer privado=1 number", "reply: ¿Edad?", "> 30",
           "answer edad=30 number", "answer doble=60 calculated", "reply: " ANIMO, "> 2", "answer animo=2 number",
           "reply: ¿Hijos?", "> 3", "answer hijos=3 number", "reply: " DESDE, "> 15/01/2020",
           "answer desde=2020-01-15 date", "reply: " FALTA, "> 1 3", "answer falta=casa agua number",
           "reply: Falta: Casa, Agua. Motivo: . Doble: 60.\n¿Apodo?\n[skip_hint]", "> Ana", "answer apodo=Ana text",
           "score bien=1", "close", "reply: Gracias, Ana.", "? closed I");
}

Test(flow, a_completed_survey_earns_what_its_form_says_once)
{
    SCRIPT(FORM_PAID, "@ begin", "invitation: ¿Uno?\n1 Si\n[skip_hint]", "> 0", "answer uno= skipped", "close",
           "incentive wave", "reply: [completed]", "? closed I", "> 1", "inbox nothing_open", "reply: [nothing_open]");
}

Test(flow, a_reward_tied_to_a_note_is_earned_by_who_sees_it)
{
    SCRIPT(FORM_PAID_AT, "@ begin", "invitation: ¿Uno?\n1 Si\n2 No\n[skip_hint]", "> 1", "answer uno=1 number", "close",
           "incentive wave", "reply: Hay premio.\n[completed]", "? closed I");
    SCRIPT(FORM_PAID_AT, "@ begin", "invitation: ¿Uno?\n1 Si\n2 No\n[skip_hint]", "> 2", "answer uno=2 number", "close",
           "reply: [completed]", "? closed I");
}

Test(flow, a_survey_that_ends_otherwise_earns_nothing)
{
    SCRIPT(FORM_PAID, "@ begin", "invitation: ¿Uno?\n1 Si\n[skip_hint]", "> alto", "opt_out", "close",
           "reply!: [stop_done]", "? closed R");
}

Test(flow, skips_what_is_not_relevant)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> 1", "consent given c1", "reply: Hola.\n" PRIVADO, "> 2",
           "answer privado=2 number", "reply: ¿Apodo?\n[skip_hint]", "> Ana", "answer apodo=Ana text", "close",
           "reply: Gracias, Ana.", "? closed I");
}

Test(flow, a_relevant_question_is_asked)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "> 1",
           "answer privado=1 number", "reply: ¿Edad?", "> 30", "answer edad=30 number", "answer doble=60 calculated",
           "reply: " ANIMO, "> mal", "answer animo=1 label", "reply: ¿Por que?\n[skip_hint]", "? asking motivo");
}

Test(flow, a_refused_item_gives_no_score)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "> 1",
           "answer privado=1 number", "reply: ¿Edad?", "> 30", "answer edad=30 number", "answer doble=60 calculated",
           "reply: " ANIMO, "> 9", "answer animo=9 number", "reply: ¿Hijos?", "> saltar", "answer hijos= skipped",
           "reply: " DESDE, "> 0", "answer desde= skipped", "reply: " FALTA, "> 0", "answer falta= skipped",
           "reply: Falta: . Motivo: . Doble: 60.\n¿Apodo?\n[skip_hint]", "> 0", "answer apodo= skipped", "close",
           "reply: Gracias, .", "? closed I");
}

Test(flow, back_takes_the_answer_back_and_what_hung_on_it)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "> 1",
           "answer privado=1 number", "reply: ¿Edad?", "> 30", "answer edad=30 number", "answer doble=60 calculated",
           "reply: " ANIMO, "> atras", "unanswer edad", "unanswer doble", "reply: ¿Edad?", "? asking edad", "> 40",
           "answer edad=40 number", "answer doble=80 calculated", "reply: " ANIMO);
}

Test(flow, back_passes_over_what_was_never_asked)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "> 1",
           "answer privado=1 number", "reply: ¿Edad?", "> 30", "answer edad=30 number", "answer doble=60 calculated",
           "reply: " ANIMO, "> 2", "answer animo=2 number", "reply: ¿Hijos?", "> atras", "unanswer animo",
           "reply: " ANIMO, "> atras", "unanswer edad", "unanswer doble", "reply: ¿Edad?", "> atras",
           "unanswer privado", "reply: " PRIVADO, "> atras", "reply: [first_question]\n" PRIVADO, "? asking privado");
}

Test(flow, an_answer_changed_by_back_closes_the_group_behind_it)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "> 1",
           "answer privado=1 number", "reply: ¿Edad?", "> atras", "unanswer privado", "reply: " PRIVADO, "> 2",
           "answer privado=2 number", "reply: ¿Apodo?\n[skip_hint]");
}

Test(flow, an_earlier_question_that_becomes_relevant_is_asked)
{
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':["
           "{'name':'antes','type':'text','required':true,'relevant':\"${luego} = 'x'\",'label':{'es':'Antes'}},"
           "{'name':'luego','type':'text','required':true,'label':{'es':'Luego'}},"
           "{'name':'nota','type':'note','label':{'es':'Nota'}},"
           "{'name':'fin','type':'text','required':true,'label':{'es':'Fin'}}]}",
           "@ keyword", "reply: Luego", "> x", "answer luego=x text", "reply: Antes", "> y", "answer antes=y text",
           "reply: Nota\nFin", "> z", "answer fin=z text", "close", "reply: [completed]", "? closed I");
}

Test(flow, an_answer_that_lost_its_relevance_is_removed)
{
    /* A question that an answer behind it can close. */
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':["
           "{'name':'uno','type':'text','required':true,'relevant':\"not(${dos} = 'x')\",'label':{'es':'Uno'}},"
           "{'name':'dos','type':'text','required':true,'label':{'es':'Dos'}}]}",
           "@ keyword", "reply: Uno", "> a", "answer uno=a text", "reply: Dos", "> x", "answer dos=x text",
           "unanswer uno", "close", "reply: [completed]", "? closed I");
}

Test(flow, a_calculation_may_look_at_a_later_one)
{
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':["
           "{'name':'cuatro','type':'calculate','calculation':'${doble} * 2'},"
           "{'name':'n','type':'integer','required':true,'label':{'es':'N'}},"
           "{'name':'doble','type':'calculate','calculation':'${n} * 2'},"
           "{'name':'fin','type':'text','label':{'es':'${doble} y ${cuatro}, ${nadie}'}}]}",
           "@ keyword", "reply: N", "> 3", "answer n=3 number", "answer doble=6 calculated",
           "answer cuatro=12 calculated", "reply: 6 y 12, ${nadie}\n[skip_hint]");
}

Test(flow, a_calculation_that_changes_stays_one_answer)
{
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':["
           "{'name':'a','type':'text','required':true,'label':{'es':'A'}},"
           "{'name':'todo','type':'calculate','calculation':'concat(${a}, ${b})'},"
           "{'name':'b','type':'text','required':true,'label':{'es':'B'}},"
           "{'name':'c','type':'text','required':true,'label':{'es':'C'}}]}",
           "@ keyword", "reply: A", "> x", "answer a=x text", "answer todo=x calculated", "reply: B", "> y",
           "answer b=y text", "answer todo=xy calculated", "reply: C", "> atras", "unanswer b",
           "answer todo=x calculated", "reply: B");
}

Test(flow, a_calculation_opens_a_group_before_it)
{
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'groups':[{'name':'g','relevant':\"${mayor} = '1'\"}],'questions':["
           "{'name':'dentro','type':'calculate','group':'g','calculation':'7'},"
           "{'name':'n','type':'integer','required':true,'label':{'es':'N'}},"
           "{'name':'mayor','type':'calculate','calculation':\"if(${n} > 5, '1', '0')\"},"
           "{'name':'x','type':'text','group':'g','required':true,'label':{'es':'X'}}]}",
           "@ keyword", "answer mayor=0 calculated", "reply: N", "> 6", "answer n=6 number",
           "answer mayor=1 calculated", "answer dentro=7 calculated", "reply: X");
}

Test(flow, notes_that_do_not_fit_one_message_go_before_the_question)
{
#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':["
           "{'name':'a','type':'note','label':{'es':'" LONG "'}},{'name':'b','type':'note','label':{'es':'B'}},"
           "{'name':'n','type':'text','required':true,'label':{'es':'" LONG "'}},"
           "{'name':'z','type':'note','label':{'es':'Z'}}]}",
           "@ begin", "invitation: " LONG, "invitation: B", "invitation: " LONG, "> x", "answer n=x text", "close",
           "reply: Z\n[completed]");
}

Test(flow, a_form_of_notes_only_is_complete_at_once)
{
    SCRIPT("{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"
           "'title':{'es':'F'},'questions':[{'name':'a','type':'note','label':{'es':'Aviso'}}]}",
           "@ begin", "close", "invitation: Aviso\n[completed]", "? closed I");
}

Test(flow, the_language_is_asked_when_it_is_not_known)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.language_code = STR("");
    PLAY(&talk, "@ begin", "invitation: [choose_language]\n1 Español\n2 Français", "? language", "> 2", "language fr",
         "reply: Voulez-vous participer? 1 = si, 2 = no", "> si", "consent given c1",
         "reply: Salut.\nEtes-vous seul?\n1 Oui\n2 Non");
    cr_expect(eq(i32, talk.session.language, 1));
    talk_release(&talk);
}

Test(flow, a_known_language_is_not_asked)
{
    static const struct {
        const char *code;
        int32_t language;
    } cases[] = {{"es", 0}, {"fr", 1}, {"fr-SN", 1}, {"es-GT", 0}, {"quc", -1}, {"quc-GT", -1}, {"", -1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct talk talk;
        talk_init(&talk, __func__, FORM_LIFE);
        talk.setting.language_code = str_of(cases[i].code);
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        cr_expect(eq(i32, talk.session.language, cases[i].language), "case %s", cases[i].code);
        cr_expect(eq(int, talk.session.state, cases[i].language < 0 ? SV_STATE_LANGUAGE : SV_STATE_CONSENT), "case %s",
                  cases[i].code);
        talk_release(&talk);
    }
}

Test(flow, consent_given_before_is_not_asked_again)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.session.consented = true;
    PLAY(&talk, "@ begin", "invitation: Hola.\n" PRIVADO);
    talk_release(&talk);
}

Test(flow, prefilled_answers_are_neither_asked_nor_reopened)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    const struct sv_answer known[] = {{.question = 1, .how = SV_HOW_PREFILLED, .value = STR("1")},
                                      {.question = 2, .how = SV_HOW_PREFILLED, .value = STR("30")}};
    talk.session.consented = true;
    talk.session.answers = known;
    talk.session.answers_n = COUNT_OF(known);
    PLAY(&talk, "@ begin", "answer doble=60 calculated", "invitation: Hola.\n" ANIMO, "> atras",
         "reply: [first_question]\n" ANIMO);
    talk_release(&talk);
}

Test(flow, reminders_come_when_due_and_the_session_ends_when_its_time_is_over)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "@ +23h", "@ timer", "? consent", "@ +1h", "@ timer",
           "reminder: [reminder]\n" CONSENT, "@ +71h", "@ timer", "@ +1h", "@ timer", "reminder: [reminder]\n" CONSENT,
           "@ +71h", "@ timer", "@ +1h", "@ timer", "close", "? closed NC", "@ timer", "? closed NC");
}

Test(flow, a_session_may_have_fewer_reminders_than_its_form)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.reminders_max = 1;
    PLAY(&talk, "@ begin", "invitation: " CONSENT, "@ +24h", "@ timer", "reminder: [reminder]\n" CONSENT);
    cr_expect(eq(i64, talk.session.wake_ms, TALK_START_MS + 168 * (int64_t)3600000));
    PLAY(&talk, "@ +72h", "@ timer", "? consent", "@ +72h", "@ timer", "close", "? closed NC");
    talk_release(&talk);
}

Test(flow, a_session_has_no_more_reminders_than_its_form)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.reminders_max = 3;
    PLAY(&talk, "@ begin", "invitation: " CONSENT, "@ +24h", "@ timer", "reminder: [reminder]\n" CONSENT, "@ +72h",
         "@ timer", "reminder: [reminder]\n" CONSENT, "@ +71h", "@ timer", "? consent", "@ +1h", "@ timer", "close",
         "? closed NC");
    talk_release(&talk);
}

Test(flow, a_sign_of_life_starts_the_waiting_anew)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "@ +24h", "@ timer", "reminder: [reminder]\n" CONSENT, "@ +2h",
           "> si", "consent given c1", "reply: Hola.\n" PRIVADO, "@ +23h", "@ timer", "@ +1h", "@ timer",
           "reminder: [reminder]\n" PRIVADO, "@ +72h", "@ timer", "reminder: [reminder]\n" PRIVADO, "@ +72h", "@ timer",
           "close", "? closed BO");
}

Test(flow, the_timer_never_waits_beyond_the_end)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_PLAIN("call", "false"));
    PLAY(&talk, "@ begin", "invitation: ¿Uno?\n1 Si\n2 No\n[skip_hint]");
    cr_expect(eq(i64, talk.session.wake_ms, TALK_START_MS + 24 * (int64_t)3600000));
    PLAY(&talk, "@ +24h", "@ timer", "reminder: [reminder]\n¿Uno?\n1 Si\n2 No\n[skip_hint]");
    cr_expect(eq(i64, talk.session.wake_ms, TALK_START_MS + 100 * (int64_t)3600000));
    PLAY(&talk, "@ +76h", "@ timer", "close", "? closed NC");
    talk_release(&talk);
}

Test(flow, a_dropped_text_is_put_again_without_counting)
{
    SCRIPT(FORM_LIFE, "@ replan", "? none", "@ begin", "invitation: " CONSENT, "@ +8h", "@ replan",
           "reminder: " CONSENT, "@ +23h", "@ timer", "@ +1h", "@ timer", "reminder: [reminder]\n" CONSENT, "@ +72h",
           "@ timer", "reminder: [reminder]\n" CONSENT);
}

Test(flow, replies_go_out_within_minutes_and_reminders_within_a_day)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    PLAY(&talk, "@ begin", "invitation: " CONSENT);
    cr_expect(eq(i64, talk.step.effects[0].not_after_ms, talk.now_ms + 24 * (int64_t)3600000));
    /* Five past eight in the evening: an answer is still a reply. */
    talk.now_ms += 605 * (int64_t)60000;
    PLAY(&talk, "> si", "consent given c1", "reply: Hola.\n" PRIVADO);
    cr_expect(eq(int, talk.step.effects[1].priority, SV_PRIORITY_REPLY));
    cr_expect(eq(i64, talk.step.effects[1].not_after_ms, talk.now_ms + 15 * (int64_t)60000));
    talk_release(&talk);
}
