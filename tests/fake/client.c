#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "world.h"

enum { EXPIRE_EVERY_US = 100000, READ_BYTES = 4096 };

struct connection {
    int fd; /* -1: not connected */
    bool busy;
    uint32_t tag;
    int64_t deadline_us;
    struct bytes out;
    size_t out_sent;
    struct bytes in;
};

struct client {
    struct client_config config;
    struct connection *connections;
    uint32_t *idle; /* a stack: the warmest connection first */
    size_t idle_n;
    int64_t expire_us;
};

struct client *client_new(const struct client_config *config)
{
    struct client *const client = world_grow(NULL, 1, sizeof(*client));
    *client = (struct client){.config = *config, .idle_n = config->connections};
    client->connections = world_grow(NULL, config->connections, sizeof(*client->connections));
    client->idle = world_grow(NULL, config->connections, sizeof(*client->idle));
    for (size_t i = 0; i < config->connections; i++) {
        client->connections[i] = (struct connection){.fd = -1};
        client->idle[i] = (uint32_t)(config->connections - 1 - i);
    }
    return client;
}

static void disconnect(struct connection *connection)
{
    if (connection->fd >= 0) {
        close(connection->fd);
        connection->fd = -1;
    }
    connection->in.n = 0;
}

void client_free(struct client *client)
{
    if (client == NULL) {
        return;
    }
    for (size_t i = 0; i < client->config.connections; i++) {
        disconnect(&client->connections[i]);
        bytes_free(&client->connections[i].in);
        bytes_free(&client->connections[i].out);
    }
    free(client->connections);
    free(client->idle);
    free(client);
}

bool client_is_idle(const struct client *client)
{
    return client->idle_n > 0;
}

size_t client_in_flight(const struct client *client)
{
    return client->config.connections - client->idle_n;
}

/* The connection is free again before anybody hears of it. */
static void finish(struct client *client, uint32_t index, int status, bool keep)
{
    struct connection *const connection = &client->connections[index];
    if (!keep) {
        disconnect(connection);
    }
    if (connection->busy) {
        connection->busy = false;
        connection->in.n = 0;
        client->idle[client->idle_n++] = index;
        client->config.done(client->config.context, connection->tag, status);
    }
}

/* False when the connection is beyond use. */
static bool open_socket(const struct client *client, uint32_t index)
{
    struct connection *const connection = &client->connections[index];
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->fd < 0) {
        return false;
    }
    const int on = 1;
    (void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                                .data.u64 = (uint64_t)client->config.kind << 32 | index};
    if (epoll_ctl(client->config.epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
        give_up("epoll_ctl");
    }
    const struct sockaddr_in address = client->config.address;
    return connect(connection->fd, (const struct sockaddr *)&address, sizeof(address)) == 0 || errno == EINPROGRESS;
}

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
    return true;
}

void client_send(struct client *client, struct view request, uint32_t tag)
{
    const uint32_t index = client->idle[--client->idle_n];
    struct connection *const connection = &client->connections[index];
    connection->busy = true;
    connection->tag = tag;
    connection->deadline_us = world_now_us() + client->config.timeout_us;
    connection->out.n = 0;
    connection->out_sent = 0;
    bytes_add_view(&connection->out, request);
    if ((connection->fd < 0 && !open_socket(client, index)) || !flush(connection)) {
        finish(client, index, CLIENT_RESET, false);
    }
}

/* Bytes that arrived; 0: none now; -1: the other end is gone. */
static ssize_t receive(struct connection *connection)
{
    const ssize_t n = recv(connection->fd, bytes_room(&connection->in, READ_BYTES), READ_BYTES, 0);
    if (n > 0) {
        connection->in.n += (size_t)n;
        return n;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void client_event(struct client *client, uint32_t connection)
{
    struct connection *const link = &client->connections[connection];
    /* What the event says may be about a socket closed earlier in the same turn; the system calls tell the truth. */
    if (link->fd < 0) {
        return;
    }
    if (!flush(link)) {
        finish(client, connection, CLIENT_RESET, false);
        return;
    }
    ssize_t n = receive(link);
    while (n == READ_BYTES) {
        n = receive(link);
    }
    struct http_message message;
    const enum http_read read = http_read_response(bytes_view(&link->in), &message);
    if (link->busy && read == HTTP_COMPLETE) {
        finish(client, connection, message.status, n >= 0 && message.keep_alive && message.bytes == link->in.n);
    } else if (n < 0 || read == HTTP_BROKEN || (!link->busy && link->in.n > 0)) {
        finish(client, connection, CLIENT_RESET, false);
    }
}

int64_t client_expire(struct client *client, int64_t now_us)
{
    if (client_in_flight(client) == 0) {
        return WORLD_NEVER;
    }
    if (now_us >= client->expire_us) {
        for (size_t i = 0; i < client->config.connections; i++) {
            const struct connection *const connection = &client->connections[i];
            if (connection->busy && connection->deadline_us <= now_us) {
                finish(client, (uint32_t)i, CLIENT_TIMEOUT, false);
            }
        }
        client->expire_us = now_us + EXPIRE_EVERY_US;
    }
    return client->expire_us;
}

static bool read_authority(struct view authority, struct sockaddr_in *out)
{
    struct view port = authority;
    const struct view host = view_cut(&port, ':');
    int64_t number = 80;
    char address[INET_ADDRSTRLEN] = {0};
    if (host.n == 0 || host.n >= sizeof(address) || (port.n > 0 && !view_int(port, &number)) || number < 1 ||
        number > 65535) {
        return false;
    }
    memcpy(address, host.p, host.n);
    *out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)number)};
    return inet_pton(AF_INET, view_is(host, "localhost") ? "127.0.0.1" : address, &out->sin_addr) == 1;
}

bool client_url(const char *url, struct sockaddr_in *out_address, struct view *out_host, struct view *out_path)
{
    static const char scheme[] = "http://";
    if (strncmp(url, scheme, sizeof(scheme) - 1) != 0) {
        return false;
    }
    const char *const authority = url + sizeof(scheme) - 1;
    const size_t n = strcspn(authority, "/");
    *out_host = (struct view){authority, n};
    *out_path = view_z(authority[n] == '/' ? authority + n : "/");
    return read_authority(*out_host, out_address);
}
