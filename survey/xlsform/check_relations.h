#pragma once
/* What formulas do with answers: values that no list has, texts that are added up (X009, X010). */
#include "check_formulas.h"

void xl_check_relations(const struct check *check, const struct formulas *formulas);

/* The relations of a formula that was read, in the arena; none over it. */
struct relations {
    const struct sv_relation *items;
    size_t n;
};
struct relations xl_check_relations_of(const struct check *check, const struct formula *formula);
/* The row an operand stands for: of a reference, or `self` for "."; NULL for anything else and for unknown names. */
const struct xl_row *xl_check_subject(const struct check *check, const struct sv_operand *operand, int32_t self);
