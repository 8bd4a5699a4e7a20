#include "peer.h"

#include <stdio.h>

#include "gateway/http_client.h"

enum { LONG_MS = 3000 };

/* What became of the latest call. */
struct outcome {
    int calls;
    enum gw_fate fate;
    int status;
    size_t headers_n;
    char colour[32];
    char reason[128];
    size_t body_n;
    char body[64];
};

/* The answer is gone after the callback. */
static void keep(char *storage, size_t max, struct str text)
{
    struct buf z = buf_on(storage, max);
    buf_put(&z, str_sub(text, 0, max - 1));
    buf_put_byte(&z, '\0');
}

static void on_done(void *context, const struct gw_http_answer *answer)
{
    struct outcome *outcome = context;
    outcome->calls++;
    outcome->fate = answer->fate;
    outcome->status = answer->status;
    outcome->headers_n = answer->headers_n;
    keep(outcome->colour, sizeof outcome->colour, gw_header_find(answer->headers, answer->headers_n, STR("X-COLOUR")));
    keep(outcome->reason, sizeof outcome->reason, answer->reason);
    keep(outcome->body, sizeof outcome->body, answer->body);
    outcome->body_n = answer->body.n;
}

struct world {
    struct gw_loop *loop;
    struct gw_http_client *client;
    struct peer peer;
    struct outcome outcome;
    char url[128];
};

static const struct gw_http_client_options usual = {
    .calls_max = 8, .timeout_ms = LONG_MS, .connect_timeout_ms = 1000, .plain_http = true};

static void world_start(struct world *world, struct str answer, size_t answers, enum after after)
{
    *world = (struct world){.loop = gw_loop_new()};
    world->client = gw_http_client_new(world->loop, &usual);
    peer_start(&world->peer, world->loop, answer, answers, after);
    (void)snprintf(world->url, sizeof world->url, "http://127.0.0.1:%d/send?a=1", world->peer.port);
}

static void world_stop(struct world *world)
{
    gw_http_client_free(world->client);
    peer_stop(&world->peer);
    gw_loop_free(world->loop);
}

static void world_call(struct world *world, const struct gw_http_call *call)
{
    world->outcome = (struct outcome){.calls = 0};
    cr_assert(eq(int, gw_http_client_call(world->client, call, on_done, &world->outcome), RC_OK));
    cr_expect(eq(int, world->outcome.calls, 0), "never from inside the call");
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (world->outcome.calls == 0 && gw_monotonic_ms() < until)
        gw_loop_once(world->loop, 5);
    cr_assert(eq(int, world->outcome.calls, 1));
}

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Colour: blue\r\n\r\nfine"

Test(http_client, brings_the_answer)
{
    struct world world;
    world_start(&world, STR("HTTP/1.1 100 Continue\r\nX-Colour: red\r\n\r\n" ANSWER), 9, PEER_ANSWERS_ALL);
    const struct gw_header headers[] = {
        {STR("Content-Type"), STR("application/json")}, {STR("X-Key"), STR("k-1")}, {STR("X-Empty"), STR_EMPTY}};
    const struct gw_http_call call = {.method = GW_POST,
                                      .url = str_of(world.url),
                                      .headers = headers,
                                      .headers_n = COUNT_OF(headers),
                                      .body = STR("{\"n\":1}")};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.fate, GW_FATE_ANSWERED));
    cr_expect(eq(int, world.outcome.status, 200));
    cr_expect(str_eq(str_of(world.outcome.body), STR("fine")));
    cr_expect(str_eq(str_of(world.outcome.colour), STR("blue")), "of the final answer, not of the 100");
    cr_expect(eq(sz, world.outcome.headers_n, 2));

    const struct str sent = str_of(world.peer.last_request);
    cr_expect(str_starts(sent, STR("POST /send?a=1 HTTP/1.1\r\n")));
    cr_expect(str_ends(sent, STR("\r\n\r\n{\"n\":1}")));
    cr_expect(ne(sz, str_find(sent, STR("\r\nContent-Type: application/json\r\n")), SIZE_MAX));
    cr_expect(ne(sz, str_find(sent, STR("\r\nX-Key: k-1\r\n")), SIZE_MAX));
    cr_expect(ne(sz, str_find(sent, STR("\r\nX-Empty:\r\n")), SIZE_MAX));
    cr_expect(eq(sz, str_find(sent, STR("Expect")), SIZE_MAX));
    world_stop(&world);
}

