#pragma once
/* A pool of keep-alive HTTP connections to one address, each with at most one request on its way. */
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

/* In place of a status. */
enum { CLIENT_RESET = -1, CLIENT_TIMEOUT = -2 };

/* May call client_send; may be called from within client_send. */
typedef void client_done_fn(void *context, uint32_t tag, int status);

struct client_config {
    int epoll;
    uint32_t kind; /* the high half of epoll_data.u64 of its connections; the low half is the connection */
    struct sockaddr_in address;
    size_t connections;
    int64_t timeout_us;
    client_done_fn *done;
    void *context;
};

struct client *client_new(const struct client_config *config);
void client_free(struct client *client);

bool client_is_idle(const struct client *client); /* one more request can be sent now */
size_t client_in_flight(const struct client *client);
void client_send(struct client *client, struct view request, uint32_t tag);
/* To be called for every event of its kind. */
void client_event(struct client *client, uint32_t connection);
/* To be called at each turn: gives up what is over time. Returns when it wants to be called again. */
int64_t client_expire(struct client *client, int64_t now_us);

/* http://IPV4[:PORT]/path: out_path is what follows the authority, out_host the authority. */
bool client_url(const char *url, struct sockaddr_in *out_address, struct view *out_host, struct view *out_path);
