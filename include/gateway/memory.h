#pragma once
/* Heap memory of the shell: what lives longer than a request and is not shaped like an arena. A failing malloc ends the
 * process, as in arena.h: the supervisor restarts it, nothing half-done is kept. Release with free(). */
#include <stddef.h>

#include "base/attr.h"

/* Zeroed. */
void *gw_memory_new(size_t count, size_t size) RETURNS_NONNULL NODISCARD;
/* Grows the array at `old` (NULL: none yet) to `count` elements; what is new is not zeroed. */
void *gw_memory_grow(void *old, size_t count, size_t size) RETURNS_NONNULL NODISCARD;
