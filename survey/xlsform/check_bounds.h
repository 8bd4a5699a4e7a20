#pragma once
/* Conditions that nobody can meet, as far as it can be proven: constraints (X011), and questions that are never asked (W005). */
#include "check_formulas.h"

void xl_check_bounds(const struct check *check, const struct formulas *formulas);
