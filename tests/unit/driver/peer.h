#pragma once
/* A provider that behaves as told: it answers the first `answers` requests of each connection and then does the rest of
 * its part. */
#include "rig.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include "base/buf.h"

enum after { PEER_ANSWERS_ALL, PEER_CLOSES, PEER_IS_SILENT };

enum { PEER_CONNECTIONS_MAX = 32, PEER_REQUESTS_MAX = 8 };

struct peer_connection {
    struct peer *peer;
    struct gw_watch *watch;
    int fd;
    size_t requests_n;
    char bytes[4096];
    size_t n;
};

/* What was read of one request, and where. */
struct peer_request {
    const struct peer_connection *connection;
    char body[64];
};

struct peer {
    struct gw_loop *loop;
    struct gw_watch *watch;
    int fd;
    uint16_t port;
    struct str answer;
    size_t answers;
    enum after after;
    size_t drops; /* the request of this number, over all connections, is read whole and dropped; 0: none */
    size_t requests_n;
    struct peer_request requests[PEER_REQUESTS_MAX]; /* the first ones */
    size_t connections_n;
    struct peer_connection connections[PEER_CONNECTIONS_MAX];
    char last_request[4096];
};

static inline void peer_drop(struct peer_connection *connection)
{
    gw_watch_free(connection->watch);
    connection->watch = NULL;
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
}

/* Bytes of one whole request, or 0. Good enough for what the client sends: a length and never chunks. */
static inline size_t peer_request_bytes(struct str s)
{
    const size_t end = str_find(s, STR("\r\n\r\n"));
    if (end == SIZE_MAX)
        return 0;
    const struct str head = str_sub(s, 0, end);
    const size_t at = str_find(head, STR("Content-Length: "));
    int64_t body = 0;
    if (at != SIZE_MAX) {
        struct str rest = str_sub(head, at + 16, head.n);
        struct str line = STR_EMPTY;
        (void)str_next(&rest, '\r', &line);
        cr_assert(str_to_i64(line, &body));
    }
    return s.n >= end + 4 + (size_t)body ? end + 4 + (size_t)body : 0;
}

static inline void peer_note(struct peer *peer, const struct peer_connection *connection, struct str request)
{
    if (peer->requests_n < PEER_REQUESTS_MAX) {
        struct peer_request *noted = &peer->requests[peer->requests_n];
        struct buf body = buf_on(noted->body, sizeof noted->body - 1);
        buf_put(&body, str_sub(request, str_find(request, STR("\r\n\r\n")) + 4, request.n));
        noted->body[body.n] = '\0';
        noted->connection = connection;
    }
    peer->requests_n++;
}

static inline void peer_on_bytes(void *context, uint32_t events)
{
    (void)events;
    struct peer_connection *connection = context;
    struct peer *peer = connection->peer;
    const ssize_t got =
        recv(connection->fd, connection->bytes + connection->n, sizeof connection->bytes - connection->n, MSG_DONTWAIT);
    if (got <= 0) {
        peer_drop(connection);
        return;
    }
    connection->n += (size_t)got;
    const size_t n = peer_request_bytes((struct str){.p = connection->bytes, .n = connection->n});
    if (n == 0)
        return;
    memcpy(peer->last_request, connection->bytes, n);
    peer->last_request[n] = '\0';
    connection->n -= n;
    peer_note(peer, connection, str_of(peer->last_request));
    if (peer->drops == peer->requests_n)
        peer_drop(connection);
    else if (connection->requests_n++ < peer->answers || peer->after == PEER_ANSWERS_ALL)
        rig_send(peer->loop, connection->fd, peer->answer);
    else if (peer->after == PEER_CLOSES)
        peer_drop(connection);
}

static inline void peer_on_connect(void *context, uint32_t events)
{
    (void)events;
    struct peer *peer = context;
    struct peer_connection *connection = &peer->connections[peer->connections_n];
    cr_assert(lt(sz, peer->connections_n, PEER_CONNECTIONS_MAX));
    peer->connections_n++;
    connection->peer = peer;
    connection->fd = accept4(peer->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    cr_assert(ge(int, connection->fd, 0));
    connection->watch = gw_loop_watch(peer->loop, connection->fd, EPOLLIN, peer_on_bytes, connection);
}

static inline void peer_start(struct peer *peer, struct gw_loop *loop, struct str answer, size_t answers,
                              enum after after)
{
    *peer = (struct peer){.loop = loop, .answer = answer, .answers = answers, .after = after};
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof address;
    cr_assert(eq(int, bind(peer->fd, (const struct sockaddr *)&address, bytes), 0));
    cr_assert(eq(int, listen(peer->fd, 64), 0));
    cr_assert(eq(int, getsockname(peer->fd, (struct sockaddr *)&address, &bytes), 0));
    peer->port = ntohs(address.sin_port);
    peer->watch = gw_loop_watch(loop, peer->fd, EPOLLIN, peer_on_connect, peer);
}

static inline void peer_stop(struct peer *peer)
{
    for (size_t i = 0; i < peer->connections_n; i++)
        peer_drop(&peer->connections[i]);
    gw_watch_free(peer->watch);
    close(peer->fd);
}
