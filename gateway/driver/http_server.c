#include "gateway/http_server.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/log.h"
#include "gateway/memory.h"
#include "http_server.intern.h"
#include "listen.intern.h"

/* How libmicrohttpd 0.9.75 wants to be driven from somebody else's loop: MHD_run in every turn, since its epoll is
 * edge-triggered inside and a connection just resumed is not in MHD_get_timeout; and no longer wait than
 * MHD_get_timeout allows. Its own time-out is for inactivity only, so every connection has one timer here, which stands
 * for whatever must happen next. */

enum {
    IDLE_S = 30,                    /* a connection between two requests */
    LEAVE_DEADLINE_MS = 300 * 1000, /* for the slowest reader of the largest export */
    STOP_ROUNDS = 64                /* of the library, for the last answers to leave */
};

struct gw_link {
    struct gw_http_server *server;
    struct MHD_Connection *connection;
    struct gw_http_exchange *exchange; /* of the request under way */
    struct gw_timer *timer;
    int fd;
    bool used; /* has had a request; before that, the deadline runs from the connect */
    bool suspended;
    bool peer_gone; /* seen before the answer was queued */
    char peer[GW_PEER_BYTES];
};

struct gw_http_server {
    struct gw_loop *loop;
    struct gw_http_server_options options;
    struct MHD_Daemon *daemon;
    struct gw_watch *watch;
    struct gw_timer *kick; /* armed when the library has a resume it will not mention */
    struct gw_exchanges exchanges;
    uint16_t port;
    bool quiet;   /* no new connections */
    bool closing; /* no new requests either */
};

/* ---- connections ---- */

static void on_deadline(void *context)
{
    struct gw_link *link = context;
    if (link->exchange != NULL && link->exchange->state == GW_EXCHANGE_WAITING)
        gw_exchange_expire(link->exchange);
    else
        (void)shutdown(link->fd, SHUT_RDWR); /* the library sees the end of the stream and clears up */
}

void gw_link_deadline(struct gw_link *link, int64_t deadline_ms)
{
    gw_timer_arm(link->timer, deadline_ms);
}

static struct gw_link *link_new(struct gw_http_server *server, struct MHD_Connection *connection)
{
    struct gw_link *link = gw_memory_new(1, sizeof *link);
    link->server = server;
    link->connection = connection;
    link->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    link->timer = gw_timer_new(server->loop, on_deadline, link);
    gw_peer_name(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr, link->peer);
    gw_link_deadline(link, server->options.request_deadline_ms);
    return link;
}

static void link_free(struct gw_link *link)
{
    /* The library does not tell of requests it gave up in the middle of their first line. */
    if (link->exchange != NULL)
        gw_exchange_unlink(link->exchange, false);
    gw_timer_free(link->timer);
    free(link);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = link_new(context, connection);
    else
        link_free(*socket_context);
}

/* ---- answers ---- */

static void add_header(struct MHD_Response *response, const char *name, struct str value)
{
    char storage[128];
    struct buf z = buf_on(storage, sizeof storage);
    buf_put(&z, value);
    buf_put_byte(&z, '\0');
    if (!z.overflow)
        (void)MHD_add_response_header(response, name, storage);
}

