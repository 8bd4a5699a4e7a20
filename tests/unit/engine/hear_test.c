#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "forms.h"
#include "talk.h"

TestSuite(hear, .timeout = 20);

/* One question `q` of the given members. */
#define ONE(members)                                                                                                   \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es',"                     \
    "'title':{'es':'F'},'lists':[{'name':'cero','choices':[{'name':'0','label':{'es':'Nada'}},"                        \
    "{'name':'1','label':{'es':'Algo'}}]},{'name':'sino','choices':[{'name':'1','label':{'es':'Si'}},"                 \
    "{'name':'2','label':{'es':'No'}}]}],'questions':[{'name':'q'," members ",'label':{'es':'Q'}}]}"

struct hearing {
    const char *name;
    const char *form;
    const char *text;
    const char *heard; /* kind, then what belongs to it */
};

static struct str heard_line(const struct talk *talk)
{
    const struct sv_heard *heard = &talk->step.heard;
    struct buf line = buf_in(talk->arena, 256);
    buf_put(&line, sv_heard_word(heard->kind));
    if (heard->kind == SV_HEARD_COMMAND)
        buf_printf(&line, " %.*s", STR_FMT(sv_command_word(heard->command)));
    if (heard->kind == SV_HEARD_REJECTED)
        buf_printf(&line, " %.*s", STR_FMT(sv_phrase_key(heard->phrase)));
    if (heard->value.n > 0)
        buf_printf(&line, " %.*s", STR_FMT(heard->value));
    if (heard->more)
        buf_put(&line, STR(" +"));
    return buf_str(&line);
}

static void check(const struct hearing *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct talk talk;
        talk_init(&talk, cases[i].name, cases[i].form);
        if (cases[i].form != NULL)
            talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        talk_text(&talk, str_of(cases[i].text));
        const struct str got = heard_line(&talk);
        cr_expect(str_eq(got, str_of(cases[i].heard)), "case %s: got \"%.*s\", wanted \"%s\"", cases[i].name,
                  STR_FMT(got), cases[i].heard);
        talk_release(&talk);
    }
}

