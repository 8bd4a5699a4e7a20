#include "gateway/loop.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "timers.intern.h"

enum { EVENTS_PER_TURN = 256, SIGNALS = 65 };

struct gw_watch {
    struct gw_loop *loop;
    int fd; /* -1: its descriptor was closed and the number belongs to a newer watch */
    gw_watch_fn *fn;
    void *context;
};

/* One per descriptor number. The generation travels with every event, so that an event of an earlier watch of the same
 * number, still in the batch just read, is recognised and dropped. */
struct slot {
    struct gw_watch *watch;
    uint32_t generation;
};

struct hook {
    gw_turn_fn *fn; /* NULL: removed during a turn */
    void *context;
};

struct signal_handler {
    gw_signal_fn *fn;
    void *context;
};

struct gw_loop {
    int epoll_fd;
    bool stopped;
    struct slot *slots; /* by descriptor number */
    size_t slots_n;
    struct gw_timers timers;
    struct hook *hooks;
    size_t hooks_n;
    int signal_fd; /* -1 until a signal is wanted */
    struct gw_watch *signal_watch;
    sigset_t signals;
    struct signal_handler signal_handlers[SIGNALS];
};

static void die(const char *what)
{
    LOG(GW_LOG_ERROR, "loop_failed", LOG_TEXT("call", str_of(what)),
        LOG_TEXT("reason", str_of(strerrordesc_np(errno))));
    abort();
}

struct gw_loop *gw_loop_new(void)
{
    struct gw_loop *loop = gw_memory_new(1, sizeof *loop);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0)
        die("epoll_create1");
    loop->signal_fd = -1;
    (void)sigemptyset(&loop->signals);
    return loop;
}

void gw_loop_free(struct gw_loop *loop)
{
    if (loop == NULL)
        return;
    gw_watch_free(loop->signal_watch);
    if (loop->signal_fd >= 0)
        (void)close(loop->signal_fd);
    (void)close(loop->epoll_fd);
    gw_timers_release(&loop->timers);
    free(loop->hooks);
    free(loop->slots);
    free(loop);
}

struct gw_timers *gw_loop_timers(struct gw_loop *loop)
{
    return &loop->timers;
}

/* -1 is for ever. */
static int64_t sooner(int64_t a_ms, int64_t b_ms)
{
    if (a_ms < 0)
        return b_ms;
    return b_ms >= 0 && b_ms < a_ms ? b_ms : a_ms;
}

static int64_t run_hooks(struct gw_loop *loop)
{
    int64_t wait_ms = -1;
    for (size_t i = 0; i < loop->hooks_n; i++)
        if (loop->hooks[i].fn != NULL)
            wait_ms = sooner(wait_ms, loop->hooks[i].fn(loop->hooks[i].context));
    size_t kept = 0;
    for (size_t i = 0; i < loop->hooks_n; i++)
        if (loop->hooks[i].fn != NULL)
            loop->hooks[kept++] = loop->hooks[i];
    loop->hooks_n = kept;
    return wait_ms;
}

static void deliver(const struct gw_loop *loop, const struct epoll_event *event)
{
    const size_t number = (uint32_t)event->data.u64;
    const uint32_t generation = (uint32_t)(event->data.u64 >> 32);
    const struct slot *slot = &loop->slots[number];
    if (slot->watch != NULL && slot->generation == generation)
        slot->watch->fn(slot->watch->context, event->events);
}

void gw_loop_once(struct gw_loop *loop, int64_t timeout_ms)
{
    assert(loop != NULL);
    int64_t wait_ms = sooner(timeout_ms, run_hooks(loop));
    wait_ms = sooner(wait_ms, gw_timers_wait_ms(&loop->timers, gw_monotonic_ms()));

    struct epoll_event events[EVENTS_PER_TURN];
    const int n = epoll_wait(loop->epoll_fd, events, EVENTS_PER_TURN, (int)(wait_ms < INT_MAX ? wait_ms : INT_MAX));
    if (n < 0 && errno != EINTR)
        die("epoll_wait");
    for (int i = 0; i < n; i++)
        deliver(loop, &events[i]);
    gw_timers_fire(&loop->timers, gw_monotonic_ms());
}

void gw_loop_run(struct gw_loop *loop)
{
    loop->stopped = false;
    while (!loop->stopped)
        gw_loop_once(loop, -1);
}

void gw_loop_stop(struct gw_loop *loop)
{
    loop->stopped = true;
}