static struct MHD_Response *response_new(const struct gw_http_response *answer)
{
    char *body = NULL;
    if (answer->body.n > 0) {
        body = gw_memory_grow(NULL, answer->body.n, 1);
        memcpy(body, answer->body.p, answer->body.n);
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.n, body, body == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (response == NULL)
        abort();
    if (answer->content_type.n > 0)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
    if (answer->retry_after_s > 0) {
        char storage[24];
        struct buf seconds = buf_on(storage, sizeof storage);
        buf_put_i64(&seconds, answer->retry_after_s);
        add_header(response, MHD_HTTP_HEADER_RETRY_AFTER, buf_str(&seconds));
    }
    return response;
}

void gw_response_release(struct MHD_Response *response)
{
    MHD_destroy_response(response);
}

void gw_link_answer(struct gw_http_exchange *exchange, const struct gw_http_response *answer)
{
    struct gw_link *link = exchange->link;
    exchange->status = answer->status;
    exchange->response = response_new(answer);
    /* The answer is there: a deadline that comes in the same turn of the loop must not cut it off. */
    gw_link_deadline(link, LEAVE_DEADLINE_MS);
    /* Otherwise the handler is answering at once and its caller goes on. */
    if (link->suspended) {
        link->suspended = false;
        MHD_resume_connection(link->connection);
        if (!gw_timer_armed(link->server->kick))
            gw_timer_arm(link->server->kick, 0);
    }
}

static bool peer_is_gone(const struct gw_link *link)
{
    struct pollfd peer = {.fd = link->fd, .events = POLLRDHUP};
    return poll(&peer, 1, 0) > 0;
}

/* Gives the answer to the library. */
static enum MHD_Result queue(struct gw_http_exchange *exchange)
{
    struct gw_link *link = exchange->link;
    struct MHD_Response *response = exchange->response;
    exchange->state = GW_EXCHANGE_LEAVING;
    exchange->response = NULL;
    if (link->server->quiet)
        add_header(response, MHD_HTTP_HEADER_CONNECTION, STR("close"));
    /* Writing to a peer that has closed succeeds once; somebody who wants to know is told the truth. */
    link->peer_gone = exchange->left != NULL && peer_is_gone(link);
    gw_link_deadline(link, LEAVE_DEADLINE_MS);
    const enum MHD_Result queued = MHD_queue_response(link->connection, (unsigned)exchange->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* Answers without the handler and closes: after a malformed head, where the next request begins is anybody's guess. */
static enum MHD_Result refuse(struct gw_http_exchange *exchange, const struct gw_http_refusal *refusal)
{
    char storage[512];
    struct buf body = buf_on(storage, sizeof storage);
    gw_error_body(&body, refusal->code, refusal->message, STR_EMPTY);
    exchange->status = refusal->status;
    exchange->response = response_new(&(struct gw_http_response){.status = refusal->status,
                                                                 .content_type = STR("application/json"),
                                                                 .body = buf_str(&body),
                                                                 .retry_after_s = refusal->status == 503});
    add_header(exchange->response, MHD_HTTP_HEADER_CONNECTION, STR("close"));
    if (refusal->status == 405)
        add_header(exchange->response, MHD_HTTP_HEADER_ALLOW, STR("GET, POST"));
    return queue(exchange);
}

/* ---- requests ---- */

/* First sight of a request: the target as it came over the wire, which nothing later shows. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct gw_http_server *server = context;
    struct gw_link *link = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    assert(link->exchange == NULL);
    struct gw_http_exchange *exchange = gw_exchange_new(&server->exchanges, link);
    exchange->request.target = arena_str(exchange->arena, str_of(target));
    link->exchange = exchange;
    if (link->used)
        gw_link_deadline(link, server->options.request_deadline_ms);
    link->used = true;
    return exchange;
}

struct header_list {
    struct arena *arena;
    struct gw_header *items;
    size_t n;
    size_t max;
    size_t wire_bytes; /* of the lines they came in */
};

/* The library leaves the blanks behind a value. Not str_trim: a stray CR must stay and be refused. */
static struct str without_trailing_blanks(struct str value)
{
    while (value.n > 0 && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
        value.n--;
    return value;
}

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                 const char *value, size_t value_n)
{
    (void)kind;
    struct header_list *list = context;
    if (list->n == list->max)
        return MHD_NO;
    struct gw_header *item = &list->items[list->n++];
    /* Both lie where they were read, so that what stood between them counts too; behind the value, CR and LF. */
    list->wire_bytes += value == NULL ? 0 : (size_t)(value - name) + value_n + 2;
    item->name = arena_str(list->arena, (struct str){.p = name, .n = name_n});
    const struct str whole = {.p = value, .n = value == NULL ? 0 : value_n};
    item->value = arena_str(list->arena, without_trailing_blanks(whole));
    return item->name.p != NULL && item->value.p != NULL ? MHD_YES : MHD_NO;
}

/* Copies: the handler may keep the exchange longer than the connection keeps its memory. */
static bool read_headers(struct gw_http_exchange *exchange, struct MHD_Connection *connection, size_t *out_wire_bytes)
{
    const int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    /* One too many is enough to be refused. */
    struct header_list list = {.arena = exchange->arena,
                               .max = count > GW_HEADERS_MAX ? GW_HEADERS_MAX + 1 : (size_t)count};
    list.items = ARENA_ARRAY(list.arena, struct gw_header, list.max);
    if (list.items == NULL)
        return false;
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, &list);
    exchange->request.headers = list.items;
    exchange->request.headers_n = list.n;
    *out_wire_bytes = list.wire_bytes;
    return list.n == list.max;
}

static enum MHD_Result on_head(struct gw_http_exchange *exchange, const char *method, const char *version)
{
    struct gw_link *link = exchange->link;
    struct gw_http_request *request = &exchange->request;
    size_t headers_bytes = 0;
    if (request->target.p == NULL || !read_headers(exchange, link->connection, &headers_bytes))
        return MHD_NO;
    const struct gw_http_head head = {
        .method = str_of(method),
        .version = str_of(version),
        .target = request->target,
        .headers = request->headers,
        .headers_n = request->headers_n,
        .headers_bytes = headers_bytes,
        .bytes = MHD_get_connection_info(link->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size};
    const struct gw_http_refusal *refusal = gw_http_head_check(&head, &exchange->body_bytes);
    if (refusal != NULL)
        return refuse(exchange, refusal);

    const size_t mark = str_find_byte(request->target, '?');
    request->method = str_eq(head.method, STR("POST")) ? GW_POST : GW_GET;
    request->path = str_sub(request->target, 0, mark);
    request->query = mark == SIZE_MAX ? STR_EMPTY : str_sub(request->target, mark + 1, request->target.n);
    request->body = STR_EMPTY;
    request->peer = arena_str(exchange->arena, str_of(link->peer));
    exchange->state = GW_EXCHANGE_BODY;
    return request->peer.p != NULL ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_complete(struct gw_http_exchange *exchange)
{
    static const struct gw_http_refusal closing = {
        .status = 503, .code = {.p = "unavailable", .n = 11}, .message = {.p = "shutting down", .n = 13}};
    struct gw_link *link = exchange->link;
    const struct gw_http_server *server = link->server;
    if (server->closing)
        return refuse(exchange, &closing);
    gw_link_deadline(link, server->options.answer_deadline_ms);
    gw_exchange_hand_over(exchange, server->options.handler, server->options.context);
    if (exchange->state == GW_EXCHANGE_READY)
        return queue(exchange);
    link->suspended = true;
    MHD_suspend_connection(link->connection);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_n, void **request_context)
{
    (void)context;
    (void)connection;
    (void)url;
    struct gw_http_exchange *exchange = *request_context;
    switch (exchange->state) {
    case GW_EXCHANGE_HEAD:
        return on_head(exchange, method, version);
    case GW_EXCHANGE_BODY:
        if (*upload_n == 0)
            return on_complete(exchange);
        if (!gw_exchange_put_body(exchange, (struct str){.p = upload, .n = *upload_n}))
            return MHD_NO;
        *upload_n = 0;
        return MHD_YES;
    case GW_EXCHANGE_READY:
        return queue(exchange);
    case GW_EXCHANGE_WAITING:
    case GW_EXCHANGE_LEAVING:
        break;
    }
    /* Neither suspended nor answered: not reached, and closing is the safe end if it ever is. */
    return MHD_NO;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode why)
{
    (void)context;
    (void)connection;
    struct gw_http_exchange *exchange = *request_context;
    if (exchange == NULL)
        return;
    struct gw_link *link = exchange->link;
    const bool delivered = why == MHD_REQUEST_TERMINATED_COMPLETED_OK && !link->peer_gone;
    *request_context = NULL;
    link->exchange = NULL;
    gw_link_deadline(link, (int64_t)IDLE_S * 1000);
    gw_exchange_unlink(exchange, delivered);
}

/* ---- the server ---- */

static void on_panic(void *context, const char *file, unsigned line, const char *reason)
{
    (void)context;
    LOG(GW_LOG_ERROR, "http_library_panic", LOG_TEXT("file", str_of(file)), LOG_NUMBER("line", line),
        LOG_TEXT("reason", str_of(reason)));
    abort();
}

/* Only to wake the loop: the turn's hook does the work. */
static void on_ready(void *context, uint32_t events)
{
    (void)context;
    (void)events;
}

static void on_kick(void *context)
{
    (void)context;
}

static int64_t on_turn(void *context)
{
    struct gw_http_server *server = context;
    gw_timer_disarm(server->kick);
    (void)MHD_run(server->daemon);
    MHD_UNSIGNED_LONG_LONG timeout_ms = 0;
    if (MHD_get_timeout(server->daemon, &timeout_ms) != MHD_YES)
        return -1;
    return timeout_ms < INT_MAX ? (int64_t)timeout_ms : INT_MAX;
}

/* Without MHD_OPTION_STRICT_FOR_CLIENT: it would refuse two shapes more, both of which http_request.c refuses too, but
 * with an answer whose head comes twice. */
static struct MHD_Daemon *start(struct gw_http_server *server, int listen_fd)
{
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server,
                            MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
                            on_connection, server, MHD_OPTION_CONNECTION_LIMIT, server->options.connections_max,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)GW_CONNECTION_MEMORY_BYTES, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

enum rc gw_http_server_new(struct gw_loop *loop, const struct gw_http_server_options *options,
                           struct gw_http_server **out_server, struct err *err)
{
    assert(loop != NULL && options->handler != NULL && options->connections_max > 0);
    assert(options->request_deadline_ms > 0 && options->answer_deadline_ms > 0);
    int fd = -1;
    uint16_t port = 0;
    const enum rc rc = gw_listen(options->address, options->port, &fd, &port, err);
    if (rc != RC_OK)
        return rc;
    (void)signal(SIGPIPE, SIG_IGN);
    MHD_set_panic_func(on_panic, NULL);
    struct gw_http_server *server = gw_memory_new(1, sizeof *server);
    *server = (struct gw_http_server){.loop = loop, .options = *options, .port = port};
    server->daemon = start(server, fd);
    if (server->daemon == NULL) {
        (void)close(fd);
        free(server);
        return err_set(err, RC_UNAVAILABLE, "the HTTP library does not start: %s", strerrordesc_np(errno));
    }
    const int epoll_fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    server->kick = gw_timer_new(loop, on_kick, NULL);
    server->watch = gw_loop_watch(loop, epoll_fd, EPOLLIN, on_ready, NULL);
    gw_loop_each_turn(loop, on_turn, server);
    *out_server = server;
    return RC_OK;
}

uint16_t gw_http_server_port(const struct gw_http_server *server)
{
    return server->port;
}

void gw_http_server_quiesce(struct gw_http_server *server)
{
    if (server->quiet)
        return;
    server->quiet = true;
    const int listen_fd = MHD_quiesce_daemon(server->daemon);
    if (listen_fd >= 0)
        (void)close(listen_fd);
}

size_t gw_http_server_waiting(const struct gw_http_server *server)
{
    return server->exchanges.waiting_n;
}

/* The library aborts the process when it is stopped with a suspended connection, so everybody is answered first. */
static void answer_all(struct gw_http_server *server)
{
    for (struct gw_http_exchange *exchange = server->exchanges.busy; exchange != NULL; exchange = exchange->older)
        if (exchange->state == GW_EXCHANGE_WAITING)
            gw_exchange_expire(exchange);
    for (int i = 0; i < STOP_ROUNDS; i++)
        (void)MHD_run(server->daemon);
}

void gw_http_server_free(struct gw_http_server *server)
{
    if (server == NULL)
        return;
    server->closing = true;
    gw_http_server_quiesce(server);
    answer_all(server);
    gw_loop_not_each_turn(server->loop, on_turn, server);
    gw_watch_free(server->watch);
    gw_timer_free(server->kick);
    MHD_stop_daemon(server->daemon);
    gw_exchanges_release(&server->exchanges);
    free(server);
}
