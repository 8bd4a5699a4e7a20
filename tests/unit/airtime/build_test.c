/* What each provider is sent to pay, and to tell what became of it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/airtime.h"

enum { ARENA_BYTES = 64 * 1024 };

static const struct gw_header africastalking_items[] = {{{"username", 8}, {"sandbox", 7}},
                                                        {{"api_key", 7}, {"fake-key", 8}},
                                                        {{"url", 3}, {"https://api.sandbox.africastalking.com//", 40}}};
static const struct gw_header loopback_items[] = {{{"url", 3}, {"https://fake.example.org/airtime", 32}}};
static const struct gw_topup usual = {
    .reference = {"17", 2}, .to = {"+254711555001", 13}, .amount_minor = 1050, .currency = {"KES", 3}};

static enum rc build(const char *provider, const struct gw_header *items, size_t n, const struct gw_topup *topup,
                     struct arena *arena, struct gw_http_call *out_call, struct err *err)
{
    const struct gw_settings settings = {.items = items, .n = n};
    return gw_airtime_find(str_of(provider))->build(&settings, topup, arena, out_call, err);
}

static enum rc ask(const char *provider, const struct gw_header *items, size_t n, const char *reference, const char *id,
                   struct arena *arena, struct gw_http_call *out_call, struct err *err)
{
    const struct gw_settings settings = {.items = items, .n = n};
    const struct gw_topup_question question = {
        .reference = str_of(reference), .provider_id = id == NULL ? (struct str){.p = NULL, .n = 0} : str_of(id)};
    return gw_airtime_find(str_of(provider))->ask(&settings, &question, arena, out_call, err);
}

static struct str header(const struct gw_http_call *call, const char *name)
{
    return gw_header_find(call->headers, call->headers_n, str_of(name));
}

static void expect_text(struct str found, const char *expected)
{
    cr_expect(str_eq(found, str_of(expected)), "%.*s", STR_FMT(found));
}

Test(airtime_build, africastalking_posts_a_form_under_our_key)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    cr_assert(build("africastalking", africastalking_items, 2, &usual, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_POST);
    expect_text(call.url, "https://api.africastalking.com/version1/airtime/send");
    expect_text(call.body, "username=sandbox&recipients=%5B%7B%22phoneNumber%22%3A%22%2B254711555001%22%2C%22amount%22"
                           "%3A%22KES%2010.50%22%7D%5D");
    expect_text(header(&call, "apiKey"), "fake-key");
    expect_text(header(&call, "Accept"), "application/json");
    expect_text(header(&call, "Content-Type"), "application/x-www-form-urlencoded");
    expect_text(header(&call, "Idempotency-Key"), "17");
    arena_free(arena);
}

Test(airtime_build, africastalking_writes_each_currency_as_it_is_counted)
{
    static const struct {
        int64_t minor;
        const char *currency, *written;
    } cases[] = {{100, "XOF", "%22XOF%20100%22"}, {5, "KES", "%22KES%200.05%22"}, {1005, "TND", "%22TND%201.005%22"}};
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_topup topup = usual;
        struct gw_http_call call = {0};
        topup.amount_minor = cases[i].minor;
        topup.currency = str_of(cases[i].currency);
        cr_assert(build("africastalking", africastalking_items, 3, &topup, arena, &call, NULL) == RC_OK);
        cr_expect(str_find(call.body, str_of(cases[i].written)) != SIZE_MAX, "%.*s", STR_FMT(call.body));
        expect_text(call.url, "https://api.sandbox.africastalking.com/version1/airtime/send");
    }
    arena_free(arena);
}

Test(airtime_build, africastalking_is_asked_by_its_own_id)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    struct err err = {0};
    cr_assert(ask("africastalking", africastalking_items, 3, "17", "ATQid_a&b", arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_GET && call.body.n == 0);
    expect_text(call.url, "https://api.sandbox.africastalking.com/query/transaction/find?username=sandbox"
                          "&transactionId=ATQid_a%26b");
    expect_text(header(&call, "apiKey"), "fake-key");
    cr_expect(ask("africastalking", africastalking_items, 3, "17", NULL, arena, &call, &err) == RC_NOT_FOUND);
    cr_expect(str_find(str_of(err.text), STR("hint: ")) != SIZE_MAX);
    cr_expect(gw_airtime_find(STR("africastalking"))->asks_by_reference == false);
    arena_free(arena);
}

Test(airtime_build, loopback_posts_json)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    struct gw_topup topup = usual;
    topup.reference = STR("17-2");
    cr_assert(build("loopback", loopback_items, 1, &topup, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_POST);
    expect_text(call.url, "https://fake.example.org/airtime");
    expect_text(call.body,
                "{\"reference\":\"17-2\",\"to\":\"+254711555001\",\"amount_minor\":1050,\"currency\":\"KES\"}");
    expect_text(header(&call, "content-type"), "application/json");
    arena_free(arena);
}

Test(airtime_build, loopback_is_asked_by_our_reference)
{
    static const struct gw_header with_query[] = {{{"url", 3}, {"https://fake.example.org/a?x=1", 30}}};
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    cr_assert(ask("loopback", loopback_items, 1, "17-2", NULL, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_GET && call.body.n == 0);
    expect_text(call.url, "https://fake.example.org/airtime?reference=17-2");
    cr_assert(ask("loopback", with_query, 1, "17", "t-1", arena, &call, NULL) == RC_OK);
    expect_text(call.url, "https://fake.example.org/a?x=1&reference=17");
    arena_free(arena);
}

Test(airtime_build, what_is_no_money_is_not_ordered)
{
    static const struct {
        int64_t minor;
        const char *currency;
    } cases[] = {{0, "KES"}, {-1, "KES"}, {INT64_MIN, "KES"}, {100, "kes"}, {100, ""}, {100, "XAU"}, {100, "KE\""}};
    static const struct {
        const char *provider;
        const struct gw_header *items;
        size_t n;
    } providers[] = {{"africastalking", africastalking_items, 3}, {"loopback", loopback_items, 1}};
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases) * COUNT_OF(providers); i++) {
        const size_t p = i % COUNT_OF(providers);
        struct gw_topup topup = usual;
        struct gw_http_call call = {.timeout_ms = 77};
        struct err err = {0};
        topup.amount_minor = cases[i / COUNT_OF(providers)].minor;
        topup.currency = str_of(cases[i / COUNT_OF(providers)].currency);
        cr_expect(build(providers[p].provider, providers[p].items, providers[p].n, &topup, arena, &call, &err) ==
                      RC_BAD_INPUT,
                  "%s, case %zu", providers[p].provider, i / COUNT_OF(providers));
        cr_expect(call.timeout_ms == 77 && err.text[0] != '\0');
    }
    arena_free(arena);
}

Test(airtime_build, missing_setting_is_named)
{
    static const struct {
        const char *provider;
        const struct gw_header *items;
        size_t n;
        const char *setting;
    } cases[] = {{"africastalking", NULL, 0, "\"username\""},
                 {"africastalking", africastalking_items, 1, "\"api_key\""},
                 {"loopback", NULL, 0, "\"url\""}};
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_http_call call = {.timeout_ms = 77};
        struct err err = {0};
        cr_expect(build(cases[i].provider, cases[i].items, cases[i].n, &usual, arena, &call, &err) == RC_BAD_INPUT);
        cr_expect(str_find(str_of(err.text), str_of(cases[i].setting)) != SIZE_MAX, "%s", err.text);
        err.text[0] = '\0';
        cr_expect(ask(cases[i].provider, cases[i].items, cases[i].n, "17", "x", arena, &call, &err) == RC_BAD_INPUT);
        cr_expect(str_find(str_of(err.text), str_of(cases[i].setting)) != SIZE_MAX, "%s", err.text);
        cr_expect(call.timeout_ms == 77, "case %zu leaves the call alone", i);
    }
    arena_free(arena);
}

Test(airtime_build, every_size_of_arena_is_told)
{
    static const struct {
        const char *provider;
        const struct gw_header *items;
        size_t n;
    } cases[] = {{"africastalking", africastalking_items, 3}, {"loopback", loopback_items, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum rc built = RC_TOO_BIG;
        enum rc asked = RC_TOO_BIG;
        for (size_t bytes = 0; bytes < 3000; bytes++) {
            struct arena *arena = arena_new(bytes);
            struct gw_http_call call;
            built = build(cases[i].provider, cases[i].items, cases[i].n, &usual, arena, &call, NULL);
            cr_expect(built == RC_OK || built == RC_TOO_BIG, "%s %zu", cases[i].provider, bytes);
            arena_reset(arena);
            asked = ask(cases[i].provider, cases[i].items, cases[i].n, "17", "ATQid_1", arena, &call, NULL);
            cr_expect(asked == RC_OK || asked == RC_TOO_BIG, "%s %zu", cases[i].provider, bytes);
            arena_free(arena);
        }
        cr_expect(built == RC_OK && asked == RC_OK, "%s fits in the end", cases[i].provider);
    }
}

Test(airtime_build, africastalking_answers_whether_we_asked_for_it)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_response response = {0};
    const struct gw_airtime *provider = gw_airtime_find(STR("africastalking"));
    cr_expect(provider->validated(true, arena, &response) == RC_OK && response.status == 200);
    expect_text(response.body, "{\"status\":\"Validated\"}");
    cr_expect(provider->validated(false, arena, &response) == RC_OK && response.status == 200);
    expect_text(response.body, "{\"status\":\"Failed\"}");
    arena_free(arena);
}
