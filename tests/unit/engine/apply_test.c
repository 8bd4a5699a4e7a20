#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(apply, .timeout = 20);

#define PRIVADO "¿Esta a solas?\n1 Si\n2 No"
#define CONSENT "¿Quiere participar? 1 = si, 2 = no"
#define TO_PRIVADO "@ begin", "invitation: " CONSENT, "> si", "consent given c1", "reply: Hola.\n" PRIVADO
#define TO_EDAD TO_PRIVADO, "> 1", "answer privado=1 number", "reply: ¿Edad?"
#define UNO "¿Uno?\n1 Si\n2 No"

Test(apply, consent_refused_closes)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> no", "consent refused c1", "close",
           "reply: [consent_refused]", "? closed R");
}

Test(apply, unclear_consent_is_asked_once_more_then_a_person_calls)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> quiza", "reply: [consent_unclear]\n" CONSENT, "> tal vez",
           "ticket consent_unclear", "reply: [call_planned]", "? consent", "> ahora no se", "inbox not_understood",
           "reply: [call_planned]", "@ +24h", "@ timer", "@ replan", "? consent", "> si", "consent given c1",
           "reply: Hola.\n" PRIVADO);
}

Test(apply, silence_after_unclear_consent_is_no_consent)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> hola", "reply: [consent_unclear]\n" CONSENT, "> hola",
           "ticket consent_unclear", "reply: [call_planned]", "@ +168h", "@ timer", "close", "? closed BO");
}

Test(apply, a_long_unclear_reply_to_the_consent_reaches_a_human)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> no entiendo que es esto", "inbox not_understood",
           "reply: [consent_unclear]\n" CONSENT, "> ayudenme por favor es urgente", "ticket consent_unclear",
           "inbox not_understood", "reply: [call_planned]");
}

Test(apply, stop_closes_with_one_confirmation)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "> ALTO", "opt_out", "close", "reply!: [stop_done]", "? closed R", "@ timer", "@ replan",
           "> 30", "inbox opted_out", "> alto", "> Alto!", "> 00", "? closed R");
}

Test(apply, stop_with_more_words_also_reaches_a_human)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "> alto mi vecino me amenaza", "opt_out", "close", "reply!: [stop_done]",
           "inbox stop_with_text", "> alto les dije que alto", "inbox stop_with_text");
}

Test(apply, stop_words_inside_a_text_answer_are_an_answer)
{
    SCRIPT(FORM_PLAIN("call", "true"), "@ begin", "invitation: " UNO, "> 1", "answer uno=1 number", "reply: ¿Dos?",
           "> 2", "answer dos=2 number", "reply: ¿Tres?", "> Salir de aqui", "answer tres=Salir de aqui text", "close",
           "reply: [completed]");
    SCRIPT(FORM_PLAIN("call", "true"), "@ begin", "invitation: " UNO, "> 1", "answer uno=1 number", "reply: ¿Dos?",
           "> 2", "answer dos=2 number", "reply: ¿Tres?", "> Salir", "opt_out", "close", "reply!: [stop_done]");
}

Test(apply, stop_works_at_every_gate)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.language_code = STR("");
    PLAY(&talk, "@ begin", "invitation: [choose_language]\n1 Español\n2 Français", "> 00", "opt_out", "close",
         "reply!: [stop_done]");
    talk_release(&talk);
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> no mas", "opt_out", "close", "reply!: [stop_done]",
           "? closed R");
}

Test(apply, stop_without_a_session_is_confirmed_once)
{
    SCRIPT(NULL, "> alto", "opt_out", "reply!: [stop_done]", "> alto", "> hola", "inbox opted_out");
}

Test(apply, stop_from_an_unknown_number_is_confirmed)
{
    struct talk talk;
    talk_init(&talk, __func__, NULL);
    talk.setting.contact_known = false;
    PLAY(&talk, "> Alto", "opt_out", "reply!: [stop_done]", "> quien es", "inbox opted_out");
    talk_release(&talk);
}

Test(apply, opting_out_elsewhere_closes_in_silence)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "@ stop", "opt_out", "close", "? closed R", "@ stop");
}

