#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "desk.h"

#define ONE "\ntext | a | ¿A?\n"

Test(read_headers, names_of_columns)
{
    static const struct desk_case cases[] = {
        {"capitals and blanks",
         "# survey\nType | NAME | Label | Constraint Message | Read Only\ninteger | a | ¿A? | Menos |\n", ""},
        {"every other name",
         "# survey\ncommand | tag | caption | relevance | requiredmsg | constraining message | calculate | jr:count | "
         "readonly\ntext | a | ¿A? | | | | | |\n",
         ""},
        {"the languages of old forms", "# survey\ntype | name | label:Español (es) | hint:Español (es)" ONE, ""},
        {"blanks around the colons", "# survey\ntype | name | label :: Español (es)" ONE, ""},
        {"what KoBo and ODK know and phones do not",
         "# survey\ntype | name | label | image | media::audio::Español (es) | save_to | bind::odk:x | body::kb | "
         "instance::hxl | guidance_hint | sms_field" ONE,
         "survey 1 image warning H003\nsurvey 1 media::audio::Español (es) warning H003\nsurvey 1 save_to info H003\n"},
        {"a hyphen is not a blank", "# survey\ntype | name | label | constraint-message" ONE,
         "survey 1 constraint-message warning H003\n"},
        {"somebody's own column", "# survey\ntype | name | label | presupuesto" ONE,
         "survey 1 presupuesto warning H003\n"},
        {"a column that has no languages", "# survey\ntype | name | label | required::Español (es)" ONE,
         "survey 1 required::Español (es) warning H003\n"},
        {"a short text in a language of the form", "# survey\ntype | name | label | sms_text_es" ONE, ""},
        {"and in none", "# survey\ntype | name | label | sms_text_fr" ONE, "survey 1 sms_text_fr warning H003\n"},
        {"the choices may have any column",
         "# survey\ntype | name | label\nselect_one sn | a | ¿A?\n"
         "# choices\nlist name | name | label | zona | sms_option | ind_score\nsn | 1 | Sí | 3 | si | 1\n",
         ""},
        {"but not one that KoBo fails at",
         "# survey\ntype | name | label\nselect_one sn | a | ¿A?\n"
         "# choices\nlist_name | name | label | sms_label::Español (es)\nsn | 1 | Sí | si\n",
         "choices 1 sms_label::Español (es) warning H003\n"},
        {"nor one that is nearly a column that is missing",
         "# survey\ntype | name | label\nselect_one sn | a | ¿A?\n"
         "# choices\nlist_name | nombre | label\nsn | 1 | Sí\n",
         "survey 2 type error C001\nchoices 1 name error C012\nchoices 1 nombre warning H003\n"},
        {"content below no header, told once a column",
         "# survey\ntype | name | | label\ntext | a | x | ¿A? | y\ntext | b | x | ¿B? | y\n",
         "survey 2 warning H005\nsurvey 2 warning H005\n"},
        {"settings of other programs",
         "# survey\ntype | name | label" ONE "# settings\nform_id | version | default_language | style | "
         "attribute::x | idioma\nx | 1 | Español (es) | | |\n",
         "settings 1 idioma warning H003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_headers, a_column_that_is_there_twice)
{
    static const struct desk_case cases[] = {
        {"the same header", "# survey\ntype | name | label | label\ntext | a | ¿A? | ¿B?\n",
         "survey 1 label error H001\n"},
        {"a name and another name, of different content",
         "# survey\ntype | name | label | relevance | relevant\ntext | a | ¿A? | 1 | 2\n",
         "survey 1 relevance error H002\n"},
        {"of the same content", "# survey\ntype | name | label | relevance | relevant\ntext | a | ¿A? | 1 | 1\n",
         "survey 1 relevance warning H002\n"},
        {"neither is the usual name", "# survey\ntype | value | tag | label\ntext | a | a | ¿A?\n",
         "survey 1 tag warning H002\n"},
        {"with the language, and without",
         "# survey\ntype | name | label | label::Español (es)\ntext | a | ¿A? | ¿B?\n", "survey 1 label error H002\n"},
        {"two languages are two columns",
         "# survey\ntype | name | label::Español (es) | label::English (en)\ntext | a | ¿A? | A?\n", ""},
        {"a further column of the choices",
         "# survey\ntype | name | label\nselect_one sn | a | ¿A?\n"
         "# choices\nlist_name | name | label | zona | zona\nsn | 1 | Sí | 3 | 3\n",
         "choices 1 zona error H001\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_headers, what_is_meant)
{
    static const struct {
        const char *sheet;
        const char *header;
        const char *hint;
    } cases[] = {
        {"survey", "obligatorio", "Did you mean \"required\"?"},
        {"survey", "Obligatoire", "Did you mean \"required\"?"},
        {"survey", "Condición", "Did you mean \"relevant\"?"},
        {"survey", "relevent", "Did you mean \"relevant\"?"},
        {"survey", "hnit::Español (es)", "Did you mean \"hint::Español (es)\"?"},
        {"survey", "required::Español (es)", "Did you mean \"required\"?"},
        {"survey", "sms_text::Español (es)", "Did you mean \"sms_text_es\"?"},
        {"survey", "idioma", "If it holds your own notes, nothing needs to be done."},
        {"settings", "langue", "Did you mean \"default_language\"?"},
        {"settings", "palabra clave", "Did you mean \"sms_keyword\"?"},
        {"settings", "versoin", "Did you mean \"version\"?"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[400];
        const bool survey = strcmp(cases[i].sheet, "survey") == 0;
        (void)snprintf(text, sizeof text,
                       "# survey\ntype | name | label | %s\ntext | a | ¿A? |\n"
                       "# settings\nform_id | version | default_language | %s\nx | 1 | Español (es) |\n",
                       survey ? cases[i].header : "", survey ? "" : cases[i].header);
        struct desk desk = desk_read(text);
        const struct sv_finding *finding = desk_finding(&desk, SV_CODE_H003);
        cr_assert(finding != NULL, "%s", cases[i].header);
        cr_expect(str_eq(finding->hint, str_of(cases[i].hint)), "%s: '%.*s'", cases[i].header, STR_FMT(finding->hint));
        desk_free(&desk);
    }
}

/* Of two columns that are one, the first is read; a finding never points at nothing. */
Test(read_headers, which_of_two_columns_is_read)
{
    struct desk desk = desk_read("# survey\ntype | name | label | relevance | relevant | label\n"
                                 "text | a | ¿A? | 1 | 2 | ¿B?\n");
    const struct xl_row *row = &desk.form.rows[0];
    cr_expect(str_eq(row->relevant.text, STR("2")));
    cr_expect(eq(int, row->relevant.column_at, 4));
    cr_expect(str_eq(row->label[0].text, STR("¿A?")));
    cr_expect(eq(int, row->constraint.column_at, -1));
    cr_expect(eq(sz, row->constraint.text.n, 0));
    const struct sv_spot spot = xl_spot(&desk.form.survey_headers, 2, 4);
    cr_expect(str_eq(spot.column, STR("relevant")));
    cr_expect(eq(sz, xl_spot(&desk.form.survey_headers, 2, 99).column.n, 0));
    desk_free(&desk);
}
