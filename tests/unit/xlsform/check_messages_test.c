/* What a message costs, what stands in it, how it is worded. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "sketch.h"

#define TEN "1234567890"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG FIFTY FIFTY FIFTY TEN /* 160 */

Test(check_messages, size)
{
    static const struct sketch_case cases[] = {
        {"one message", {.survey = "type,name,label\nnote,a," LONG "\n"}, ""},
        {"one more character", {.survey = "type,name,label\nnote,a," LONG "1\n"}, "survey 2 label warning M001\n"},
        {"three", {.survey = "type,name,label\nnote,a," LONG LONG LONG "\n"}, "survey 2 label error M002\n"},
        {"459",
         {.survey = "type,name,label\nnote,a," LONG LONG FIFTY FIFTY TEN TEN TEN "123456789\n"},
         "survey 2 label warning M001\n"},
        {"only by its accents", {.survey = "type,name,label\nnote,a,ó" LONG "\n"}, "survey 2 label warning M001\n"},
        {"one without accents", {.survey = "type,name,label\nnote,a,ó" FIFTY FIFTY "\n"}, "survey 1 label info M001\n"},
        {"accents of the alphabet", {.survey = "type,name,label\nnote,a,éñü" FIFTY FIFTY "\n"}, ""},
        {"another alphabet",
         {.survey = "type,name,label\nnote,a,Ω中" FIFTY TEN TEN "\n"},
         "survey 2 label warning M001\nsurvey 2 label warning M003\n"},
        {"the short text counts", {.survey = "type,name,label,sms_text_es\nnote,a," LONG "1,short\n"}, ""},
        {"the short text is too long",
         {.survey = "type,name,label,sms_text_es\nnote,a,A," LONG "1\n"},
         "survey 2 sms_text_es warning M001\n"},
        {"answers count nothing",
         {.survey = "type,name,label\nnote,a," FIFTY FIFTY FIFTY "${a_long_name_of_a_row}\n"},
         ""},
        {"the hint counts",
         {.survey = "type,name,label,hint\nnote,a," LONG ",and more\n"},
         "survey 2 label warning M001\n"},
        {"the way to skip counts",
         {.survey = "type,name,label,required\ntext,a," LONG ",\ntext,b," LONG ",yes\n"},
         "survey 2 label warning M001\n"},
        {"what skipping means counts",
         {.survey = "type,name,label,default\ntext,a," LONG ",\n"},
         "survey 2 label warning M001\n"},
        {"so does the way to write a time",
         {.survey = "type,name,label,required\ntime,a," LONG ",yes\n"},
         "survey 2 label warning M001\n"},
        {"a message of its own",
         {.survey = "type,name,label,constraint_message\ninteger,a,A," LONG "1\n"},
         "survey 2 constraint_message warning M001\n"},
        {"pages cost nothing",
         {.survey = "type,name,label\nnote,a," LONG LONG LONG "1\n", .settings = "form_id,channel\nf,ussd\n"},
         ""},
        {"a text too on both",
         {.survey = "type,name,label\nnote,a," LONG "1\n", .settings = "form_id,channel\nf,sms ussd\n"},
         "survey 2 label warning M001\n"},
        {"not of a group", {.survey = "type,name,label\nbegin_group,g," LONG "1\nend_group,,\n"}, ""},
        {"not of a disabled row", {.survey = "type,name,label,disabled\nnote,a," LONG "1,yes\n"}, ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_MESSAGES, "M00");
}

#define SELECT(type, filter) "type,name,label,required,choice_filter\n" type " l,a," FIFTY FIFTY ",yes," filter "\n"

Test(check_messages, options)
{
    static const struct sketch_case cases[] = {
        {"they fit", {SELECT("select_one", ""), "list_name,name,label\nl,1,One\nl,2,Two\n", NULL}, ""},
        {"they do not",
         {SELECT("select_one", ""), "list_name,name,label\nl,1," FIFTY TEN "\nl,2,Two\n", NULL},
         "survey 2 label warning C007\n"},
        {"the short ones count",
         {SELECT("select_one", ""), "list_name,name,label,sms_label_es\nl,1," FIFTY ",x\nl,2,Two,\n", NULL},
         ""},
        {"to the last character", /* 100 + "\n1 " + 45 + "\n2 " + 9 = 160 */
         {SELECT("select_one", ""),
          "list_name,name,label\nl,1,123456789012345678901234567890123456789012345\nl,2,123456789\n", NULL},
         ""},
        {"one character more",
         {SELECT("select_one", ""),
          "list_name,name,label\nl,1,123456789012345678901234567890123456789012345\nl,2,1234567890\n", NULL},
         "survey 2 label warning C007\n"},
        {"what is shown together",
         {SELECT("select_one", "zone = '1'"),
          "list_name,name,label,zone\nl,x," TEN TEN TEN ",1\nl,y," TEN TEN TEN ",2\nl,z,c,2\n", NULL},
         ""},
        {"what is shown together is too long",
         {SELECT("select_one", "zone = '1'"),
          "list_name,name,label,zone\nl,x," FIFTY TEN ",1\nl,y," FIFTY ",2\nl,z,c,2\n", NULL},
         "survey 2 label warning C007\n"},
        {"too many for three",
         {SELECT("select_one", ""), "list_name,name,label\nl,1," LONG LONG "\nl,2," LONG "\n", NULL},
         "survey 2 label error M002\n"},
        {"the way to answer counts", /* "Puede elegir varias, ejemplo: 1 3" */
         {SELECT("select_multiple", ""), "list_name,name,label\nl,1," TEN "\nl,2," TEN "\n", NULL},
         ""},
        {"the way to answer is too much",
         {SELECT("select_multiple", ""), "list_name,name,label\nl,1," TEN "\nl,2," TEN "123456789\n", NULL},
         "survey 2 label warning C007\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        sketch_expect(&cases[i], 1, SKETCH_MESSAGES,
                      str_find(str_of(cases[i].lines), STR("M002")) != SIZE_MAX ? "M" : "C");
    }
}

Test(check_messages, characters)
{
    static const struct sketch_case cases[] = {
        {"common ones", {.survey = "type,name,label\nnote,a,¿Qué día? ¡Ñandú! €5 [a] à ç œ «x» … – ’\n"}, ""},
        {"a picture", {.survey = "type,name,label\nnote,a,Thanks \U0001F64F\n"}, "survey 2 label warning M003\n"},
        {"in each language",
         {.survey = "type,name,label::Español (es),label::English (en)\nnote,a,\u2713,\u2713\n"},
         "survey 2 label::Español (es) warning M003\nsurvey 2 label::English (en) warning M003\n"},
        {"in what is sent only", {.survey = "type,name,label,sms_text_es\nnote,a,\u2713,x\n"}, ""},
        {"in hints and messages",
         {.survey = "type,name,label,hint,constraint_message,required_message\ninteger,a,A,\u2713,\u2713,\u2713\n"},
         "survey 2 hint warning M003\nsurvey 2 constraint_message warning M003\nsurvey 2 required_message warning "
         "M003\n"},
        {"in choices",
         {.survey = "type,name,label\nselect_one l,a,A\n", .choices = "list_name,name,label\nl,1,\u2713\n"},
         "choices 2 label warning M003\n"},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_MESSAGES, "M003");
}

Test(check_messages, characters_are_named)
{
    static const struct sketch sketch = {.survey = "type,name,label\nnote,a,\u2713 á \u2717 \u2713\n"};
    struct arena *arena = arena_new(1 << 24);
    const struct sv_findings findings = sketch_findings(&sketch, SKETCH_MESSAGES, arena);
    cr_assert(eq(sz, findings.n, 1));
    cr_expect(str_find(findings.items[0].message, STR("\u2713, \u2717 ")) != SIZE_MAX);
    cr_expect(str_find(findings.items[0].message, STR("á")) == SIZE_MAX);
    arena_free(arena);
}

#define QUESTION(type, text)                                                                                           \
    {                                                                                                                  \
        .survey = "type,name,label::Español (es),label::Français (fr),label::English (en)\n" type ",a," text "\n"      \
    }

Test(check_messages, wording)
{
    static const struct sketch_case cases[] = {
        {"90 characters", QUESTION("text", FIFTY TEN TEN TEN TEN ",,"), ""},
        {"91 characters", QUESTION("text", FIFTY TEN TEN TEN TEN "ñ,,"), "survey 2 label::Español (es) warning W001\n"},
        {"a note may be long", QUESTION("note", FIFTY TEN TEN TEN TEN "ñ,,"), ""},
        {"two questions", QUESTION("text", ",,Are you well? And your family?"),
         "survey 2 label::English (en) warning W002\n"},
        {"one question", QUESTION("text", "¿Está bien?,,"), ""},
        {"negated twice",
         QUESTION("text",
                  "¿No cree que no hay trabajo?,Ne pensez-vous pas que ce n'est pas bien?,Don't you think it is "
                  "not safe?"),
         "survey 2 label::Español (es) warning W003\nsurvey 2 label::Français (fr) warning W003\n"
         "survey 2 label::English (en) warning W003\n"},
        {"negated once", QUESTION("text", "¿No hay trabajo?,N'avez-vous pas de travail?,Is there no work?"), ""},
        {"yes or no", QUESTION("text", "¿No trabaja? 1 si 2 no,,Are you not well? yes or no"), ""},
        {"in two sentences", QUESTION("text", "No es obligatorio. ¿No trabaja?,,"), ""},
        {"a secret", QUESTION("text", "Su clave:,Votre mot de passe:,Your password:"),
         "survey 2 label::Español (es) warning W004\nsurvey 2 label::Français (fr) warning W004\n"
         "survey 2 label::English (en) warning W004\n"},
        {"a word within a word", QUESTION("text", ",,Your opinion on pineapple:"), ""},
        {"a secret to choose", QUESTION("select_one l", "¿Tiene su clave?,,"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_MESSAGES, "W");
}
