#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "desk.h"

/* A survey with these columns, and this default language. */
#define FORM(columns, cells, preferred)                                                                                \
    "# survey\ntype | name | " columns "\ntext | a | " cells "\n"                                                      \
    "# settings\nform_id | version | default_language\nx | 1 | " preferred "\n"

Test(read_languages, how_they_are_written)
{
    static const struct desk_case cases[] = {
        {"as it should be", FORM("label::Español (es) | label::Français (fr)", "¿A? | A?", "Français (fr)"), ""},
        {"no code", FORM("label::Français", "A?", "Français"), "survey 1 label::Français warning L004\n"},
        {"a code and no name", FORM("label::es", "A?", "es"), "survey 1 label::es warning L004\n"},
        {"three letters where there are two", FORM("label::English (eng)", "A?", "English (eng)"),
         "survey 1 label::English (eng) warning L004\n"},
        {"no such code", FORM("label::Español (sp)", "A?", "Español (sp)"),
         "survey 1 label::Español (sp) warning L004\n"},
        {"no blank before the code", FORM("label::Spanish(es)", "A?", "Spanish(es)"),
         "survey 1 label::Spanish(es) warning L004\n"},
        {"three letters where there are no two", FORM("label::K’iche’ (quc)", "A?", "K’iche’ (quc)"),
         "survey 1 label::K’iche’ (quc) error L006\n"},
        {"a region", FORM("label::Español (es-GT)", "A?", "Español (es-GT)"), ""},
        {"what is not a code is part of the name", FORM("label::Español (México)", "A?", "Español (México)"),
         "survey 1 label::Español (México) error L006\n"},
        {"nobody knows it", FORM("label::Quenya", "A?", "Quenya"), "survey 1 label::Quenya error L006\n"},
        {"Puente has no texts in it", FORM("label::Português (pt)", "A?", "Português (pt)"),
         "survey 1 label::Português (pt) error L006\n"},
        {"one name and two codes", FORM("label::Español (es) | hint::Español (sp)", "A? | B", "Español (es)"),
         "survey 1 hint::Español (sp) error L005\n"},
        {"one code and two names", FORM("label::Español (es) | hint::Castellano (es)", "A? | B", "Español (es)"),
         "survey 1 hint::Castellano (es) error L005\n"},
        {"with a code and without", FORM("label::Français (fr) | hint::Francais", "A? | B", "Français (fr)"),
         "survey 1 hint::Francais error L005\n"},
        {"also where nobody knows the language", FORM("label::Quenya (qya) | hint::Quenya", "A? | B", "Quenya (qya)"),
         "survey 1 label::Quenya (qya) error L006\nsurvey 1 hint::Quenya error L005\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_languages, which_one_is_the_default)
{
    static const struct desk_case cases[] = {
        {"nobody says it, and there is one", FORM("label::Español (es)", "A?", ""), ""},
        {"nobody says it, and there are two", FORM("label::Español (es) | label::English (en)", "A? | A?", ""),
         "settings 2 default_language warning L003\n"},
        {"one that is not there", FORM("label::Español (es) | label::English (en)", "A? | A?", "Castellano (es)"),
         "settings 2 default_language error L003\n"},
        {"its name alone", FORM("label::Español (es)", "A?", "es"), "settings 2 default_language error L003\n"},
        {"columns without a language are in it", FORM("label | label::English (en)", "¿A? | A?", "Español (es)"), ""},
        {"as KoBo has it, also where all others have one",
         FORM("label::Español (es) | hint | label::English (en)", "¿A? | | A?", "Español (es)"),
         "survey 1 hint warning L001\n"},
        {"a form of one language says it there", FORM("label", "¿A?", "Español (es)"), ""},
        {"or by a code", FORM("label", "¿A?", "fr"), ""},
        {"or by a name", FORM("label", "¿A?", "Spanish"), ""},
        {"but not by just any word", FORM("label", "¿A?", "Quenya"), "settings 2 default_language error L006\n"},
        {"and must say it", FORM("label", "¿A?", ""), "survey 1 label error L006\n"},
        {"a language that only the default names", FORM("label | label::English (en)", "¿A? | A?", "Português (pt)"),
         "settings 2 default_language error L006\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

#define TWO "label::Español (es) | label::English (en)"

Test(read_languages, what_is_missing)
{
    static const struct desk_case cases[] = {
        {"a text", FORM(TWO, "¿A? |", "Español (es)"), "survey 2 label::English (en) warning L002\n"},
        {"a text in the default language", FORM(TWO, "| A?", "Español (es)"),
         "survey 2 label::Español (es) error L002\n"},
        {"every text", FORM(TWO, "|", "Español (es)"), "survey 2 label::Español (es) error L002\n"},
        {"the column of labels", FORM("hint::Español (es)", "Pista", "Español (es)"),
         "survey 1 label::Español (es) error L001\nsurvey 2 label error L002\n"},
        {"labels in one of two languages",
         FORM("label::Español (es) | hint::English (en) | hint::Español (es)", "¿A? | B | B", "Español (es)"),
         "survey 1 label::English (en) error L001\n"},
        {"hints in one of two languages", FORM(TWO " | hint::Español (es)", "¿A? | A? | B", "Español (es)"),
         "survey 1 hint::Español (es) warning L001\n"},
        {"hints, but not in the default language", FORM(TWO " | hint::English (en)", "¿A? | A? | B", "Español (es)"),
         "survey 1 hint::English (en) error L001\n"},
        {"a message in one of two",
         FORM(TWO " | constraint_message::Español (es) | constraint_message::English (en)", "¿A? | A? | No |",
              "Español (es)"),
         "survey 2 constraint_message::English (en) warning L002\n"},
        {"labels of choices",
         "# survey\ntype | name | " TWO "\nselect_one sn | a | ¿A? | A?\n"
         "# choices\nlist_name | name | label::Español (es)\nsn | 1 | Sí\n",
         "choices 1 label::English (en) error L001\n"},
        {"a text of a choice",
         "# survey\ntype | name | " TWO "\nselect_one sn | a | ¿A? | A?\n"
         "# choices\nlist_name | name | " TWO "\nsn | 1 | Sí |\nsn | 2 | | No\nsn | 3 | |\n",
         "choices 2 label::English (en) warning L002\nchoices 3 label::Español (es) error L002\n"
         "choices 4 label::Español (es) error C005\n"},
        {"nothing is missing of what is never said",
         "# survey\ntype | name | " TWO
         " | calculation\ncalculate | a | | | 1\nhidden | b | | |\nbegin_group | g | G | |\n"
         "note | | Hola | Hello |\nend_group | | | |\n",
         ""},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_languages, each_cell_is_in_its_language)
{
    struct desk desk =
        desk_read("# survey\ntype | name | label::English (eng) | label::Español (es) | sms_text_es | hint\n"
                  "text | a | Trade? | ¿Oficio? | ¿Oficio | Pista\n"
                  "# settings\nform_id | version | default_language\nx | 1 | Español (es)\n");
    const struct xl_form *form = &desk.form;
    cr_assert(eq(sz, form->languages_n, 2));
    cr_expect(str_eq(form->languages[0].written, STR("English (eng)")));
    cr_expect(str_eq(form->languages[0].code, STR("en")));
    cr_expect(str_eq(form->languages[1].code, STR("es")));
    cr_expect(str_eq(form->languages[1].system->code, STR("es")));
    cr_expect(eq(sz, form->default_language, 1));
    const struct xl_row *row = &form->rows[0];
    cr_expect(str_eq(row->label[0].text, STR("Trade?")));
    cr_expect(str_eq(row->label[1].text, STR("¿Oficio?")));
    cr_expect(eq(int, row->label[1].column_at, 3));
    cr_expect(eq(sz, row->short_label[0].text.n, 0));
    cr_expect(eq(int, row->short_label[0].column_at, -1));
    cr_expect(str_eq(row->short_label[1].text, STR("¿Oficio")));
    cr_expect(str_eq(row->hint[1].text, STR("Pista")));
    cr_expect(eq(int, row->constraint_message[1].column_at, -1));
    desk_free(&desk);
}

/* What is written under the wrong spelling is still a text of that language: nothing else is missing then. */
Test(read_languages, two_spellings_are_one_language)
{
    struct desk desk =
        desk_read(FORM("label::English (en) | label::Español (es) | hint::English (en) | hint::Español (sp)",
                       "A? | ¿A? | Hint | Pista", "Español (es)"));
    cr_expect(str_eq(str_of(desk_lines(&desk)), STR("survey 1 hint::Español (sp) error L005\n")));
    cr_assert(eq(sz, desk.form.languages_n, 2));
    cr_expect(str_eq(desk.form.rows[0].hint[1].text, STR("Pista")));
    cr_expect(eq(int, desk.form.rows[0].hint[1].column_at, 5));
    desk_free(&desk);
}

Test(read_languages, there_is_an_end_to_languages)
{
    struct arena *arena = arena_new(1 << 20);
    struct buf text = buf_in(arena, 8192);
    buf_put(&text, STR("# survey\ntype | name"));
    for (int i = 0; i < 20; i++)
        buf_printf(&text, " | label::L%d (q%c%c)", i, 'a' + i / 10, 'a' + i % 10);
    buf_put(&text, STR("\ntext | a | x\n"));
    struct desk desk = desk_read(str_z(arena, buf_str(&text)));
    cr_expect(eq(sz, desk.form.languages_n, 16));
    cr_expect(desk_finding(&desk, SV_CODE_L006) != NULL);
    desk_free(&desk);
    arena_free(arena);
}
