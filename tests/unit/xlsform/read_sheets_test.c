#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "desk.h"
#include "pipes.h"

#define SURVEY                                                                                                         \
    "# survey\n"                                                                                                       \
    "type | name | label\n"                                                                                            \
    "text | oficio | ¿Oficio?\n"

Test(read_sheets, which_sheet_is_which)
{
    static const struct desk_case cases[] = {
        {"names have any case",
         "# SURVEY\ntype | name | label\nselect_one sn | a | ¿A?\n"
         "# Choices\nlist_name | name | label\nsn | 1 | Sí\n"
         "# Settings\nform_id | version | default_language\nx | 1 | Español (es)\n",
         ""},
        {"a sheet nearly called choices is an error where it is missing",
         SURVEY "# choises\nlist_name | name | label\n", "choises 0 error S001\n"},
        {"and where it is not, it is left out",
         SURVEY "# choices\nlist_name | name | label\n# choice\nlist_name | name | label\n", "choice 0 warning S001\n"},
        {"names in Spanish and French", "# Encuesta\ntype | name\n# Réponses\nlist_name | name\n",
         "survey 0 error S002\nEncuesta 0 error S001\nRéponses 0 error S001\n"},
        {"sheets of other programs have no effect", SURVEY "# entities\nlist_name\n# external_choices\nname\n",
         "entities 0 info S001\nexternal_choices 0 info S001\n"},
        {"anything else is somebody's own", SURVEY "# Presupuesto\n1 | 2\n# _choises\nx\n", ""},
        {"two of one name", SURVEY "# Survey\ntype | name | label\ntext | b | B\n", "Survey 0 error S001\n"},
        {"a hidden sheet is read", "#! survey\ntype | name | label\nentero | a | ¿A?\n",
         "survey 0 info S001\nsurvey 2 type error T002\n"},
        {"headers and nothing below", "# survey\ntype | name | label\n", "survey 0 error S003\n"},
        {"not even headers", "# survey\n", "survey 0 error S003\n"},
        {"no survey at all", "# choices\nlist_name | name | label\n", "survey 0 error S002\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

/* Not through the desk, which adds settings. */
static struct sv_findings read_alone(const char *text, struct arena *arena, struct xl_form *out_form)
{
    static const struct sv_languages none = {.items = NULL, .n = 0};
    const struct sv_workbook workbook = pipes_workbook(str_of(text), arena);
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 100);
    cr_assert(eq(int, xl_read(&workbook, &none, arena, &findings, out_form), RC_OK));
    return findings;
}

Test(read_sheets, one_sheet_is_the_survey_whatever_it_is_called)
{
    struct arena *arena = arena_new(1 << 24);
    struct xl_form form;
    (void)read_alone("# Hoja1\ntype | name | label::English (en)\ntext | a | A?\n", arena, &form);
    cr_expect(eq(sz, form.rows_n, 1));
    cr_expect(str_eq(form.survey_headers.sheet, STR("Hoja1")));
    cr_expect(not(form.has_choices_sheet));
    cr_expect(eq(int, form.settings.number, 0));
    arena_free(arena);
}

Test(read_sheets, an_empty_workbook_is_an_empty_form)
{
    struct arena *arena = arena_new(1 << 24);
    struct xl_form form;
    const struct sv_findings findings = read_alone("", arena, &form);
    cr_expect(findings.errors_n > 0);
    cr_expect(eq(sz, form.rows_n, 0));
    cr_expect(eq(sz, form.languages_n, 1));
    arena_free(arena);
}

Test(read_sheets, blank_rows_count_and_far_rows_are_not_read)
{
    struct arena *arena = arena_new(1 << 22);
    struct buf text = buf_in(arena, 4096);
    buf_put(&text, STR("# survey\n\ntype | name | label\ntext | a | ¿A?\n"));
    for (int i = 0; i < 60; i++)
        buf_put_byte(&text, '\n');
    buf_put(&text, STR("entero | b | ¿B?\n"));
    for (int i = 0; i < 61; i++)
        buf_put_byte(&text, '\n');
    buf_put(&text, STR("entero | c | ¿C?\n"));
    const struct desk_case cases[] = {
        {"60 rows are a gap, 61 the end", str_z(arena, buf_str(&text)),
         "survey 64 type error T002\nsurvey 126 warning H005\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
    arena_free(arena);
}

Test(read_sheets, a_text_without_end_is_told)
{
    enum { BYTES = 4096 };
    struct arena *arena = arena_new(1 << 22);
    struct buf text = buf_in(arena, 4 * BYTES);
    buf_put(&text, STR("# survey\ntype | name | label | hint | remark\ntext | a | ¿A? | "));
    for (int i = 0; i < BYTES; i++)
        buf_put_byte(&text, 'x');
    buf_put(&text, STR("|\ntext | b | ¿B? | y"));
    for (int i = 0; i < BYTES; i++)
        buf_put_byte(&text, 'x');
    buf_put(&text, STR("\n"));
    const struct desk_case cases[] = {
        {"4096 bytes are taken, one more is not", str_z(arena, buf_str(&text)),
         "survey 1 remark warning H003\nsurvey 3 hint error S003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
    arena_free(arena);
}

Test(read_sheets, a_sheet_without_end_is_cut)
{
    enum { ROWS = 2005 };
    struct arena *arena = arena_new(1 << 22);
    struct buf text = buf_in(arena, 64 * ROWS);
    buf_put(&text, STR("# survey\ntype | name | label\n"));
    for (int i = 0; i < ROWS; i++)
        buf_printf(&text, "note | n%d | Hola\n", i);
    const struct desk_case cases[] = {
        {"too many rows, too many questions", str_z(arena, buf_str(&text)),
         "survey 0 error S003\nsurvey 2002 error S003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
    arena_free(arena);
}
