#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/buf.h"
#include "desk.h"

#define ROWS "# survey\ntype | name | label\n"
#define LIST "# choices\nlist_name | name | label\nsn | 1 | Sí\nsn | 2 | No\n"

Test(read_rows, types)
{
    static const struct {
        const char *written;
        enum xl_type type;
        const char *word;
        const char *list;
        bool or_other;
    } cases[] = {
        {"text", XL_TYPE_TEXT, "text", "", false},
        {"string", XL_TYPE_TEXT, "text", "", false},
        {"int", XL_TYPE_INTEGER, "integer", "", false},
        {"decimal", XL_TYPE_DECIMAL, "decimal", "", false},
        {"percentage", XL_TYPE_PERCENTAGE, "percentage", "", false},
        {"range", XL_TYPE_RANGE, "range", "", false},
        {"date", XL_TYPE_DATE, "date", "", false},
        {"time", XL_TYPE_TIME, "time", "", false},
        {"dateTime", XL_TYPE_DATETIME, "dateTime", "", false},
        {"select_one sn", XL_TYPE_SELECT_ONE, "select_one", "sn", false},
        {"select one sn", XL_TYPE_SELECT_ONE, "select_one", "sn", false},
        {"select1 sn", XL_TYPE_SELECT_ONE, "select_one", "sn", false},
        {"select_one from sn", XL_TYPE_SELECT_ONE, "select_one", "sn", false},
        {"select_one from_here", XL_TYPE_SELECT_ONE, "select_one", "from_here", false},
        {"select_one sn or_other", XL_TYPE_SELECT_ONE, "select_one", "sn", true},
        {"select_one sn or specify other", XL_TYPE_SELECT_ONE, "select_one", "sn", true},
        {"select_multiple sn or other", XL_TYPE_SELECT_MULTIPLE, "select_multiple", "sn", true},
        {"select_one this_or_other", XL_TYPE_SELECT_ONE, "select_one", "this_or_other", false},
        {"select all that apply from sn", XL_TYPE_SELECT_MULTIPLE, "select_multiple", "sn", false},
        {"select all that apply sn", XL_TYPE_SELECT_MULTIPLE, "select_multiple", "sn", false},
        {"rank sn", XL_TYPE_RANK, "rank", "sn", false},
        {"trigger", XL_TYPE_ACKNOWLEDGE, "acknowledge", "", false},
        {"note", XL_TYPE_NOTE, "note", "", false},
        {"calculate", XL_TYPE_CALCULATE, "calculate", "", false},
        {"hidden", XL_TYPE_HIDDEN, "hidden", "", false},
        {"phonenumber", XL_TYPE_AUTO, "phonenumber", "", false},
        {"phone number", XL_TYPE_TEXT, "text", "", false},
        {"start-geopoint", XL_TYPE_IGNORED, "start-geopoint", "", false},
        {"select_one_from_file towns.csv", XL_TYPE_IMPOSSIBLE, "select_one_from_file", "towns.csv", false},
        {"begin loop over sn", XL_TYPE_IMPOSSIBLE, "begin_loop", "over sn", false},
        {"begin group", XL_TYPE_BEGIN_GROUP, "begin_group", "", false},
        {"begin_group", XL_TYPE_BEGIN_GROUP, "begin_group", "", false},
        {"begin looped group", XL_TYPE_BEGIN_REPEAT, "begin_repeat", "", false},
        {"end repeat", XL_TYPE_END_REPEAT, "end_repeat", "", false},
        {"geopoint", XL_TYPE_IMPOSSIBLE, "geopoint", "", false},
        {"entero", XL_TYPE_UNKNOWN, "entero", "", false},
        {"texts", XL_TYPE_UNKNOWN, "texts", "", false},
        {"select_one", XL_TYPE_SELECT_ONE, "select_one", "", false},
        {"INTEGER", XL_TYPE_INTEGER, "integer", "", false},
        {"Select_One Sn", XL_TYPE_SELECT_ONE, "select_one", "Sn", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, ROWS "%s | a | ¿A?\n", cases[i].written);
        struct desk desk = desk_read(text);
        const struct xl_row *row = &desk.form.rows[0];
        cr_expect(eq(int, (int)row->type, (int)cases[i].type), "%s", cases[i].written);
        cr_expect(str_eq(row->type_word, str_of(cases[i].word)), "%s: %.*s", cases[i].written, STR_FMT(row->type_word));
        cr_expect(str_eq(row->list_name, str_of(cases[i].list)), "%s: %.*s", cases[i].written, STR_FMT(row->list_name));
        cr_expect(eq(int, row->or_other, cases[i].or_other), "%s", cases[i].written);
        desk_free(&desk);
    }
}

