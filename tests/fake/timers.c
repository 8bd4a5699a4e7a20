#include "timers.h"

#include <stdlib.h>

#include "world.h"

static void swap(struct timer *a, struct timer *b)
{
    const struct timer keep = *a;
    *a = *b;
    *b = keep;
}

void timers_add(struct timers *timers, int64_t due_us, uint64_t what)
{
    if (timers->n == timers->cap) {
        timers->cap = timers->cap == 0 ? 64 : timers->cap * 2;
        timers->heap = world_grow(timers->heap, timers->cap, sizeof(*timers->heap));
    }
    size_t at = timers->n++;
    timers->heap[at] = (struct timer){due_us, what};
    while (at > 0 && timers->heap[(at - 1) / 2].due_us > due_us) {
        swap(&timers->heap[at], &timers->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

int64_t timers_next(const struct timers *timers)
{
    return timers->n == 0 ? WORLD_NEVER : timers->heap[0].due_us;
}

bool timers_take(struct timers *timers, int64_t now_us, uint64_t *out_what)
{
    if (timers_next(timers) > now_us || timers->n == 0) {
        return false;
    }
    *out_what = timers->heap[0].what;
    timers->heap[0] = timers->heap[--timers->n];
    size_t at = 0;
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < timers->n; child++) {
            if (timers->heap[child].due_us < timers->heap[least].due_us) {
                least = child;
            }
        }
        if (least == at) {
            return true;
        }
        swap(&timers->heap[at], &timers->heap[least]);
        at = least;
    }
}

void timers_free(struct timers *timers)
{
    free(timers->heap);
    *timers = (struct timers){0};
}
