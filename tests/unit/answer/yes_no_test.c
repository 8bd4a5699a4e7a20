#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/answer/sample.h"

TestSuite(yes_no, .timeout = 30);

Test(yes_no, consent_is_a_clear_word_or_nothing)
{
    static const struct {
        size_t language;
        const char *text;
        int answer;
    } cases[] = {
        {0, "1", 1},
        {0, "2", 0},
        {0, "Sí", 1},
        {0, "si gracias", 1},
        {0, "siii", 1},
        {0, "1 si", 1},
        {0, "no, gracias", 0},
        {0, "NO", 0},
        {0, "2. no", 0},
        {0, "claro que si", 1},
        {0, "de acuerdo", 1},
        {0, "no acepto", 0},
        {0, "la 1", 1},
        {0, "opción 2 por favor", 0},
        {0, "tengo 2", -1},
        {0, "nooo", 0},
        {0, "siiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 1},
        {0, "claro que no", 0},
        {0, "3", -1},
        {0, "12", -1},
        {0, "1 2", -1},
        {0, "si no", -1},
        {0, "tal vez", -1},
        {0, "", -1},
        {0, "gracias", -1},
        {0, "1 no", -1},
        {0, "si pero", -1},
        {0, "quien es", -1},
        {0, "oui", -1},
        {0, "👍", -1},
        {1, "oui", 1},
        {1, "d’accord", 1},
        {1, "pas d'accord", 0},
        {1, "non merci", 0},
        {1, "si", -1},
        {2, "yes please", 1},
        {2, "Nope", 0},
        {2, "i don't want", 0},
        {2, "why", -1},
        {2, "i am ok", -1},
        {2, "no problem", -1},
        {1, "nooonnn", 0},
        {2, "yes no", -1},
    };
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    const struct sv_languages languages = load_languages(arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int answer = 7;
        cr_expect(
            eq(int, sv_yes_no(str_of(cases[i].text), &languages.items[cases[i].language], arena, &answer), RC_OK));
        cr_expect(eq(int, answer, cases[i].answer), "case %s", cases[i].text);
    }
    struct arena *full = arena_new(0);
    int answer = 7;
    cr_expect(eq(int, sv_yes_no(STR("si"), &languages.items[0], full, &answer), RC_TOO_BIG));
    cr_expect(eq(int, answer, 7));
    arena_free(full);
    arena_free(arena);
}
