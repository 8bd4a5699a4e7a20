#pragma once
/* on_answer: "[if V1 V2:] route=value", several parted by ";" (P004). */
#include "check.h"

void xl_check_on_answer(const struct check *check, const struct xl_row *row);
/* Whether one of its actions takes this route. */
bool xl_check_takes_route(const struct xl_row *row, struct str route);
