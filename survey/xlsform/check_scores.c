#include "base/attr.h"
#include "check.h"
#include "check_texts.h"
#include "survey/expr.h"

/* Weights are written with two or three decimals: 0.33 three times is meant to be one. */
enum { WHOLE = 1000, TOLERANCE = 11 };

static bool read_number(struct str text, double *out_number)
{
    const double number = sv_number_of(text);
    if (!(number >= number))
        return false;
    *out_number = number;
    return true;
}

static bool is_item(const struct xl_row *row)
{
    return xl_check_is_live(row) && xl_check_is_asked(row->type) && row->dimension.text.n > 0;
}

static bool is_scored(const struct xl_row *row)
{
    return is_item(row) && row->weight.text.n > 0;
}

static void check_score(const struct check *check, const struct xl_choice *choice)
{
    double score = 0;
    if (choice->score.text.n == 0)
        return;
    const bool number = read_number(choice->score.text, &score);
    if (number && score >= 0 && score <= 1)
        return;
    const struct sv_spot spot = xl_check_choice_spot(check, choice, &choice->score, STR("ind_score"));
    xl_findings_add(check->findings, SV_CODE_I001, number ? I001_RANGE : I001_NO_NUMBER, &spot, &choice->score.text, 1);
}

static bool uses_list(const struct check *check, size_t list)
{
    for (size_t i = 0; i < check->form->rows_n; i++) {
        const struct xl_row *row = &check->form->rows[i];
        if (is_scored(row) && row->type == XL_TYPE_SELECT_ONE && row->list >= 0 && (size_t)row->list == list)
            return true;
    }
    return false;
}

static void check_list(const struct check *check, const struct xl_list *list, bool scored)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct xl_choice *choice = &list->choices[i];
        check_score(check, choice);
        if (!scored || choice->score.text.n > 0 || choice->missing.text.n > 0)
            continue;
        const struct sv_spot spot = xl_check_choice_spot(check, choice, &choice->score, STR("ind_score"));
        const struct str args[] = {choice->name.text, list->name};
        xl_findings_add(check->findings, SV_CODE_I002, I002_CHOICE, &spot, args, COUNT_OF(args));
    }
}

static void check_item(const struct check *check, const struct xl_row *row)
{
    double weight = 0;
    const struct sv_spot spot = xl_check_spot(check, row, &row->weight, STR("ind_weight"));
    if (row->weight.text.n == 0)
        xl_findings_add(check->findings, SV_CODE_I004, 0, &spot, &row->dimension.text, 1);
    else if (!read_number(row->weight.text, &weight) || weight <= 0)
        xl_findings_add(check->findings, SV_CODE_I003, I003_NO_NUMBER, &spot, &row->weight.text, 1);
    else if (row->type != XL_TYPE_SELECT_ONE)
        xl_findings_add(check->findings, SV_CODE_I002, I002_QUESTION, &spot, &row->name.text, 1);
}

/* Said at the first question of each dimension. */
static void check_weights(const struct check *check, size_t first)
{
    const struct xl_row *row = &check->form->rows[first];
    double sum = 0;
    bool ones = true;
    for (size_t i = 0; i < check->form->rows_n; i++) {
        const struct xl_row *other = &check->form->rows[i];
        double weight = 0;
        if (!is_scored(other) || !str_eq(other->dimension.text, row->dimension.text))
            continue;
        if (i < first || !read_number(other->weight.text, &weight))
            return;
        sum += weight;
        ones = ones && weight >= 1 && weight <= 1;
    }
    if (ones || (sum * WHOLE >= WHOLE - TOLERANCE && sum * WHOLE <= WHOLE + TOLERANCE))
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->weight, STR("ind_weight"));
    const struct str args[] = {row->dimension.text, xl_check_number(check, sum)};
    xl_findings_add(check->findings, SV_CODE_I003, I003_SUM, &spot, args, COUNT_OF(args));
}

void xl_check_scores(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    const struct check check = {.form = form, .arena = arena, .findings = findings};
    for (size_t i = 0; i < form->lists_n; i++)
        check_list(&check, &form->lists[i], uses_list(&check, i));
    for (size_t i = 0; i < form->rows_n; i++) {
        if (!is_item(&form->rows[i]))
            continue;
        check_item(&check, &form->rows[i]);
        if (is_scored(&form->rows[i]))
            check_weights(&check, i);
    }
}
