#include "check_rows.h"

#include "base/attr.h"
#include "check_texts.h"
#include "parameter.h"
#include "survey/expr.h"

/* The first message in any language, or NULL. */
static const struct xl_cell *first_text(const struct check *check, const struct xl_cell *cells)
{
    for (size_t i = 0; i < check->form->languages_n; i++)
        if (cells[i].text.n > 0)
            return &cells[i];
    return NULL;
}

static void check_calculation(const struct check *check, const struct xl_row *row)
{
    if (row->type != XL_TYPE_CALCULATE || row->calculation.text.n > 0)
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->calculation, STR("calculation"));
    xl_findings_add(check->findings, SV_CODE_X012, 0, &spot, NULL, 0);
}

static void check_message(const struct check *check, const struct xl_row *row)
{
    const struct xl_cell *message = first_text(check, row->constraint_message);
    const bool constrained = row->constraint.text.n > 0;
    if (constrained == (message != NULL) || !xl_check_is_asked(row->type))
        return;
    const struct xl_cell *cell = message != NULL ? message : &row->constraint_message[check->form->default_language];
    const struct sv_spot spot = xl_check_spot(check, row, cell, STR("constraint_message"));
    xl_findings_add(check->findings, constrained ? SV_CODE_X014 : SV_CODE_X013, 0, &spot, NULL, 0);
}

/* The same word in other languages, or as forms write it elsewhere. */
static bool means_yes(struct str text)
{
    static const char *const words[] = {"s\u00ed", "si",       "oui",         "1",         "x",   "y",
                                        "s",       "required", "obligatorio", "verdadero", "vrai"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_ascii_nocase(text, str_of(words[i])))
            return true;
    return false;
}

static void check_required(const struct check *check, const struct xl_row *row)
{
    const struct str text = row->required.text;
    if (text.n == 0 || !xl_check_is_asked(row->type) || xl_check_truth(text) != CHECK_NEITHER ||
        xl_check_is_condition(text))
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->required, STR("required"));
    xl_findings_add(check->findings, SV_CODE_X015, means_yes(text) ? X015_YES : X015_WORD, &spot, &text, 1);
}

/* Whether it is there and a number; says when it is there and none. */
static bool read_limit(const struct check *check, const struct xl_row *row, const struct sv_spot *spot, struct str name,
                       double *out_number)
{
    const struct str value = xl_parameter(row->parameters.text, name);
    if (value.n == 0)
        return false;
    const double number = sv_number_of(value);
    if (number >= number) {
        *out_number = number;
        return true;
    }
    const struct str args[] = {name, value};
    xl_findings_add(check->findings, SV_CODE_X016, X016_NO_NUMBER, spot, args, COUNT_OF(args));
    return false;
}

static void check_range(const struct check *check, const struct xl_row *row)
{
    if (row->type != XL_TYPE_RANGE)
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->parameters, STR("parameters"));
    double start = 0;
    double end = 0;
    double step = 1;
    if (xl_parameter(row->parameters.text, STR("start")).n == 0 ||
        xl_parameter(row->parameters.text, STR("end")).n == 0)
        xl_findings_add(check->findings, SV_CODE_X016, X016_MISSING, &spot, NULL, 0);
    const bool begins = read_limit(check, row, &spot, STR("start"), &start);
    const bool ends = read_limit(check, row, &spot, STR("end"), &end);
    if (begins && ends && start >= end)
        xl_findings_add(check->findings, SV_CODE_X016, X016_EMPTY, &spot, NULL, 0);
    if (read_limit(check, row, &spot, STR("step"), &step) && step <= 0)
        xl_findings_add(check->findings, SV_CODE_X016, X016_STEP, &spot, NULL, 0);
}

void xl_check_row_columns(const struct check *check, const struct xl_row *row)
{
    check_calculation(check, row);
    check_message(check, row);
    check_required(check, row);
    check_range(check, row);
}
