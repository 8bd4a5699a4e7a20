#include "gateway/ids.h"

#include <assert.h>

enum { SLOT_BITS = 10, COUNTER_BITS = 12 };
static const int64_t epoch_2020_ms = 1577836800000;

int64_t gw_id_from(int64_t ms)
{
    return (ms - epoch_2020_ms) << (SLOT_BITS + COUNTER_BITS);
}

int64_t gw_id_ms(int64_t id)
{
    return (id >> (SLOT_BITS + COUNTER_BITS)) + epoch_2020_ms;
}

int64_t gw_id_next(struct gw_ids *ids, int64_t now_ms)
{
    assert(ids->slot >= 0 && ids->slot < 1 << SLOT_BITS);
    if (now_ms > ids->last_ms) {
        ids->last_ms = now_ms;
        ids->counter = 0;
    } else if (++ids->counter == 1 << COUNTER_BITS) {
        ids->last_ms++;
        ids->counter = 0;
    }
    return gw_id_from(ids->last_ms) | (int64_t)ids->slot << COUNTER_BITS | ids->counter;
}
