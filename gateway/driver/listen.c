#include "listen.intern.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum { BACKLOG = 4096 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool read_address(struct str text, uint16_t port, union address *out_address, socklen_t *out_bytes)
{
    char storage[GW_PEER_BYTES] = "";
    struct buf z = buf_on(storage, sizeof storage - 1);
    buf_put(&z, text);
    union address address = {.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
    if (!z.overflow && inet_pton(AF_INET6, storage, &address.v6.sin6_addr) == 1) {
        *out_address = address;
        *out_bytes = sizeof address.v6;
        return true;
    }
    address = (union address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    if (!z.overflow && inet_pton(AF_INET, storage, &address.v4.sin_addr) == 1) {
        *out_address = address;
        *out_bytes = sizeof address.v4;
        return true;
    }
    return false;
}

enum rc gw_listen(struct str text, uint16_t port, int *out_fd, uint16_t *out_port, struct err *err)
{
    assert(out_fd != NULL && out_port != NULL);
    union address address = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t bytes = 0;
    if (!read_address(text, port, &address, &bytes))
        return err_set(err, RC_BAD_INPUT, "not a numeric IP address \"%.*s\", hint: 127.0.0.1 or ::1", STR_FMT(text));
    const int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_set(err, RC_UNAVAILABLE, "no socket: %s", strerrordesc_np(errno));
    const int yes = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 || bind(fd, &address.any, bytes) != 0 ||
        listen(fd, BACKLOG) != 0 || getsockname(fd, &address.any, &bytes) != 0) {
        const int why = errno;
        (void)close(fd);
        return err_set(err, RC_UNAVAILABLE, "cannot listen on \"%.*s\" port \"%d\": %s", STR_FMT(text), port,
                       strerrordesc_np(why));
    }
    *out_port = ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
    *out_fd = fd;
    return RC_OK;
}

void gw_peer_name(const struct sockaddr *peer, char out_name[GW_PEER_BYTES])
{
    union address address = {.any = {.sa_family = AF_UNSPEC}};
    out_name[0] = '\0';
    if (peer == NULL)
        return;
    if (peer->sa_family == AF_INET) {
        memcpy(&address.v4, peer, sizeof address.v4);
        (void)inet_ntop(AF_INET, &address.v4.sin_addr, out_name, GW_PEER_BYTES);
    } else if (peer->sa_family == AF_INET6) {
        memcpy(&address.v6, peer, sizeof address.v6);
        (void)inet_ntop(AF_INET6, &address.v6.sin6_addr, out_name, GW_PEER_BYTES);
    }
}
