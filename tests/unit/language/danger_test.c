#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey/language.h"
#include "unit/language/load.h"

TestSuite(danger, .timeout = 30);

Test(danger, a_cry_is_heard_in_any_language_and_any_dress)
{
    static const struct {
        const char *text;
        bool danger;
    } cases[] = {
        {"me quieren matar", true},
        {"ME AMENAZARON", true},
        {"me ame\u0301nazan", true},
        {"hola, mi esposo me pega", true},
        {"2 tengo miedo", true},
        {"aidez-moi", true},
        {"J’ai peur", true},
        {"on m'a menacé", true},
        {"he threatened to kill me", true},
        {"I need help!!", true},
        {"AUXILIO", true},
        {"", false},
        {"2", false},
        {"1 3 4", false},
        {"ayuda", false}, /* the command */
        {"si gracias", false},
        {"amena", false},
        {"matemáticas", false},
        {"skill training", false},
        {"violeta", false},
        {"estable", false},
        {"trabajo en el campo", false},
    };
    struct arena *keep = arena_new(LANGUAGE_ARENA_BYTES * SHIPPED);
    struct arena *arena = arena_new(64 * 1024);
    const struct sv_languages languages = load_languages(keep);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool danger = !cases[i].danger;
        cr_expect(eq(int, sv_danger_read(str_of(cases[i].text), &languages, arena, &danger), RC_OK));
        cr_expect(eq(int, danger, cases[i].danger), "case %s", cases[i].text);
        arena_reset(arena);
    }
    arena_free(arena);
    arena_free(keep);
}

Test(danger, letters_of_a_language_are_folded)
{
    static const struct sv_fold_rule folds[] = {{{"ɗ", 2}, {"d", 1}}};
    static const struct str words[] = {{"haɗari", 7}, {"hadari", 6}};
    static const struct sv_language hausa = {
        .folds = folds, .folds_n = 1, .inside = {[SV_INSIDE_DANGER] = words + 1}, .inside_n = {[SV_INSIDE_DANGER] = 1}};
    const struct sv_languages languages = {.items = &hausa, .n = 1};
    struct arena *arena = arena_new(4096);
    bool danger = false;
    cr_expect(eq(int, sv_danger_read(STR("ina cikin HAƊARI"), &languages, arena, &danger), RC_OK));
    cr_expect(danger);
    arena_free(arena);
}

Test(danger, a_full_arena_is_too_big)
{
    const struct sv_languages none = {.items = NULL, .n = 0};
    struct arena *arena = arena_new(4);
    bool danger = true;
    cr_expect(eq(int, sv_danger_read(STR("me quieren matar"), &none, arena, &danger), RC_TOO_BIG));
    cr_expect(danger, "untouched");
    arena_free(arena);
}
