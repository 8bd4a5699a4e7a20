/* Scores of choices and weights of questions. */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "sketch.h"

#define CHOICES "list_name,name,label,ind_score,ind_missing\nok,1,Yes,1,\nok,2,No,0,\nok,9,Refused,,refused\n"
#define ROWS(rows)                                                                                                     \
    {                                                                                                                  \
        .survey = "type,name,label,ind_dimension,ind_weight\n" rows, .choices = CHOICES                                \
    }
#define LIST(rows)                                                                                                     \
    {                                                                                                                  \
        .survey = "type,name,label,ind_dimension,ind_weight\nselect_one l,a,A,eco,1\n",                                \
        .choices = "list_name,name,label,ind_score,ind_missing\n" rows                                                 \
    }

Test(check_scores, choices)
{
    static const struct sketch_case cases[] = {
        {"in range", LIST("l,1,A,0,\nl,2,B,0.5,\nl,3,C,1,\n"), ""},
        {"above", LIST("l,1,A,1.01,\n"), "choices 2 ind_score error I001\n"},
        {"below", LIST("l,1,A,-0.1,\n"), "choices 2 ind_score error I001\n"},
        {"words", LIST("l,1,A,high,\n"), "choices 2 ind_score error I001\n"},
        {"missing", LIST("l,1,A,1,\nl,2,B,,\n"), "choices 3 ind_score error I002\n"},
        {"missing and said", LIST("l,1,A,1,\nl,2,B,,na\n"), ""},
        {"not used with a weight", LIST("l,1,A,1,\nm,1,B,,\n"), ""},
        {"wrong though not used", LIST("l,1,A,1,\nm,1,B,7,\n"), "choices 3 ind_score error I001\n"},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_SCORES, "I");
}

Test(check_scores, weights)
{
    static const struct sketch_case cases[] = {
        {"ones", ROWS("select_one ok,a,A,eco,1\nselect_one ok,b,B,eco,1\n"), ""},
        {"parts of one", ROWS("select_one ok,a,A,eco,0.33\nselect_one ok,b,B,eco,0.33\nselect_one ok,c,C,eco,0.33\n"),
         ""},
        {"neither", ROWS("select_one ok,a,A,eco,1\nselect_one ok,b,B,eco,0.5\n"), "survey 2 ind_weight error I003\n"},
        {"each dimension by itself",
         ROWS("select_one ok,a,A,eco,1\nselect_one ok,b,B,soc,0.5\nselect_one ok,c,C,soc,0.5\nselect_one "
              "ok,d,D,psy,0.4\n"),
         "survey 5 ind_weight error I003\n"},
        {"no number", ROWS("select_one ok,a,A,eco,one\n"), "survey 2 ind_weight error I003\n"},
        {"zero", ROWS("select_one ok,a,A,eco,0\nselect_one ok,b,B,eco,1\n"), "survey 2 ind_weight error I003\n"},
        {"none", ROWS("select_one ok,a,A,eco,1\nselect_one ok,b,B,eco,\n"), "survey 3 ind_weight warning I004\n"},
        {"none at all", ROWS("select_one ok,a,A,eco,\n"), "survey 2 ind_weight warning I004\n"},
        {"not a select", ROWS("integer,a,A,eco,1\n"), "survey 2 ind_weight error I002\n"},
        {"no dimension", ROWS("select_one ok,a,A,,0.3\n"), ""},
    };
    sketch_expect(cases, COUNT_OF(cases), SKETCH_SCORES, "I");
}
