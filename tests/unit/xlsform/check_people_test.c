/* What protects people: consent, a way out, no identity numbers, actions that happen. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "sketch.h"

#define ASKS "type,name,label\ninteger,age,Age\n"

Test(check_people, consent)
{
    static const struct sketch_case cases[] = {
        {"none", {.survey = ASKS}, "survey 0  error P001\n"},
        {"first wave", {.survey = ASKS, .settings = "form_id,wave,sms_keyword\nf,0,GO\n"}, "survey 0  error P001\n"},
        {"later wave", {.survey = ASKS, .settings = "form_id,wave\nf,3\n"}, ""},
        {"inbound", {.survey = ASKS, .settings = "form_id,direction\nf,inbound\n"}, ""},
        {"begun by the person",
         {.survey = ASKS, .settings = "form_id,sms_keyword\nf,GO\n"},
         "survey 0  warning P001\n"},
        {"dialled", {.survey = ASKS, .settings = "form_id,ussd_code\nf,*789#\n"}, "survey 0  warning P001\n"},
        {"nothing asked", {.survey = "type,name,label\nnote,a,Hello\n"}, ""},
        {"by its name", {.survey = "type,name,label\nselect_one yn,consent,OK?\n"}, ""},
        {"by its text", {.survey = "type,name,label\nselect_one yn,q1,¿Acepta participar?\n"}, ""},
        {"by its route", {.survey = "type,name,label,on_answer\nselect_one yn,q1,OK?,if 1: consent=survey\n"}, ""},
        {"in words only", {.survey = "type,name,label\ntext,consent,OK?\n"}, "survey 0  error P001\n"},
        {"disabled",
         {.survey = "type,name,label,disabled\nselect_one yn,consent,OK?,yes\ninteger,age,Age,\n"},
         "survey 0  error P001\n"},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P001");
}

#define SENSITIVE(kind, must, rows)                                                                                    \
    {                                                                                                                  \
        .survey = "type,name,label,required,privacy\n" kind ",a,A," must ",sensitive\n",                               \
        .choices = "list_name,name,label,ind_missing\n" rows                                                           \
    }

Test(check_people, refusal)
{
    static const struct sketch_case cases[] = {
        {"no way out", SENSITIVE("select_one l", "yes", "l,1,Yes,\n"), "survey 2 required error P002\n"},
        {"by its words", SENSITIVE("select_one l", "yes", "l,1,Yes,\nl,9,Prefiero no decir,\n"), ""},
        {"in French", SENSITIVE("select_one l", "yes", "l,9,Je préfère ne pas dire,\n"), ""},
        {"by its mark", SENSITIVE("select_one l", "yes", "l,1,Yes,\nl,9,X,refused\n"), ""},
        {"not knowing is no refusal", SENSITIVE("select_one l", "yes", "l,1,Yes,\nl,8,Don't know,dk\n"),
         "survey 2 required error P002\n"},
        {"not required", SENSITIVE("select_one l", "", "l,1,Yes,\n"), ""},
        {"not required, said", SENSITIVE("select_one l", "no", "l,1,Yes,\n"), ""},
        {"required sometimes", SENSITIVE("select_one l", "1 = 1", "l,1,Yes,\n"), "survey 2 required error P002\n"},
        {"an open question", SENSITIVE("text", "yes", "l,1,Yes,\n"), "survey 2 required error P002\n"},
        {"a note", SENSITIVE("note", "yes", "l,1,Yes,\n"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P002");
}

Test(check_people, opening)
{
    static const struct sketch_case cases[] = {
        {"both", {.survey = "type,name,label\nnote,a,Somos el programa. ALTO para salir.\ntext,b,B\n"}, ""},
        {"in numbers", {.survey = "type,name,label\nnote,a,Somos el programa. 00 = no más.\ntext,b,B\n"}, ""},
        {"two words", {.survey = "type,name,label\nnote,a,Somos el programa. Escriba NO MAS.\ntext,b,B\n"}, ""},
        {"no way to stop",
         {.survey = "type,name,label\nnote,a,Somos el programa.\ntext,b,B\n"},
         "survey 2 label warning P003\n"},
        {"a word within a word",
         {.survey = "type,name,label\nnote,a,Somos el programa. Contralto.\ntext,b,B\n"},
         "survey 2 label warning P003\n"},
        {"nobody", {.survey = "type,name,label\nnote,a,ALTO para salir.\ntext,b,B\n"}, "survey 2 label warning P003\n"},
        {"too late",
         {.survey = "type,name,label\ntext,b,B\nnote,a,Somos el programa. ALTO para salir.\n"},
         "survey 2 label warning P003\nsurvey 2 label warning P003\n"},
        {"in one language",
         {.survey =
              "type,name,label::Español (es),label::English (en)\nnote,a,Somos el programa. ALTO para salir.,Hi\n"},
         "survey 2 label::English (en) warning P003\nsurvey 2 label::English (en) warning P003\n"},
        {"inbound", {.survey = "type,name,label\nnote,a,Hi\n", .settings = "form_id,direction\nf,inbound\n"}, ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P003");
}

#define ACTION(action)                                                                                                 \
    {                                                                                                                  \
        .survey = "type,name,label,on_answer\nselect_one yn,a,A,\"" action "\"\n",                                     \
        .choices = "list_name,name,label\nyn,1,Yes\nyn,2,No\n"                                                         \
    }

Test(check_people, actions)
{
    static const struct sketch_case cases[] = {
        {"plain", ACTION("task=food"), ""},
        {"when", ACTION("if 2: urgent=shelter"), ""},
        {"two values", ACTION("if 1 2: urgent=shelter"), ""},
        {"several", ACTION("if 1: task=a; if 2: referral=b ; sms=c;"), "survey 2 on_answer info P004\n"},
        {"all routes",
         ACTION(
             "urgent=a;task=a;referral=a;sms=a;incentive=a;consent=a;contact_mode=a;reschedule=a;retention=a;optout=a"),
         "survey 2 on_answer info P004\n"
         "survey 2 on_answer info P004\n"
         "survey 2 on_answer info P004\n"
         "survey 2 on_answer info P004\n"},
        {"a reward that a person must pay", ACTION("if 1: incentive=wave"), "survey 2 on_answer warning P004\n"},
        {"a reward that is earned", ACTION("incentive=wave"), ""},
        {"unknown", ACTION("urgente=shelter"), "survey 2 on_answer error P004\n"},
        {"case", ACTION("Task=food"), "survey 2 on_answer error P004\n"},
        {"two unknown", ACTION("x=1; y=2"), "survey 2 on_answer error P004\nsurvey 2 on_answer error P004\n"},
        {"no value", ACTION("task="), "survey 2 on_answer error P004\n"},
        {"no route", ACTION("=food"), "survey 2 on_answer error P004\n"},
        {"no colon", ACTION("if 1 task=food"), "survey 2 on_answer error P004\n"},
        {"no condition", ACTION("if : task=food"), "survey 2 on_answer error P004\n"},
        {"as long as it may be", ACTION("task=12345678901234567890123456789012345678901234567890123456789"), ""},
        {"longer", ACTION("task=123456789012345678901234567890123456789012345678901234567890"),
         "survey 2 on_answer error P004\n"},
        {"16",
         ACTION("task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;"
                "task=a;task=a"),
         ""},
        {"17",
         ACTION("task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;task=a;"
                "task=a;task=a;task=a"),
         "survey 2 on_answer error P004\n"},
        {"words", ACTION("call the team"), "survey 2 on_answer error P004\n"},
        {"no value of the list", ACTION("if 3: task=food"), "survey 2 on_answer error P004\n"},
        {"one of two", ACTION("if 1 3: task=food"), "survey 2 on_answer error P004\n"},
        {"of a number", {.survey = "type,name,label,on_answer\ninteger,a,A,if 3: task=food\n"}, ""},
        {"of a word",
         {.survey = "type,name,label,on_answer\ninteger,a,A,if x: task=food\n"},
         "survey 2 on_answer error P004\n"},
        {"of half a number",
         {.survey = "type,name,label,on_answer\ninteger,a,A,if 1.5: task=food\ndecimal,b,B,if 1.5: task=food\n"},
         "survey 2 on_answer error P004\n"},
        {"of a day",
         {.survey = "type,name,label,on_answer\ndate,a,A,if 2026-02-30: task=food\ntime,b,B,if 8: task=food\n"},
         "survey 2 on_answer error P004\nsurvey 3 on_answer error P004\n"},
        {"of an acknowledge",
         {.survey = "type,name,label,on_answer\nacknowledge,a,A,if 1: task=x\nacknowledge,b,B,if OK: task=x\n"},
         "survey 2 on_answer error P004\n"},
        {"of a text", {.survey = "type,name,label,on_answer\ntext,a,A,if help: task=food\n"}, ""},
        {"a note with a condition",
         {.survey = "type,name,label,on_answer\nnote,a,A,if 1: task=food\n"},
         "survey 2 on_answer error P004\n"},
        {"a note", {.survey = "type,name,label,on_answer\nnote,a,A,task=food\n"}, ""},
        {"of a note", {.survey = "type,name,label,on_answer\nnote,a,A,nonsense\n"}, "survey 2 on_answer error P004\n"},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P004");
}

Test(check_people, identity)
{
    static const struct sketch_case cases[] = {
        {"text", {.survey = "type,name,label\ntext,a,Escriba su DPI\n"}, "survey 2 label error P005\n"},
        {"number", {.survey = "type,name,label\ninteger,a,Número de cédula:\n"}, "survey 2 label error P005\n"},
        {"French", {.survey = "type,name,label\ntext,a,Votre carte d’identité:\n"}, "survey 2 label error P005\n"},
        {"English, once",
         {.survey = "type,name,label::English (en),label::Español (es)\ntext,a,Passport number,Pasaporte\n"},
         "survey 2 label::English (en) error P005\n"},
        {"whether there is one", {.survey = "type,name,label\nselect_one yn,a,¿Tiene DPI?\n"}, ""},
        {"a word within a word", {.survey = "type,name,label\ntext,a,¿Qué adpir o cuidados?\n"}, ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P005");
}

Test(check_people, privacy)
{
    static const struct sketch_case cases[] = {
        {"not asked", {.survey = "type,name,label,privacy\ntext,a,A,sensitive\n"}, "survey 2 privacy warning P006\n"},
        {"asked before",
         {.survey = "type,name,label,privacy\nselect_one yn,ok,¿Está en privado?,\ntext,a,A,sensitive\n"},
         ""},
        {"asked by name", {.survey = "type,name,label,privacy\nselect_one yn,safe_now,OK?,\ntext,a,A,sensitive\n"}, ""},
        {"asked after",
         {.survey = "type,name,label,privacy\ntext,a,A,sensitive\nselect_one yn,ok,¿Está en privado?,\n"},
         "survey 2 privacy warning P006\n"},
        {"only said",
         {.survey = "type,name,label,privacy\nnote,ok,Es privado,\ntext,a,A,sensitive\n"},
         "survey 3 privacy warning P006\n"},
        {"personal is not sensitive", {.survey = "type,name,label,privacy\ntext,a,A,personal\n"}, ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_PEOPLE, "P006");
}
