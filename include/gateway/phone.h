#pragma once
/* Phone numbers: the only way from a written number to a contact. Google's libphonenumber behind one C++ file. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* E.164 ("+50255500001") of a number written internationally, or nationally where `country` (ISO 3166-1 alpha-2, may be
 * empty) is known. Spellings of one number give one result. "Possible", not "valid", decides: the library's metadata
 * are years old, new ranges are not in them. A "+" and 5-15 digits that the library finds impossible come back
 * unchanged with *out_possible false, so that no message is lost over it; anything else is RC_BAD_INPUT. */
enum rc gw_phone_normalise(struct str number, struct str country, struct arena *arena, struct str *out_e164,
                           bool *out_possible);
