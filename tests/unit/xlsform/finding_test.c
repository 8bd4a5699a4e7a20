#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "../../../survey/xlsform/finding_texts.h"
#include "../../../survey/xlsform/finding_variants.h"
#include "base/attr.h"

enum { ARENA_BYTES = 1024 * 1024 };

static const struct {
    const struct xl_finding_text *rows;
    const size_t *n;
} tables[] = {
    {xl_texts_form, &xl_texts_form_n},
    {xl_texts_rows, &xl_texts_rows_n},
    {xl_texts_formulas, &xl_texts_formulas_n},
    {xl_texts_checks, &xl_texts_checks_n},
};

static void expect_text(struct str got, const char *wanted)
{
    cr_expect(str_eq(got, str_of(wanted)), "'%.*s', not '%s'", STR_FMT(got), wanted);
}

/* The arguments a text uses, as bits. */
static unsigned places_of(const char *text)
{
    unsigned places = 0;
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{'))
        if (at[1] >= '0' && at[1] <= '9' && at[2] == '}')
            places |= 1U << (unsigned)(at[1] - '0');
    return places;
}

static void check_row(const struct xl_finding_text *row)
{
    const struct str code = sv_code_word(row->code);
    const char *const *kinds[] = {row->text, row->hint};
    const bool hinted = row->hint[SV_FINDINGS_EN] != NULL;
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        for (size_t l = 0; l < SV_FINDINGS_LANGUAGES; l++) {
            if (k == 1 && !hinted) {
                cr_expect(kinds[k][l] == NULL, "%.*s.%d: a hint in one language", STR_FMT(code), row->variant);
                continue;
            }
            cr_assert(kinds[k][l] != NULL && kinds[k][l][0] != '\0', "%.*s.%d: no text in language %zu", STR_FMT(code),
                      row->variant, l);
            cr_expect(eq(int, (int)places_of(kinds[k][l]), (int)places_of(kinds[k][0])), "%.*s.%d: '%s'", STR_FMT(code),
                      row->variant, kinds[k][l]);
            cr_expect(str_eq(str_trim(str_of(kinds[k][l])), str_of(kinds[k][l])), "%.*s.%d: blanks at an end",
                      STR_FMT(code), row->variant);
        }
}

Test(finding, every_text_is_there_in_every_language)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < *tables[t].n; i++)
            check_row(&tables[t].rows[i]);
}

/* Readers never leave people alone with a mistake. */
Test(finding, what_readers_find_comes_with_what_to_do)
{
    for (size_t i = 0; i < xl_texts_form_n; i++)
        cr_expect(xl_texts_form[i].severity == SV_SEVERITY_INFO || xl_texts_form[i].hint[0] != NULL, "%.*s.%d",
                  STR_FMT(sv_code_word(xl_texts_form[i].code)), xl_texts_form[i].variant);
    for (size_t i = 0; i < xl_texts_rows_n; i++)
        cr_expect(xl_texts_rows[i].severity == SV_SEVERITY_INFO || xl_texts_rows[i].hint[0] != NULL, "%.*s.%d",
                  STR_FMT(sv_code_word(xl_texts_rows[i].code)), xl_texts_rows[i].variant);
}

/* Variants of a code count from 0 without a gap, and none is there twice. */
Test(finding, variants_of_a_code_are_numbered)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < *tables[t].n; i++) {
            const struct xl_finding_text *row = &tables[t].rows[i];
            int before = 0;
            for (size_t j = 0; j < i; j++)
                before += tables[t].rows[j].code == row->code ? 1 : 0;
            cr_expect(eq(int, row->variant, before), "%.*s", STR_FMT(sv_code_word(row->code)));
        }
}

Test(finding, codes_and_severities_have_words)
{
    expect_text(sv_code_word(SV_CODE_H001), "H001");
    expect_text(sv_code_word(SV_CODE_X016), "X016");
    expect_text(sv_code_word(SV_CODE_W005), "W005");
    expect_text(sv_severity_word(SV_SEVERITY_ERROR), "error");
    expect_text(sv_severity_word(SV_SEVERITY_WARNING), "warning");
    expect_text(sv_severity_word(SV_SEVERITY_INFO), "info");
}

static const struct sv_spot spot = {.sheet = STR("survey"), .row = 3, .column_at = 1, .column = STR("name")};

