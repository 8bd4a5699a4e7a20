#pragma once
/* What the witnesses need from the machine: clocks, seeded chance, waiting, and giving up. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#define WORLD_NEVER INT64_MAX

int64_t world_wall_ms(void); /* since 1970 */
int64_t world_now_us(void);  /* monotonic */

/* epoll_wait until `due_us` of world_now_us(). Returns the number of events, 0 when interrupted by a signal. */
size_t world_wait(int epoll, struct epoll_event *events, size_t events_max, int64_t due_us);

/* Raises the number of open descriptors to what the machine allows: the usual 1,024 is fewer than our connections. */
void world_allow_descriptors(void);

/* The same seed gives the same sequence on every machine. */
struct chance {
    uint64_t state;
};

uint64_t chance_next(struct chance *chance);
bool chance_hits(struct chance *chance, double probability);

/* Prints what failed with errno and ends the process with status 3: a witness that cannot record must not go on. */
_Noreturn void give_up(const char *what);

/* realloc of count * size bytes that never returns NULL. */
void *world_grow(void *p, size_t count, size_t size);
