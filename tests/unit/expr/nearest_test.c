#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "survey/nearest.h"

Test(nearest, one_slip_in_short_words_two_in_long_ones)
{
    static const struct {
        const char *word;
        const char *candidate;
        bool near;
    } cases[] = {
        {"iff", "if", true},
        {"fi", "if", true},
        {"IF", "if", true},
        {"xx", "if", false},
        {"edda", "edad", true},
        {"relevent", "relevant", true},
        {"relavent", "relevant", true},
        {"relavnt", "relevant", true},
        {"rel", "relevant", false},
        {"constrain", "constraint", true},
        {"something", "else", false},
        {"", "a", false},
        {"a", "", false},
        {"0123456789012345678901234567890123456789012345678901234567890123456789", "a", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sv_nearest nearest = sv_nearest_of(str_of(cases[i].word));
        sv_nearest_offer(&nearest, str_of(cases[i].candidate));
        cr_expect(eq(int, nearest.best.n > 0, cases[i].near), "case %s, %s", cases[i].word, cases[i].candidate);
    }
}

Test(nearest, the_nearest_of_several_wins)
{
    struct sv_nearest nearest = sv_nearest_of(STR("labels"));
    char hint[SV_NEAREST_HINT_BYTES];
    cr_expect(str_eq(str_of(sv_nearest_hint(&nearest, hint)), STR("")));
    sv_nearest_offer(&nearest, STR("tables"));
    sv_nearest_offer(&nearest, STR("label"));
    sv_nearest_offer(&nearest, STR("libels"));
    cr_expect(str_eq(str_of(sv_nearest_hint(&nearest, hint)), STR("; hint: did you mean 'label'?")));
}
