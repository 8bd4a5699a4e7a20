#pragma once
/* A text that grows in an arena. Like struct buf but without a size known beforehand: append freely, look once at the
 * end. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct draft {
    struct arena *arena;
    char *p;
    size_t n;
    size_t max;
    bool full; /* the arena's cap was reached; the text is incomplete */
};

void sv_draft_put(struct draft *draft, struct str s);
/* Ends a line that has begun: a draft never starts with an empty line. */
void sv_draft_line(struct draft *draft);
/* What was written; valid while the arena is. */
struct str sv_draft_str(const struct draft *draft);