Test(http_client, says_nothing_it_was_not_told_to)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_ANSWERS_ALL);
    const struct gw_http_call post = {.method = GW_POST, .url = str_of(world.url), .body = STR("a=1")};
    world_call(&world, &post);
    cr_expect(eq(sz, str_find(str_of(world.peer.last_request), STR("Content-Type")), SIZE_MAX));
    const struct gw_http_call get = {.method = GW_GET, .url = str_of(world.url)};
    world_call(&world, &get);
    cr_expect(str_starts(str_of(world.peer.last_request), STR("GET /send?a=1 HTTP/1.1\r\n")));
    cr_expect(eq(sz, world.peer.connections_n, 1), "the connection was used again");
    const struct gw_http_call fresh = {.method = GW_GET, .url = str_of(world.url), .fresh_connection = true};
    world_call(&world, &fresh);
    world_call(&world, &fresh);
    cr_expect(eq(sz, world.peer.connections_n, 3), "but not for money");
    world_stop(&world);
}

/* Handles are used again, with what was set for ever. */
Test(http_client, remembers_nothing_of_the_call_before)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_ANSWERS_ALL);
    const struct gw_http_call get = {.method = GW_GET, .url = str_of(world.url)};
    world_call(&world, &get);
    char first[sizeof world.peer.last_request];
    memcpy(first, world.peer.last_request, sizeof first);
    const struct gw_header headers[] = {{STR("Content-Type"), STR("text/plain")}, {STR("X-Key"), STR("k-1")}};
    const struct gw_http_call post = {.method = GW_POST,
                                      .url = str_of(world.url),
                                      .headers = headers,
                                      .headers_n = COUNT_OF(headers),
                                      .body = STR("a body"),
                                      .fresh_connection = true};
    world_call(&world, &post);
    cr_expect(eq(sz, world.peer.connections_n, 2));
    world_call(&world, &get);
    cr_expect(str_eq(str_of(world.peer.last_request), str_of(first)));
    cr_expect(eq(sz, world.peer.connections_n, 2), "the first connection is still good");
    world_stop(&world);
}

Test(http_client, redirect_is_an_answer)
{
    struct world world;
    world_start(&world, STR("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), 9,
                PEER_ANSWERS_ALL);
    const struct gw_http_call call = {.method = GW_GET, .url = str_of(world.url)};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.status, 302));
    cr_expect(eq(sz, world.peer.requests_n, 1));
    world_stop(&world);
}

Test(http_client, refused_connection_was_not_sent)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_ANSWERS_ALL);
    peer_stop(&world.peer);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.fate, GW_FATE_NOT_SENT));
    cr_expect(str_eq(str_of(world.outcome.reason), STR("connect refused")));
    gw_http_client_free(world.client);
    gw_loop_free(world.loop);
}

Test(http_client, unfinished_tls_handshake_was_not_sent)
{
    struct world world;
    world_start(&world, STR(ANSWER), 0, PEER_IS_SILENT);
    (void)snprintf(world.url, sizeof world.url, "https://127.0.0.1:%d/", world.peer.port);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.fate, GW_FATE_NOT_SENT));
    cr_expect(str_eq(str_of(world.outcome.reason), STR("timeout")));
    world_stop(&world);
}

Test(http_client, name_that_does_not_resolve_was_not_sent)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_ANSWERS_ALL);
    const struct gw_http_call call = {.method = GW_GET, .url = STR("http://provider.invalid/")};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.fate, GW_FATE_NOT_SENT));
    world_stop(&world);
}

Test(http_client, what_was_read_and_not_answered_is_unknown)
{
    struct world world;
    world_start(&world, STR(ANSWER), 0, PEER_CLOSES);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")};
    world_call(&world, &call);
    cr_expect(eq(int, world.outcome.fate, GW_FATE_UNKNOWN));
    cr_expect(str_eq(str_of(world.outcome.reason), STR("connection lost")));
    cr_expect(eq(sz, world.peer.requests_n, 1));
    world_stop(&world);
}

