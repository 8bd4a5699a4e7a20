#include "../../../survey/answer/typo.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(typo, .timeout = 10);

Test(typo, slips_are_counted)
{
    static const struct {
        const char *a;
        const char *b;
        size_t expect; /* with a limit of 2 */
    } cases[] = {
        {"", "", 0},
        {"mujer", "mujer", 0},
        {"mujer", "mujr", 1},
        {"mujer", "mmujer", 1},
        {"mujer", "muger", 1},
        {"mujer", "mujre", 1},
        {"mujer", "umjre", 2},
        {"mujer", "mjr", 2},
        {"mujer", "hombre", 3},
        {"ab", "ba", 1},
        {"ca", "abc", 3},
        {"", "ab", 2},
        {"", "abc", 3},
        {"بلى", "بلي", 1},
        {"ɓaya", "baya", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str a = str_of(cases[i].a);
        const struct str b = str_of(cases[i].b);
        cr_expect(eq(sz, sv_typos(a, b, 2), cases[i].expect), "case %s %s", cases[i].a, cases[i].b);
        cr_expect(eq(sz, sv_typos(b, a, 2), cases[i].expect), "case %s %s", cases[i].b, cases[i].a);
    }
}

Test(typo, long_texts_are_not_compared)
{
    char text[65];
    memset(text, 'a', sizeof text);
    const struct str fits = {.p = text, .n = 64};
    const struct str over = {.p = text, .n = 65};
    cr_expect(eq(sz, sv_typos(fits, fits, 2), 0));
    cr_expect(eq(sz, sv_typos(fits, over, 2), 3));
}

Test(typo, some_slips_are_likelier_than_others)
{
    static const struct {
        const char *a;
        const char *b;
        bool likely;
    } cases[] = {
        {"mujer", "mujr", true},    {"mujer", "mujre", true},       {"mujer", "mujeer", true},
        {"mujer", "muger", true},   {"vivienda", "bivienda", true}, {"comida", "comifa", true},
        {"hombre", "hambre", true}, {"salud", "salus", true},       {"casa", "cama", false},
        {"madre", "padre", false},  {"junio", "julio", false},      {"sano", "mano", false},
        {"casa", "cas4", false},    {"بلى", "بلي", true},           {"ñame", "name", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_expect(eq(int, sv_slip_is_likely(str_of(cases[i].a), str_of(cases[i].b)), cases[i].likely), "case %s %s",
                  cases[i].a, cases[i].b);
        cr_expect(eq(int, sv_slip_is_likely(str_of(cases[i].b), str_of(cases[i].a)), cases[i].likely), "case %s %s",
                  cases[i].b, cases[i].a);
    }
    char text[65];
    memset(text, 'a', sizeof text);
    const struct str over = {.p = text, .n = sizeof text};
    cr_expect(not(sv_slip_is_likely(over, over)));
}