Test(read_rows, types_that_are_wrong)
{
    static const struct desk_case cases[] = {
        {"none, but a name", ROWS "| a | ¿A?\n", "survey 2 type error T001\n"},
        {"none, and no name", ROWS "| | Comentario\n", "survey 2 type error T001\n"},
        {"neither name nor text", "# survey\ntype | name | label | relevant\n| | | 1\nnote | | Hola |\n",
         "survey 2 warning T001\n"},
        {"a remark in a spare column", "# survey\ntype | name | label | remark\n| | | revisar\nnote | | Hola |\n",
         "survey 1 remark warning H003\n"},
        {"no column at all", "# survey\nname | label\na | ¿A?\n", "survey 1 type error T001\n"},
        {"unknown", ROWS "entero | a | ¿A?\n", "survey 2 type error T002\n"},
        {"capitals", ROWS "Text | a | ¿A?\nSELECT_ONE sn | b | ¿B?\nEnd Group | |\n" LIST,
         "survey 2 type warning T005\nsurvey 3 type warning T005\nsurvey 4 type warning T005\n"
         "survey 4 type error G001\n"},
        {"a list in capitals is a list",
         ROWS "select_one SN | b | ¿B?\n"
              "# choices\nlist_name | name | label\nSN | 1 | Sí\n",
         ""},
        {"impossible by phone",
         ROWS "image | a | ¿A?\ngeopoint | b | ¿B?\ndateTime | c | ¿C?\nselect_one_from_file x.csv | d | ¿D?\n",
         "survey 2 type error T003\nsurvey 3 type error T003\nsurvey 4 type error T003\nsurvey 5 type error T003\n"},
        {"without effect", ROWS "audit | audit |\ndeviceid | d |\nnote | n | Hola\n",
         "survey 2 type info T004\nsurvey 3 type info T004\n"},
        {"no list", ROWS "select_one | a | ¿A?\n" LIST, "survey 2 type error T002\nchoices 2 list_name info C006\n"},
        {"disabled", "# survey\ntype | name | label | disabled\nentero | a | ¿A? | yes\nnote | | Hola | no\n", ""},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_rows, what_a_type_was_meant_to_be)
{
    static const char *const cases[][2] = {
        {"entero", "Did you mean \"integer\"?"},
        {"Fecha", "Did you mean \"date\"?"},
        {"choix unique sn", NULL},
        {"choix_unique", "Did you mean \"select_one\"?"},
        {"selct_one sn", "Did you mean \"select_one\"?"},
        {"calulate", "Did you mean \"calculate\"?"},
        {"heure", "Did you mean \"time\"?"},
        {"xyz", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, ROWS "%s | a | ¿A?\n", cases[i][0]);
        struct desk desk = desk_read(text);
        const struct sv_finding *finding = desk_finding(&desk, SV_CODE_T002);
        cr_assert(finding != NULL, "%s", cases[i][0]);
        if (cases[i][1] == NULL)
            cr_expect(str_starts(finding->hint, STR("The most common types")), "%s: %.*s", cases[i][0],
                      STR_FMT(finding->hint));
        else
            cr_expect(str_eq(finding->hint, str_of(cases[i][1])), "%s: %.*s", cases[i][0], STR_FMT(finding->hint));
        desk_free(&desk);
    }
}

Test(read_rows, names)
{
    static const struct desk_case cases[] = {
        {"none", ROWS "text | | ¿A?\nbegin group | | G\nnote | | Hola\nend group | |\ncalculate | |\n",
         "survey 2 name error N001\nsurvey 3 name error N001\nsurvey 6 name error N001\n"},
        {"letters, digits and three more", ROWS "text | _a-B.9 | ¿A?\n", ""},
        {"a digit first", ROWS "text | 1a | ¿A?\n", "survey 2 name error N002\n"},
        {"a blank", ROWS "text | edad actual | ¿A?\n", "survey 2 name error N002\n"},
        {"an accent", ROWS "text | año | ¿A?\n", "survey 2 name error N002\n"},
        {"64 characters", ROWS "text | a234567890123456789012345678901234567890123456789012345678901234 | ¿A?\n", ""},
        {"65 characters", ROWS "text | a2345678901234567890123456789012345678901234567890123456789012345 | ¿A?\n",
         "survey 2 name error N002\n"},
        {"twice", ROWS "text | a | ¿A?\ntext | b | ¿B?\nbegin_group | a | G\nend_group | |\n",
         "survey 4 name error N003\n"},
        {"but for capitals", ROWS "text | edad | ¿A?\ntext | Edad | ¿B?\n", "survey 3 name warning N004\n"},
        {"the same, and another but for capitals", ROWS "text | Edad | ¿A?\ntext | edad | ¿B?\ntext | edad | ¿C?\n",
         "survey 3 name warning N004\nsurvey 4 name error N003\n"},
        {"reserved", ROWS "text | meta | ¿A?\n", "survey 2 name error N005\n"},
        {"the end of a group may say which one", ROWS "begin_group | g | G\nnote | | Hola\nend_group | g |\n", ""},
        {"the question that or_other adds", ROWS "select_one sn or_other | a | ¿A?\ntext | a_other | ¿Cuál?\n" LIST,
         "survey 2 type error N003\nsurvey 3 name error N003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

/* The row to look at is the first one. */
Test(read_rows, a_name_that_differs_by_capitals_says_from_which)
{
    struct desk desk = desk_read(ROWS "text | Edad | A\ntext | EDAD | B\ntext | edad | C\n");
    cr_assert(eq(sz, desk.findings.n, 2));
    cr_expect(str_eq(desk.findings.items[1].message, STR("\"edad\" differs from \"Edad\" (row 2) only by capitals; "
                                                         "some programs mix them up.")),
              "%.*s", STR_FMT(desk.findings.items[1].message));
    desk_free(&desk);
}

Test(read_rows, groups)
{
    static const struct desk_case cases[] = {
        {"one in another",
         ROWS "begin group | g | G\nbegin_group | h | H\nnote | | Hola\nend_group | |\nend group | |\n", ""},
        {"an end too many", ROWS "note | | Hola\nend group | |\n", "survey 3 type error G001\n"},
        {"no end", ROWS "begin group | g | G\nbegin group | h | H\nnote | | Hola\nend group | |\n",
         "survey 2 type error G002\n"},
        {"no end of two", ROWS "begin group | g | G\nbegin group | h | H\nnote | | Hola\n",
         "survey 2 type error G002\nsurvey 3 type error G002\n"},
        {"a repeat closed as a group",
         "# survey\ntype | name | label | repeat_count\nbegin repeat | r | R | 3\nnote | | Hola |\nend group | | |\n",
         "survey 2 type error R003\nsurvey 4 type error G003\n"},
        {"a group closed as a repeat", ROWS "begin group | g | G\nnote | | Hola\nend repeat | |\n",
         "survey 4 type error G003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

#define REPEAT(count)                                                                                                  \
    "# survey\ntype | name | label | repeat_count\nbegin repeat | r | R | " count                                      \
    "\ntext | a | ¿A? |\nend repeat | | |\n"

Test(read_rows, repeats)
{
    static const struct desk_case cases[] = {
        {"not in this version", REPEAT("3"), "survey 2 type error R003\n"},
        {"a question says how often", REPEAT("${hijos}"), "survey 2 type error R003\n"},
        {"a word does not", REPEAT("muchos"), "survey 2 type error R003\nsurvey 2 repeat_count error R001\n"},
        {"nothing does not", REPEAT(""), "survey 2 type error R003\nsurvey 2 repeat_count error R001\n"},
        {"less than nothing", REPEAT("-1"), "survey 2 type error R003\nsurvey 2 repeat_count error R001\n"},
        {"no column", ROWS "begin repeat | r | R\ntext | a | ¿A?\nend repeat | |\n",
         "survey 2 repeat_count error R001\nsurvey 2 type error R003\n"},
        {"one in another, with a group between",
         "# survey\ntype | name | label | repeat_count\nbegin repeat | r | R | 3\nbegin group | g | G |\n"
         "begin repeat | s | S | 3\ntext | a | ¿A? |\nend repeat | | |\nend group | | |\nend repeat | | |\n",
         "survey 2 type error R003\nsurvey 4 type warning R002\nsurvey 4 type error R003\n"},
        {"three of them are told once each",
         "# survey\ntype | name | label | repeat_count\nbegin repeat | r | R | 3\nbegin repeat | s | S | 3\n"
         "begin repeat | t | T | 3\ntext | a | ¿A? |\nend repeat | | |\nend repeat | | |\nend repeat | | |\n",
         "survey 2 type error R003\nsurvey 3 type warning R002\nsurvey 3 type error R003\n"
         "survey 4 type warning R002\nsurvey 4 type error R003\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_rows, each_row_knows_where_it_stands)
{
    struct desk desk = desk_read("# survey\ntype | name | label | relevant\n"
                                 "\n"
                                 "begin_group | g | G | ${a} = '1'\n"
                                 "begin_group | h | H |\n"
                                 "text | a | ¿A? |\n"
                                 "end_group | | |\n"
                                 "text | b | ¿B? |\n"
                                 "end_group | | |\n"
                                 "text | c | ¿C? |\n");
    static const int32_t parents[] = {-1, 0, 1, 0, 0, -1, -1};
    static const int32_t begins[] = {-1, -1, -1, 1, -1, 0, -1};
    const struct xl_form *form = &desk.form;
    cr_assert(eq(sz, form->rows_n, COUNT_OF(parents)));
    for (size_t i = 0; i < form->rows_n; i++) {
        cr_expect(eq(int, form->rows[i].number, (int)i + 3), "row %zu", i);
        cr_expect(eq(int, form->rows[i].parent, parents[i]), "row %zu", i);
        cr_expect(eq(int, form->rows[i].begin, begins[i]), "row %zu", i);
    }
    cr_expect(eq(int, xl_row_named(form, STR("b")), 4));
    cr_expect(eq(int, xl_row_named(form, STR("B")), -1));
    cr_expect(eq(int, xl_row_named(form, STR("g")), -1));
    cr_expect(eq(int, xl_row_named(form, STR("")), -1));
    cr_expect(str_eq(form->rows[0].relevant.text, STR("${a} = '1'")));
    desk_free(&desk);
}

Test(read_rows, or_other_adds_a_choice_and_a_question)
{
    struct desk desk = desk_read("# survey\ntype | name | label::Español (es) | label::Français (fr) | privacy\n"
                                 "select_multiple sn or_other | a | ¿A? | A? | sensitive\n"
                                 "select_one sn or_other | b | ¿B? | B? |\n"
                                 "# choices\nlist_name | name | label::Español (es) | label::Français (fr)\n"
                                 "sn | 1 | Sí | Oui\n");
    const struct xl_form *form = &desk.form;
    cr_assert(eq(sz, desk.findings.errors_n, 0), "%s", desk_lines(&desk));
    cr_assert(eq(sz, form->rows_n, 4));
    const struct xl_row *added = &form->rows[1];
    cr_expect(eq(int, (int)added->type, XL_TYPE_TEXT));
    cr_expect(str_eq(added->name.text, STR("a_other")));
    cr_expect(str_eq(added->relevant.text, STR("selected(${a}, 'other')")));
    cr_expect(str_eq(form->rows[3].relevant.text, STR("${b} = 'other'")));
    cr_expect(str_eq(added->label[0].text, STR("¿Cuál otro?")));
    cr_expect(str_eq(added->label[1].text, STR("Lequel?")));
    cr_expect(str_eq(added->privacy.text, STR("sensitive")));
    cr_expect(eq(int, added->number, 2));
    cr_expect(eq(int, xl_row_named(form, STR("a_other")), 1));
    cr_assert(eq(sz, form->lists[0].choices_n, 2));
    cr_expect(str_eq(form->lists[0].choices[1].name.text, STR("other")));
    cr_expect(str_eq(form->lists[0].choices[1].label[1].text, STR("Autre")));
    desk_free(&desk);
}
