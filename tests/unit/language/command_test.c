#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey/language.h"
#include "unit/language/load.h"

TestSuite(command, .timeout = 30);

struct command_case {
    const char *text;
    bool free_text;
    enum sv_command command;
    bool more;
};

static void check(const struct command_case *cases, size_t n)
{
    struct arena *keep = arena_new(LANGUAGE_ARENA_BYTES * SHIPPED);
    struct arena *arena = arena_new(64 * 1024);
    const struct sv_languages languages = load_languages(keep);
    for (size_t i = 0; i < n; i++) {
        enum sv_command command = SV_COMMAND_COUNT;
        bool more = true;
        cr_expect(eq(int,
                     sv_command_read(str_of(cases[i].text), &languages, cases[i].free_text, arena, &command, &more),
                     RC_OK));
        cr_expect(eq(int, command, cases[i].command), "case %s", cases[i].text);
        cr_expect(eq(int, more, cases[i].more), "case %s", cases[i].text);
        arena_reset(arena);
    }
    arena_free(arena);
    arena_free(keep);
}

Test(command, every_stop_word_of_the_programme_stops)
{
    static const char *const words[] = {
        "ALTO",         "alto",       "Baja.",       "SALIR",           "Cancelar",    "parar!",
        "NO MAS",       "no más",     "No  Más",     "ARRET",           "Arrêt",       "arreter",
        "Arrêter",      "STOP",       "desabonner",  "Désabonner",      "stopall",     "end",
        "QUIT",         "Cancel",     "unsubscribe", "REVOKE",          "optout",      "opt-out",
        "00",           " 00 ",       "00.",         "Stop. Thank you", "stop please", "por favor alto",
        "ALTO gracias", "Hola, BAJA", "ＳＴＯＰ",    "st\u00ADop",      "००",          "00 gracias",
    };
    struct command_case cases[COUNT_OF(words)];
    for (size_t i = 0; i < COUNT_OF(words); i++)
        cases[i] = (struct command_case){.text = words[i], .free_text = i % 2 == 0, .command = SV_COMMAND_STOP};
    check(cases, COUNT_OF(cases));
}

Test(command, stop_as_first_word_stops_and_is_shown_to_a_human)
{
    static const struct command_case cases[] = {
        {"baja ya no quiero", false, SV_COMMAND_STOP, true},
        {"no más mensajes por favor", false, SV_COMMAND_STOP, true},
        {"Hola. Stop writing to me", false, SV_COMMAND_STOP, true},
        {"STOP STOP", false, SV_COMMAND_STOP, true},
        {"arrêtons", false, SV_COMMAND_NONE, false},
        {"ya no, alto", false, SV_COMMAND_NONE, false},
        {"bajar de precio", false, SV_COMMAND_NONE, false},
        {"no mascotas", false, SV_COMMAND_NONE, false},
    };
    check(cases, COUNT_OF(cases));
}

Test(command, inside_a_text_question_only_the_whole_message_counts)
{
    static const struct command_case cases[] = {
        {"baja ya no quiero", true, SV_COMMAND_NONE, false},
        {"salir del pais a trabajar", true, SV_COMMAND_NONE, false},
        {"end of the month", true, SV_COMMAND_NONE, false},
        {"salir", true, SV_COMMAND_STOP, false},
        {"help me find work", true, SV_COMMAND_NONE, false},
        {"00", true, SV_COMMAND_STOP, false},
        {"000", true, SV_COMMAND_CALL_ME, false},
        {"0000", true, SV_COMMAND_QUICK_EXIT, false},
    };
    check(cases, COUNT_OF(cases));
}

