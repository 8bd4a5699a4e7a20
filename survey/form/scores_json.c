#include <jansson.h>

#include "base/limits.h"
#include "sections_json.h"
#include "survey/nearest.h"

/* Every choice must say what it counts, or why it does not. */
static bool is_scored(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q)
{
    if (q->type != SV_TYPE_SELECT_ONE)
        return sv_refuse(
            in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' is not a select_one", sv_path(in, place), STR_FMT(q->name)));
    const struct sv_list *list = &in->form.lists[q->list];
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_choice *choice = &list->choices[i];
        if (!choice->has_score && choice->missing == SV_MISSING_NONE)
            return sv_refuse(in, err_set(in->err, RC_BAD_INPUT,
                                         "%s: choice '%.*s' of list '%.*s' has neither score nor missing",
                                         sv_path(in, place), STR_FMT(choice->name), STR_FMT(list->name)));
    }
    return true;
}

static bool find_item(struct sv_form_in *in, const struct sv_place *place, int32_t *out_question)
{
    struct str name = STR_EMPTY;
    if (!sv_given(in, place) || !sv_read_name(in, place, &name))
        return false;
    const int32_t found = sv_form_question(&in->form, name);
    if (found >= 0) {
        *out_question = found;
        return is_scored(in, place, &in->form.questions[found]);
    }
    struct sv_nearest nearest = sv_nearest_of(name);
    char hint[SV_NEAREST_HINT_BYTES];
    for (size_t i = 0; i < in->form.questions_n; i++)
        sv_nearest_offer(&nearest, in->form.questions[i].name);
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: unknown question '%.*s'%s", sv_path(in, place),
                                 STR_FMT(name), sv_nearest_hint(&nearest, hint)));
}

/* "q1" or {"question": "q1", "weight": 2}. */
static bool read_item(struct sv_form_in *in, const struct sv_place *place, struct sv_score_item *item)
{
    static const char *const members[] = {"question", "weight", NULL};
    static const double weight_min = 0.001;
    static const double weight_max = 1000;
    item->weight = 1;
    if (json_is_string(place->json))
        return find_item(in, place, &item->question);
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place question = sv_member(place, "question");
    const struct sv_place weight = sv_member(place, "weight");
    return find_item(in, &question, &item->question) &&
           sv_read_json_number(in, &weight, weight_min, weight_max, &item->weight);
}

static bool read_items(struct sv_form_in *in, const struct sv_place *place, struct sv_score *score)
{
    if (!sv_read_array(in, place, 1, SV_QUESTIONS_MAX, &score->items_n))
        return false;
    struct sv_score_item *items = sv_take(in, score->items_n, sizeof *items);
    if (items == NULL)
        return false;
    score->items = items;
    for (size_t i = 0; i < score->items_n; i++) {
        const struct sv_place item = sv_item(place, i);
        if (!read_item(in, &item, &items[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (items[j].question == items[i].question)
                return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: is named twice", sv_path(in, &item)));
    }
    return true;
}

/* Among the scores read so far. */
static bool find_part(struct sv_form_in *in, const struct sv_place *place, int32_t *out_score)
{
    struct str name = STR_EMPTY;
    if (!sv_read_name(in, place, &name))
        return false;
    for (size_t i = 0; i < in->form.scores_n; i++) {
        if (!str_eq(in->form.scores[i].name, name))
            continue;
        *out_score = (int32_t)i;
        return true;
    }
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT,
                                 "%s: unknown score '%.*s'; hint: parts come before the score that uses them",
                                 sv_path(in, place), STR_FMT(name)));
}

static bool read_parts(struct sv_form_in *in, const struct sv_place *place, struct sv_score *score)
{
    if (!sv_read_array(in, place, 1, SV_QUESTIONS_MAX, &score->parts_n))
        return false;
    int32_t *parts = sv_take(in, score->parts_n, sizeof *parts);
    if (parts == NULL)
        return false;
    score->parts = parts;
    for (size_t i = 0; i < score->parts_n; i++) {
        const struct sv_place part = sv_item(place, i);
        if (!find_part(in, &part, &parts[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (parts[j] == parts[i])
                return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: is named twice", sv_path(in, &part)));
    }
    return true;
}

static bool read_score(struct sv_form_in *in, const struct sv_place *place, struct sv_score *score)
{
    static const char *const members[] = {"name", "method", "items", "parts", "minimum_answered", NULL};
    static const char *const methods[] = {[SV_SCORE_SUM] = "sum", [SV_SCORE_MEAN] = "mean", NULL};
    if (!sv_read_object(in, place, members))
        return false;
    const struct sv_place name = sv_member(place, "name");
    const struct sv_place method = sv_member(place, "method");
    const struct sv_place items = sv_member(place, "items");
    const struct sv_place parts = sv_member(place, "parts");
    const struct sv_place minimum = sv_member(place, "minimum_answered");
    int method_at = SV_SCORE_MEAN;
    if (!sv_given(in, &name) || !sv_read_name(in, &name, &score->name) || !sv_given(in, &method) ||
        !sv_read_word(in, &method, methods, &method_at) || !read_items(in, &items, score) ||
        !read_parts(in, &parts, score))
        return false;
    score->method = (enum sv_score_method)method_at;
    if ((score->items_n == 0) == (score->parts_n == 0))
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: needs either items or parts", sv_path(in, place)));
    score->minimum_answered = (int32_t)(score->items_n + score->parts_n);
    return sv_read_integer(in, &minimum, 1, score->minimum_answered, &score->minimum_answered);
}

bool sv_read_scores(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place place = sv_member(form, "scores");
    size_t n = 0;
    if (!sv_read_array(in, &place, 0, SV_QUESTIONS_MAX, &n))
        return false;
    struct sv_score *scores = sv_take(in, n, sizeof *scores);
    if (scores == NULL)
        return false;
    in->form.scores = scores;
    for (; in->form.scores_n < n; in->form.scores_n++) {
        const struct sv_place item = sv_item(&place, in->form.scores_n);
        if (!read_score(in, &item, &scores[in->form.scores_n]))
            return false;
    }
    return true;
}
