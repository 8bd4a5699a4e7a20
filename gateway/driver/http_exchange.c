#include <assert.h>
#include <stdlib.h>

#include "gateway/http_server.h"
#include "gateway/memory.h"
#include "http_server.intern.h"
#include "json_text.intern.h"

enum {
    SPARE_MAX = 256,         /* about what one turn of the loop handles; more would only keep memory after a rush */
    BODY_FIRST_BYTES = 2048, /* the typical webhook; a liar about Content-Length gets no more until it sends it */
    ERROR_BODY_BYTES = 2048,
    RETRY_AFTER_S = 2
};

static void join(struct gw_exchanges *home, struct gw_http_exchange *exchange)
{
    exchange->home = home;
    exchange->older = home->busy;
    exchange->newer = NULL;
    if (home->busy != NULL)
        home->busy->newer = exchange;
    home->busy = exchange;
}

static void part(struct gw_http_exchange *exchange)
{
    assert(exchange->home != NULL);
    if (exchange->newer != NULL)
        exchange->newer->older = exchange->older;
    else
        exchange->home->busy = exchange->older;
    if (exchange->older != NULL)
        exchange->older->newer = exchange->newer;
    exchange->newer = NULL;
    exchange->older = NULL;
}

static void destroy(struct gw_http_exchange *exchange)
{
    arena_free(exchange->arena);
    free(exchange);
}

struct gw_http_exchange *gw_exchange_new(struct gw_exchanges *home, struct gw_link *link)
{
    struct gw_http_exchange *exchange = home->spare;
    if (exchange != NULL) {
        home->spare = exchange->older;
        home->spare_n--;
    } else {
        exchange = gw_memory_new(1, sizeof *exchange);
        exchange->arena = arena_new(GW_REQUEST_ARENA_BYTES_MAX);
    }
    struct arena *arena = exchange->arena;
    *exchange = (struct gw_http_exchange){.state = GW_EXCHANGE_HEAD, .link = link, .arena = arena};
    join(home, exchange);
    return exchange;
}

static void release_if_through(struct gw_http_exchange *exchange)
{
    if (exchange->held || exchange->link != NULL)
        return;
    struct gw_exchanges *home = exchange->home;
    if (home != NULL)
        part(exchange);
    if (home == NULL || home->spare_n == SPARE_MAX) {
        destroy(exchange);
        return;
    }
    arena_reset(exchange->arena);
    exchange->older = home->spare;
    home->spare = exchange;
    home->spare_n++;
}

void gw_exchange_unlink(struct gw_http_exchange *exchange, bool delivered)
{
    assert(exchange->link != NULL && exchange->state != GW_EXCHANGE_WAITING);
    exchange->link = NULL;
    if (exchange->response != NULL) {
        gw_response_release(exchange->response);
        exchange->response = NULL;
    }
    if (exchange->left != NULL)
        exchange->left(exchange->left_context, delivered);
    release_if_through(exchange);
}

bool gw_exchange_put_body(struct gw_http_exchange *exchange, struct str piece)
{
    const size_t have = exchange->request.body.n;
    if (piece.n > exchange->body_bytes - have)
        return false;
    if (piece.n > exchange->body_room - have) {
        size_t room = 2 * exchange->body_room;
        if (room < have + piece.n)
            room = have + piece.n;
        if (room < BODY_FIRST_BYTES)
            room = BODY_FIRST_BYTES;
        if (room > exchange->body_bytes)
            room = exchange->body_bytes;
        char *grown = arena_grow(exchange->arena, exchange->body, exchange->body_room, room, 1);
        if (grown == NULL)
            return false;
        exchange->body = grown;
        exchange->body_room = room;
    }
    struct buf body = {.p = exchange->body, .n = have, .max = exchange->body_room};
    buf_put(&body, piece);
    exchange->request.body = buf_str(&body);
    return !body.overflow;
}

void gw_exchange_hand_over(struct gw_http_exchange *exchange, gw_http_handler_fn *handler, void *context)
{
    assert(exchange->state == GW_EXCHANGE_BODY);
    exchange->state = GW_EXCHANGE_WAITING;
    exchange->held = true;
    exchange->home->waiting_n++;
    handler(context, exchange);
}

