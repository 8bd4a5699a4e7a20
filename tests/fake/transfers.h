#pragma once
/* The airtime that was executed, as the journal tells it: what a question is answered from. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "journal.h"

/* All texts end in NUL. */
struct transfer {
    char protocol[16];
    char id[32]; /* the provider's: a prefix and a serial number */
    char reference[64];
    char to[32];
    char amount[32]; /* as on the wire: minor units or decimal */
    char currency[8];
    char mode[16];
    int64_t at_ms;
    int64_t settles_us; /* of world_now_us(): until then it is still processing */
};

struct transfers {
    struct transfer *all;
    size_t n;
    size_t cap;
};

/* False when the view does not fit or holds a NUL. */
bool transfer_set(char *field, size_t size, struct view value);

void transfers_add(struct transfers *transfers, const struct transfer *transfer);
/* The first one of this protocol with that reference or id, NULL when there is none. */
const struct transfer *transfers_by_reference(const struct transfers *transfers, const char *protocol,
                                              struct view reference);
const struct transfer *transfers_by_id(const struct transfers *transfers, const char *protocol, struct view id);
/* What an existing journal holds. Returns the highest serial number in it. */
int64_t transfers_restore(struct transfers *transfers, const struct journal *journal);
void transfers_free(struct transfers *transfers);

/* Its line in the journal, numbered n. */
void transfer_write(const struct transfer *transfer, int64_t n, struct bytes *line);
