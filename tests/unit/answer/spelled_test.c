#include "../../../survey/answer/spelled.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/language/load.h"

TestSuite(spelled, .timeout = 30);

enum { NO_NUMBER = -1 };

struct spelled_case {
    const char *text; /* folded */
    int32_t value;
};

static void check(size_t language, const struct spelled_case *cases, size_t n)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    const struct sv_languages languages = load_languages(arena);
    for (size_t i = 0; i < n; i++) {
        int32_t value = 0;
        if (!sv_number_spelled(str_of(cases[i].text), &languages.items[language], &value))
            value = NO_NUMBER;
        cr_expect(eq(int, value, cases[i].value), "case \"%s\"", cases[i].text);
    }
    arena_free(arena);
}

Test(spelled, spanish)
{
    static const struct spelled_case cases[] = {
        {"cero", 0},
        {"veintidos", 22},
        {"veinte y dos", 22},
        {"treinta y cinco", 35},
        {"treinta cinco", 35},
        {"cien", 100},
        {"ciento cinco", 105},
        {"ciento y cinco", 105},
        {"mil", 1000},
        {"un mil", 1000},
        {"mil quinientos", 1500},
        {"dos mil veinticuatro", 2024},
        {"cien mil", 100000},
        {"novecientos noventa y nueve mil novecientos noventa y nueve", 999999},
        {"un millon", 1000000},
        {"dos millones quinientos mil", 2500000},
        {"novecientos noventa y nueve millones", 999000000},
        {"mil millones", NO_NUMBER},
        {"millones", NO_NUMBER},
        {"mil mil", NO_NUMBER},
        {"mil dos mil", NO_NUMBER},
        {"dos tres", NO_NUMBER},
        {"dos y tres", NO_NUMBER},
        {"dos veinte", NO_NUMBER},
        {"diez seis", NO_NUMBER},
        {"cien doscientos", NO_NUMBER},
        {"cero cinco", NO_NUMBER},
        {"cinco cero", NO_NUMBER},
        {"mil cero", NO_NUMBER},
        {"veinte y", NO_NUMBER},
        {"y veinte", NO_NUMBER},
        {"veinte y y dos", NO_NUMBER},
        {"veinte o treinta", NO_NUMBER},
        {"veinte x", NO_NUMBER},
        {"", NO_NUMBER},
        {"y", NO_NUMBER},
        {"uno uno uno uno uno uno uno uno uno uno uno uno uno uno", NO_NUMBER},
    };
    check(0, cases, COUNT_OF(cases));
}

Test(spelled, french)
{
    static const struct spelled_case cases[] = {
        {"vingt et un", 21},
        {"soixante dix sept", 77},
        {"quatre vingt", 80},
        {"quatre vingt dix neuf", 99},
        {"septante deux", 72},
        {"cent un", 101},
        {"deux cents", 200},
        {"deux cent cinquante", 250},
        {"mille neuf cent quatre vingt dix", 1990},
        {"dix neuf cents", 1900},
        {"vingt cinq mille", 25000},
        {"cent mille", 100000},
        {"deux millions", 2000000},
        {"vingt cent", NO_NUMBER},
        {"cent cent", NO_NUMBER},
        {"un ou deux", NO_NUMBER},
        {"quatre vingt vingt", NO_NUMBER},
    };
    check(1, cases, COUNT_OF(cases));
}

Test(spelled, english)
{
    static const struct spelled_case cases[] = {
        {"twenty two", 22},
        {"one hundred and five", 105},
        {"a hundred", 100},
        {"hundred and one", 101},
        {"two hundred", 200},
        {"fifteen hundred", 1500},
        {"a thousand", 1000},
        {"two thousand twenty four", 2024},
        {"three hundred and sixty five", 365},
        {"one million", 1000000},
        {"two hundred thousand", 200000},
        {"twenty hundred", NO_NUMBER},
        {"nineteen ninety", NO_NUMBER},
        {"two hundred hundred", NO_NUMBER},
        {"one two", NO_NUMBER},
        {"a few", NO_NUMBER},
    };
    check(2, cases, COUNT_OF(cases));
}
