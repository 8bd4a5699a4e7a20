#include "server.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "timers.h"
#include "world.h"

enum { EVENTS_MAX = 1024, READ_BYTES = 16 * 1024, HELD_BYTES_MAX = 1024 * 1024 };

/* The high half of epoll_data.u64; the low half is the descriptor or the connection. */
enum kind { KIND_CONNECTION, KIND_LISTENER, KIND_SIGNAL, KIND_CALLBACK };

struct connection {
    int fd;
    uint32_t serial; /* tells this connection from an earlier one on the same descriptor */
    struct bytes in;
    struct bytes out; /* may leave after the commit of this turn */
    size_t out_sent;
    struct bytes held; /* the rest of an answer that is not due yet */
    int64_t drip_us;   /* more than 0: `held` leaves a byte at a time */
    bool is_held;      /* no further request is read meanwhile */
    bool closing;      /* once the answer has left */
    bool gone;         /* the other end has closed */
    bool touched;      /* in this turn */
};

struct server {
    int epoll;
    int listener;
    int signals;
    struct provider *provider;
    struct callbacks *callbacks;
    struct timers timers;            /* of references to held connections */
    struct connection **connections; /* by descriptor */
    size_t connections_cap;
    uint32_t serial;
    int *touched;
    size_t touched_n;
    bool stop;
};

static uint64_t reference_of(const struct connection *connection)
{
    return (uint64_t)connection->serial << 32 | (uint32_t)connection->fd;
}

static void watch(const struct server *server, int fd, enum kind kind, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)kind << 32 | (uint32_t)fd};
    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        give_up("epoll_ctl");
    }
}

static int listen_on(uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, SOMAXCONN) != 0) {
        give_up("listen");
    }
    return fd;
}

static int signals_as_file(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    const int fd = sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    if (fd < 0) {
        give_up("signalfd");
    }
    return fd;
}

static void callback_tried(void *context, uint64_t waiter)
{
    struct server *const server = context;
    /* By way of the timers, so that the answer leaves through the one path of a turn. */
    timers_add(&server->timers, 0, waiter);
}

struct server *server_new(const struct server_config *config, struct provider *provider)
{
    struct server *const server = world_grow(NULL, 1, sizeof(*server));
    *server = (struct server){
        .epoll = epoll_create1(EPOLL_CLOEXEC),
        .listener = listen_on(config->port),
        .signals = signals_as_file(),
        .provider = provider,
    };
    watch(server, server->listener, KIND_LISTENER, EPOLLIN);
    watch(server, server->signals, KIND_SIGNAL, EPOLLIN);
    if (config->callback != NULL) {
        struct callbacks_config callbacks = {
            .epoll = server->epoll,
            .kind = KIND_CALLBACK,
            .signer = config->signer,
            .tried = callback_tried,
            .context = server,
        };
        if (!client_url(config->callback, &callbacks.address, &callbacks.host, &callbacks.path)) {
            errno = EINVAL;
            give_up(config->callback);
        }
        server->callbacks = callbacks_new(&callbacks);
        provider->callbacks = server->callbacks;
    }
    return server;
}

static void disconnect(struct server *server, struct connection *connection)
{
    server->connections[connection->fd] = NULL;
    close(connection->fd);
    bytes_free(&connection->in);
    bytes_free(&connection->out);
    bytes_free(&connection->held);
    free(connection);
}

void server_free(struct server *server)
{
    for (size_t i = 0; i < server->connections_cap; i++) {
        if (server->connections[i] != NULL) {
            disconnect(server, server->connections[i]);
        }
    }
    callbacks_free(server->callbacks);
    timers_free(&server->timers);
    free(server->connections);
    free(server->touched);
    close(server->signals);
    close(server->listener);
    close(server->epoll);
    free(server);
}

uint16_t server_port(const struct server *server)
{
    struct sockaddr_in address;
    socklen_t n = sizeof(address);
    if (getsockname(server->listener, (struct sockaddr *)&address, &n) != 0) {
        give_up("getsockname");
    }
    return ntohs(address.sin_port);
}

