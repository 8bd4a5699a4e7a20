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

Test(words, the_longest_are_dropped_first)
{
    static const struct str thanks[] = {{"gracias", 7}, {"muchas gracias", 14}, {"mi", 2}, {"mi respuesta es", 15}};
    static const struct sv_words lists[] = {{.items = thanks, .n = 2}, {.items = thanks + 2, .n = 2}};
    cr_expect(str_eq(sv_words_trim(STR("mi respuesta es 2 muchas gracias"), lists, COUNT_OF(lists)), STR("2")));
    cr_expect(str_eq(sv_words_trim(STR("muchas gracias"), lists, COUNT_OF(lists)), STR("")));
    cr_expect(str_eq(sv_words_trim(STR("mina"), lists, COUNT_OF(lists)), STR("mina")));
}

Test(words, around_an_answer_more_may_be_dropped_than_around_a_command)
{
    static const struct str soy[] = {{"soy", 3}};
    static const struct str y[] = {{"y", 1}};
    static const struct str years[] = {{"anos", 4}};
    static const struct sv_language full = {.courtesy = polite,
                                            .courtesy_n = COUNT_OF(polite),
                                            .fillers = soy,
                                            .fillers_n = 1,
                                            .ands = y,
                                            .ands_n = 1,
                                            .units = years,
                                            .units_n = 1};
    cr_expect(str_eq(sv_courtesy_trim(STR("soy mujer gracias"), &full), STR("soy mujer")));
    cr_expect(str_eq(sv_answer_trim(STR("soy mujer y gracias"), &full), STR("mujer")));
    cr_expect(str_eq(sv_fillers_trim(STR("soy 20 anos gracias"), &full), STR("20")));
    cr_expect(eq(sz, sv_answer_front(STR("por favor 2"), &full), 9));
    cr_expect(eq(sz, sv_answer_front(STR("2"), &full), 0));
}

Test(words, some_count_wherever_they_stand)
{
    static const struct str words[] = {{"me pegan", 8}, {"amenaz*", 7}, {"stop", 4}};
    static const struct {
        const char *text;
        bool inside;
    } cases[] = {
        {"hoy me pegan", true},
        {"me pegan", true},
        {"me pegan mucho", true},
        {"me", false},
        {"pegan", false},
        {"me pegante", false},
        {"no me amenazan", true},
        {"amenaz", true},
        {"desamenaza", false},
        {"amena", false},
        {"stopper", false},
        {"non stop", true},
        {"", false},
        {"algo que me pega", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, sv_words_inside(str_of(cases[i].text), words, COUNT_OF(words)), cases[i].inside), "case %s",
                  cases[i].text);
    cr_expect(not(sv_words_inside(STR("anything"), words, 0)));
    cr_expect(sv_words_end(STR("yes stop"), STR("stop")));
    cr_expect(not(sv_words_end(STR("nonstop"), STR("stop"))));
}
