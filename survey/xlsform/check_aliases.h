#pragma once
/* Words that people may type for a choice, and what else they could mean (C008). */
#include "check.h"

void xl_check_aliases(const struct check *check);