Test(command, what_is_said_to_us_counts_anywhere_but_in_a_story)
{
    static const struct command_case cases[] = {
        {"por favor ya no me escriban", false, SV_COMMAND_STOP, true},
        {"quién es usted, no me escriban", false, SV_COMMAND_STOP, true},
        {"quién es usted, no me escriban", true, SV_COMMAND_NONE, false},
        {"no me escriban, quién es usted", true, SV_COMMAND_STOP, true},
        {"he will not leave me alone", false, SV_COMMAND_NONE, false},
        {"leave me alone please", false, SV_COMMAND_STOP, false},
        {"no deseo recibir ayuda", false, SV_COMMAND_NONE, false},
        {"quiero que dejen de molestarme los vecinos", false, SV_COMMAND_NONE, false},
        {"Je ne veux plus de messages svp", true, SV_COMMAND_STOP, true},
        {"ne m’écrivez plus", false, SV_COMMAND_STOP, true},
        {"please stop texting me", true, SV_COMMAND_STOP, true},
        {"don't message me again", false, SV_COMMAND_STOP, true},
        {"2 stop", false, SV_COMMAND_STOP, true},
        {"si, stop gracias", false, SV_COMMAND_STOP, true},
        {"trabajo non stop", true, SV_COMMAND_NONE, false},
        {"stopper", false, SV_COMMAND_NONE, false},
        {"mis hijos no me escriben", false, SV_COMMAND_NONE, false},
        {"es alto", false, SV_COMMAND_NONE, false},
        {"la respuesta es baja", false, SV_COMMAND_NONE, false},
        {"quiero darme de baja", false, SV_COMMAND_STOP, true},
        {"arrêtez", false, SV_COMMAND_STOP, false},
        {"arrêtez la guerre", true, SV_COMMAND_NONE, false},
    };
    check(cases, COUNT_OF(cases));
}

Test(command, other_commands_are_whole_messages_of_any_language)
{
    static const struct command_case cases[] = {
        {"ALTA", false, SV_COMMAND_START, false},
        {"start", false, SV_COMMAND_START, false},
        {"Reprendre", false, SV_COMMAND_START, false},
        {"UNSTOP", false, SV_COMMAND_START, false},
        {"ayuda", false, SV_COMMAND_HELP, false},
        {"Aide svp", false, SV_COMMAND_HELP, false},
        {"help", false, SV_COMMAND_HELP, false},
        {"INFO", false, SV_COMMAND_INFO, false},
        {"atrás", false, SV_COMMAND_BACK, false},
        {"retour", false, SV_COMMAND_BACK, false},
        {"back", false, SV_COMMAND_BACK, false},
        {"saltar", false, SV_COMMAND_SKIP, false},
        {"passer", false, SV_COMMAND_SKIP, false},
        {"skip", false, SV_COMMAND_SKIP, false},
        {"repetir", false, SV_COMMAND_REPEAT, false},
        {"Répéter", false, SV_COMMAND_REPEAT, false},
        {"repeat", false, SV_COMMAND_REPEAT, false},
        {"borrar", false, SV_COMMAND_ERASE, false},
        {"effacer", false, SV_COMMAND_ERASE, false},
        {"erase", false, SV_COMMAND_ERASE, false},
        {"0", false, SV_COMMAND_SKIP, false},
        {"0.", false, SV_COMMAND_SKIP, false},
        {"00000", false, SV_COMMAND_NONE, false},
        {"0 0", false, SV_COMMAND_NONE, false},
        {"00/01/2026", false, SV_COMMAND_NONE, false},
        {"", false, SV_COMMAND_NONE, false},
        {"gracias", false, SV_COMMAND_NONE, false},
        {"1", false, SV_COMMAND_NONE, false},
        {"info sobre trabajo", false, SV_COMMAND_NONE, false},
        {"si", false, SV_COMMAND_NONE, false},
    };
    check(cases, COUNT_OF(cases));
}

Test(command, words_with_letters_of_a_language_are_found)
{
    static const struct sv_fold_rule folds[] = {{{"ɗ", 2}, {"d", 1}}};
    static const struct str stop[] = {{"daina", 5}};
    static const struct sv_language hausa = {.code = {"ha", 2},
                                             .words = {[SV_COMMAND_STOP] = stop},
                                             .words_n = {[SV_COMMAND_STOP] = 1},
                                             .folds = folds,
                                             .folds_n = 1};
    const struct sv_languages languages = {.items = &hausa, .n = 1};
    struct arena *arena = arena_new(4096);
    enum sv_command command = SV_COMMAND_NONE;
    bool more = true;
    cr_expect(eq(int, sv_command_read(STR("ƊAINA"), &languages, true, arena, &command, &more), RC_OK));
    cr_expect(eq(int, command, SV_COMMAND_STOP));
    cr_expect(not(more));
    arena_free(arena);
}

Test(command, a_full_arena_is_too_big)
{
    const struct sv_languages none = {.items = NULL, .n = 0};
    struct arena *arena = arena_new(4);
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    cr_expect(eq(int, sv_command_read(STR("alto alto"), &none, true, arena, &command, &more), RC_TOO_BIG));
    arena_free(arena);
}
