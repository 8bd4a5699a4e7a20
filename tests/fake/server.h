#pragma once
/* The fake's sockets: one epoll loop. Everything that arrived in one turn is recorded with one fdatasync, then
 * answered. */
#include <netinet/in.h>
#include <stdint.h>

#include "provider.h"

struct server_config {
    uint16_t port;        /* 0: any */
    const char *callback; /* URL of the gateway's delivery report webhook; NULL: none */
    struct signer signer;
};

/* The provider is borrowed until server_free; its callbacks are set here. */
struct server *server_new(const struct server_config *config, struct provider *provider);
void server_free(struct server *server);

uint16_t server_port(const struct server *server);
/* Serves until POST /quit, SIGTERM or SIGINT. */
void server_run(struct server *server);
