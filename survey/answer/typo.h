#pragma once
/* How far apart two words are for a typing finger. */
#include <stddef.h>

#include "base/str.h"

/* Letters added, lost, replaced or swapped with a neighbour to get from a to b (Damerau, each place touched once);
 * anything over `limit`, and texts of more than 64 characters, give limit + 1. */
size_t sv_typos(struct str a, struct str b, size_t limit);
