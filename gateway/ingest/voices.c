#include <stdlib.h>
#include <string.h>

#include "gateway/memory.h"
#include "ingest.h"

/* A table without chains: a newcomer takes the place, for what is forgotten only costs a sentence in another language. */
enum { SLOTS = 32768 };

struct slot {
    uint64_t key;      /* of the blind index; 0: empty */
    uint16_t language; /* index in the languages of the program */
};

struct voices {
    struct slot slots[SLOTS];
};

struct voices *voices_new(void)
{
    struct voices *voices = gw_memory_new(1, sizeof *voices);
    return voices;
}

void voices_free(struct voices *voices)
{
    free(voices);
}

static uint64_t key_of(const uint8_t bidx[GW_INDEX_BYTES])
{
    uint64_t key = 0;
    memcpy(&key, bidx, sizeof key);
    return key | 1;
}

void voices_note(struct voices *voices, const struct sv_languages *languages, const uint8_t bidx[GW_INDEX_BYTES],
                 struct str code)
{
    const struct sv_language *language = sv_language_find(languages, code);
    if (language == NULL)
        return;
    const uint64_t key = key_of(bidx);
    voices->slots[key / 2 % SLOTS] = (struct slot){.key = key, .language = (uint16_t)(language - languages->items)};
}

const struct sv_language *voices_find(const struct voices *voices, const struct sv_languages *languages,
                                      const uint8_t bidx[GW_INDEX_BYTES])
{
    const uint64_t key = key_of(bidx);
    const struct slot *slot = &voices->slots[key / 2 % SLOTS];
    return slot->key == key && slot->language < languages->n ? &languages->items[slot->language] : NULL;
}
