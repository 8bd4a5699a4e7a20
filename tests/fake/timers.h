#pragma once
/* A heap of numbers, each due at a moment of world_now_us(). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
    int64_t due_us;
    uint64_t what;
};

/* {0} is empty. */
struct timers {
    struct timer *heap;
    size_t n;
    size_t cap;
};

void timers_add(struct timers *timers, int64_t due_us, uint64_t what);
int64_t timers_next(const struct timers *timers); /* WORLD_NEVER when empty */
/* Takes the earliest one if it is due. */
bool timers_take(struct timers *timers, int64_t now_us, uint64_t *out_what);
void timers_free(struct timers *timers);