static void answer(struct gw_http_exchange *exchange, const struct gw_http_response *response)
{
    assert(exchange->state == GW_EXCHANGE_WAITING && exchange->link != NULL);
    exchange->state = GW_EXCHANGE_READY;
    exchange->home->waiting_n--;
    gw_link_answer(exchange, response);
}

void gw_exchange_expire(struct gw_http_exchange *exchange)
{
    /* The answer that leaves is not the handler's: nothing to be told about it. */
    exchange->left = NULL;
    if (exchange->fallback != NULL) {
        answer(exchange, exchange->fallback);
        return;
    }
    char storage[ERROR_BODY_BYTES];
    struct buf body = buf_on(storage, sizeof storage);
    gw_error_body(&body, rc_word(RC_UNAVAILABLE), STR("no answer in time, try again"), STR_EMPTY);
    answer(exchange, &(struct gw_http_response){.status = 503,
                                                .content_type = STR("application/json"),
                                                .body = buf_str(&body),
                                                .retry_after_s = RETRY_AFTER_S});
}

void gw_exchanges_release(struct gw_exchanges *exchanges)
{
    while (exchanges->busy != NULL) {
        struct gw_http_exchange *exchange = exchanges->busy;
        assert(exchange->held && exchange->link == NULL);
        part(exchange);
        exchange->home = NULL;
    }
    while (exchanges->spare != NULL) {
        struct gw_http_exchange *exchange = exchanges->spare;
        exchanges->spare = exchange->older;
        destroy(exchange);
    }
    exchanges->spare_n = 0;
}

const struct gw_http_request *gw_http_exchange_request(const struct gw_http_exchange *exchange)
{
    return &exchange->request;
}

struct arena *gw_http_exchange_arena(struct gw_http_exchange *exchange)
{
    return exchange->arena;
}

void gw_http_exchange_deadline(struct gw_http_exchange *exchange, int64_t deadline_ms)
{
    assert(exchange->held);
    if (exchange->state == GW_EXCHANGE_WAITING)
        gw_link_deadline(exchange->link, deadline_ms);
}

void gw_http_exchange_fallback(struct gw_http_exchange *exchange, const struct gw_http_response *response)
{
    assert(exchange->held);
    exchange->fallback = response;
}

void gw_http_exchange_on_left(struct gw_http_exchange *exchange, gw_http_left_fn *fn, void *context)
{
    assert(exchange->held);
    /* Answered with 503 already: what the handler would hear about is not its answer. */
    if (exchange->state != GW_EXCHANGE_WAITING)
        return;
    exchange->left = fn;
    exchange->left_context = context;
}

bool gw_http_answer(struct gw_http_exchange *exchange, const struct gw_http_response *response)
{
    assert(exchange->held);
    const bool in_time = exchange->state == GW_EXCHANGE_WAITING;
    if (in_time)
        answer(exchange, response);
    exchange->held = false;
    release_if_through(exchange);
    return in_time;
}

void gw_error_body(struct buf *out, struct str code, struct str message, struct str field)
{
    buf_put(out, STR("{\"error\":{\"code\":"));
    gw_json_text(out, code);
    buf_put(out, STR(",\"message\":"));
    gw_json_text(out, message);
    buf_put(out, STR(",\"field\":"));
    gw_json_text(out, field);
    buf_put(out, STR("}}"));
}

bool gw_http_answer_error(struct gw_http_exchange *exchange, int status, struct str code, struct str message,
                          struct str field)
{
    char storage[ERROR_BODY_BYTES];
    struct buf body = buf_on(storage, sizeof storage);
    gw_error_body(&body, code, message, field);
    if (body.overflow) {
        buf_clear(&body);
        gw_error_body(&body, code, STR_EMPTY, STR_EMPTY);
    }
    return gw_http_answer(exchange, &(struct gw_http_response){.status = status,
                                                               .content_type = STR("application/json"),
                                                               .body = buf_str(&body),
                                                               .retry_after_s = status == 503 ? RETRY_AFTER_S : 0});
}
