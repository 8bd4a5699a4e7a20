#include <assert.h>

#include "adapter.h"

static const struct gw_airtime *const providers[] = {&gw_airtime_africastalking, &gw_airtime_loopback};

const struct gw_airtime *const *gw_airtimes(size_t *out_n)
{
    *out_n = COUNT_OF(providers);
    return providers;
}

const struct gw_airtime *gw_airtime_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(providers); i++)
        if (str_eq(providers[i]->name, name))
            return providers[i];
    return NULL;
}

struct str gw_transfer_word(enum gw_transfer_outcome outcome)
{
    static const struct str words[] = {
#define X(name, word) [name] = STR_INIT(word),
        GW_TRANSFER_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == GW_TRANSFER_COUNT, "a word for every outcome");
    assert((unsigned)outcome < GW_TRANSFER_COUNT);
    return words[outcome];
}
