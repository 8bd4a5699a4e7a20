#pragma once
/* Questions are asked one after the other, and formulas wait for each other: who uses what is not there yet (X006), and who waits in a
 * circle (X005). */
#include "check_formulas.h"

void xl_check_circles(const struct check *check, const struct formulas *formulas);
/* Names in this cell whose question is asked after row `before` has been put. */
void xl_check_later(const struct check *check, struct str text, const struct sv_spot *spot, int32_t before);
void xl_check_order(const struct check *check, const struct formulas *formulas);