Test(http_client, silence_is_unknown)
{
    struct world world;
    world_start(&world, STR(ANSWER), 0, PEER_IS_SILENT);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x"), .timeout_ms = 150};
    const int64_t start = gw_monotonic_ms();
    world_call(&world, &call);
    const int64_t took_ms = gw_monotonic_ms() - start;
    cr_expect(eq(int, world.outcome.fate, GW_FATE_UNKNOWN));
    cr_expect(str_eq(str_of(world.outcome.reason), STR("timeout")));
    cr_expect(took_ms >= 140 && took_ms < 1500);
    world_stop(&world);
}

/* libcurl sends a request again by itself when a connection it used again dies before the answer. */
Test(http_client, request_executed_and_dropped_is_never_sent_twice)
{
    static const struct {
        const char *name;
        enum gw_method method;
        bool fresh;
    } cases[] = {{"money", GW_POST, true},
                 {"text", GW_POST, false},
                 {"text by GET", GW_GET, false},
                 {"money by GET", GW_GET, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world world;
        world_start(&world, STR(ANSWER), 1, PEER_CLOSES);
        const struct gw_http_call warm_up = {.method = GW_GET, .url = str_of(world.url)};
        world_call(&world, &warm_up);
        cr_expect(eq(int, world.outcome.status, 200), "case %s", cases[i].name);
        /* A fresh connection must meet the dropping peer too. */
        world.peer.answers = cases[i].fresh ? 0 : 1;
        const struct gw_http_call charge = {.method = cases[i].method,
                                            .url = str_of(world.url),
                                            .body = STR("amount=1"),
                                            .fresh_connection = cases[i].fresh};
        world_call(&world, &charge);
        cr_expect(eq(int, world.outcome.fate, GW_FATE_UNKNOWN), "case %s", cases[i].name);
        cr_expect(eq(sz, world.peer.requests_n, 2), "case %s", cases[i].name);
        world_stop(&world);
    }
}

Test(http_client, response_over_the_limit_is_cut)
{
    static char answer[GW_RESPONSE_BYTES_MAX + 4096];
    static const size_t sizes[] = {GW_RESPONSE_BYTES_MAX, GW_RESPONSE_BYTES_MAX + 1};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buf text = buf_on(answer, sizeof answer);
        buf_put(&text, STR("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        for (size_t n = 0; n < sizes[i]; n++)
            buf_put_byte(&text, 'a');
        struct world world;
        world_start(&world, buf_str(&text), 1, PEER_CLOSES);
        world.peer.answers = 1;
        const struct gw_http_call call = {.method = GW_GET, .url = str_of(world.url), .timeout_ms = 600};
        world.outcome = (struct outcome){.calls = 0};
        cr_assert(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_OK));
        const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
        while (world.peer.requests_n == 0 && gw_monotonic_ms() < until)
            gw_loop_once(world.loop, 5);
        for (size_t c = 0; c < world.peer.connections_n; c++)
            peer_drop(&world.peer.connections[c]);
        while (world.outcome.calls == 0 && gw_monotonic_ms() < until)
            gw_loop_once(world.loop, 5);
        if (i == 0) {
            cr_expect(eq(int, world.outcome.fate, GW_FATE_ANSWERED));
            cr_expect(eq(sz, world.outcome.body_n, GW_RESPONSE_BYTES_MAX));
        } else {
            cr_expect(eq(int, world.outcome.fate, GW_FATE_UNKNOWN));
            cr_expect(str_eq(str_of(world.outcome.reason), STR("response too big")));
        }
        world_stop(&world);
    }
}

Test(http_client, refuses_what_it_must_not_call)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_ANSWERS_ALL);
    static const struct str urls[] = {{"", 0},
                                      {"file:///etc/passwd", 18},
                                      {"ftp://example.com/", 18},
                                      {"http://", 7},
                                      {"http://a b/", 11},
                                      {"http://a/\r\nX: y", 15},
                                      {"http://a/\0b", 11},
                                      {"example.com", 11}};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        const struct gw_http_call call = {.method = GW_GET, .url = urls[i]};
        cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_BAD_INPUT), "url %zu",
                  i);
    }
    const struct gw_header split = {STR("X"), STR("a\r\nY: b")};
    const struct gw_http_call call = {.method = GW_GET, .url = str_of(world.url), .headers = &split, .headers_n = 1};
    cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_BAD_INPUT));
    cr_expect(eq(sz, gw_http_client_free_calls(world.client), usual.calls_max), "nothing is held");

    struct gw_http_client_options secure = usual;
    secure.plain_http = false;
    struct gw_http_client *client = gw_http_client_new(world.loop, &secure);
    const struct gw_http_call plain = {.method = GW_GET, .url = str_of(world.url)};
    cr_expect(eq(int, gw_http_client_call(client, &plain, on_done, &world.outcome), RC_BAD_INPUT));
    gw_http_client_free(client);
    rig_turn_for(world.loop, 20);
    cr_expect(eq(int, world.outcome.calls, 0));
    world_stop(&world);
}

