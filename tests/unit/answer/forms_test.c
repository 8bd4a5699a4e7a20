#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../../../survey/answer/options.h"

TestSuite(forms, .timeout = 10);

Test(forms, a_label_with_an_ending_has_two)
{
    static const struct {
        const char *label;
        const char *first;
        const char *second;
    } cases[] = {
        {"Soltero/a", "soltero", "soltera"},
        {"Casado(a)", "casado", "casada"},
        {"Niños/as", "ninos", "ninas"},
        {"Trabajador/a", "trabajador", "trabajadora"},
        {"Marié(e)", "marie", "mariee"},
        {"Lycéen(ne)", "lyceen", "lyceenne"},
        {"Veuf/veuve", "veuf", "veuve"},
        {"Mercado / Tienda", "mercado", "tienda"},
        {"Hijo(s)", "hijo", "hijos"},
        {"Soltero", "", ""},
        {"a/b/c", "", ""},
        {"(a)/b", "", ""},
        {"/a", "", ""},
        {"Soltero/", "", ""},
        {"Soltero()", "", ""},
        {"Soltero(", "", ""},
        {"", "", ""},
    };
    struct arena *arena = arena_new(16 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str forms[2] = {STR_EMPTY, STR_EMPTY};
        cr_expect(eq(int, sv_label_forms(str_of(cases[i].label), NULL, arena, forms), RC_OK));
        cr_expect(str_eq(forms[0], str_of(cases[i].first)), "case %s: %.*s", cases[i].label, STR_FMT(forms[0]));
        cr_expect(str_eq(forms[1], str_of(cases[i].second)), "case %s: %.*s", cases[i].label, STR_FMT(forms[1]));
    }
    arena_free(arena);
}

Test(forms, a_full_arena_is_too_big)
{
    size_t refused = 0;
    for (size_t cap = 0; cap < 256; cap += 8) {
        struct arena *arena = arena_new(cap);
        struct str forms[2] = {STR_EMPTY, STR_EMPTY};
        const enum rc rc = sv_label_forms(STR("Soltero/a"), NULL, arena, forms);
        cr_expect(rc == RC_OK || (rc == RC_TOO_BIG && forms[0].n == 0));
        refused += rc == RC_TOO_BIG;
        arena_free(arena);
    }
    cr_expect(gt(sz, refused, 0));
}
