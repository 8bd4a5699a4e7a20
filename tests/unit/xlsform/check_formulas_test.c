/* Formulas: what cannot be read, what does not exist, what waits for itself, what nobody can meet. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "sketch.h"

#define CHOICES                                                                                                        \
    "list_name,name,label,zone\nyn,1,Yes,a\nyn,2,No,b\nwords,red,Red,\nwords,blue,Blue,\nnum,01,One,\nnum,2,Two,\n"
#define ROW(row) .survey = "type,name,label,relevant,constraint,calculation\n" row
#define WITH(row)                                                                                                      \
    {                                                                                                                  \
        ROW(row), .choices = CHOICES                                                                                   \
    }

static void expect(const struct sketch_case *cases, size_t n, const char *code)
{
    sketch_expect(cases, n, SKETCH_EXPRESSIONS, code);
}

Test(check_formulas, syntax)
{
    static const struct sketch_case cases[] = {
        {"right", WITH("integer,a,A,,,\ninteger,b,B,${a} > 1,. < 5,\n"), ""},
        {"double equals", WITH("integer,a,A,,,\ninteger,b,B,${a} == 1,,\n"), "survey 3 relevant error X001\n"},
        {"upper case", WITH("integer,a,A,,,\ninteger,b,B,${a} = 1 OR ${a} = 2,,\n"), "survey 3 relevant error X001\n"},
        {"two cells", WITH("integer,a,A,${a} = ,. >,\n"),
         "survey 2 relevant error X001\nsurvey 2 constraint error X001\n"},
        {"in a calculation", WITH("calculate,a,,,,1 +\n"), "survey 2 calculation error X001\n"},
        {"not in a disabled row", {.survey = "type,name,label,relevant,disabled\ninteger,a,A,1 +,yes\n"}, ""},
        {"in a group", WITH("begin_group,g,G,1 +,,\nend_group,,,,,\n"), "survey 2 relevant error X001\n"},
        {"in a label", {.survey = "type,name,label\ninteger,a,A\nnote,b,Hello ${a\n"}, "survey 3 label error X001\n"},
        {"nothing in a label", {.survey = "type,name,label\nnote,b,Hello ${}\n"}, "survey 2 label error X001\n"},
        {"in a choice",
         {.survey = "type,name,label\nnote,b,B\n", "list_name,name,label\nyn,1,Yes ${b\n"},
         "choices 2 label error X001\n"},
        {"a default that is a formula",
         {.survey = "type,name,label,default\ninteger,a,A,${b} +\n"},
         "survey 2 default error X002\nsurvey 2 default error X001\n"},
        {"a default that is none", {.survey = "type,name,label,default\ntext,a,A,1 + (or so\n"}, ""},
        {"a count that is a formula",
         {.survey = "type,name,label,repeat_count\nbegin_repeat,a,A,${b}\nend_repeat,,,\n"},
         "survey 2 repeat_count error X002\n"},
        {"a count that is none", {.survey = "type,name,label,repeat_count\nbegin_repeat,a,A,3\nend_repeat,,,\n"}, ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_EXPRESSIONS, "X00");
}

Test(check_formulas, names)
{
    static const struct sketch_case cases[] = {
        {"unknown", WITH("integer,a,A,${b} = 1,,\n"), "survey 2 relevant error X002\n"},
        {"two of them", WITH("integer,a,A,${b} = 1 and ${c} = 2,,\n"),
         "survey 2 relevant error X002\nsurvey 2 relevant error X002\n"},
        {"the same twice", WITH("integer,a,A,${b} = 1 or ${b} = 2,,\n"), "survey 2 relevant error X002\n"},
        {"beside a mistake of syntax", WITH("integer,a,A,${b} == 1,,\n"), "survey 2 relevant error X002\n"},
        {"case counts", WITH("integer,a,A,,,\ninteger,b,B,${A} = 1,,\n"), "survey 3 relevant error X002\n"},
        {"blanks do not", WITH("integer,a,A,,,\ninteger,b,B,${ a } = 1,,\n"), ""},
        {"a group", WITH("begin_group,g,G,,,\nend_group,,,,,\ninteger,a,A,${g} = 1,,\n"),
         "survey 4 relevant error X002\n"},
        {"a disabled row",
         {.survey = "type,name,label,relevant,disabled\ninteger,a,A,,yes\ninteger,b,B,${a} = 1,\n"},
         "survey 3 relevant error X002\n"},
        {"each language by itself",
         {.survey = "type,name,label::Español (es),label::English (en),hint::English (en)\nnote,a,${x},${y},${z}\n"},
         "survey 2 label::Español (es) error X002\nsurvey 2 label::English (en) error X002\n"
         "survey 2 hint::English (en) error X002\n"},
        {"messages",
         {.survey = "type,name,label,constraint,constraint_message,required_message\ninteger,a,A,. > 1,${x},${y}\n"},
         "survey 2 constraint_message error X002\nsurvey 2 required_message error X002\n"},
        {"choices",
         {.survey = "type,name,label\nnote,a,A\n", "list_name,name,label,sms_label_es\nyn,1,Yes ${x},${y}\n"},
         "choices 2 label error X002\nchoices 2 sms_label_es error X002\n"},
        {"quoted for a label", WITH("calculate,c,,,,\"jr:choice-name(1, '${x}')\"\n"),
         "survey 2 calculation error X002\n"},
        {"a column of the choices",
         {.survey = "type,name,label,choice_filter\ninteger,z,Z,\nselect_one yn,a,A,zone = ${z}\nselect_one "
                    "yn,b,B,name = ${z}\n",
          CHOICES},
         ""},
        {"no column of the choices",
         {.survey = "type,name,label,choice_filter\ninteger,z,Z,\nselect_one yn,a,A,zones = ${z}\n", CHOICES},
         ""},
        {"no column, and a look-up",
         {.survey = "type,name,label,choice_filter\ninteger,z,Z,\nselect_one yn,a,A,zones = "
                    "instance('yn')/root/item[name = ${z}]/zone\n",
          CHOICES},
         "survey 3 choice_filter error X002\n"},
        {"a column elsewhere", WITH("integer,a,A,zone = 1,,\n"), ""},
    };
    expect(cases, COUNT_OF(cases), "X002");
}

Test(check_formulas, functions)
{
    static const struct sketch_case cases[] = {
        {"unknown", WITH("calculate,a,,,,iff(1)\n"), "survey 2 calculation error X003\n"},
        {"not by phone", WITH("calculate,a,,,,position(..)\n"), "survey 2 calculation error X003\n"},
        {"too few", WITH("calculate,a,,,,\"if(1, 2)\"\n"), "survey 2 calculation error X004\n"},
        {"too many", WITH("calculate,a,,,,\"not(1, 2)\"\n"), "survey 2 calculation error X004\n"},
        {"none", WITH("calculate,a,,,,concat()\n"), "survey 2 calculation error X004\n"},
    };
    expect(cases, COUNT_OF(cases), "X00");
}

Test(check_formulas, quotes_and_this_answer)
{
    static const struct sketch_case cases[] = {
        {"curly", WITH("text,a,A,,,\ntext,b,B,${a} = \u2018x\u2019,,\n"), "survey 3 relevant warning X007\n"},
        {"double curly", WITH("text,a,A,,,\ntext,b,B,${a} = \u201cx\u201d,,\n"), "survey 3 relevant warning X007\n"},
        {"within straight ones", WITH("text,a,A,,,\ntext,b,B,${a} = 'l\u2019eau',,\n"), ""},
        {"this answer in relevant", WITH("integer,a,A,. > 3,,\n"), "survey 2 relevant error X008\n"},
        {"implied", WITH("integer,a,A,string-length() > 3,,\n"), "survey 2 relevant error X008\n"},
        {"in a constraint", WITH("integer,a,A,,string-length() > 3,\n"), ""},
        {"a decimal is none", WITH("calculate,a,,,,.5 + 1.5\n"), ""},
        {"once looks at it", WITH("calculate,a,,,,once(random())\n"), ""},
    };
    expect(cases, COUNT_OF(cases), "X00");
}

Test(check_formulas, circles)
{
    static const struct sketch_case cases[] = {
        {"itself", WITH("calculate,a,,,,${a} + 1\n"), "survey 2 calculation error X005\n"},
        {"relevant of itself", WITH("integer,a,A,${a} = 1,,\n"), "survey 2 relevant error X005\n"},
        {"three, and one that looks on",
         WITH("calculate,a,,,,${b}\ncalculate,b,,,,${c}\ncalculate,c,,,,${a}\ncalculate,d,,,,${a}\n"),
         "survey 2 calculation error X005\nsurvey 3 calculation error X005\nsurvey 4 calculation error X005\n"},
        {"formula and condition", WITH("integer,a,A,${b} = 1,,\ncalculate,b,,,,${a}\n"),
         "survey 2 relevant error X005\nsurvey 3 calculation error X005\n"},
        {"the condition of a group",
         WITH("begin_group,g,G,${a} = 1,,\ninteger,a,A,,,\ninteger,b,B,,,\nend_group,,,,,\n"),
         "survey 2 relevant error X005\n"},
        {"a group within a group",
         WITH("begin_group,g,G,${a} = 1,,\nbegin_group,h,H,,,\ncalculate,a,,,,1\nend_group,,,,,\nend_group,,,,,\n"),
         "survey 2 relevant error X005\n"},
        {"a constraint is none", WITH("integer,a,A,,. > ${b},\ninteger,b,B,,. > ${a},\n"), ""},
        {"two apart", WITH("calculate,a,,,,${b}\ncalculate,b,,,,${a}\ncalculate,c,,,,${c}\n"),
         "survey 2 calculation error X005\nsurvey 3 calculation error X005\nsurvey 4 calculation error X005\n"},
        {"what is on offer",
         {.survey = "type,name,label,choice_filter,calculation\nselect_one yn,a,A,zone = ${b},\ncalculate,b,,,${a}\n",
          CHOICES},
         "survey 2 choice_filter error X005\nsurvey 3 calculation error X005\n"},
        {"the default of a hidden one",
         {.survey = "type,name,label,default,calculation\nhidden,a,,${b},\ncalculate,b,,,${a}\n"},
         "survey 2 default error X005\nsurvey 3 calculation error X005\n"},
        {"the default of a question",
         {.survey = "type,name,label,default,calculation\ninteger,a,A,${b},\ncalculate,b,,,${a}\n"},
         ""},
    };
    expect(cases, COUNT_OF(cases), "X005");
}

Test(check_formulas, a_circle_is_told_whole)
{
    static const struct sketch sketch = WITH("calculate,a,,,,${b}\ncalculate,b,,,,${c}\ncalculate,c,,,,${a}\n");
    struct arena *arena = arena_new(1 << 24);
    const struct sv_findings findings = sketch_findings(&sketch, SKETCH_EXPRESSIONS, arena);
    cr_assert(eq(sz, findings.n, 3));
    cr_expect(str_find(findings.items[0].message, STR("a -> b -> c -> a")) != SIZE_MAX);
    cr_expect(str_find(findings.items[1].message, STR("b -> c -> a -> b")) != SIZE_MAX);
    cr_expect(str_find(findings.items[2].message, STR("c -> a -> b -> c")) != SIZE_MAX);
    arena_free(arena);
}

Test(check_formulas, order)
{
    static const struct sketch_case cases[] = {
        {"asked later", WITH("integer,a,A,${b} = 1,,\ninteger,b,B,,,\n"), "survey 2 relevant warning X006\n"},
        {"asked before", WITH("integer,b,B,,,\ninteger,a,A,${b} = 1,,\n"), ""},
        {"calculated later", WITH("integer,a,A,${b} = 1,,\ncalculate,b,,,,1\n"), ""},
        {"hidden later", WITH("integer,a,A,${b} = 1,,\nhidden,b,,,,\n"), ""},
        {"a calculation may", WITH("calculate,a,,,,${b} + 1\ninteger,b,B,,,\n"), ""},
        {"a group of its own", WITH("begin_group,g,G,${b} = 1,,\nnote,a,A,,,\nend_group,,,,,\ninteger,b,B,,,\n"),
         "survey 2 relevant warning X006\n"},
        {"its own answer in a message",
         {.survey = "type,name,label,constraint,constraint_message\ninteger,a,A,. > 1,Not ${a}\n"},
         ""},
        {"its own answer in the label",
         {.survey = "type,name,label\ninteger,a,A ${a}\n"},
         "survey 2 label warning X006\n"},
        {"a later one in the label",
         {.survey = "type,name,label\ninteger,a,A ${b}\ninteger,b,B\n"},
         "survey 2 label warning X006\n"},
        {"what is on offer",
         {.survey = "type,name,label,choice_filter\nselect_one yn,a,A,zone = ${b}\ntext,b,B,\n", CHOICES},
         "survey 2 choice_filter warning X006\n"},
    };
    expect(cases, COUNT_OF(cases), "X006");
}

Test(check_formulas, values_and_kinds)
{
    static const struct sketch_case cases[] = {
        {"a value", WITH("select_one yn,a,A,,,\nnote,b,B,${a} = '2',,\n"), ""},
        {"no value", WITH("select_one yn,a,A,,,\nnote,b,B,${a} = 'yes',,\n"), "survey 3 relevant warning X009\n"},
        {"a number", WITH("select_one yn,a,A,,,\nnote,b,B,${a} = 3,,\n"), "survey 3 relevant warning X009\n"},
        {"a number with a zero", WITH("select_one num,a,A,,,\nnote,b,B,${a} = 1,,\n"), ""},
        {"turned round", WITH("select_one yn,a,A,,,\nnote,b,B,'3' != ${a},,\n"), "survey 3 relevant warning X009\n"},
        {"empty", WITH("select_one yn,a,A,,,\nnote,b,B,${a} != '',,\n"), ""},
        {"selected", WITH("select_multiple yn,a,A,,,\nnote,b,B,\"selected(${a}, '3')\",,\n"),
         "survey 3 relevant warning X009\n"},
        {"this answer", WITH("select_multiple yn,a,A,,\"not(selected(., '3'))\",\n"),
         "survey 2 constraint warning X009\n"},
        {"several at once", WITH("select_multiple yn,a,A,,,\nnote,b,B,${a} = '1 2',,\n"), ""},
        {"other", WITH("select_one yn or_other,a,A,,,\nnote,b,B,${a} = 'other',,\n"), ""},
        {"in an if", WITH("select_one yn,a,A,,,\ncalculate,b,,,,\"if(${a} = 'x', 1, 2)\"\n"),
         "survey 3 calculation warning X009\n"},
        {"text added", WITH("text,a,A,,,\ncalculate,b,,,,${a} * 2\n"), "survey 3 calculation warning X010\n"},
        {"text ordered", WITH("text,a,A,,,\nnote,b,B,${a} > 2,,\n"), "survey 3 relevant warning X010\n"},
        {"text made a number", WITH("text,a,A,,,\ncalculate,b,,,,number(${a}) * 2\n"), ""},
        {"text compared with a date", WITH("text,a,A,,,\nnote,b,B,${a} > today(),,\n"), ""},
        {"number added", WITH("integer,a,A,,,\ncalculate,b,,,,${a} * 2\n"), ""},
        {"words ordered", WITH("select_one words,a,A,,,\nnote,b,B,${a} > 2,,\n"), "survey 3 relevant warning X010\n"},
        {"numbers of a list", WITH("select_one yn,a,A,,,\nnote,b,B,${a} >= 2,,\n"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases) - 7, SKETCH_EXPRESSIONS, "X009");
    sketch_expect(cases + COUNT_OF(cases) - 7, 7, SKETCH_EXPRESSIONS, "X01");
}

Test(check_formulas, what_nobody_can_meet)
{
    static const struct sketch_case cases[] = {
        {"possible", WITH("integer,a,A,,. > 0 and . < 120,\n"), ""},
        {"between", WITH("decimal,a,A,,. > 10 and . < 5,\n"), "survey 2 constraint error X011\n"},
        {"touching", WITH("decimal,a,A,,. >= 5 and . <= 5,\n"), ""},
        {"touching and open", WITH("decimal,a,A,,. > 5 and . <= 5,\n"), "survey 2 constraint error X011\n"},
        {"no whole number", WITH("integer,a,A,,. > 4 and . < 5,\n"), "survey 2 constraint error X011\n"},
        {"a decimal", WITH("decimal,a,A,,. > 4 and . < 5,\n"), ""},
        {"half of a whole number", WITH("integer,a,A,,. = 2.5,\n"), "survey 2 constraint error X011\n"},
        {"negative whole numbers", WITH("integer,a,A,,. > -5 and . < -3,\n"), ""},
        {"negative, none", WITH("integer,a,A,,. > -4 and . < -3,\n"), "survey 2 constraint error X011\n"},
        {"turned round", WITH("integer,a,A,,10 < . and 5 > .,\n"), "survey 2 constraint error X011\n"},
        {"or", WITH("integer,a,A,,. > 10 or . < 5,\n"), ""},
        {"one way of two", WITH("integer,a,A,,(. > 10 and . < 5) or . = 1,\n"), ""},
        {"in parentheses", WITH("integer,a,A,,(. > 10) and ((. < 5) and . != 7),\n"),
         "survey 2 constraint error X011\n"},
        {"two texts", WITH("text,a,A,,. = 'x' and . = 'y',\n"), "survey 2 constraint error X011\n"},
        {"the same text", WITH("text,a,A,,. = 'x' and . = 'x',\n"), ""},
        {"a text and not another", WITH("text,a,A,,. = 'x' and . != 'y',\n"), ""},
        {"never", WITH("text,a,A,,1 = 2,\n"), "survey 2 constraint error X011\n"},
        {"always", WITH("text,a,A,,1 = 1,\n"), ""},
        {"another's answer", WITH("integer,a,A,,. > ${b} and . < 5,\ninteger,b,B,,,\n"), ""},
        {"of another question", WITH("integer,a,A,,. > 10 and ${b} < 5,\ninteger,b,B,,,\n"), ""},
    };
    expect(cases, COUNT_OF(cases), "X011");
}

Test(check_formulas, what_is_never_asked)
{
    static const struct sketch_case cases[] = {
        {"two values", WITH("select_one yn,a,A,,,\nnote,b,B,${a} = '1' and ${a} = '2',,\n"),
         "survey 3 relevant warning W005\n"},
        {"either value", WITH("select_one yn,a,A,,,\nnote,b,B,${a} = '1' or ${a} = '2',,\n"), ""},
        {"bounds", WITH("integer,a,A,,,\nnote,b,B,${a} > 5 and ${a} < 5,,\n"), "survey 3 relevant warning W005\n"},
        {"false", WITH("note,b,B,false(),,\n"), "survey 2 relevant warning W005\n"},
        {"true", WITH("note,b,B,true(),,\n"), ""},
        {"the day is not known", WITH("note,b,B,today() < '2020-01-01',,\n"), ""},
        {"against its group",
         WITH("select_one yn,a,A,,,\nbegin_group,g,G,${a} = '1',,\nnote,b,B,${a} = '2',,\nend_group,,,,,\n"),
         "survey 4 relevant warning W005\n"},
        {"the group alone",
         WITH("integer,a,A,,,\nbegin_group,g,G,${a} = 1 and ${a} = 2,,\nnote,b,B,${a} = 1,,\nend_group,,,,,\n"),
         "survey 3 relevant warning W005\n"},
        {"the rows of a repeat",
         WITH("begin_repeat,r,R,,,\ninteger,a,A,,,\nend_repeat,,,,,\nnote,b,B,${a} = 1 and ${a} = 2,,\n"), ""},
    };
    expect(cases, COUNT_OF(cases), "W005");
}

Test(check_formulas, cells_that_belong_together)
{
    static const struct sketch_case cases[] = {
        {"no formula", {.survey = "type,name,label,calculation\ncalculate,a,,\n"}, "survey 2 calculation error X012\n"},
        {"no column for it", {.survey = "type,name,label\ncalculate,a,\n"}, "survey 2 calculation error X012\n"},
        {"message alone",
         {.survey = "type,name,label,constraint_message\ninteger,a,A,No\n"},
         "survey 2 constraint_message warning X013\n"},
        {"condition alone",
         {.survey = "type,name,label,constraint\ninteger,a,A,. > 1\n"},
         "survey 2 constraint_message warning X014\n"},
        {"condition alone, two languages",
         {.survey = "type,name,label::Español (es),label::English (en),constraint,constraint_message::English (en),"
                    "constraint_message::Español (es)\ninteger,a,A,A,. > 1,,\n"},
         "survey 2 constraint_message::Español (es) warning X014\n"},
        {"message in one language",
         {.survey = "type,name,label::Español (es),label::English (en),constraint,constraint_message::English (en)\n"
                    "integer,a,A,A,. > 1,No\n"},
         ""},
        {"not of a note", {.survey = "type,name,label,constraint\nnote,a,A,. > 1\n"}, ""},
        {"required",
         {.survey = "type,name,label,required\ninteger,a,A,yes\ninteger,b,B,TRUE\ninteger,c,C,false()\n"},
         ""},
        {"required by a word",
         {.survey = "type,name,label,required\ninteger,a,A,quizas\n"},
         "survey 2 required error X015\n"},
        {"required in Spanish",
         {.survey = "type,name,label,required\ninteger,a,A,s\u00ed\n"},
         "survey 2 required error X015\n"},
        {"required by a condition", {.survey = "type,name,label,required\ninteger,a,A,\ninteger,b,B,${a} = 1\n"}, ""},
        {"required by a bad condition", {.survey = "type,name,label,required\ninteger,a,A,1 = \n"}, ""},
        {"required of a note", {.survey = "type,name,label,required\nnote,a,A,quizas\n"}, ""},
        {"range", {.survey = "type,name,label,parameters\nrange,a,A,start=1 end=5 step=1\n"}, ""},
        {"range without end",
         {.survey = "type,name,label,parameters\nrange,a,A,start=1\n"},
         "survey 2 parameters error X016\n"},
        {"range with commas", {.survey = "type,name,label,parameters\nrange,a,A,\"start=1,end=5;step=1\"\n"}, ""},
        {"range without anything", {.survey = "type,name,label\nrange,a,A\n"}, "survey 2 parameters error X016\n"},
        {"range of words",
         {.survey = "type,name,label,parameters\nrange,a,A,start=one end=5\n"},
         "survey 2 parameters error X016\n"},
        {"range that is empty",
         {.survey = "type,name,label,parameters\nrange,a,A,start=5 end=5\n"},
         "survey 2 parameters error X016\n"},
        {"range that stands",
         {.survey = "type,name,label,parameters\nrange,a,A,start=1 end=5 step=0\n"},
         "survey 2 parameters error X016\n"},
    };
    expect(cases, COUNT_OF(cases), "X01");
}

Test(check_formulas, positions_and_advice)
{
    static const struct {
        const char *survey;
        int32_t position;
        const char *message;
        const char *hint;
    } cases[] = {
        {.survey = "type,name,label,relevant\ninteger,edad,A,\nnote,b,B,'\u00e1' = 'a' and ${edda} > 1\n",
         15,
         "\"edda\"",
         "\"edad\""},
        {.survey = "type,name,label,relevant\ninteger,edad,A,\nnote,b,B,${edad = 1\n", 1, "character 1", "${edad}"},
        {.survey = "type,name,label,relevant\ninteger,edad,A,\nnote,b,B,1 = 1 && ${edad} > 1\n",
         7,
         "\"&&\"",
         "\"and\""},
        {.survey = "type,name,label,relevant\ninteger,edad,A,\nnote,b,B,edad > 1\n", 1, "without ${}", "${edad}"},
        {.survey = "type,name,label,relevant\nnote,b,B,(1 = 1\n", 1, "character 1", "\")\""},
        {.survey = "type,name,label,relevant\nnote,b,B,1 = rond(2)\n", 5, "\"rond\"", "\"round\""},
        {.survey = "type,name,label,relevant\nnote,b,B,\"1 = round(2, 3, 4)\"\n",
         5,
         "1 to 2 arguments, it has 3",
         "round("},
        {.survey = "type,name,label\nnote,b,\u00bf${nobody}?\n", 2, "\"nobody\"", "\"name\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 24);
        const struct sketch sketch = {.survey = cases[i].survey};
        const struct sv_findings findings = sketch_findings(&sketch, SKETCH_EXPRESSIONS, arena);
        cr_assert(eq(sz, findings.n, 1), "%s", cases[i].survey);
        const struct sv_finding *f = &findings.items[0];
        cr_expect(eq(int, f->spot.position, cases[i].position), "%s", cases[i].survey);
        cr_expect(str_find(f->message, str_of(cases[i].message)) != SIZE_MAX, "%.*s", STR_FMT(f->message));
        cr_expect(str_find(f->hint, str_of(cases[i].hint)) != SIZE_MAX, "%.*s", STR_FMT(f->hint));
        arena_free(arena);
    }
}
