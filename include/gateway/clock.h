#pragma once
/* The only file that asks the system for the time. */
#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. */
int64_t gw_now_ms(void);
/* Milliseconds that never go back: for deadlines and durations. */
int64_t gw_monotonic_ms(void);
int64_t gw_monotonic_us(void);
