#pragma once
/* One thread, one epoll. File descriptors, timers, signals and a hook before each wait. */
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct gw_loop;
struct gw_watch;
struct gw_timer;

/* After its watches and timers. */
void gw_loop_free(struct gw_loop *loop);
struct gw_loop *gw_loop_new(void) MALLOC_BY(gw_loop_free) NODISCARD;
/* Until gw_loop_stop. */
void gw_loop_run(struct gw_loop *loop);
/* One wait of at most timeout_ms (-1: no bound) and its callbacks: for tests and blocking commands. */
void gw_loop_once(struct gw_loop *loop, int64_t timeout_ms);
void gw_loop_stop(struct gw_loop *loop);

/* events: EPOLLIN, EPOLLOUT; EPOLLERR and EPOLLHUP come unasked. The callback may change or unwatch any watch, itself
 * included. A descriptor has one watch: a newer one of the same number takes its place (its descriptor was closed and
 * the number given out again). */
typedef void gw_watch_fn(void *context, uint32_t events);
struct gw_watch *gw_loop_watch(struct gw_loop *loop, int fd, uint32_t events, gw_watch_fn *fn, void *context) NODISCARD;
void gw_watch_change(struct gw_watch *watch, uint32_t events);
/* The descriptor may already be closed. NULL is a no-op. */
void gw_watch_free(struct gw_watch *watch);

/* One-shot; arm again from the callback for a repeating one, which then fires in a later turn even without delay. Equal
 * times fire in the order of arming. */
typedef void gw_timer_fn(void *context);
struct gw_timer *gw_timer_new(struct gw_loop *loop, gw_timer_fn *fn, void *context) NODISCARD;
void gw_timer_arm(struct gw_timer *timer, int64_t delay_ms);
void gw_timer_disarm(struct gw_timer *timer);
bool gw_timer_armed(const struct gw_timer *timer);
void gw_timer_free(struct gw_timer *timer);

/* Called after the callbacks of each turn and before the next wait; returns how long the wait may last in ms, -1 for
 * ever, 0 = again now. */
typedef int64_t gw_turn_fn(void *context);
void gw_loop_each_turn(struct gw_loop *loop, gw_turn_fn *fn, void *context);
void gw_loop_not_each_turn(struct gw_loop *loop, gw_turn_fn *fn, void *context);

typedef void gw_signal_fn(void *context, int signal_number);
/* Blocks the signal for the process and delivers it here. */
void gw_loop_on_signal(struct gw_loop *loop, int signal_number, gw_signal_fn *fn, void *context);
