#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "desk.h"

#define ASK(type) "# survey\ntype | name | label | choice_filter\n" type " | a | ¿A? |\n"
#define FILTER(type, filter) "# survey\ntype | name | label | choice_filter\n" type " | a | ¿A? | " filter "\n"
#define CHOICES "# choices\nlist_name | name | label\n"

Test(read_choices, lists_that_are_not_there)
{
    static const struct desk_case cases[] = {
        {"no sheet", ASK("select_one sn"), "survey 2 type error C001\n"},
        {"no such list", ASK("select_one xyzzy") CHOICES "sn | 1 | Sí\n",
         "survey 2 type error C001\nchoices 2 list_name info C006\n"},
        {"names are exact", ASK("rank SN") CHOICES "sn | 1 | Sí\n",
         "survey 2 type error C001\nchoices 2 list_name info C006\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_choices, what_is_said_of_a_missing_list)
{
    static const char *const cases[][2] = {
        {ASK("select_one sn"), "Add a sheet \"choices\" with the columns list_name, name and label."},
        {ASK("select_one sn") "# choises\nx\n", "Did you mean \"choices\"? Rename the sheet."},
        {ASK("select_one sm") CHOICES "sn | 1 | Sí\n", "Did you mean \"sn\"?"},
        {ASK("select_one xyzzy") CHOICES "sn | 1 | Sí\n", "Add its choices there, or correct the name."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct desk desk = desk_read(cases[i][0]);
        const struct sv_finding *finding = desk_finding(&desk, SV_CODE_C001);
        cr_assert(finding != NULL);
        cr_expect(str_eq(finding->hint, str_of(cases[i][1])), "%.*s", STR_FMT(finding->hint));
        desk_free(&desk);
    }
}

Test(read_choices, choices)
{
    static const struct desk_case cases[] = {
        {"no name", ASK("select_one sn") CHOICES "sn | | Sí\nsn | 2 | No\n", "choices 2 name error C002\n"},
        {"no label", ASK("select_one sn") CHOICES "sn | 1 |\n", "choices 2 label error C005\n"},
        {"no list", ASK("select_one sn") CHOICES "sn | 1 | Sí\n| 2 | No\n", "choices 3 list_name error C012\n"},
        {"a remark", ASK("select_one sn") "# choices\nlist_name | name | label | x\nsn | 1 | Sí |\n| | | y\n", ""},
        {"no column of lists", ASK("select_one sn") "# choices\nname | label\n1 | Sí\n",
         "survey 2 type error C001\nchoices 1 list_name error C012\n"},
        {"twice", ASK("select_one sn") CHOICES "sn | 1 | Sí\nno | 1 | Sí\nsn | 1 | No\n",
         "choices 3 list_name info C006\nchoices 4 name error C003\n"},
        {"twice, as the settings allow",
         ASK("select_one sn") CHOICES
         "sn | 1 | Sí\nsn | 1 | No\n"
         "# settings\nform_id | version | default_language | allow_choice_duplicates\nx | 1 | Español (es) | yes\n",
         "choices 3 name error C003\n"},
        {"a blank among several", ASK("select_multiple sn") CHOICES "sn | a b | Sí\n", "choices 2 name error C004\n"},
        {"an order of them", ASK("rank sn") CHOICES "sn | a b | Sí\n", "choices 2 name error C004\n"},
        {"a blank in one", ASK("select_one sn") CHOICES "sn | a b | Sí\n", "choices 2 name error C004\n"},
        {"an accent", ASK("select_one sn") CHOICES "sn | sí | Sí\n", "choices 2 name error C004\n"},
        {"the name of the list", ASK("select_one 1sn") CHOICES "1sn | 1 | Sí\n", "choices 2 list_name error N002\n"},
        {"nobody uses it, and nobody minds", ASK("text") CHOICES "sn | a b | Sí\n", "choices 2 list_name info C006\n"},
        {"a formula looks it up",
         "# survey\ntype | name | label | calculation\n"
         "calculate | a | | instance('sn')/root/item[name = '1']/label\n" CHOICES "sn | 1 | Sí\n",
         ""},
        {"with other quotes",
         "# survey\ntype | name | label | relevant\n"
         "note | a | Hola | instance( “sn” )/root/item[name = '1']/label = 'x'\n" CHOICES "sn | 1 | Sí\nsm | 1 | Sí\n",
         "choices 3 list_name info C006\n"},
        {"ten cannot be put in order",
         ASK("rank r") CHOICES
         "r | 1 | A\nr | 2 | B\nr | 3 | C\nr | 4 | D\nr | 5 | E\nr | 6 | F\nr | 7 | G\nr | 8 | H\n"
         "r | 9 | I\nr | 10 | J\n",
         "survey 2 type error T003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

#define ZONES "# choices\nlist_name | name | label | zona | región\nsn | 1 | Sí | 1 |\nsn | 2 | No | |\n"

Test(read_choices, what_is_said_of_a_name)
{
    static const char *const cases[][2] = {
        {ASK("select_multiple sn") CHOICES "sn | a b | Sí\n", "Write a_b in \"name\"; the label may have blanks."},
        {ASK("select_one sn") CHOICES "sn | a b | Sí\n",
         "Use letters a-z, digits, \"_\", \"-\" and \".\", at most 64 of them; the label may have any text."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct desk desk = desk_read(cases[i][0]);
        const struct sv_finding *finding = desk_finding(&desk, SV_CODE_C004);
        cr_assert(finding != NULL);
        cr_expect(str_eq(finding->hint, str_of(cases[i][1])), "%.*s", STR_FMT(finding->hint));
        desk_free(&desk);
    }
}

Test(read_choices, filters)
{
    static const struct desk_case cases[] = {
        {"a column", FILTER("select_one sn", "zona = ${z} or zona = 'todas'") ZONES, ""},
        {"a column that is empty in this list",
         "# survey\ntype | name | label | choice_filter\nselect_one sn | a | ¿A? | zona = ${z}\nselect_one no | b | "
         "¿B? |\n"
         "# choices\nlist_name | name | label | zona\nsn | 1 | Sí |\nno | 1 | Sí | 1\n",
         "survey 2 choice_filter warning C011\n"},
        {"in every list that is used",
         FILTER("select_one sn", "zona = ${z}") "# choices\nlist_name | name | label | zona\nsn | 1 | Sí |\n"
                                                "no | 1 | Sí | 1\n",
         "survey 2 choice_filter error C011\nchoices 3 list_name info C006\n"},
        {"no such column", FILTER("select_one sn", "zone = ${z}") ZONES, "survey 2 choice_filter error C011\n"},
        {"the name", FILTER("select_one sn", "name != '9'") ZONES, ""},
        {"words in quotes and calls are none",
         FILTER("select_one sn", "selected('a b', zona) and not(zona = “x y”)") ZONES, ""},
        {"a question without ${}", FILTER("select_one sn", "zona = zone") ZONES, "survey 2 choice_filter error C011\n"},
        {"a path is the parser's business",
         FILTER("select_one sn", "zona = instance('no')/root/item[name = 1]/x") ZONES, ""},
        {"an open quote and an open brace do no harm", FILTER("select_one sn", "zona = 'x and ${z") ZONES, ""},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_choices, or_other)
{
    static const struct desk_case cases[] = {
        {"in Spanish", ASK("select_one sn or_other") CHOICES "sn | 1 | Sí\n", ""},
        {"in a language without texts",
         "# survey\ntype | name | label::Español (es) | label::Português (pt)\nselect_one sn or_other | a | ¿A? | A?\n"
         "# choices\nlist_name | name | label::Español (es) | label::Português (pt)\nsn | 1 | Sí | Sim\n",
         "survey 1 label::Português (pt) error L006\nsurvey 2 type warning C009\n"},
        {"with a filter", FILTER("select_one sn or_other", "zona = '1'") ZONES, "survey 2 type error C010\n"},
        {"the list has one", ASK("select_one sn or_other") CHOICES "sn | other | Otra cosa\n", ""},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_choices, lists_keep_their_order_and_columns)
{
    struct desk desk = desk_read(
        ASK("select_one b") "# choices\n"
                            "list_name | name | zona | label | sms_option | ind_score | ind_missing | sms_label_es\n"
                            "b | 1 | n | Sí | si s | 1 | | s\n"
                            "a | 1 | | x | | | |\n"
                            "\n"
                            "b | 9 | s | NS | | | dk |\n");
    const struct xl_form *form = &desk.form;
    cr_assert(eq(sz, form->lists_n, 2));
    cr_assert(eq(sz, form->lists[0].choices_n, 2));
    cr_expect(eq(int, form->rows[0].list, 0));
    const struct xl_choice *last = &form->lists[0].choices[1];
    cr_expect(eq(int, last->number, 5));
    cr_expect(str_eq(last->name.text, STR("9")));
    cr_expect(str_eq(last->missing.text, STR("dk")));
    cr_expect(eq(int, last->missing.column_at, 6));
    cr_assert(eq(sz, form->extra_n, 1));
    cr_expect(str_eq(form->extra[0], STR("zona")));
    cr_expect(eq(int, form->extra_at[0], 2));
    cr_expect(str_eq(last->extra[0].text, STR("s")));
    const struct xl_choice *first = &form->lists[0].choices[0];
    cr_expect(str_eq(first->aliases.text, STR("si s")));
    cr_expect(str_eq(first->score.text, STR("1")));
    cr_expect(str_eq(first->short_label[0].text, STR("s")));
    desk_free(&desk);
}