Test(apply, start_opts_in_again)
{
    SCRIPT(NULL, "> alto", "opt_out", "reply!: [stop_done]", "> alta", "opt_in", "reply: [start_done]", "> hola",
           "inbox nothing_open", "reply: [nothing_open]", "> alta", "reply: [start_done]");
}

Test(apply, start_during_a_session_puts_the_question_again)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "> alta", "reply: [start_done]\n¿Edad?", "? asking edad");
}

Test(apply, a_session_left_open_after_opting_out_hears_no_answers)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    PLAY(&talk, TO_EDAD);
    talk.setting.opted_out = true;
    PLAY(&talk, "> 30", "inbox opted_out", "> repetir", "inbox opted_out", "> saltar", "inbox opted_out",
         "? asking edad", "> alta", "opt_in", "reply: [start_done]\n¿Edad?", "> 30", "answer edad=30 number",
         "answer doble=60 calculated", "reply: ¿Como esta?...");
    talk.setting.opted_out = true;
    PLAY(&talk, "@ +24h", "@ timer", "close", "? closed R");
    talk_release(&talk);
}

Test(apply, whoever_opted_out_is_not_invited)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.opted_out = true;
    PLAY(&talk, "@ begin", "close", "? closed R");
    talk_release(&talk);
}

Test(apply, whoever_opted_out_and_sends_the_keyword_learns_how_to_return)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.opted_out = true;
    PLAY(&talk, "@ keyword", "reply!: [stopped]", "? none", "> alta", "opt_in", "reply: [start_done]");
    talk_release(&talk);
}

Test(apply, after_stop_what_the_person_starts_is_still_answered)
{
    SCRIPT(NULL, "> 00", "opt_out", "reply!: [stop_done]", "> ayuda", "ticket help", "reply!: [help]", "> 000",
           "ticket call_me", "reply!: [call_planned]", "> borrar", "ticket erase", "reply!: [erase_noted]", "> info",
           "reply!: [info]", "> 0000", "reply!: [quick_exit]", "> ¿y mi pago?", "inbox opted_out");
}

Test(apply, commands_leave_the_question_open)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "> ayuda", "ticket help", "reply: [help]", "> info", "reply: [info]", "> 000",
           "ticket call_me", "reply: [call_planned]", "> borrar", "ticket erase", "reply: [erase_noted]", "> 0000",
           "reply: [quick_exit]", "? asking edad", "> repetir", "reply: ¿Edad?", "> 30", "answer edad=30 number",
           "answer doble=60 calculated", "reply: ¿Como esta?...");
}

Test(apply, quick_exit_says_nothing_of_the_survey_and_reminds_later)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "@ +2h", "> 0000", "reply: [quick_exit]", "@ +23h", "@ timer", "@ +1h", "@ timer",
           "reminder: [reminder]\n¿Edad?");
}

Test(apply, commands_at_the_consent_gate)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> info", "reply: [info]", "> repetir", "reply: " CONSENT,
           "> atras", "reply: [first_question]\n" CONSENT, "> saltar", "reply: [consent_unclear]\n" CONSENT,
           "? consent");
}

Test(apply, texts_without_a_session_reach_a_human)
{
    SCRIPT(NULL, "> hola", "inbox nothing_open", "reply: [nothing_open]", "> atras", "inbox nothing_open",
           "reply: [nothing_open]", "> 0", "inbox nothing_open", "reply: [nothing_open]", "> ", "inbox nothing_open",
           "reply: [nothing_open]");
}

Test(apply, an_unknown_number_is_greeted_once_a_day)
{
    struct talk talk;
    talk_init(&talk, __func__, NULL);
    talk.setting.contact_known = false;
    PLAY(&talk, "> hola", "inbox unknown_number", "reply: [unknown_number]", "greeted", "> hola?",
         "inbox unknown_number", "> ayuda", "ticket help", "reply: [help]");
    talk_release(&talk);
}

Test(apply, a_text_after_the_end_reaches_a_human)
{
    SCRIPT(FORM_LIFE, "@ begin", "invitation: " CONSENT, "> no", "consent refused c1", "close",
           "reply: [consent_refused]", "> espere", "inbox nothing_open", "reply: [nothing_open]", "? closed R");
}

