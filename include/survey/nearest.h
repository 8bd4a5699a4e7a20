#pragma once
/* "Did you mean": which of the known words is nearest to a mistyped one. For people who write forms, not for answers
 * (answer.h). */
#include <stddef.h>

#include "base/str.h"

struct sv_nearest {
    struct str word;
    struct str best; /* empty: nothing is near enough */
    size_t distance;
};

/* Starts a search for what `word` was meant to be. */
struct sv_nearest sv_nearest_of(struct str word);
/* Keeps `candidate` when it is nearer than all before: at most one slip (missing, extra, wrong or swapped character) in
 * a word of up to four characters, two in a longer one; case does not count. */
void sv_nearest_offer(struct sv_nearest *nearest, struct str candidate);

/* "; hint: did you mean 'x'?" in `storage`, or "". */
enum { SV_NEAREST_HINT_BYTES = 100 };
const char *sv_nearest_hint(const struct sv_nearest *nearest, char storage[SV_NEAREST_HINT_BYTES]);
