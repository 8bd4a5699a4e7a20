#include "draft.h"

#include <string.h>

enum { FIRST_BYTES = 256 }; /* a prompt of one segment and its options */

static bool make_room(struct draft *draft, size_t n)
{
    if (n <= draft->max - draft->n)
        return true;
    size_t max = draft->max == 0 ? FIRST_BYTES : 2 * draft->max;
    if (max - draft->n < n)
        max = draft->n + n;
    char *grown = arena_grow(draft->arena, draft->p, draft->max, max, 1);
    if (grown == NULL)
        return false;
    draft->p = grown;
    draft->max = max;
    return true;
}

void sv_draft_put(struct draft *draft, struct str s)
{
    if (draft->full || !make_room(draft, s.n)) {
        draft->full = true;
        return;
    }
    if (s.n > 0)
        memcpy(draft->p + draft->n, s.p, s.n);
    draft->n += s.n;
}

void sv_draft_line(struct draft *draft)
{
    if (draft->n > 0)
        sv_draft_put(draft, STR("\n"));
}

struct str sv_draft_str(const struct draft *draft)
{
    return draft->n == 0 ? STR_EMPTY : (struct str){.p = draft->p, .n = draft->n};
}
