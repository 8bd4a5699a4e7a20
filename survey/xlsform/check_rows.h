#pragma once
/* Columns of one row that do not fit each other: a calculate without a formula, messages without a condition and conditions without a
 * message, required, the parameters of a range (X012-X016). */
#include "check.h"

void xl_check_row_columns(const struct check *check, const struct xl_row *row);
