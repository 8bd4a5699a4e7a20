#pragma once
/* How long an answer matters: two people at the same question whose answers differ only where nothing that follows looks are the same. */
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "survey/form.h"

/* For each question the last row that looks at its answer, whatever hangs on that included: questions_n for the last words, -1 where
 * none does. out_last has questions_n places; the arena holds what is needed on the way. */
enum rc sv_uses(const struct sv_form *form, size_t language, struct arena *arena, int32_t *out_last);
