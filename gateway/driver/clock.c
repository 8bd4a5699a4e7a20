#include "gateway/clock.h"

#include <time.h>

static int64_t microseconds(clockid_t clock)
{
    struct timespec now = {.tv_sec = 0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t gw_now_ms(void)
{
    return microseconds(CLOCK_REALTIME) / 1000;
}

int64_t gw_monotonic_ms(void)
{
    return microseconds(CLOCK_MONOTONIC) / 1000;
}

int64_t gw_monotonic_us(void)
{
    return microseconds(CLOCK_MONOTONIC);
}
