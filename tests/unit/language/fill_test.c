#include "survey/language.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(fill, .timeout = 10);

static const struct sv_fill fills[] = {
    {{"a", 1}, {"1 San Marcos", 12}}, {{"b", 1}, {"{a}", 3}}, {{"empty", 5}, {"", 0}}};

Test(fill, known_places_get_their_value)
{
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"", ""},
        {"no place", "no place"},
        {"{a} o {a}", "1 San Marcos o 1 San Marcos"},
        {"{b}", "{a}"},
        {"[{empty}]", "[]"},
        {"{c} {a}", "{c} 1 San Marcos"},
        {"{ {a}", "{ 1 San Marcos"},
        {"{a", "{a"},
        {"}{}{", "}{}{"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1024);
        struct str text = STR_EMPTY;
        cr_expect(eq(int, sv_text_fill(str_of(cases[i].text), fills, COUNT_OF(fills), arena, &text), RC_OK));
        cr_expect(str_eq(text, str_of(cases[i].expect)), "case %s: %.*s", cases[i].text, STR_FMT(text));
        arena_free(arena);
    }
}

Test(fill, a_full_arena_is_too_big)
{
    struct arena *arena = arena_new(8);
    struct str text = STR_EMPTY;
    cr_expect(eq(int, sv_text_fill(STR("{a}"), fills, COUNT_OF(fills), arena, &text), RC_TOO_BIG));
    arena_free(arena);
}
