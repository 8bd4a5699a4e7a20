#include "check_order.h"

#include "base/attr.h"
#include "check_places.h"
#include "check_texts.h"

void xl_check_later(const struct check *check, struct str text, const struct sv_spot *spot, int32_t before)
{
    struct place place;
    for (size_t at = 0; xl_place_next(text, &at, &place);) {
        const int32_t row = place.closed ? xl_check_row_named(check, place.name) : -1;
        if (row <= before || !xl_check_is_asked(check->form->rows[row].type))
            continue;
        const struct sv_spot here = xl_check_spot_from(spot, place.position);
        const struct str args[] = {place.name, xl_check_count(check, check->form->rows[row].number)};
        xl_findings_add(check->findings, SV_CODE_X006, 0, &here, args, COUNT_OF(args));
    }
}

/* A calculation is made again whenever something is answered; a default is said when the form begins. */
static bool waits(enum check_column column)
{
    return column != CHECK_CALCULATION && column != CHECK_DEFAULT;
}

void xl_check_order(const struct check *check, const struct formulas *formulas)
{
    for (size_t i = 0; i < formulas->n; i++) {
        const struct formula *formula = &formulas->items[i];
        if (waits(formula->column))
            xl_check_later(check, formula->text, &formula->spot, formula->row);
    }
}
