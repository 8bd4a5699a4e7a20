#include "base/attr.h"
#include "check_bounds.h"
#include "check_formulas.h"
#include "check_order.h"
#include "check_places.h"
#include "check_relations.h"
#include "check_rows.h"
#include "check_texts.h"

/* Of a text for people: a place without "}". */
static void check_shape(const struct check *check, struct str text, const struct sv_spot *spot)
{
    struct place place;
    for (size_t at = 0; xl_place_next(text, &at, &place);) {
        if (place.closed && place.name.n > 0)
            continue;
        const struct sv_spot here = xl_check_spot_from(spot, place.position);
        const struct str args[] = {STR_EMPTY, xl_check_count(check, place.position),
                                   xl_check_reference(check, place.name.n > 0 ? place.name : STR("name"))};
        xl_findings_add(check->findings, SV_CODE_X001, X001_REFERENCE_SHAPE, &here, args, COUNT_OF(args));
    }
}

static void check_text(const struct check *check, struct str text, const struct sv_spot *spot)
{
    check_shape(check, text, spot);
    xl_check_references(check, text, spot);
}

/* Labels and hints are put before the answer is there, messages after it. */
static void check_row_texts(const struct check *check, int32_t at)
{
    const struct xl_row *row = &check->form->rows[at];
    const struct {
        const struct xl_cell *cells;
        int32_t before;
    } texts[] = {
        {row->label, at - 1},          {row->short_label, at - 1},  {row->hint, at - 1},
        {row->constraint_message, at}, {row->required_message, at},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t language = 0; language < check->form->languages_n; language++) {
            const struct xl_cell *cell = &texts[i].cells[language];
            if (cell->text.n == 0)
                continue;
            const struct sv_spot spot = xl_check_spot(check, row, cell, STR("label"));
            check_text(check, cell->text, &spot);
            if (!xl_check_is_frame(row->type))
                xl_check_later(check, cell->text, &spot, texts[i].before);
        }
    }
}

static void check_choice_texts(const struct check *check, const struct xl_choice *choice)
{
    for (size_t language = 0; language < check->form->languages_n; language++) {
        const struct xl_cell *const cells[] = {&choice->label[language], &choice->short_label[language]};
        for (size_t i = 0; i < COUNT_OF(cells); i++) {
            const struct sv_spot spot = xl_check_choice_spot(check, choice, cells[i], STR("label"));
            check_text(check, cells[i]->text, &spot);
        }
    }
}

void xl_check_expressions(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    const struct check check = {.form = form, .arena = arena, .findings = findings};
    const struct formulas formulas = xl_check_formulas(&check);
    xl_check_relations(&check, &formulas);
    xl_check_bounds(&check, &formulas);
    xl_check_order(&check, &formulas);
    xl_check_circles(&check, &formulas);
    for (size_t i = 0; i < form->rows_n; i++) {
        if (!xl_check_is_live(&form->rows[i]))
            continue;
        check_row_texts(&check, (int32_t)i);
        xl_check_row_columns(&check, &form->rows[i]);
    }
    for (size_t i = 0; i < form->lists_n; i++)
        for (size_t j = 0; j < form->lists[i].choices_n; j++)
            check_choice_texts(&check, &form->lists[i].choices[j]);
}