static struct slot *slot_of(struct gw_loop *loop, int fd)
{
    assert(fd >= 0);
    const size_t number = (size_t)fd;
    if (number >= loop->slots_n) {
        const size_t n = number < 64 ? 128 : 2 * number;
        loop->slots = gw_memory_grow(loop->slots, n, sizeof *loop->slots);
        for (size_t i = loop->slots_n; i < n; i++)
            loop->slots[i] = (struct slot){.watch = NULL};
        loop->slots_n = n;
    }
    return &loop->slots[number];
}

static int control(const struct gw_loop *loop, int operation, int fd, uint32_t events)
{
    const uint64_t generation = loop->slots[fd].generation;
    struct epoll_event event = {.events = events, .data.u64 = generation << 32 | (uint32_t)fd};
    return epoll_ctl(loop->epoll_fd, operation, fd, &event);
}

struct gw_watch *gw_loop_watch(struct gw_loop *loop, int fd, uint32_t events, gw_watch_fn *fn, void *context)
{
    assert(loop != NULL && fn != NULL);
    struct slot *slot = slot_of(loop, fd);
    /* A watch already there is of a closed descriptor whose number was given out again; its owner has not freed it yet. */
    if (slot->watch != NULL)
        slot->watch->fd = -1;
    struct gw_watch *watch = gw_memory_new(1, sizeof *watch);
    *watch = (struct gw_watch){.loop = loop, .fd = fd, .fn = fn, .context = context};
    slot->watch = watch;
    slot->generation++;
    if (control(loop, EPOLL_CTL_ADD, fd, events) != 0 &&
        (errno != EEXIST || control(loop, EPOLL_CTL_MOD, fd, events) != 0))
        die("epoll_ctl");
    return watch;
}

void gw_watch_change(struct gw_watch *watch, uint32_t events)
{
    if (watch->fd < 0)
        return;
    /* ENOENT: the number was closed and opened again by a library that told us nothing. */
    if (control(watch->loop, EPOLL_CTL_MOD, watch->fd, events) != 0 && errno == ENOENT)
        (void)control(watch->loop, EPOLL_CTL_ADD, watch->fd, events);
}

void gw_watch_free(struct gw_watch *watch)
{
    if (watch == NULL)
        return;
    if (watch->fd >= 0) {
        struct slot *slot = &watch->loop->slots[watch->fd];
        slot->watch = NULL;
        slot->generation++;
        /* Fails when the descriptor was closed before: then the kernel has forgotten it already. */
        (void)epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    }
    free(watch);
}

void gw_loop_each_turn(struct gw_loop *loop, gw_turn_fn *fn, void *context)
{
    assert(loop != NULL && fn != NULL);
    loop->hooks = gw_memory_grow(loop->hooks, loop->hooks_n + 1, sizeof *loop->hooks);
    loop->hooks[loop->hooks_n++] = (struct hook){.fn = fn, .context = context};
}

void gw_loop_not_each_turn(struct gw_loop *loop, gw_turn_fn *fn, void *context)
{
    for (size_t i = 0; i < loop->hooks_n; i++)
        if (loop->hooks[i].fn == fn && loop->hooks[i].context == context)
            loop->hooks[i].fn = NULL;
}

static void on_signals(void *context, uint32_t events)
{
    const struct gw_loop *loop = context;
    (void)events;
    struct signalfd_siginfo info;
    while (read(loop->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
        const struct signal_handler *handler = &loop->signal_handlers[info.ssi_signo];
        if (handler->fn != NULL)
            handler->fn(handler->context, (int)info.ssi_signo);
    }
}

void gw_loop_on_signal(struct gw_loop *loop, int signal_number, gw_signal_fn *fn, void *context)
{
    assert(signal_number > 0 && signal_number < SIGNALS);
    loop->signal_handlers[signal_number] = (struct signal_handler){.fn = fn, .context = context};
    (void)sigaddset(&loop->signals, signal_number);
    if (sigprocmask(SIG_BLOCK, &loop->signals, NULL) != 0)
        die("sigprocmask");
    const bool first = loop->signal_fd < 0;
    loop->signal_fd = signalfd(loop->signal_fd, &loop->signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (loop->signal_fd < 0)
        die("signalfd");
    if (first)
        loop->signal_watch = gw_loop_watch(loop, loop->signal_fd, EPOLLIN, on_signals, loop);
}
