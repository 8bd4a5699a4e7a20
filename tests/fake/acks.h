#pragma once
/* The load generator's evidence: a JSON line for every 2xx, written after its status line was read. */
#include <stdint.h>

#include "bytes.h"

struct ack {
    struct view id;
    struct view from;
    struct view text;
    uint32_t k; /* position in the phone's conversation, from 0 */
    int status;
};

/* Made durable every 100 ms by a process of its own, so that waiting for the disk is not measured as latency of the
 * gateway. Call it before opening anything that the child should not hold. */
struct acks *acks_open(const char *path);
/* Everything written is durable when it returns. */
void acks_close(struct acks *acks);

void acks_add(struct acks *acks, const struct ack *ack);
void acks_write(struct acks *acks); /* what was added since the last call */
