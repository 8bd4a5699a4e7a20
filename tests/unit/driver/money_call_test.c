/* The first test of airtime: an order of money reaches the provider once, and nothing is believed that was not answered.
 *
 * libcurl repeats a request by itself when a connection that it used again dies before the answer, a POST too, and says
 * in the end that all is well. A provider that reads the order, executes it and then loses the connection is so paid
 * twice. Each case meets exactly this provider on a warm connection. */
#include "peer.h"

#include <curl/curl.h>
#include <stdio.h>

#include "gateway/http_client.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
#define ORDER "{\"reference\":\"17\"}"

static const struct gw_http_client_options options = {
    .calls_max = 2, .timeout_ms = 3000, .connect_timeout_ms = 1000, .plain_http = true};

struct till {
    struct gw_loop *loop;
    struct peer peer;
    char url[64];
};

/* Answers, except the second request: it is read whole, and the connection closed. */
static void till_start(struct till *till, struct str answer)
{
    *till = (struct till){.loop = gw_loop_new()};
    peer_start(&till->peer, till->loop, answer, 0, PEER_ANSWERS_ALL);
    till->peer.drops = 2;
    (void)snprintf(till->url, sizeof till->url, "http://127.0.0.1:%d/airtime", till->peer.port);
}

static void till_stop(struct till *till)
{
    peer_stop(&till->peer);
    gw_loop_free(till->loop);
}

static size_t orders(const struct till *till)
{
    size_t n = 0;
    for (size_t i = 0; i < till->peer.requests_n && i < PEER_REQUESTS_MAX; i++)
        n += str_eq(str_of(till->peer.requests[i].body), STR(ORDER));
    return n;
}

static bool on_the_first_connection(const struct till *till, size_t request)
{
    return till->peer.requests[request].connection == &till->peer.connections[0];
}

/* What became of a call. */
struct outcome {
    int calls;
    enum gw_fate fate;
    int status;
};

static void on_done(void *context, const struct gw_http_answer *answer)
{
    struct outcome *outcome = context;
    *outcome = (struct outcome){.calls = outcome->calls + 1, .fate = answer->fate, .status = answer->status};
}

static struct outcome call(struct till *till, struct gw_http_client *client, enum gw_method method, bool fresh)
{
    struct outcome outcome = {.calls = 0};
    const struct gw_http_call wanted = {.method = method,
                                        .url = str_of(till->url),
                                        .body = method == GW_POST ? STR(ORDER) : STR_EMPTY,
                                        .fresh_connection = fresh};
    cr_assert(eq(int, gw_http_client_call(client, &wanted, on_done, &outcome), RC_OK));
    const int64_t until = gw_monotonic_ms() + RIG_PATIENCE_MS;
    while (outcome.calls == 0 && gw_monotonic_ms() < until)
        gw_loop_once(till->loop, 5);
    cr_assert(eq(int, outcome.calls, 1));
    return outcome;
}

static size_t ignore(char *bytes, size_t one, size_t n, void *context)
{
    (void)bytes;
    (void)one;
    (void)context;
    return n;
}

/* One transfer by libcurl alone, in the connections of `multi`. */
static CURLcode bare_call(struct till *till, CURLM *multi, const char *body)
{
    CURL *easy = curl_easy_init();
    (void)curl_easy_setopt(easy, CURLOPT_URL, till->url);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    (void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 3000L);
    if (body != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    cr_assert(eq(int, curl_multi_add_handle(multi, easy), CURLM_OK));
    int running = 1;
    while (running > 0) {
        cr_assert(eq(int, curl_multi_perform(multi, &running), CURLM_OK));
        gw_loop_once(till->loop, 1);
    }
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(multi, &left);
    cr_assert(ne(ptr, (void *)(uintptr_t)message, NULL));
    const CURLcode code = message->data.result;
    (void)curl_multi_remove_handle(multi, easy);
    curl_easy_cleanup(easy);
    return code;
}

/* The control: without our care the order arrives twice and is called a success. */
Test(money_call, libcurl_alone_orders_twice_and_reports_success)
{
    struct till till;
    till_start(&till, STR(ANSWER));
    CURLM *multi = curl_multi_init();
    cr_expect(eq(int, bare_call(&till, multi, NULL), CURLE_OK));
    cr_expect(eq(int, bare_call(&till, multi, ORDER), CURLE_OK));
    cr_expect(eq(sz, orders(&till), 2));
    cr_expect(on_the_first_connection(&till, 1));
    (void)curl_multi_cleanup(multi);
    till_stop(&till);
}

Test(money_call, order_arrives_once_and_its_fate_is_unknown)
{
    struct till till;
    till_start(&till, STR(ANSWER));
    struct gw_http_client *client = gw_http_client_new(till.loop, &options);
    cr_expect(eq(int, call(&till, client, GW_GET, false).status, 200), "a warm connection");
    cr_expect(eq(int, call(&till, client, GW_POST, true).fate, GW_FATE_UNKNOWN));
    cr_expect(eq(sz, orders(&till), 1));
    cr_expect(eq(sz, till.peer.requests_n, 2));
    const bool warm = on_the_first_connection(&till, 1);
    cr_expect(eq(int, warm, false), "money has a connection of its own");
    gw_http_client_free(client);
    till_stop(&till);
}

/* The second lock, should the first be left open: the client itself lets no request be written twice. */
Test(money_call, order_on_a_warm_connection_arrives_once_too)
{
    struct till till;
    till_start(&till, STR(ANSWER));
    struct gw_http_client *client = gw_http_client_new(till.loop, &options);
    cr_expect(eq(int, call(&till, client, GW_GET, false).status, 200));
    cr_expect(eq(int, call(&till, client, GW_POST, false).fate, GW_FATE_UNKNOWN));
    cr_expect(eq(sz, orders(&till), 1));
    cr_expect(on_the_first_connection(&till, 1));
    gw_http_client_free(client);
    till_stop(&till);
}

Test(money_call, connection_of_an_order_is_not_used_again)
{
    struct till till;
    till_start(&till, STR(ANSWER));
    till.peer.drops = 0;
    struct gw_http_client *client = gw_http_client_new(till.loop, &options);
    for (size_t i = 1; i <= 3; i++) {
        cr_expect(eq(int, call(&till, client, GW_POST, true).status, 200));
        cr_expect(eq(sz, till.peer.connections_n, i));
    }
    cr_expect(eq(int, call(&till, client, GW_GET, false).status, 200));
    cr_expect(eq(sz, till.peer.connections_n, 4), "not for texts either");
    gw_http_client_free(client);
    till_stop(&till);
}

Test(money_call, order_follows_nobody_and_upgrades_nothing)
{
    static const char *const answers[] = {
        "HTTP/1.1 301 Moved\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 308 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Later\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 408 Late\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    };
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct till till;
        till_start(&till, str_of(answers[i]));
        till.peer.drops = 0;
        struct gw_http_client *client = gw_http_client_new(till.loop, &options);
        const struct outcome outcome = call(&till, client, GW_POST, true);
        cr_expect(eq(int, outcome.fate, GW_FATE_ANSWERED), "case %zu", i);
        rig_turn_for(till.loop, 20);
        cr_expect(eq(sz, till.peer.requests_n, 1), "case %zu", i);
        const struct str sent = str_of(till.peer.last_request);
        cr_expect(str_starts(sent, STR("POST /airtime HTTP/1.1\r\n")), "case %zu", i);
        cr_expect(eq(sz, str_find(sent, STR("Upgrade")), SIZE_MAX), "case %zu", i);
        gw_http_client_free(client);
        till_stop(&till);
    }
}
