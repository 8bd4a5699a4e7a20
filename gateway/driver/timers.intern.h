#pragma once
/* The timers of a loop: a binary heap ordered by due time, then by the order of arming. */
#include <stddef.h>
#include <stdint.h>

#include "gateway/loop.h"

/* The key lies in the heap itself: comparing does not touch the timers. */
struct gw_due {
    int64_t at_ms;
    uint64_t order;
    struct gw_timer *timer;
};

struct gw_timers {
    struct gw_due *heap;
    size_t n;
    size_t max;
    uint64_t armed_n; /* ever */
};

/* Until the first timer is due; 0 when one is, -1 when none is armed. */
int64_t gw_timers_wait_ms(const struct gw_timers *timers, int64_t now_ms);
/* Calls what is due. A timer armed by one of the callbacks waits for the next call, even with a delay of 0. */
void gw_timers_fire(struct gw_timers *timers, int64_t now_ms);
void gw_timers_release(struct gw_timers *timers);
/* Of gw_loop_new's making. */
struct gw_timers *gw_loop_timers(struct gw_loop *loop);
