#pragma once
/* Signs of money that are letters: "L 500" is an amount in Honduras and a slip elsewhere. Signs that are symbols ($, €)
 * and words ("quetzales") need no table: folding and the units of the language drop them. */
#include <stdbool.h>

#include "base/str.h"

/* Whether this text before a figure, as typed, is the sign of the country's money. */
bool sv_currency_sign(struct str text, struct str country);
