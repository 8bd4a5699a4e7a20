#include "survey/language.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

TestSuite(fold, .timeout = 10);

static const struct sv_fold_rule rules[] = {
    {{"ɓ", 2}, {"b", 1}}, {{"ŋ", 2}, {"n", 1}}, {{"ë", 2}, {"e", 1}}, {{"ëë", 4}, {"ee", 2}}, {{"tz", 2}, {"c", 1}},
};
static const struct sv_language letters = {.folds = rules, .folds_n = COUNT_OF(rules)};

static bool folds_to(const char *text, const struct sv_language *language, const char *expect)
{
    struct arena *arena = arena_new(1024 * 1024);
    struct str folded = STR_EMPTY;
    const bool ok = sv_fold(str_of(text), language, arena, &folded) == RC_OK && str_eq(folded, str_of(expect));
    if (!ok)
        (void)fprintf(stderr, "\"%s\" became \"%.*s\"\n", text, STR_FMT(folded));
    arena_free(arena);
    return ok;
}

Test(fold, case_marks_and_punctuation_do_not_count)
{
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"", ""},
        {"  ", ""},
        {"¿?!", ""},
        {"SI", "si"},
        {"Sí", "si"},
        {"Si\u0301", "si"},
        {"  Muchas   gracias!! ", "muchas gracias"},
        {"no-más", "no mas"},
        {"İstanbul", "istanbul"},
        {"STRASSE", "strasse"},
        {"straße", "strasse"},
        {"cœur", "cœur"},
        {"d’accord", "daccord"},
        {"d'accord", "daccord"},
        {"d´accord", "daccord"},
        {"d`accord", "daccord"},
        {"k\uA78Cax", "kax"},
        {"kʼax", "kax"},
        {"\u0149", "n"},
        {"si👍", "si"},
        {"👍", ""},
        {"１２", "12"},
        {"١٢٣", "123"},
        {"१२", "12"},
        {"①", "1"},
        {"1️⃣", "1"},
        {"1\u200E2\u00AD3", "123"},
        {"بَلَى", "بلى"},
        {"हाँ", "हाँ"},
        {"\xFF"
         "a\xC3",
         "a"},
        {"a\nb\tc", "a b c"},
        {"ﬁn", "fin"},
        {"Ñandú", "nandu"},
        {"𝟏𝟐", "12"},
        {"𐐀", "𐐨"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(folds_to(cases[i].text, NULL, cases[i].expect), "case %s", cases[i].text);
}

Test(fold, vowel_signs_are_not_decoration)
{
    cr_expect(folds_to("กุ", NULL, "กุ"));
    cr_expect(folds_to("কি", NULL, "কি"));
    cr_expect(folds_to("कि", NULL, "कि"));
}

Test(fold, letters_of_a_language_are_folded)
{
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"Ɓoda", "boda"}, {"ŊAAŊ", "naan"}, {"ëë", "ee"}, {"ë", "e"}, {"Tz'utujil", "cutujil"}, {"plain", "plain"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(folds_to(cases[i].text, &letters, cases[i].expect), "case %s", cases[i].text);
    cr_expect(folds_to("Tz'utujil", NULL, "tzutujil"));
}

/* The folds that survey/languages/README.md offers to begin with. */
Test(fold, letters_that_phones_lack)
{
    static const struct sv_fold_rule west[] = {
        {{"ɓ", 2}, {"b", 1}}, {{"ɗ", 2}, {"d", 1}},  {{"ƙ", 2}, {"k", 1}}, {{"ƴ", 2}, {"y", 1}},  {{"ɛ", 2}, {"e", 1}},
        {{"ɔ", 2}, {"o", 1}}, {{"ɲ", 2}, {"ny", 2}}, {{"ŋ", 2}, {"n", 1}}, {{"œ", 2}, {"oe", 2}},
    };
    static const struct sv_language language = {.folds = west, .folds_n = COUNT_OF(west)};
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"Ɓarawo", "barawo"}, {"ƊAYA", "daya"}, {"ƙofa", "kofa"},  {"ƴaƴa", "yaya"},        {"kɔ̀rɔ", "koro"},
        {"ɲɛ", "nye"},        {"ŋaaŋ", "naan"}, {"sœur", "soeur"}, {"Xe’tulul", "xetulul"}, {"ẍi", "xi"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(folds_to(cases[i].text, &language, cases[i].expect), "case %s", cases[i].text);
}

Test(fold, apostrophes_may_be_kept)
{
    static const struct {
        const char *text;
        const char *expect;
    } cases[] = {
        {"K’ab’", "k'ab'"}, {"k\uA78Cab", "k'ab"},    {"kʼab", "k'ab"},         {"K`ab", "k'ab"}, {"kab", "kab"},
        {"Ka'b!", "ka'b"},  {"D’ACCORD", "d'accord"}, {"Q´eqchi´", "q'eqchi'"}, {"", ""},         {"à l'é", "a l'e"},
    };
    struct arena *arena = arena_new(64 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str folded = STR_EMPTY;
        cr_expect(eq(int, sv_fold_apostrophes(str_of(cases[i].text), NULL, arena, &folded), RC_OK));
        cr_expect(str_eq(folded, str_of(cases[i].expect)), "case %s: %.*s", cases[i].text, STR_FMT(folded));
    }
    arena_free(arena);
    struct arena *full = arena_new(0);
    struct str folded = STR("untouched");
    cr_expect(eq(int, sv_fold_apostrophes(STR("k'ab"), NULL, full, &folded), RC_TOO_BIG));
    cr_expect(str_eq(folded, STR("untouched")));
    arena_free(full);
}

Test(fold, long_texts_leave_the_stack)
{
    char text[3 * 1024 + 1];
    char expect[1024 + 1];
    for (size_t i = 0; i < 1024; i++)
        memcpy(text + 2 * i, "é", 2);
    memset(expect, 'e', 1024);
    text[2048] = '\0';
    expect[1024] = '\0';
    cr_expect(folds_to(text, NULL, expect));
    for (size_t i = 0; i < 40; i++)
        memcpy(text + 3 * i, "\uFDFA", 3);
    text[120] = '\0';
    struct arena *arena = arena_new(1024 * 1024);
    struct str folded = STR_EMPTY;
    cr_expect(eq(int, sv_fold(str_of(text), NULL, arena, &folded), RC_OK));
    cr_expect(gt(sz, folded.n, 40 * 20));
    arena_free(arena);
}

Test(fold, a_full_arena_is_too_big)
{
    struct str folded = STR_EMPTY;
    for (size_t cap = 0; cap < 64; cap += 16) {
        struct arena *arena = arena_new(cap);
        cr_expect(eq(
            int,
            sv_fold(STR("plain letters, and more of them than there is room for in this arena"), NULL, arena, &folded),
            RC_TOO_BIG));
        cr_expect(
            eq(int, sv_fold(STR("Señoras y señores: también ésta es más larga que la arena"), &letters, arena, &folded),
               RC_TOO_BIG));
        arena_free(arena);
    }
}
