#pragma once
/* Ids made here rather than by the database: time-ordered, unique among the processes of one installation.
 * 41 bits of milliseconds since 2020, 10 bits of process slot, 12 bits of counter. */
#include <stdint.h>

struct gw_ids {
    int32_t slot; /* from the sequence process_slot */
    int64_t last_ms;
    int32_t counter;
};

/* Always greater than the one before; when 4096 are used in a millisecond, or the clock goes back, it borrows from the
 * future. */
int64_t gw_id_next(struct gw_ids *ids, int64_t now_ms);
/* Milliseconds since 1970 that an id was made at. */
int64_t gw_id_ms(int64_t id);
/* The smallest id of a moment: for searching by time. */
int64_t gw_id_from(int64_t ms);
