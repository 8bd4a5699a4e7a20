#pragma once
/* The formulas of a form: parsed once, for all who look at them. */
#include "check.h"
#include "survey/expr.h"

struct formula {
    int32_t row; /* index */
    enum check_column column;
    struct str text;
    struct sv_spot spot;
    const struct sv_expr *expr; /* NULL: it is none, which has been said */
};

struct formulas {
    const struct formula *items;
    size_t n;
};

/* Notes what cannot be read: syntax, names, functions, arguments, quotes, "." (X001-X004, X007, X008). A reference of a parsed formula
 * is the index of a row; from rows_n on it is a name that is not in the form. */
struct formulas xl_check_formulas(const struct check *check);
/* The formula of a row in this column, or NULL. */
const struct formula *xl_check_formula_at(const struct formulas *formulas, int32_t row, enum check_column column);

/* What the parser found, as a finding at this cell. */
void xl_check_fault(const struct check *check, const struct formula *formula, const struct sv_fault *fault,
                    const struct err *err);
/* Names in ${} that are not in the form, whether of a formula or a text (X002). */
void xl_check_references(const struct check *check, struct str text, const struct sv_spot *spot);