Test(apply, a_refused_answer_is_explained_and_asked_again)
{
    SCRIPT(FORM_LIFE, TO_PRIVADO, "> 7", "reply: [invalid_choice]\n" PRIVADO, "> 1", "answer privado=1 number",
           "reply: ¿Edad?", "> 12", "reply: De 18 a 99.\n¿Edad?", "> treintaicinco", "reply: [invalid_number]\n¿Edad?",
           "> 35", "answer edad=35 number", "answer doble=70 calculated", "reply: ¿Como esta?...");
}

Test(apply, a_required_question_cannot_be_skipped)
{
    SCRIPT(FORM_LIFE, TO_EDAD, "> 0", "reply: Hace falta.\n¿Edad?", "> saltar", "reply: Hace falta.\n¿Edad?", "> 0",
           "ticket not_understood", "inbox not_understood", "reply: [call_planned]", "? asking edad");
    SCRIPT(FORM_PLAIN("call", "true"), "@ begin", "invitation: " UNO, "> 0", "reply: [required]\n" UNO);
}

Test(apply, after_three_attempts_a_person_is_asked_to_call_once)
{
    SCRIPT(FORM_LIFE, TO_PRIVADO, "> x", "reply: [invalid_choice]\n" PRIVADO, "> y",
           "reply: [invalid_choice]\n" PRIVADO, "> z", "ticket not_understood", "inbox not_understood",
           "reply: [call_planned]", "? asking privado", "> x", "reply: [invalid_choice]\n" PRIVADO, "> y",
           "reply: [invalid_choice]\n" PRIVADO, "> z", "inbox not_understood", "reply: [call_planned]", "> 1",
           "answer privado=1 number", "reply: ¿Edad?");
}

Test(apply, after_the_attempts_an_optional_question_may_be_given_up)
{
    SCRIPT(FORM_PLAIN("skip", "false"), "@ begin", "invitation: " UNO "\n[skip_hint]", "> x",
           "reply: [invalid_choice]\n" UNO "\n[skip_hint]", "> y", "answer uno= given_up", "reply: ¿Dos?", "> 1",
           "answer dos=1 number", "reply: ¿Tres?\n[skip_hint]");
}

Test(apply, a_required_question_is_never_given_up)
{
    SCRIPT(FORM_PLAIN("skip", "true"), "@ begin", "invitation: " UNO, "> x", "reply: [invalid_choice]\n" UNO, "> y",
           "ticket not_understood", "inbox not_understood", "reply: [call_planned]", "? asking uno");
}

Test(apply, after_the_attempts_the_session_may_end)
{
    SCRIPT(FORM_PLAIN("close", "true"), "@ begin", "invitation: " UNO, "> x", "reply: [invalid_choice]\n" UNO, "> y",
           "close", "ticket not_understood", "inbox not_understood", "reply: [call_planned]", "? closed BO");
}

Test(apply, an_understood_answer_forgets_the_attempts)
{
    SCRIPT(FORM_PLAIN("close", "true"), "@ begin", "invitation: " UNO, "> x", "reply: [invalid_choice]\n" UNO, "> 1",
           "answer uno=1 number", "reply: ¿Dos?", "> x", "reply: [invalid_number]\n¿Dos?", "? asking dos");
}

Test(apply, a_cry_for_help_in_place_of_an_answer_reaches_a_human)
{
    SCRIPT(FORM_LIFE, TO_PRIVADO, "> por favor vengan me amenazan", "inbox not_understood",
           "reply: [invalid_choice]\n" PRIVADO, "? asking privado");
}

Test(apply, a_language_that_is_none_is_asked_again)
{
    struct talk talk;
    talk_init(&talk, __func__, FORM_LIFE);
    talk.setting.language_code = STR("");
    PLAY(&talk, "@ keyword", "reply: [choose_language]\n1 Español\n2 Français", "> 3",
         "reply: [invalid_choice]\n[choose_language]\n1 Español\n2 Français", "> x",
         "reply: [invalid_choice]\n[choose_language]\n1 Español\n2 Français", "> y", "ticket not_understood",
         "inbox not_understood", "reply: [call_planned]", "? language", "> español", "language es", "reply: " CONSENT);
    talk_release(&talk);
}
