/* Every wording of the checks is there in three languages and says the same things. */
#include "../../../survey/xlsform/check_texts.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"
#include "base/utf8.h"

/* Which of {0} to {9} are in a text, as bits. */
static unsigned places_in(const char *text)
{
    unsigned places = 0;
    for (const char *at = text; at[0] != '\0' && at[1] != '\0'; at++)
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}')
            places |= 1U << (unsigned)(at[1] - '0');
    return places;
}

static void check_table(const struct xl_finding_text *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct xl_finding_text *row = &rows[i];
        const struct str code = sv_code_word(row->code);
        const bool follows = i > 0 && rows[i - 1].code == row->code;
        cr_expect(eq(int, row->variant, follows ? rows[i - 1].variant + 1 : 0), "%.*s %d", STR_FMT(code), row->variant);
        for (size_t j = i + 1; !follows && j < n; j++)
            cr_expect(rows[j].code != row->code || rows[j - 1].code == row->code, "%.*s is apart", STR_FMT(code));
        for (int language = 0; language < SV_FINDINGS_LANGUAGES; language++) {
            cr_assert(row->text[language] != NULL && row->text[language][0] != '\0', "%.*s", STR_FMT(code));
            cr_expect(utf8_valid(str_of(row->text[language])));
            cr_expect(eq(uint, places_in(row->text[language]), places_in(row->text[0])), "%.*s %d", STR_FMT(code),
                      row->variant);
            cr_assert(eq(int, row->hint[language] == NULL, row->hint[0] == NULL), "%.*s", STR_FMT(code));
            if (row->hint[0] != NULL)
                cr_expect(eq(uint, places_in(row->hint[language]), places_in(row->hint[0])), "%.*s %d", STR_FMT(code),
                          row->variant);
            cr_expect(language == 0 || !str_eq(str_of(row->text[language]), str_of(row->text[0])));
        }
    }
}

Test(check_texts, three_languages_say_the_same)
{
    cr_assert(xl_texts_formulas_n > 50);
    cr_assert(xl_texts_checks_n > 40);
    check_table(xl_texts_formulas, xl_texts_formulas_n);
    check_table(xl_texts_checks, xl_texts_checks_n);
}

static bool is_there(enum sv_code code)
{
    for (size_t i = 0; i < xl_texts_formulas_n; i++)
        if (xl_texts_formulas[i].code == code)
            return true;
    for (size_t i = 0; i < xl_texts_checks_n; i++)
        if (xl_texts_checks[i].code == code)
            return true;
    return false;
}

Test(check_texts, every_code_of_the_checks)
{
    for (int code = 0; code < SV_CODE_COUNT; code++) {
        const struct str word = sv_code_word((enum sv_code)code);
        const bool ours = str_find(STR("XDMPIW"), str_sub(word, 0, 1)) != SIZE_MAX || str_eq(word, STR("C007")) ||
                          str_eq(word, STR("C008"));
        cr_expect(eq(int, is_there((enum sv_code)code), ours), "%.*s", STR_FMT(word));
    }
}
