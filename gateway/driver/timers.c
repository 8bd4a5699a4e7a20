#include "timers.intern.h"

#include <assert.h>
#include <stdlib.h>

#include "gateway/clock.h"
#include "gateway/memory.h"

struct gw_timer {
    struct gw_timers *timers;
    gw_timer_fn *fn;
    void *context;
    size_t at; /* place in the heap, or unarmed */
};

static const size_t unarmed = SIZE_MAX;

static bool before(const struct gw_due *a, const struct gw_due *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void place(struct gw_timers *timers, size_t at, const struct gw_due *due)
{
    timers->heap[at] = *due;
    due->timer->at = at;
}

/* Moves `due` from the hole at `at` to where it belongs, up or down. */
static void settle(struct gw_timers *timers, size_t at, const struct gw_due *due)
{
    while (at > 0 && before(due, &timers->heap[(at - 1) / 2])) {
        place(timers, at, &timers->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (size_t child = 2 * at + 1; child < timers->n; child = 2 * at + 1) {
        if (child + 1 < timers->n && before(&timers->heap[child + 1], &timers->heap[child]))
            child++;
        if (!before(&timers->heap[child], due))
            break;
        place(timers, at, &timers->heap[child]);
        at = child;
    }
    place(timers, at, due);
}

struct gw_timer *gw_timer_new(struct gw_loop *loop, gw_timer_fn *fn, void *context)
{
    assert(loop != NULL && fn != NULL);
    struct gw_timer *timer = gw_memory_new(1, sizeof *timer);
    *timer = (struct gw_timer){.timers = gw_loop_timers(loop), .fn = fn, .context = context, .at = unarmed};
    return timer;
}

void gw_timer_arm(struct gw_timer *timer, int64_t delay_ms)
{
    struct gw_timers *timers = timer->timers;
    const struct gw_due due = {
        .at_ms = gw_monotonic_ms() + (delay_ms > 0 ? delay_ms : 0), .order = timers->armed_n++, .timer = timer};
    if (timer->at != unarmed) {
        settle(timers, timer->at, &due);
        return;
    }
    if (timers->n == timers->max) {
        timers->max = timers->max == 0 ? 64 : 2 * timers->max;
        timers->heap = gw_memory_grow(timers->heap, timers->max, sizeof *timers->heap);
    }
    timers->n++;
    settle(timers, timers->n - 1, &due);
}

void gw_timer_disarm(struct gw_timer *timer)
{
    if (timer->at == unarmed)
        return;
    struct gw_timers *timers = timer->timers;
    const size_t hole = timer->at;
    assert(hole < timers->n && timers->heap[hole].timer == timer);
    timer->at = unarmed;
    timers->n--;
    if (hole < timers->n) {
        const struct gw_due last = timers->heap[timers->n];
        settle(timers, hole, &last);
    }
}

bool gw_timer_armed(const struct gw_timer *timer)
{
    return timer->at != unarmed;
}

void gw_timer_free(struct gw_timer *timer)
{
    if (timer == NULL)
        return;
    gw_timer_disarm(timer);
    free(timer);
}

int64_t gw_timers_wait_ms(const struct gw_timers *timers, int64_t now_ms)
{
    if (timers->n == 0)
        return -1;
    return timers->heap[0].at_ms > now_ms ? timers->heap[0].at_ms - now_ms : 0;
}

void gw_timers_fire(struct gw_timers *timers, int64_t now_ms)
{
    const uint64_t armed_before = timers->armed_n;
    while (timers->n > 0 && timers->heap[0].at_ms <= now_ms && timers->heap[0].order < armed_before) {
        struct gw_timer *timer = timers->heap[0].timer;
        gw_timer_disarm(timer);
        timer->fn(timer->context);
    }
}

void gw_timers_release(struct gw_timers *timers)
{
    free(timers->heap);
    *timers = (struct gw_timers){.heap = NULL};
}
