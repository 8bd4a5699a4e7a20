/* Defaults that are no answers, and words that mean two choices. */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "sketch.h"

#define CHOICES "list_name,name,label\nyn,1,Yes\nyn,2,No\n"
#define DEFAULT(type, value)                                                                                           \
    {                                                                                                                  \
        .survey = "type,name,label,default\n" type ",a,A," value "\n", .choices = CHOICES                              \
    }

Test(check_values, defaults)
{
    static const struct sketch_case cases[] = {
        {"a choice", DEFAULT("select_one yn", "1"), ""},
        {"no choice", DEFAULT("select_one yn", "Yes"), "survey 2 default error D001\n"},
        {"two of one", DEFAULT("select_one yn", "1 2"), "survey 2 default error D001\n"},
        {"two of several", DEFAULT("select_multiple yn", "1 2"), ""},
        {"one of them wrong", DEFAULT("select_multiple yn", "1 3"), "survey 2 default error D001\n"},
        {"one of them twice", DEFAULT("select_multiple yn", "1 2 1"), "survey 2 default error D001\n"},
        {"an order", DEFAULT("rank yn", "2 1"), ""},
        {"half an order", DEFAULT("rank yn", "2"), "survey 2 default error D001\n"},
        {"whole of a range", {.survey = "type,name,label,parameters,default\nrange,a,A,start=1 end=5,3\n"}, ""},
        {"half of a range",
         {.survey = "type,name,label,parameters,default\nrange,a,A,start=1 end=5,2.5\n"},
         "survey 2 default error D003\n"},
        {"half of a range of halves",
         {.survey = "type,name,label,parameters,default\nrange,a,A,start=1 end=5 step=0.5,2.5\n"},
         ""},
        {"both wrong", DEFAULT("rank yn", "3 4"), "survey 2 default error D001\nsurvey 2 default error D001\n"},
        {"other", DEFAULT("select_one yn or_other", "other"), ""},
        {"unknown list", DEFAULT("select_one nn", "1"), ""},
        {"a formula", DEFAULT("select_one yn", "${a}"), ""},
        {"a call", DEFAULT("date", "today()"), ""},
        {"whole", DEFAULT("integer", "-12"), ""},
        {"not whole", DEFAULT("integer", "1.5"), "survey 2 default error D003\n"},
        {"words", DEFAULT("integer", "three"), "survey 2 default error D003\n"},
        {"decimal", DEFAULT("decimal", "1.5"), ""},
        {"comma", DEFAULT("decimal", "\"1,5\""), "survey 2 default error D003\n"},
        {"date", DEFAULT("date", "2024-02-29"), ""},
        {"no leap year", DEFAULT("date", "2026-02-29"), "survey 2 default error D002\n"},
        {"a century", DEFAULT("date", "1900-02-29"), "survey 2 default error D002\n"},
        {"month 13", DEFAULT("date", "2026-13-01"), "survey 2 default error D002\n"},
        {"day 0", DEFAULT("date", "2026-01-00"), "survey 2 default error D002\n"},
        {"as people write", DEFAULT("date", "15/01/2026"), "survey 2 default error D002\n"},
        {"too long", DEFAULT("date", "2026-01-155"), "survey 2 default error D002\n"},
        {"time", DEFAULT("time", "23:59"), ""},
        {"seconds", DEFAULT("time", "23:59:59"), "survey 2 default error D003\n"},
        {"no digit before the point", DEFAULT("decimal", ".5"), "survey 2 default error D003\n"},
        {"nor behind it", DEFAULT("decimal", "5."), "survey 2 default error D003\n"},
        {"only a sign", DEFAULT("integer", "-"), "survey 2 default error D003\n"},
        {"below zero", DEFAULT("decimal", "-0.5"), ""},
        {"hour 24", DEFAULT("time", "24:00"), "survey 2 default error D003\n"},
        {"a half", DEFAULT("time", "12:3"), "survey 2 default error D003\n"},
        {"both", DEFAULT("dateTime", "2026-01-15T08:00"), ""},
        {"only a date", DEFAULT("dateTime", "2026-01-15"), "survey 2 default error D003\n"},
        {"acknowledged", DEFAULT("acknowledge", "OK"), ""},
        {"acknowledged by a word", DEFAULT("acknowledge", "yes"), "survey 2 default error D001\n"},
        {"hidden", DEFAULT("hidden", "-"), ""},
        {"text", DEFAULT("text", "3/4 (or so)"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_VALUES, "D");
}

#define LIST(rows)                                                                                                     \
    {                                                                                                                  \
        .survey = "type,name,label::Español (es),label::English (en)\nselect_one l,a,A,A\n",                           \
        .choices = "list_name,name,label::Español (es),label::English (en),sms_option\n" rows                          \
    }

Test(check_values, aliases)
{
    static const struct sketch_case cases[] = {
        {"apart", LIST("l,1,Sí,Yes,s si yes\nl,2,No,No,n no\n"), ""},
        {"the same word twice", LIST("l,1,Uno,One,a\nl,2,Dos,Two,b a\n"), "choices 3 sms_option error C008\n"},
        {"case and accents", LIST("l,1,Uno,One,MÁS\nl,2,Dos,Two,mas\n"), "choices 3 sms_option error C008\n"},
        {"a comma between", LIST("l,1,Uno,One,\"a,b\"\nl,2,Dos,Two,\"c, b\"\n"), "choices 3 sms_option error C008\n"},
        {"three of them", LIST("l,1,Uno,One,a\nl,2,Dos,Two,a\nl,3,Tres,Three,a\n"),
         "choices 3 sms_option error C008\nchoices 4 sms_option error C008\n"},
        {"two clashes", LIST("l,1,Uno,One,a b\nl,2,Dos,Two,a b\n"),
         "choices 3 sms_option error C008\nchoices 3 sms_option error C008\n"},
        {"twice in its own", LIST("l,1,Uno,One,a a\nl,2,Dos,Two,b\n"), ""},
        {"its own label", LIST("l,1,Sí,Yes,si\nl,2,No,No,\n"), ""},
        {"another's label", LIST("l,1,Sí,Yes,no\nl,2,No,No,\n"), "choices 2 sms_option error C008\n"},
        {"another's label in one language", LIST("l,1,Rojo,Red,\nl,2,Pan,Bread,red\n"),
         "choices 3 sms_option error C008\n"},
        {"another's name", LIST("l,red,R,R,\nl,blue,B,B,Red\n"), "choices 3 sms_option error C008\n"},
        {"its own number", LIST("l,1,Uno,One,1\nl,2,Dos,Two,02\n"), ""},
        {"another's number", LIST("l,1,Uno,One,02\nl,2,Dos,Two,\n"), "choices 2 sms_option error C008\n"},
        {"another's place", LIST("l,red,R,R,2\nl,blue,B,B,\n"), "choices 2 sms_option error C008\n"},
        {"nobody's place", LIST("l,red,R,R,3\nl,blue,B,B,\n"), ""},
        {"a command", LIST("l,1,Uno,One,alto\nl,2,Dos,Two,\n"), "choices 2 sms_option error C008\n"},
        {"a command of another language", LIST("l,1,Uno,One,help\nl,2,Dos,Two,\n"),
         "choices 2 sms_option error C008\n"},
        {"a command in numbers", LIST("l,1,Uno,One,00\nl,2,Dos,Two,\n"), "choices 2 sms_option error C008\n"},
        {"a name that is a command", LIST("l,00,Nada,Nothing,\nl,1,Algo,Something,\n"), "choices 2 name error C008\n"},
        {"zero alone", LIST("l,0,Nada,Nothing,0\nl,1,Algo,Something,\n"), ""},
        {"zero of another", LIST("l,1,Nada,Nothing,0\nl,2,Algo,Something,\n"), "choices 2 sms_option error C008\n"},
        {"a name and alias that are a command", LIST("l,alto,A,A,alto\nl,b,B,B,\n"),
         "choices 2 sms_option error C008\n"},
        {"a label that is a command", LIST("l,1,Salir,Leave,\nl,2,Seguir,Go on,\n"),
         "choices 2 label::Español (es) warning C008\n"},
        {"two labels alike", LIST("l,1,San Marcos,San Marcos,\nl,2,San Marcos,San Marcos,\n"), ""},
        {"two lists", LIST("l,1,Uno,One,a\nm,1,Uno,One,a\n"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_VALUES, "C008");
}
