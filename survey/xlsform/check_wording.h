#pragma once
/* How a question is put: too long, two in one, negated twice, asking for a secret (W001-W004). All are opinions: warnings. */
#include "check.h"

void xl_check_wording(const struct check *check, const struct xl_row *row);
