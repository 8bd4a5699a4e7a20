#pragma once
/* Outgoing HTTP over one curl multi handle in the loop. Says honestly what became of a call: see enum gw_fate. Never
 * repeats one. */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "gateway/http.h"
#include "gateway/loop.h"

struct gw_http_client;

struct gw_http_client_options {
    size_t calls_max;   /* at the same time; more are refused, the queue is the database */
    int64_t timeout_ms; /* default of a call */
    int64_t connect_timeout_ms;
    bool plain_http; /* http:// allowed: loopback peers such as Kannel */
};

/* Calls under way end without their callback; what became of them is unknown. Not from inside a callback. */
void gw_http_client_free(struct gw_http_client *client);
struct gw_http_client *gw_http_client_new(struct gw_loop *loop, const struct gw_http_client_options *options)
    MALLOC_BY(gw_http_client_free) NODISCARD;

size_t gw_http_client_free_calls(const struct gw_http_client *client);

/* The answer lives until the callback returns. */
typedef void gw_http_done_fn(void *context, const struct gw_http_answer *answer);
/* Copies the call. RC_UNAVAILABLE when calls_max are under way, RC_BAD_INPUT for a URL that is none. The callback comes
 * later, never from inside this function. */
enum rc gw_http_client_call(struct gw_http_client *client, const struct gw_http_call *wanted, gw_http_done_fn *done,
                            void *context);
