#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static int64_t clock_us(clockid_t id)
{
    struct timespec now;
    if (clock_gettime(id, &now) != 0) {
        give_up("clock_gettime");
    }
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t world_wall_ms(void)
{
    return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t world_now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

size_t world_wait(int epoll, struct epoll_event *events, size_t events_max, int64_t due_us)
{
    struct timespec pause = {0};
    const int64_t left_us = due_us == WORLD_NEVER ? 0 : due_us - world_now_us();
    if (left_us > 0) {
        pause.tv_sec = left_us / 1000000;
        pause.tv_nsec = left_us % 1000000 * 1000;
    }
    /* Milliseconds, which plain epoll_wait counts in, are too coarse for 20,000 intended send times a second. */
    const int n = epoll_pwait2(epoll, events, (int)events_max, due_us == WORLD_NEVER ? NULL : &pause, NULL);
    if (n < 0 && errno != EINTR) {
        give_up("epoll_pwait2");
    }
    return n < 0 ? 0 : (size_t)n;
}

void world_allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

uint64_t chance_next(struct chance *chance)
{
    /* SplitMix64. */
    chance->state += 0x9e3779b97f4a7c15u;
    uint64_t z = chance->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

bool chance_hits(struct chance *chance, double probability)
{
    return (double)(chance_next(chance) >> 11) * 0x1p-53 < probability;
}

void give_up(const char *what)
{
    perror(what);
    exit(3);
}

void *world_grow(void *p, size_t count, size_t size)
{
    void *const grown = reallocarray(p, count, size);
    if (grown == NULL) {
        give_up("memory");
    }
    return grown;
}