Test(finding, arguments_stand_in_the_language_of_the_list)
{
    static const struct {
        enum sv_finding_language language;
        const char *message;
        const char *hint;
    } cases[] = {
        {SV_FINDINGS_EN, "The name \"edad actual\" has blanks.", "Write edad_actual."},
        {SV_FINDINGS_ES, "El nombre \"edad actual\" tiene espacios.", "Escriba edad_actual."},
        {SV_FINDINGS_FR, "Le nom \"edad actual\" contient des espaces.", "Écrivez edad_actual."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(ARENA_BYTES);
        struct sv_findings findings = sv_findings_in(arena, cases[i].language, 10);
        char name[] = "edad actual";
        const struct str args[] = {{.p = name, .n = strlen(name)}, STR("edad_actual")};
        xl_findings_add(&findings, SV_CODE_N002, XL_N002_BLANK, &spot, args, COUNT_OF(args));
        memset(name, 'x', sizeof name - 1); /* they are copies */
        cr_assert(eq(sz, findings.n, 1));
        expect_text(findings.items[0].message, cases[i].message);
        expect_text(findings.items[0].hint, cases[i].hint);
        expect_text(findings.items[0].spot.column, "name");
        arena_free(arena);
    }
}

Test(finding, a_long_cell_is_quoted_in_part_and_on_one_line)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 10);
    char text[400];
    memset(text, 'a', sizeof text);
    text[1] = '\n';
    /* Two bytes across the place where it is cut. */
    text[159] = (char)0xC3;
    text[160] = (char)0xB1;
    const struct str arg = {.p = text, .n = sizeof text};
    xl_findings_add(&findings, SV_CODE_T002, XL_T002_UNKNOWN, &spot, &arg, 1);
    const struct str message = findings.items[0].message;
    cr_expect(str_starts(message, STR("The type \"a aaa")), "%.*s", STR_FMT(message));
    cr_expect(str_ends(message, STR("aaa...\" is not known.")), "%.*s", STR_FMT(message));
    cr_expect(eq(sz, message.n, strlen("The type \"\" is not known.") + 159 + 3));
    arena_free(arena);
}

Test(finding, braces_in_a_cell_are_no_places)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 10);
    const struct str args[] = {STR("{1}{0}"), STR("5")};
    xl_findings_add(&findings, SV_CODE_N003, XL_N003_TWICE, &spot, args, COUNT_OF(args));
    expect_text(findings.items[0].message, "The name \"{1}{0}\" is already used in row 5.");
    arena_free(arena);
}

Test(finding, the_catalogue_gives_the_severity_unless_told)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 10);
    sv_findings_add(&findings, SV_CODE_N001, &spot, NULL, 0);
    sv_findings_add_as(&findings, SV_SEVERITY_INFO, SV_CODE_N001, &spot, NULL, 0);
    xl_findings_add(&findings, SV_CODE_H002, XL_H002_SAME, &spot, NULL, 0);
    cr_expect(eq(int, findings.items[0].severity, SV_SEVERITY_ERROR));
    cr_expect(eq(int, findings.items[1].severity, SV_SEVERITY_INFO));
    cr_expect(eq(int, findings.items[2].severity, SV_SEVERITY_WARNING));
    cr_expect(eq(sz, findings.errors_n, 1));
    arena_free(arena);
}

/* An error that there was no room for still keeps the form from being used. */
Test(finding, what_is_over_the_maximum_is_counted)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 40);
    for (int i = 0; i < 45; i++)
        sv_findings_add(&findings, SV_CODE_N001, &spot, NULL, 0);
    cr_expect(eq(sz, findings.n, 40));
    cr_expect(eq(sz, findings.lost, 5));
    cr_expect(eq(sz, findings.errors_n, 45));
    arena_free(arena);
}

Test(finding, a_full_arena_loses_findings_and_nothing_else)
{
    struct arena *arena = arena_new(6000);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 1000);
    for (int i = 0; i < 100; i++)
        sv_findings_add(&findings, SV_CODE_N001, &spot, NULL, 0);
    cr_expect(eq(sz, findings.n + findings.lost, 100));
    cr_expect(findings.lost > 0);
    for (size_t i = 0; i < findings.n; i++)
        cr_expect(findings.items[i].message.n > 0);
    sv_findings_sort(&findings);
    arena_free(arena);
}

Test(finding, they_are_sorted_as_one_reads_a_workbook)
{
    static const struct {
        const char *sheet;
        int32_t row;
        int32_t column_at;
        int32_t position;
        enum sv_code code;
    } wanted[] = {
        {"Survey", 0, -1, 0, SV_CODE_S003},   {"Survey", 2, -1, 0, SV_CODE_T001}, {"Survey", 2, 0, 0, SV_CODE_T002},
        {"Survey", 2, 4, 3, SV_CODE_X001},    {"Survey", 2, 4, 7, SV_CODE_X001},  {"Survey", 10, 1, 0, SV_CODE_N001},
        {"Survey", 10, 1, 0, SV_CODE_N004},   {"CHOICES", 1, 0, 0, SV_CODE_C012}, {"settings", 2, 1, 0, SV_CODE_V002},
        {"entities", 0, -1, 0, SV_CODE_S001}, {"hoja", 0, -1, 0, SV_CODE_S001},
    };
    static const size_t order[] = {7, 3, 10, 0, 6, 4, 9, 1, 8, 2, 5};
    struct arena *arena = arena_new(ARENA_BYTES);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 20);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        const struct sv_spot at = {.sheet = str_of(wanted[order[i]].sheet),
                                   .row = wanted[order[i]].row,
                                   .column_at = wanted[order[i]].column_at,
                                   .column = STR("c"),
                                   .position = wanted[order[i]].position};
        sv_findings_add(&findings, wanted[order[i]].code, &at, NULL, 0);
    }
    sv_findings_sort(&findings);
    cr_assert(eq(sz, findings.n, COUNT_OF(wanted)));
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        expect_text(findings.items[i].spot.sheet, wanted[i].sheet);
        cr_expect(eq(int, findings.items[i].spot.row, wanted[i].row), "at %zu", i);
        cr_expect(eq(int, findings.items[i].spot.position, wanted[i].position), "at %zu", i);
        cr_expect(eq(int, (int)findings.items[i].code, (int)wanted[i].code), "at %zu", i);
    }
    arena_free(arena);
}