static void make_room(struct server *server, int fd)
{
    const size_t wanted = (size_t)fd + 1;
    if (wanted <= server->connections_cap) {
        return;
    }
    const size_t cap = wanted * 2;
    server->connections = world_grow(server->connections, cap, sizeof(struct connection *));
    server->touched = world_grow(server->touched, cap, sizeof(*server->touched));
    for (size_t i = server->connections_cap; i < cap; i++) {
        server->connections[i] = NULL;
    }
    server->connections_cap = cap;
}

static void accept_all(struct server *server)
{
    for (;;) {
        const int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
                give_up("accept");
            }
            return;
        }
        const int on = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        make_room(server, fd);
        server->connections[fd] = world_grow(NULL, 1, sizeof(struct connection));
        *server->connections[fd] = (struct connection){.fd = fd, .serial = ++server->serial};
        watch(server, fd, KIND_CONNECTION, EPOLLIN | EPOLLOUT | EPOLLET);
    }
}

static void touch(struct server *server, struct connection *connection)
{
    if (!connection->touched) {
        connection->touched = true;
        server->touched[server->touched_n++] = connection->fd;
    }
}

/* Edge-triggered: reads until nothing is left. False when the other end has closed. */
static bool receive(struct connection *connection)
{
    for (;;) {
        const ssize_t n = recv(connection->fd, bytes_room(&connection->in, READ_BYTES), READ_BYTES, 0);
        if (n <= 0) {
            return n < 0 && (errno == EAGAIN || errno == EINTR);
        }
        connection->in.n += (size_t)n;
        if (n < READ_BYTES) {
            return true;
        }
    }
}

/* Keeps the answer that starts at `from` of `out` back. */
static void hold(struct connection *connection, size_t from)
{
    connection->is_held = true;
    bytes_add(&connection->held, connection->out.p + from, connection->out.n - from);
    connection->out.n = from;
}

static void carry_out(struct server *server, struct connection *connection, const struct verdict *verdict, size_t from)
{
    const int64_t due_us = world_now_us() + verdict->delay_us;
    bool waits = false;
    connection->drip_us = 0;
    switch (verdict->finish) {
    case FINISH_NOW:
        break;
    case FINISH_LATER:
        hold(connection, from);
        timers_add(&server->timers, due_us, reference_of(connection));
        break;
    case FINISH_DRIP:
        hold(connection, from);
        connection->drip_us = verdict->delay_us > 0 ? verdict->delay_us : 1;
        timers_add(&server->timers, due_us, reference_of(connection));
        break;
    case FINISH_AFTER_CALLBACK:
        waits = verdict->callbacks > 0;
        if (waits) {
            hold(connection, from);
        }
        break;
    case FINISH_NEVER:
        hold(connection, from);
        break;
    case FINISH_CLOSE:
        connection->out.n = from;
        connection->closing = true;
        break;
    }
    for (int i = 0; i < verdict->callbacks; i++) {
        callbacks_add(server->callbacks, verdict->n, waits ? reference_of(connection) : 0);
    }
}

static void answer_one(struct server *server, struct connection *connection, const struct http_message *request)
{
    const size_t from = connection->out.n;
    const struct verdict verdict = provider_answer(server->provider, request, &connection->out);
    if (!request->keep_alive) {
        connection->closing = true;
    }
    carry_out(server, connection, &verdict, from);
}

static void answer_all(struct server *server, struct connection *connection)
{
    size_t done = 0;
    while (!connection->is_held && !connection->closing) {
        const struct view rest = {connection->in.p + done, connection->in.n - done};
        struct http_message request;
        const enum http_read read = http_read_request(rest, &request);
        if (read == HTTP_PARTIAL) {
            if (request.header[HTTP_EXPECT].n > 0 && rest.n == request.bytes) {
                bytes_add_z(&connection->out, "HTTP/1.1 100 Continue\r\n\r\n");
            }
            break;
        }
        if (read == HTTP_BROKEN) {
            http_add_response(&connection->out, 400, "Connection: close\r\n", view_z(""));
            connection->closing = true;
            break;
        }
        answer_one(server, connection, &request);
        done += request.bytes;
    }
    bytes_drop(&connection->in, done);
}

