#pragma once
/* The HTTP server of one process: external-loop libmicrohttpd behind a whole-request contract. A handler sees complete,
 * well-formed requests only, keeps the exchange as long as it likes, and answers it once, now or later. Everything the
 * facts found wanting in the library is settled here: total deadlines, smuggling shapes, size limits, lost resumes,
 * clean shutdown. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "gateway/http.h"
#include "gateway/loop.h"

struct gw_http_server;
struct gw_http_exchange;

/* Called once per complete request. Malformed ones were already answered (400, 405, 413, 431...) in the error form of
 * the contract. */
typedef void gw_http_handler_fn(void *context, struct gw_http_exchange *exchange);

struct gw_http_server_options {
    struct str address;          /* "127.0.0.1" */
    uint16_t port;               /* 0: any free one */
    int64_t request_deadline_ms; /* first byte to complete request; then the connection is closed */
    int64_t answer_deadline_ms;  /* complete request to answer; then 503 with Retry-After */
    unsigned connections_max;
    gw_http_handler_fn *handler;
    void *context;
};

/* Waiting exchanges are answered 503; who holds them still gives them back with gw_http_answer. */
void gw_http_server_free(struct gw_http_server *server);
enum rc gw_http_server_new(struct gw_loop *loop, const struct gw_http_server_options *options,
                           struct gw_http_server **out_server, struct err *err);
uint16_t gw_http_server_port(const struct gw_http_server *server);
/* Stops accepting; waiting exchanges may still be answered. */
void gw_http_server_quiesce(struct gw_http_server *server);
/* Requests not yet answered. */
size_t gw_http_server_waiting(const struct gw_http_server *server);

const struct gw_http_request *gw_http_exchange_request(const struct gw_http_exchange *exchange);
/* Lives until the exchange is answered. */
struct arena *gw_http_exchange_arena(struct gw_http_exchange *exchange);
/* Replaces the server's answer deadline for this one, counted from now. */
void gw_http_exchange_deadline(struct gw_http_exchange *exchange, int64_t deadline_ms);
/* What the deadline answers in place of 503: for a person who waits, rather than a machine that repeats. The response and
 * its texts live in the exchange's arena. */
void gw_http_exchange_fallback(struct gw_http_exchange *exchange, const struct gw_http_response *response);
/* Called once after an answered exchange left: delivered is true when the whole answer was handed to the peer's socket
 * and the peer had not closed before. Not called when gw_http_answer gave false. */
typedef void gw_http_left_fn(void *context, bool delivered);
void gw_http_exchange_on_left(struct gw_http_exchange *exchange, gw_http_left_fn *fn, void *context);

/* Answers and gives the exchange back; the response is copied. Must be called exactly once for every exchange, even
 * when the deadline answered 503 before: then it returns false and only releases. */
bool gw_http_answer(struct gw_http_exchange *exchange, const struct gw_http_response *response);
/* {"error":{"code","message","field"}}; field may be empty. */
bool gw_http_answer_error(struct gw_http_exchange *exchange, int status, struct str code, struct str message,
                          struct str field);
