#pragma once
/* Columns of one row that do not fit each other: a calculate without a formula, messages without a condition and conditions without a
 * message, required, the parameters of a range (X012-X016). */
#include "check.h"

void xl_check_row_columns(const struct check *check, const struct xl_row *row);

/* A parameter such as "start" of "start=1 end=5"; false when it is not there. */
bool xl_check_parameter(struct str parameters, struct str name, struct str *out_value);
