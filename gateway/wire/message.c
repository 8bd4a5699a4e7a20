#include "gateway/message.h"

#include <assert.h>

struct str gw_delivery_word(enum gw_delivery status)
{
    static const struct str words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
        GW_DELIVERY_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == GW_DELIVERY_COUNT, "a word for every state");
    assert((unsigned)status < GW_DELIVERY_COUNT);
    return words[status];
}

struct str gw_outcome_word(enum gw_outcome outcome)
{
    static const struct str words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
        GW_OUTCOME_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == GW_OUTCOME_COUNT, "a word for every outcome");
    assert((unsigned)outcome < GW_OUTCOME_COUNT);
    return words[outcome];
}
