#include <assert.h>

#include "adapter.h"

static const struct gw_aggregator *const aggregators[] = {&gw_africastalking, &gw_kannel, &gw_loopback, &gw_twilio};

const struct gw_aggregator *const *gw_aggregators(size_t *out_n)
{
    *out_n = COUNT_OF(aggregators);
    return aggregators;
}

const struct gw_aggregator *gw_aggregator_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(aggregators); i++)
        if (str_eq(aggregators[i]->name, name))
            return aggregators[i];
    return NULL;
}

struct str gw_kind_word(enum gw_kind kind)
{
    static const struct str words[] = {
#define X(name, word) [name] = STR_INIT(word),
        GW_KIND_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == GW_KIND_COUNT, "a word for every kind");
    assert((unsigned)kind < GW_KIND_COUNT);
    return words[kind];
}

enum gw_kind gw_kind_of(struct str word)
{
    enum gw_kind kind = GW_KIND_IN;
    while (kind < GW_KIND_COUNT && !str_eq(gw_kind_word(kind), word))
        kind++;
    return kind;
}
