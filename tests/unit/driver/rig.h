#pragma once
/* A server or client under test and plain sockets, all in one thread: whoever waits drives the loop meanwhile. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "gateway/clock.h"
#include "gateway/http_server.h"
#include "gateway/loop.h"

enum { RIG_KEPT_MAX = 1024, RIG_PATIENCE_MS = 5000 };

/* What the handler of the server under test does with a request. */
enum rig_mode { RIG_ANSWER, RIG_KEEP };

struct rig {
    struct gw_loop *loop;
    struct gw_http_server *server;
    enum rig_mode mode;
    struct gw_http_exchange *kept[RIG_KEPT_MAX];
    size_t kept_n;
    size_t requests_n;
    char last_body[70000];
    size_t last_body_n;
    char last_target[4096];
};

static inline struct gw_http_response rig_ok(struct str body)
{
    return (struct gw_http_response){.status = 200, .content_type = STR("text/plain"), .body = body};
}

static inline void rig_on_request(void *context, struct gw_http_exchange *exchange)
{
    struct rig *rig = context;
    const struct gw_http_request *request = gw_http_exchange_request(exchange);
    rig->requests_n++;
    cr_assert(le(sz, request->body.n, sizeof rig->last_body));
    memcpy(rig->last_body, request->body.p, request->body.n);
    rig->last_body_n = request->body.n;
    cr_assert(lt(sz, request->target.n, sizeof rig->last_target));
    memcpy(rig->last_target, request->target.p, request->target.n);
    rig->last_target[request->target.n] = '\0';
    if (rig->mode == RIG_KEEP) {
        rig->kept[rig->kept_n++] = exchange;
        return;
    }
    const struct gw_http_response ok = rig_ok(STR("fine"));
    cr_expect(gw_http_answer(exchange, &ok));
}

static inline void rig_start(struct rig *rig, enum rig_mode mode, int64_t request_ms, int64_t answer_ms)
{
    *rig = (struct rig){.loop = gw_loop_new(), .mode = mode};
    const struct gw_http_server_options options = {.address = STR("127.0.0.1"),
                                                   .request_deadline_ms = request_ms,
                                                   .answer_deadline_ms = answer_ms,
                                                   .connections_max = 2000,
                                                   .handler = rig_on_request,
                                                   .context = rig};
    struct err err = {.text = ""};
    cr_assert(eq(int, gw_http_server_new(rig->loop, &options, &rig->server, &err), RC_OK), "%s", err.text);
}

static inline void rig_stop(struct rig *rig)
{
    gw_http_server_free(rig->server);
    gw_loop_free(rig->loop);
}

static inline void rig_turn_for(struct gw_loop *loop, int64_t ms)
{
    const int64_t until = gw_monotonic_ms() + ms;
    while (gw_monotonic_ms() < until)
        gw_loop_once(loop, 5);
}

static inline void rig_until_kept(struct rig *rig, size_t n)
{
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (rig->kept_n < n && gw_monotonic_ms() < until)
        gw_loop_once(rig->loop, 5);
    cr_assert(eq(sz, rig->kept_n, n));
}

static inline int rig_dial(uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(ge(int, fd, 0));
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    cr_assert(eq(int, connect(fd, (const struct sockaddr *)&address, sizeof address), 0), "%s", strerror(errno));
    return fd;
}

static inline int rig_connect(const struct rig *rig)
{
    return rig_dial(gw_http_server_port(rig->server));
}

/* Stops without complaint when the other side has closed: a refused request is often cut off in the middle. */
static inline void rig_send(struct gw_loop *loop, int fd, struct str bytes)
{
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (bytes.n > 0 && gw_monotonic_ms() < until) {
        const ssize_t n = send(fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN)
            return;
        if (n > 0)
            bytes = str_sub(bytes, (size_t)n, bytes.n);
        else
            gw_loop_once(loop, 5);
    }
}

/* What came over a connection. */
struct heard {
    char bytes[16384];
    size_t n;
    bool closed;
};

static inline struct str heard_str(const struct heard *heard)
{
    return (struct str){.p = heard->bytes, .n = heard->n};
}

static inline void rig_hear(int fd, struct heard *heard)
{
    const ssize_t n = recv(fd, heard->bytes + heard->n, sizeof heard->bytes - heard->n, MSG_DONTWAIT);
    if (n > 0)
        heard->n += (size_t)n;
    else if (n == 0 || errno != EAGAIN)
        heard->closed = true;
}

/* Number of answers among the bytes, and the status of each. */
static inline size_t heard_statuses(const struct heard *heard, int *statuses, size_t max)
{
    struct str rest = heard_str(heard);
    size_t count = 0;
    for (size_t at = str_find(rest, STR("HTTP/1.1 ")); at != SIZE_MAX; at = str_find(rest, STR("HTTP/1.1 "))) {
        int64_t status = 0;
        rest = str_sub(rest, at + 9, rest.n);
        /* The words also occur in the bodies of error answers. */
        if (!str_to_i64(str_sub(rest, 0, 3), &status))
            continue;
        if (count < max)
            statuses[count] = (int)status;
        count++;
    }
    return count;
}

static inline int heard_status(const struct heard *heard)
{
    int status = 0;
    (void)heard_statuses(heard, &status, 1);
    return status;
}

/* Until `text` was heard, the other side closed, or patience ended. */
static inline void rig_hear_until(struct gw_loop *loop, int fd, struct heard *heard, struct str text)
{
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (!heard->closed && str_find(heard_str(heard), text) == SIZE_MAX && gw_monotonic_ms() < until) {
        gw_loop_once(loop, 2);
        rig_hear(fd, heard);
    }
}

static inline void rig_hear_answers(struct gw_loop *loop, int fd, struct heard *heard, size_t n)
{
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (!heard->closed && heard_statuses(heard, NULL, 0) < n && gw_monotonic_ms() < until) {
        gw_loop_once(loop, 2);
        rig_hear(fd, heard);
    }
}

static inline void rig_hear_all(struct gw_loop *loop, int fd, struct heard *heard, int64_t ms)
{
    const int64_t until = gw_monotonic_ms() + ms;
    while (!heard->closed && gw_monotonic_ms() < until) {
        gw_loop_once(loop, 2);
        rig_hear(fd, heard);
    }
}
