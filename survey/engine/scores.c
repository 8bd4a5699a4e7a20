#include <math.h>

#include "survey/engine.h"
#include "survey/form.h"

/* Weighted sum of what was answered so far. */
struct tally {
    double sum;
    double weight;
    int32_t answered;
};

static void add(struct tally *tally, double value, double weight)
{
    tally->sum += value * weight;
    tally->weight += weight;
    tally->answered++;
}

/* NULL for an option that counts neither in numerator nor in denominator: no score, don't know, refused, not
 * applicable. */
static const struct sv_choice *scored_choice(const struct sv_form *form, const struct sv_session *session,
                                             int32_t question)
{
    const struct sv_answer *answer = sv_session_answer(session, question, 0);
    if (answer == NULL || form->questions[question].list < 0)
        return NULL;
    const struct sv_list *list = &form->lists[form->questions[question].list];
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_choice *choice = &list->choices[i];
        if (str_eq(choice->name, answer->value))
            return choice->has_score && choice->missing == SV_MISSING_NONE ? choice : NULL;
    }
    return NULL;
}

static double result(const struct sv_score *score, const struct tally *tally)
{
    if (tally->answered == 0 || tally->answered < score->minimum_answered)
        return (double)NAN;
    switch (score->method) {
    case SV_SCORE_SUM:
        return tally->sum;
    case SV_SCORE_MEAN:
        return tally->weight > 0 ? tally->sum / tally->weight : (double)NAN;
    }
    __builtin_unreachable();
}

enum rc sv_scores(const struct sv_form *form, const struct sv_session *session, double *out_scores)
{
    for (size_t s = 0; s < form->scores_n; s++) {
        const struct sv_score *score = &form->scores[s];
        struct tally tally = {.sum = 0};
        for (size_t i = 0; i < score->items_n; i++) {
            const struct sv_choice *choice = scored_choice(form, session, score->items[i].question);
            if (choice != NULL)
                add(&tally, choice->score, score->items[i].weight);
        }
        /* Parts are earlier scores, so they are there already. */
        for (size_t i = 0; i < score->parts_n; i++)
            if (!isnan(out_scores[score->parts[i]]))
                add(&tally, out_scores[score->parts[i]], 1);
        out_scores[s] = result(score, &tally);
    }
    return RC_OK;
}