static void on_connection(struct server *server, int fd)
{
    struct connection *const connection = server->connections[fd];
    const bool open = receive(connection);
    answer_all(server, connection);
    if (!open || (connection->is_held && connection->in.n > HELD_BYTES_MAX)) {
        connection->gone = true;
    }
    touch(server, connection);
}

static void on_event(struct server *server, const struct epoll_event *event)
{
    const uint32_t low = (uint32_t)event->data.u64;
    switch ((enum kind)(event->data.u64 >> 32)) {
    case KIND_CONNECTION:
        on_connection(server, (int)low);
        break;
    case KIND_LISTENER:
        accept_all(server);
        break;
    case KIND_SIGNAL:
        server->stop = true;
        break;
    case KIND_CALLBACK:
        callbacks_event(server->callbacks, low);
        break;
    }
}

/* A held answer is due: all of it, or its next byte. */
static void release(struct server *server, uint64_t reference)
{
    const size_t fd = (uint32_t)reference;
    struct connection *const connection = fd < server->connections_cap ? server->connections[fd] : NULL;
    if (connection == NULL || connection->serial != reference >> 32 || !connection->is_held) {
        return;
    }
    const size_t n = connection->drip_us > 0 && connection->held.n > 0 ? 1 : connection->held.n;
    bytes_add(&connection->out, connection->held.p, n);
    bytes_drop(&connection->held, n);
    if (connection->held.n > 0) {
        timers_add(&server->timers, world_now_us() + connection->drip_us, reference);
    } else {
        connection->is_held = false;
        answer_all(server, connection);
    }
    touch(server, connection);
}

/* False when the other end is gone. */
static bool flush(struct connection *connection)
{
    while (connection->out_sent < connection->out.n) {
        const ssize_t n = send(connection->fd, connection->out.p + connection->out_sent,
                               connection->out.n - connection->out_sent, MSG_NOSIGNAL);
        if (n < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        connection->out_sent += (size_t)n;
    }
    connection->out.n = 0;
    connection->out_sent = 0;
    return true;
}

static void flush_touched(struct server *server)
{
    for (size_t i = 0; i < server->touched_n; i++) {
        struct connection *const connection = server->connections[server->touched[i]];
        connection->touched = false;
        const bool answered = flush(connection);
        const bool finished = connection->closing && !connection->is_held && connection->out.n == 0;
        if (!answered || connection->gone || finished) {
            disconnect(server, connection);
        }
    }
    server->touched_n = 0;
}

static int64_t earliest(int64_t a_us, int64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

void server_run(struct server *server)
{
    struct epoll_event events[EVENTS_MAX];
    int64_t callbacks_us = WORLD_NEVER;
    int64_t airtime_us = WORLD_NEVER;
    while (!server->stop && !server->provider->quit) {
        const int64_t due_us = earliest(timers_next(&server->timers), earliest(callbacks_us, airtime_us));
        const size_t n = world_wait(server->epoll, events, EVENTS_MAX, due_us);
        for (size_t i = 0; i < n; i++) {
            on_event(server, &events[i]);
        }
        const int64_t now_us = world_now_us();
        uint64_t reference = 0;
        while (timers_take(&server->timers, now_us, &reference)) {
            release(server, reference);
        }
        airtime_us = airtime_turn(&server->provider->airtime, now_us);
        journal_commit(server->provider->journal);
        if (server->callbacks != NULL) {
            callbacks_us = callbacks_turn(server->callbacks, world_now_us());
        }
        flush_touched(server);
    }
}
