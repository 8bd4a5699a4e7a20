#include "worker.h"

struct str number_associated(const int64_t *contact_id)
{
    return (struct str){.p = (const char *)contact_id, .n = sizeof *contact_id};
}

enum rc number_open(const struct gw_keys *keys, int64_t contact_id, struct str enclosed, struct str sealed,
                    struct arena *arena, struct str *out_number)
{
    if (enclosed.p != NULL)
        return gw_box_open(keys->bytes[GW_KEY_NUMBER], enclosed, number_associated(&contact_id), arena, out_number);
    const struct gw_seal_pair pair = gw_keys_seal_pair(keys);
    return gw_seal_open(&pair, sealed, arena, out_number);
}
