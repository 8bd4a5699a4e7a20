#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/utf8.h"
#include "survey/language.h"
#include "unit/language/load.h"

TestSuite(languages, .timeout = 30);

static struct arena *keep;

static struct sv_languages shipped(void)
{
    keep = arena_new(LANGUAGE_ARENA_BYTES * SHIPPED);
    return load_languages(keep);
}

Test(languages, no_command_word_has_two_meanings)
{
    const struct sv_languages languages = shipped();
    struct err err = {.text = ""};
    cr_expect(eq(int, sv_languages_check(&languages, &err), RC_OK), "%s", err.text);
    arena_free(keep);
}

Test(languages, every_shipped_language_has_its_words)
{
    const struct sv_languages languages = shipped();
    for (size_t i = 0; i < languages.n; i++) {
        const struct sv_language *language = &languages.items[i];
        for (int command = SV_COMMAND_STOP; command <= SV_COMMAND_ERASE; command++)
            cr_expect(gt(sz, language->words_n[command], 0), "%.*s", STR_FMT(language->code));
        for (int month = 0; month < 12; month++)
            cr_expect(gt(sz, language->months_n[month], 0), "%.*s", STR_FMT(language->code));
        for (int place = 0; place < SV_INSIDE_COUNT; place++)
            cr_expect(place == SV_INSIDE_STOP_LAST || language->inside_n[place] > 20, "%.*s %d",
                      STR_FMT(language->code), place);
        cr_expect(gt(sz, language->fillers_n, 20));
        cr_expect(gt(sz, language->ands_n, 0));
        cr_expect(gt(sz, language->yes_n, 5));
        cr_expect(gt(sz, language->no_n, 5));
        bool known[101] = {false};
        for (size_t number = 0; number < language->numbers_n; number++)
            if (language->numbers[number].value <= 100)
                known[language->numbers[number].value] = true;
        for (int number = 0; number <= 100; number++)
            cr_expect(known[number], "%.*s %d", STR_FMT(language->code), number);
    }
    arena_free(keep);
}

/* The GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1) without Greek: anything else would halve the message. */
static bool is_gsm7(uint32_t c)
{
    static const struct str beyond_ascii = {"£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà",
                                            sizeof "£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà" - 1};
    if (c < 0x80)
        return (c >= ' ' || c == '\n') && strchr("`[]{}\\^~|", (int)c) == NULL;
    for (size_t at = 0; at < beyond_ascii.n;)
        if (utf8_next(beyond_ascii, &at) == c)
            return true;
    return false;
}

Test(languages, every_phrase_is_one_cheap_message)
{
    static const struct sv_fill places[] = {
        {{"text", 4}, {"", 0}}, {{"a", 1}, {"1 x", 3}}, {{"b", 1}, {"2 x", 3}}, {{"value", 5}, {"3 x", 3}}};
    const struct sv_languages languages = shipped();
    for (size_t i = 0; i < languages.n; i++) {
        for (int phrase = 0; phrase < SV_PHRASE_COUNT; phrase++) {
            struct str text = STR_EMPTY;
            cr_assert(eq(int, sv_text_fill(languages.items[i].phrases[phrase], places, COUNT_OF(places), keep, &text),
                         RC_OK));
            cr_expect(le(sz, utf8_count(text), 160), "%.*s", STR_FMT(text));
            for (size_t at = 0; at < text.n;)
                cr_expect(is_gsm7(utf8_next(text, &at)), "%.*s", STR_FMT(text));
        }
    }
    arena_free(keep);
}

Test(languages, no_phrase_tells_a_neighbour_anything)
{
    static const char *const telling[] = {"retorn", "deport", "migra",   "violen", "retour chez",
                                          "return", "gratis", "gratuit", "free",   "program"};
    const struct sv_languages languages = shipped();
    for (size_t i = 0; i < languages.n; i++) {
        for (int phrase = 0; phrase < SV_PHRASE_COUNT; phrase++) {
            struct str folded = STR_EMPTY;
            cr_assert(eq(int, sv_fold(languages.items[i].phrases[phrase], NULL, keep, &folded), RC_OK));
            for (size_t word = 0; word < COUNT_OF(telling); word++)
                cr_expect(eq(sz, str_find(folded, str_of(telling[word])), SIZE_MAX), "%.*s", STR_FMT(folded));
        }
    }
    arena_free(keep);
}

