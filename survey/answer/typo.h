#pragma once
/* How far apart two words are for a typing finger. */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Letters added, lost, replaced or swapped with a neighbour to get from a to b (Damerau, each place touched once);
 * anything over `limit`, and texts of more than 64 characters, give limit + 1. */
size_t sv_typos(struct str a, struct str b, size_t limit);

/* Whether the one slip between two texts (sv_typos gives 1) is one that fingers and ears make: a letter lost, doubled or
 * swapped, a neighbour on the keyboard or under the same key, one vowel for another, b for v. "cama" is no slip of
 * "casa". */
bool sv_slip_is_likely(struct str a, struct str b);