Test(hear, zero_skips_only_where_it_is_no_answer)
{
    static const struct hearing cases[] = {
        {"optional choice", ONE("'type':'select_one','list':'sino'"), "0", "command skip"},
        {"required choice", ONE("'type':'select_one','list':'sino','required':true"), "0", "rejected required"},
        {"option 0", ONE("'type':'select_one','list':'cero'"), "0", "answer 0"},
        {"option 0, several allowed", ONE("'type':'select_multiple','list':'cero'"), "0", "answer 0"},
        {"option 0, skipped by word", ONE("'type':'select_one','list':'cero'"), "saltar", "command skip"},
        {"optional integer", ONE("'type':'integer'"), "0", "answer 0"},
        {"required integer", ONE("'type':'integer','required':true"), "0", "answer 0"},
        {"integer that accepts 0", ONE("'type':'integer','constraint':'. >= 0'"), "0", "answer 0"},
        {"integer that refuses 0", ONE("'type':'integer','constraint':'. > 0'"), "0", "command skip"},
        {"required integer that refuses 0", ONE("'type':'integer','constraint':'. > 0','required':true"), "0",
         "rejected required"},
        {"integer, skipped by word", ONE("'type':'integer'"), "saltar", "command skip"},
        {"optional decimal", ONE("'type':'decimal'"), "0", "answer 0"},
        {"optional date", ONE("'type':'date'"), "0", "command skip"},
        {"optional text", ONE("'type':'text'"), "0", "command skip"},
        {"required text", ONE("'type':'text','required':true"), "0", "rejected required"},
        {"required by an expression that does not hold", ONE("'type':'text','required':'1 = 2'"), "0", "command skip"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, a_stop_word_counts_first_or_alone)
{
    static const struct hearing cases[] = {
        {"alone in a choice", ONE("'type':'select_one','list':'sino'"), "alto", "command stop"},
        {"first in a choice", ONE("'type':'select_one','list':'sino'"), "alto ya basta", "command stop +"},
        {"upper case and dot", ONE("'type':'integer'"), "ALTO.", "command stop"},
        {"first in a number", ONE("'type':'integer'"), "no mas mensajes", "command stop +"},
        {"first in a date", ONE("'type':'date'"), "salir ahora", "command stop +"},
        {"alone in a text", ONE("'type':'text'"), "salir", "command stop"},
        {"first in a text", ONE("'type':'text'"), "salir de mi casa", "answer salir de mi casa"},
        {"later in a text", ONE("'type':'text'"), "quiero salir", "answer quiero salir"},
        {"numeric", ONE("'type':'text'"), "00", "command stop"},
        {"first without a session", NULL, "alto por favor no quiero", "command stop +"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, commands_come_before_answers)
{
    static const struct hearing cases[] = {
        {"help in a text", ONE("'type':'text'"), "Ayuda", "command help"},
        {"help within a text", ONE("'type':'text'"), "ayuda en casa", "answer ayuda en casa"},
        {"info", ONE("'type':'integer'"), "INFO", "command info"},
        {"call me", ONE("'type':'integer'"), "000", "command call_me"},
        {"quick exit", ONE("'type':'text'"), "0000", "command quick_exit"},
        {"back", ONE("'type':'text'"), "atrás", "command back"},
        {"repeat", ONE("'type':'date'"), "repetir", "command repeat"},
        {"erase", ONE("'type':'date'"), "borrar", "command erase"},
        {"start", ONE("'type':'date'"), "alta", "command start"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, a_constraint_decides_after_reading)
{
    static const struct hearing cases[] = {
        {"holds", ONE("'type':'integer','constraint':'. < 10'"), "9", "answer 9"},
        {"does not hold", ONE("'type':'integer','constraint':'. < 10'"), "10", "rejected out_of_range"},
        {"text too short", ONE("'type':'text','constraint':'string-length(.) > 3'"), "abc", "rejected out_of_range"},
        {"two at most", ONE("'type':'select_multiple','list':'sino','constraint':'count-selected(.) <= 1'"), "1 2",
         "rejected out_of_range"},
        {"a constraint that cannot be evaluated refuses", ONE("'type':'text','constraint':\"regex(., '(a+)+$')\""),
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "rejected out_of_range"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, only_long_refused_texts_are_messages)
{
    static const struct hearing cases[] = {
        {"three words", ONE("'type':'integer'"), "no lo se", "rejected invalid_number"},
        {"four words", ONE("'type':'integer'"), "no lo se bien", "rejected invalid_number +"},
        {"blanks are no words", ONE("'type':'integer'"), "  no   lo \n se  ", "rejected invalid_number"},
        {"an answer in a text question is an answer", ONE("'type':'text'"), "uno dos tres cuatro",
         "answer uno dos tres cuatro"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, words_of_danger_are_for_a_human_too)
{
    static const struct hearing cases[] = {
        {"in a number", ONE("'type':'integer'"), "auxilio", "rejected invalid_number +"},
        {"in a choice", ONE("'type':'select_one','list':'sino'"), "2 me amenazan", "rejected invalid_choice +"},
        {"in a text", ONE("'type':'text'"), "me quieren matar", "answer me quieren matar +"},
        {"none in a text", ONE("'type':'text'"), "vendo pan", "answer vendo pan"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, an_answer_that_speaks_of_danger_goes_to_the_inbox)
{
    struct talk talk;
    talk_init(&talk, __func__, ONE("'type':'text'"));
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(&talk, STR("mi esposo me pega"));
    cr_expect(str_eq(talk.session.answers[0].value, STR("mi esposo me pega")));
    size_t told = 0;
    for (size_t i = 0; i < talk.step.effects_n; i++)
        told += talk.step.effects[i].kind == SV_EFFECT_INBOX && str_eq(talk.step.effects[i].text, STR("danger"));
    cr_expect(eq(sz, told, 1));
    talk_release(&talk);
}

Test(hear, words_of_the_conversation_mean_nothing_without_one)
{
    static const struct hearing cases[] = {
        {"back", NULL, "atras", "not_for_us"},       {"repeat", NULL, "repetir", "not_for_us"},
        {"skip", NULL, "saltar", "not_for_us"},      {"zero", NULL, "0", "not_for_us"},
        {"yes", NULL, "si", "not_for_us"},           {"help", NULL, "ayuda", "command help"},
        {"call me", NULL, "000", "command call_me"}, {"empty", NULL, "", "not_for_us"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, the_consent_gate_takes_yes_and_no_only)
{
    static const struct hearing cases[] = {
        {"yes", FORM_LIFE, "Si", "yes"},
        {"accent", FORM_LIFE, "¡Sí!", "yes"},
        {"one", FORM_LIFE, "1", "yes"},
        {"no", FORM_LIFE, "no", "no"},
        {"two", FORM_LIFE, "2", "no"},
        {"both", FORM_LIFE, "si no", "rejected consent_unclear"},
        {"skip is no answer", FORM_LIFE, "0", "rejected consent_unclear"},
        {"something", FORM_LIFE, "bueno", "rejected consent_unclear"},
        {"nothing", FORM_LIFE, "", "rejected consent_unclear"},
    };
    check(cases, COUNT_OF(cases));
}

Test(hear, a_language_is_chosen_by_number_code_or_name)
{
    static const struct {
        const char *text;
        const char *code; /* "" not understood */
    } cases[] = {{"1", "es"}, {"2", "fr"}, {"fr", "fr"},   {"FRANCAIS", "fr"}, {"Español", "es"}, {"espanol.", "es"},
                 {"0", ""},   {"3", ""},   {"ingles", ""}, {"", ""},           {"1 2", ""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct talk talk;
        talk_init(&talk, __func__, FORM_LIFE);
        talk.setting.language_code = STR("");
        talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
        talk_text(&talk, str_of(cases[i].text));
        const bool understood = talk.step.heard.kind == SV_HEARD_LANGUAGE;
        cr_expect(eq(int, understood, cases[i].code[0] != '\0'), "case %s", cases[i].text);
        cr_expect(str_eq(talk.step.heard.value, str_of(cases[i].code)) || !understood, "case %s", cases[i].text);
        talk_release(&talk);
    }
}

Test(hear, what_was_heard_replaces_the_text)
{
    struct talk talk;
    talk_init(&talk, __func__, ONE("'type':'integer'"));
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_TEXT,
                                       .text = STR("00"),
                                       .heard = {.kind = SV_HEARD_ANSWER, .question = 0, .value = STR("5")}});
    cr_expect(eq(int, talk.session.disposition, SV_DISPOSITION_I));
    cr_expect(str_eq(talk.session.answers[0].value, STR("5")));
    talk_release(&talk);
}

Test(hear, an_ambiguous_answer_is_asked_again_with_both_readings)
{
    struct talk talk;
    talk_init(&talk, __func__, ONE("'type':'date'"));
    talk.items[0].day_first = false;
    talk_step(&talk, (struct sv_event){.kind = SV_EVENT_BEGIN});
    talk_text(&talk, STR("3/4/2025"));
    cr_expect(eq(int, talk.step.heard.phrase, SV_PHRASE_AMBIGUOUS));
    const struct str text = talk.step.effects[0].text;
    cr_expect(str_find(text, STR("2025-04-03")) != SIZE_MAX && str_find(text, STR("2025-03-04")) != SIZE_MAX, "%.*s",
              STR_FMT(text));
    talk_release(&talk);
}
