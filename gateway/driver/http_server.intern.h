#pragma once
/* Between the three files of the HTTP server. http_server.c speaks libmicrohttpd and owns the connections,
 * http_exchange.c is one request and its answer, http_request.c decides what is refused. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "gateway/http.h"
#include "gateway/http_server.h"

struct MHD_Response;
struct gw_link;

/* ---- http_request.c ---- */

struct gw_http_refusal {
    int status;
    struct str code;
    struct str message;
};

/* What the request line and the headers say, before the body. */
struct gw_http_head {
    struct str method;
    struct str version;
    struct str target;
    const struct gw_header *headers;
    size_t headers_n;
    size_t headers_bytes; /* of the header lines above, as they came */
    size_t bytes;         /* of everything up to the blank line, which included */
};

/* NULL and the announced length of the body, or why the request is refused. */
const struct gw_http_refusal *gw_http_head_check(const struct gw_http_head *head, size_t *out_body_bytes);

/* ---- http_exchange.c ---- */

enum gw_exchange_state {
    GW_EXCHANGE_HEAD,    /* the request line is there */
    GW_EXCHANGE_BODY,    /* the head was accepted */
    GW_EXCHANGE_WAITING, /* complete and with the handler */
    GW_EXCHANGE_READY,   /* the answer is there */
    GW_EXCHANGE_LEAVING  /* the library has the answer */
};

/* All exchanges of a server. */
struct gw_exchanges {
    struct gw_http_exchange *busy;
    struct gw_http_exchange *spare; /* kept for the next requests, with the first block of their arenas */
    size_t spare_n;
    size_t waiting_n;
};

/* Two sides hold an exchange: the connection until the library is through with the request, the handler until
 * gw_http_answer. The later one gives it back. */
struct gw_http_exchange {
    struct gw_exchanges *home; /* NULL: the server is gone, the handler has not answered yet */
    struct gw_http_exchange *newer;
    struct gw_http_exchange *older;
    enum gw_exchange_state state;
    bool held;            /* by the handler */
    struct gw_link *link; /* NULL: the connection is through */
    struct arena *arena;
    struct gw_http_request request;
    size_t body_bytes; /* announced */
    char *body;
    size_t body_room;
    const struct gw_http_response *fallback; /* of the deadline; NULL: 503 */
    int status;                              /* of the answer */
    struct MHD_Response *response;
    gw_http_left_fn *left;
    void *left_context;
};

struct gw_http_exchange *gw_exchange_new(struct gw_exchanges *home, struct gw_link *link);
/* The library is through with the request. */
void gw_exchange_unlink(struct gw_http_exchange *exchange, bool delivered);
/* Makes room and appends; false over the announced length or the arena. */
bool gw_exchange_put_body(struct gw_http_exchange *exchange, struct str piece);
/* Gives a complete request to the handler. */
void gw_exchange_hand_over(struct gw_http_exchange *exchange, gw_http_handler_fn *handler, void *context);
/* The fallback, else 503, in place of the handler's answer, which is too late. */
void gw_exchange_expire(struct gw_http_exchange *exchange);
/* The server goes: forgets the spare ones and lets go of those the handler still holds. */
void gw_exchanges_release(struct gw_exchanges *exchanges);
/* The body of an error answer. */
void gw_error_body(struct buf *out, struct str code, struct str message, struct str field);

/* ---- http_server.c ---- */

/* Copies the answer into exchange->response and lets the connection go on. */
void gw_link_answer(struct gw_http_exchange *exchange, const struct gw_http_response *answer);
void gw_link_deadline(struct gw_link *link, int64_t deadline_ms);
void gw_response_release(struct MHD_Response *response);
