#pragma once
/* What a made-up person may write to a question. The engine says which of it is accepted. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"

enum { REPLIES_MAX = 48 };

struct replies {
    struct str texts[REPLIES_MAX];
    size_t n;
    bool limited; /* there are more */
};

/* Every option; where several may be chosen each of them first, then all, all but one, two and three neighbours; numbers on both sides of those that a condition compares with; days near and far; at last "0", which skips where that
 * is allowed. `today_days` since 1970-01-01. */
enum rc sv_replies(const struct sv_form *form, int32_t question, int64_t today_days, struct arena *arena,
                   struct replies *out_replies);
