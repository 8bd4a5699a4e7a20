#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "survey/engine.h"

TestSuite(scores, .timeout = 10);

static const struct sv_choice choices[] = {
    {.name = {"1", 1}, .has_score = true, .score = 0},
    {.name = {"2", 1}, .has_score = true, .score = 0.5},
    {.name = {"3", 1}, .has_score = true, .score = 1},
    {.name = {"8", 1}}, /* no score */
    {.name = {"9", 1}, .has_score = true, .score = 1, .missing = SV_MISSING_REFUSED},
};
static const struct sv_list lists[] = {{.choices = choices, .choices_n = COUNT_OF(choices), .keyed_by_name = true}};
static const struct sv_question questions[] = {
    {.type = SV_TYPE_SELECT_ONE, .list = 0},
    {.type = SV_TYPE_SELECT_ONE, .list = 0},
    {.type = SV_TYPE_SELECT_ONE, .list = 0},
    {.type = SV_TYPE_TEXT, .list = -1},
};

/* One character per question, '-' unanswered. */
static struct sv_session answered(const char *values, struct sv_answer *answers)
{
    struct sv_session session = SV_SESSION_NEW;
    for (int32_t i = 0; values[i] != '\0'; i++)
        if (values[i] != '-')
            answers[session.answers_n++] =
                (struct sv_answer){.question = i, .how = SV_HOW_NUMBER, .value = {.p = &values[i], .n = 1}};
    session.answers = answers;
    return session;
}

static void expect(const char *name, double got, double wanted)
{
    cr_expect(isnan(wanted) ? isnan(got) : fabs(got - wanted) < 1e-12, "case %s: got %f, wanted %f", name, got, wanted);
}

Test(scores, weighted_items)
{
    static const struct sv_score_item items[] = {{0, 1}, {1, 1}, {2, 2}};
    static const struct {
        const char *name;
        const char *values;
        int32_t minimum;
        double sum;
        double mean;
    } cases[] = {
        {"all", "333", 3, 4, 1},
        {"weights count", "113", 3, 2, 0.5},
        {"worst", "111", 3, 0, 0},
        {"refused is left out of both", "339", 2, 2, 1},
        {"no score is left out of both", "318", 2, 1, 0.5},
        {"unanswered is left out of both", "-33", 2, 3, 1},
        {"enough answered", "2--", 1, 0.5, 0.5},
        {"too few answered", "3-9", 2, NAN, NAN},
        {"none answered", "---", 0, NAN, NAN},
        {"an option that is gone", "7--", 1, NAN, NAN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_score scores[] = {
            {.method = SV_SCORE_SUM, .items = items, .items_n = 3, .minimum_answered = cases[i].minimum},
            {.method = SV_SCORE_MEAN, .items = items, .items_n = 3, .minimum_answered = cases[i].minimum},
        };
        const struct sv_form form = {
            .questions = questions, .questions_n = 4, .lists = lists, .lists_n = 1, .scores = scores, .scores_n = 2};
        struct sv_answer answers[4];
        const struct sv_session session = answered(cases[i].values, answers);
        double got[2] = {0, 0};
        cr_assert(eq(int, sv_scores(&form, &session, got), RC_OK));
        expect(cases[i].name, got[0], cases[i].sum);
        expect(cases[i].name, got[1], cases[i].mean);
    }
}

Test(scores, parts_are_earlier_scores)
{
    static const struct sv_score_item first[] = {{0, 1}};
    static const struct sv_score_item second[] = {{1, 1}, {2, 1}};
    static const int32_t parts[] = {0, 1};
    static const struct {
        const char *name;
        const char *values;
        int32_t minimum;
        double mean;
    } cases[] = {{"both", "133", 2, 0.5}, {"one is enough", "3--", 1, 1}, {"one is not enough", "3--", 2, NAN}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_score scores[] = {
            {.method = SV_SCORE_MEAN, .items = first, .items_n = 1, .minimum_answered = 1},
            {.method = SV_SCORE_MEAN, .items = second, .items_n = 2, .minimum_answered = 2},
            {.method = SV_SCORE_MEAN, .parts = parts, .parts_n = 2, .minimum_answered = cases[i].minimum},
        };
        const struct sv_form form = {
            .questions = questions, .questions_n = 4, .lists = lists, .lists_n = 1, .scores = scores, .scores_n = 3};
        struct sv_answer answers[4];
        const struct sv_session session = answered(cases[i].values, answers);
        double got[3] = {0, 0, 0};
        cr_assert(eq(int, sv_scores(&form, &session, got), RC_OK));
        expect(cases[i].name, got[2], cases[i].mean);
    }
}

Test(scores, weights_of_nothing_give_no_mean)
{
    static const struct sv_score_item items[] = {{0, 0}};
    const struct sv_score scores[] = {{.method = SV_SCORE_MEAN, .items = items, .items_n = 1, .minimum_answered = 1}};
    const struct sv_form form = {
        .questions = questions, .questions_n = 4, .lists = lists, .lists_n = 1, .scores = scores, .scores_n = 1};
    struct sv_answer answers[4];
    const struct sv_session session = answered("3---", answers);
    double got[1] = {0};
    cr_assert(eq(int, sv_scores(&form, &session, got), RC_OK));
    cr_expect(isnan(got[0]));
}
