#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(screen, .timeout = 20);

#define PRIVADO "¿Esta a solas?\n1 Si\n2 No"
#define CONSENT "¿Quiere participar? 1 = si, 2 = no"
#define DIALLED "@ keyword", "reply: " CONSENT, "~ goes on"
#define TO_PRIVADO DIALLED, "# si", "consent given c1", "reply: Hola.\n" PRIVADO, "~ goes on"
#define TO_EDAD TO_PRIVADO, "# 1", "answer privado=1 number", "reply: ¿Edad?", "~ goes on"

Test(screen, every_answer_leads_to_the_next_question)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "# 30", "answer edad=30 number", "answer doble=60 calculated", "reply: ¿Como esta?...",
           "~ goes on");
}

Test(screen, dialling_again_puts_the_open_question_and_nothing_else)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "@ +2h", "@ dial", "reply: ¿Edad?", "~ goes on", "@ dial", "reply: ¿Edad?",
           "? asking edad", "# 30", "answer edad=30 number", "answer doble=60 calculated", "reply: ¿Como esta?...");
}

Test(screen, what_was_begun_by_text_goes_on_by_dialling_and_back)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "@ dial", "reply: " CONSENT, "# si", "consent given c1",
           "reply: Hola.\n" PRIVADO, "> 1", "answer privado=1 number", "reply: ¿Edad?", "@ dial", "reply: ¿Edad?");
}

Test(screen, dialling_is_a_sign_of_life)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "@ +23h", "@ dial", "reply: ¿Edad?", "@ +2h", "@ timer", "@ +22h", "@ timer",
           "reminder: [reminder]\n¿Edad?");
}

Test(screen, a_command_is_followed_by_the_open_question)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "# ayuda", "ticket help", "reply: [help]", "reply: ¿Edad?", "~ goes on", "# 000",
           "ticket call_me", "reply: [call_planned]", "reply: ¿Edad?", "~ goes on", "# info", "reply: [info]",
           "reply: ¿Edad?", "# atras", "unanswer privado", "reply: " PRIVADO, "~ goes on");
}

Test(screen, quick_exit_shows_nothing_of_the_survey)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "# 0000", "reply: [quick_exit]", "~ ends", "? asking edad");
}

Test(screen, stop_ends_it)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "# alto", "opt_out", "close", "reply!: [stop_done]", "~ ends", "# hola",
           "inbox opted_out", "reply!: [stopped]", "~ ends", "# alto", "reply!: [stopped]");
}

Test(screen, whoever_opted_out_and_dials_learns_how_to_return)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.opted_out = true;
    PLAY(&talk, "@ dial", "reply!: [stopped]", "~ goes on", "# alta", "opt_in", "reply: [start_done]", "~ ends");
    talk_release(&talk);
}

Test(screen, not_understood_too_often_is_told_and_asked_again)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "# x", "reply: [invalid_number]\n¿Edad?", "# y", "reply: [invalid_number]\n¿Edad?",
           "# z", "ticket not_understood", "inbox not_understood", "reply: [call_planned]", "reply: ¿Edad?",
           "~ goes on");
}

Test(screen, after_unclear_consent_a_person_calls)
{
    SCRIPT(FORM_LIFE, DIALLED, "# quiza", "reply: [consent_unclear]\n" CONSENT, "# tal vez", "ticket consent_unclear",
           "reply: [call_planned]", "~ ends", "@ dial", "reply: [call_planned]", "~ ends");
}

Test(screen, the_end_thanks_and_ends)
{
    SCRIPT(FORM_LIFE, DIALLED, "# no", "consent refused c1", "close", "reply: [consent_refused]", "~ ends");
}

Test(screen, without_anything_open_one_may_still_ask)
{
    SCRIPT(NULL, "@ dial", "reply: [nothing_to_ask]", "~ goes on", "# 000", "ticket call_me", "reply: [call_planned]",
           "~ ends", "# hola", "inbox nothing_open", "reply: [nothing_open]", "~ ends");
}

Test(screen, an_unknown_number_is_asked_for_its_code_and_always_answered)
{
    struct talk talk;
    talk_init(&talk, __func__, NULL);
    talk.setting.contact_known = false;
    PLAY(&talk, "@ dial", "reply: [unknown_number]", "~ goes on", "# D008", "inbox unknown_number",
         "reply: [nothing_open]", "~ ends", "@ dial", "reply: [unknown_number]", "# x", "inbox unknown_number",
         "reply: [nothing_open]");
    talk_release(&talk);
}
