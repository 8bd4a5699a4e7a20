#pragma once
/* The listening socket of the HTTP server. Made here and not by the library, so that a failure has a reason to tell. */
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/str.h"

/* A bound, listening, non-blocking TCP socket on the numeric IPv4 or IPv6 address `text`; out_port is the one really
 * bound. */
enum rc gw_listen(struct str text, uint16_t port, int *out_fd, uint16_t *out_port, struct err *err) NODISCARD;

enum { GW_PEER_BYTES = 46 };
/* Numeric form of the other end's address; empty when it is of neither family. */
void gw_peer_name(const struct sockaddr *peer, char out_name[GW_PEER_BYTES]);
