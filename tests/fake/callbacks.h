#pragma once
/* Delivery reports of the loopback protocol, signed, repeated every second for a minute until answered 2xx. */
#include <netinet/in.h>
#include <stdint.h>

#include "bytes.h"
#include "signature.h"

struct callbacks_config {
    int epoll;
    uint32_t kind; /* of its events, as in client.h */
    struct sockaddr_in address;
    struct view host;
    struct view path;
    struct signer signer;
    /* Told once the first attempt for `waiter` has an outcome, whatever it is. */
    void (*tried)(void *context, uint64_t waiter);
    void *context;
};

struct callback_counts {
    int64_t pending;
    int64_t confirmed; /* answered 2xx */
    int64_t failed;    /* attempts */
    int64_t abandoned; /* not confirmed within a minute */
};

struct callbacks *callbacks_new(const struct callbacks_config *config);
void callbacks_free(struct callbacks *callbacks);

/* Reports f-<n> as delivered. waiter 0: nobody waits. */
void callbacks_add(struct callbacks *callbacks, int64_t n, uint64_t waiter);
void callbacks_event(struct callbacks *callbacks, uint32_t connection);
/* Sends what is due. Returns when it wants to be called again. */
int64_t callbacks_turn(struct callbacks *callbacks, int64_t now_us);
struct callback_counts callbacks_counts(const struct callbacks *callbacks);
