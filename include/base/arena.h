#pragma once
/* One arena per request or event: many small allocations, released at once. Bounded: over its cap it gives NULL, which
 * callers turn into RC_TOO_BIG. A failing malloc ends the process: the supervisor restarts it, nothing half-done is
 * kept. */
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct arena;

void arena_free(struct arena *arena);
/* bytes_max bounds the sum of all allocations until the next reset. */
struct arena *arena_new(size_t bytes_max) MALLOC_BY(arena_free) RETURNS_NONNULL NODISCARD;
/* Forgets everything allocated; keeps one block for reuse, at most a small share of the cap. */
void arena_reset(struct arena *arena);
size_t arena_used(const struct arena *arena);

/* Zeroed memory aligned for any object, or NULL over the cap. n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t n) NODISCARD;
/* count * size with overflow check. */
void *arena_array(struct arena *arena, size_t count, size_t size) NODISCARD;
/* Grows the array at `old` (count_old elements) to count_new; in place when it was the last allocation. NULL over the
 * cap. */
void *arena_grow(struct arena *arena, void *old, size_t count_old, size_t count_new, size_t size) NODISCARD;
/* A copy; {NULL, 0} over the cap, never otherwise. */
struct str arena_str(struct arena *arena, struct str s) NODISCARD;
/* A NUL-terminated copy for a library boundary; NULL over the cap or when s holds a NUL. */
char *str_z(struct arena *arena, struct str s) NODISCARD;

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))
