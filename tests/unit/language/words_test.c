#include "survey/language.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(words, .timeout = 10);

static const struct str polite[] = {{"por favor", 9}, {"gracias", 7}, {"la", 2}};
static const struct sv_language language = {.courtesy = polite, .courtesy_n = COUNT_OF(polite)};

Test(words, keys_are_those_of_the_spreadsheet)
{
    cr_expect(str_eq(sv_command_word(SV_COMMAND_STOP), STR("stop")));
    cr_expect(str_eq(sv_command_word(SV_COMMAND_QUICK_EXIT), STR("quick_exit")));
    cr_expect(str_eq(sv_phrase_key(SV_PHRASE_CONSENT_FRAME), STR("consent_frame")));
    cr_expect(str_eq(sv_phrase_key(SV_PHRASE_BUSY), STR("busy")));
}

Test(words, a_text_begins_with_whole_words_only)
{
    cr_expect(sv_words_begin(STR("no mas mensajes"), STR("no mas")));
    cr_expect(sv_words_begin(STR("no mas"), STR("no mas")));
    cr_expect(not(sv_words_begin(STR("no masa"), STR("no mas"))));
    cr_expect(not(sv_words_begin(STR("no"), STR("no mas"))));
    cr_expect(not(sv_words_begin(STR("no"), STR(""))));
}

Test(words, courtesy_is_dropped_at_the_ends)
{
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"la 2 gracias", "2"}, {"por favor gracias", ""},        {"gracias por favor no la por favor", "no"},
        {"lado", "lado"},      {"si la quiero", "si la quiero"}, {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(str_eq(sv_courtesy_trim(str_of(cases[i].text), &language), str_of(cases[i].expect)), "case %s",
                  cases[i].text);
}