/* What a phrase tells people to send must be understood. */
Test(languages, words_offered_in_phrases_are_commands)
{
    static const struct {
        size_t language;
        enum sv_phrase phrase;
        const char *word;
        enum sv_command command;
    } offers[] = {
        {0, SV_PHRASE_STOP_DONE, "ALTA", SV_COMMAND_START},
        {1, SV_PHRASE_STOP_DONE, "REPRENDRE", SV_COMMAND_START},
        {2, SV_PHRASE_STOP_DONE, "START", SV_COMMAND_START},
        {0, SV_PHRASE_STOPPED, "ALTA", SV_COMMAND_START},
        {1, SV_PHRASE_STOPPED, "REPRENDRE", SV_COMMAND_START},
        {2, SV_PHRASE_STOPPED, "START", SV_COMMAND_START},
        {0, SV_PHRASE_HELP, "REPETIR", SV_COMMAND_REPEAT},
        {1, SV_PHRASE_HELP, "REPETER", SV_COMMAND_REPEAT},
        {2, SV_PHRASE_HELP, "REPEAT", SV_COMMAND_REPEAT},
        {0, SV_PHRASE_HELP, "ATRAS", SV_COMMAND_BACK},
        {1, SV_PHRASE_HELP, "RETOUR", SV_COMMAND_BACK},
        {2, SV_PHRASE_HELP, "BACK", SV_COMMAND_BACK},
        {0, SV_PHRASE_HELP, "INFO", SV_COMMAND_INFO},
        {1, SV_PHRASE_HELP, "000", SV_COMMAND_CALL_ME},
        {2, SV_PHRASE_INFO, "00", SV_COMMAND_STOP},
        {0, SV_PHRASE_SKIP_HINT, "0", SV_COMMAND_SKIP},
    };
    const struct sv_languages languages = shipped();
    for (size_t i = 0; i < COUNT_OF(offers); i++) {
        enum sv_command command = SV_COMMAND_NONE;
        bool more = false;
        const struct str text = languages.items[offers[i].language].phrases[offers[i].phrase];
        cr_expect(ne(sz, str_find(text, str_of(offers[i].word)), SIZE_MAX), "%s in %.*s", offers[i].word,
                  STR_FMT(text));
        cr_expect(eq(int, sv_command_read(str_of(offers[i].word), &languages, true, keep, &command, &more), RC_OK));
        cr_expect(eq(int, command, offers[i].command), "%s", offers[i].word);
    }
    arena_free(keep);
}

Test(languages, two_meanings_are_a_conflict_that_names_both)
{
    static const struct str alto[] = {{"alto", 4}};
    static const struct sv_language spanish = {
        .code = {"es", 2}, .words = {[SV_COMMAND_STOP] = alto}, .words_n = {[SV_COMMAND_STOP] = 1}};
    static const struct sv_language others[] = {
        {.code = {"it", 2}, .words = {[SV_COMMAND_HELP] = alto}, .words_n = {[SV_COMMAND_HELP] = 1}},
        {.code = {"it", 2}, .yes = alto, .yes_n = 1},
        {.code = {"it", 2}, .no = alto, .no_n = 1},
        {.code = {"it", 2}, .courtesy = alto, .courtesy_n = 1},
        {.code = {"es", 2}},
    };
    static const char *const says[] = {"help in \"it\"", "yes in \"it\"", "no in \"it\"", "courtesy in \"it\"",
                                       "two languages are \"es\""};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const struct sv_language items[] = {spanish, others[i]};
        struct err err = {.text = ""};
        const struct sv_languages languages = {.items = items, .n = COUNT_OF(items)};
        cr_expect(eq(int, sv_languages_check(&languages, &err), RC_CONFLICT), "case %zu", i);
        cr_expect(strstr(err.text, says[i]) != NULL, "%s", err.text);
    }
    const struct sv_language same[] = {
        spanish, {.code = {"pt", 2}, .words = {[SV_COMMAND_STOP] = alto}, .words_n = {[SV_COMMAND_STOP] = 1}}};
    const struct sv_languages languages = {.items = same, .n = COUNT_OF(same)};
    cr_expect(eq(int, sv_languages_check(&languages, NULL), RC_OK), "one meaning in two languages is fine");
}

Test(languages, the_closest_language_is_found)
{
    static const struct sv_language items[] = {{.code = {"es", 2}}, {.code = {"fr-ca", 5}}, {.code = {"fr", 2}}};
    const struct sv_languages languages = {.items = items, .n = COUNT_OF(items)};
    static const struct {
        const char *code;
        int index; /* -1: none */
    } cases[] = {{"es", 0},    {"ES", 0},   {"es-GT", 0}, {"fr", 2}, {"fr-CA", 1},
                 {"fr-BE", 1}, {"quc", -1}, {"", -1},     {"e", -1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_language *found = sv_language_find(&languages, str_of(cases[i].code));
        cr_expect(found == (cases[i].index < 0 ? NULL : &items[cases[i].index]), "case %s", cases[i].code);
    }
}