Test(http_client, bounds_the_calls_under_way)
{
    struct world world;
    world_start(&world, STR(ANSWER), 9, PEER_IS_SILENT);
    world.peer.answers = 0;
    const struct gw_http_call call = {.method = GW_GET, .url = str_of(world.url), .timeout_ms = 200};
    for (size_t i = 0; i < usual.calls_max; i++) {
        cr_expect(eq(sz, gw_http_client_free_calls(world.client), usual.calls_max - i));
        cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_OK));
    }
    cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_UNAVAILABLE));
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (world.outcome.calls < (int)usual.calls_max && gw_monotonic_ms() < until)
        gw_loop_once(world.loop, 5);
    cr_expect(eq(int, world.outcome.calls, (int)usual.calls_max));
    cr_expect(eq(sz, gw_http_client_free_calls(world.client), usual.calls_max));
    world_stop(&world);
}

Test(http_client, a_burst_leaves_its_connections_to_the_next)
{
    struct world world;
    world_start(&world, STR(ANSWER), 1000, PEER_ANSWERS_ALL);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")};
    for (int round = 1; round <= 3; round++) {
        for (size_t i = 0; i < usual.calls_max; i++)
            cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_OK));
        const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
        while (world.outcome.calls < round * (int)usual.calls_max && gw_monotonic_ms() < until)
            gw_loop_once(world.loop, 5);
        cr_expect(eq(int, world.outcome.calls, round *(int)usual.calls_max));
        cr_expect(le(sz, world.peer.connections_n, usual.calls_max), "round %d", round);
    }
    world_stop(&world);
}

/* Each answer starts the next call, as a worker does. */
struct chain {
    struct gw_http_client *client;
    struct gw_http_call call;
    int left;
    int answered;
};

static void on_link(void *context, const struct gw_http_answer *answer)
{
    struct chain *chain = context;
    chain->answered += answer->fate == GW_FATE_ANSWERED;
    if (chain->left-- > 0)
        cr_expect(eq(int, gw_http_client_call(chain->client, &chain->call, on_link, chain), RC_OK));
}

Test(http_client, callback_may_make_the_next_call)
{
    struct world world;
    world_start(&world, STR(ANSWER), 1000, PEER_ANSWERS_ALL);
    struct gw_http_client_options one = usual;
    one.calls_max = 1;
    struct gw_http_client *client = gw_http_client_new(world.loop, &one);
    struct chain chain = {
        .client = client, .call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")}, .left = 50};
    cr_expect(eq(int, gw_http_client_call(client, &chain.call, on_link, &chain), RC_OK));
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (chain.answered < 51 && gw_monotonic_ms() < until)
        gw_loop_once(world.loop, 5);
    cr_expect(eq(int, chain.answered, 51));
    cr_expect(eq(sz, world.peer.connections_n, 1));
    gw_http_client_free(client);
    world_stop(&world);
}

Test(http_client, goes_with_calls_under_way)
{
    struct world world;
    world_start(&world, STR(ANSWER), 0, PEER_IS_SILENT);
    const struct gw_http_call call = {.method = GW_POST, .url = str_of(world.url), .body = STR("x")};
    cr_expect(eq(int, gw_http_client_call(world.client, &call, on_done, &world.outcome), RC_OK));
    rig_turn_for(world.loop, 30);
    world_stop(&world);
    cr_expect(eq(int, world.outcome.calls, 0));
}
