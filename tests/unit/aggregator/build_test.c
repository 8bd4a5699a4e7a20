/* What each adapter sends for one text. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/aggregator.h"

enum { ARENA_BYTES = 64 * 1024 };

static const struct gw_header africastalking_items[] = {
    {{"username", 8}, {"sandbox", 7}}, {{"api_key", 7}, {"fake-key", 8}}, {{"from", 4}, {"PUENTE", 6}}};
static const struct gw_header kannel_items[] = {{{"url", 3}, {"http://127.0.0.1:13013/cgi-bin/sendsms", 38}},
                                                {{"username", 8}, {"puente", 6}},
                                                {{"password", 8}, {"fake&pass", 9}},
                                                {{"smsc", 4}, {"niger", 5}}};
static const struct gw_header loopback_items[] = {{{"url", 3}, {"https://fake.example.org/send", 29}}};
static const struct gw_header twilio_items[] = {{{"account_sid", 11}, {"AC01", 4}},
                                                {{"secret", 6}, {"fake-token", 10}},
                                                {{"messaging_service_sid", 21}, {"MG01", 4}}};
static const struct gw_header twilio_key_items[] = {{{"account_sid", 11}, {"AC01", 4}}, {{"api_key", 7}, {"SK01", 4}}};

static enum rc build(const char *adapter, const struct gw_header *items, size_t n, const struct gw_sms_out *message,
                     struct arena *arena, struct gw_http_call *out_call, struct err *err)
{
    const struct gw_settings settings = {.items = items, .n = n};
    return gw_aggregator_find(str_of(adapter))->build(&settings, message, arena, out_call, err);
}

static struct str header(const struct gw_http_call *call, const char *name)
{
    return gw_header_find(call->headers, call->headers_n, str_of(name));
}

static void expect_text(struct str found, const char *expected)
{
    cr_expect(str_eq(found, str_of(expected)), "%.*s", STR_FMT(found));
}

Test(build, africastalking_posts_a_form)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_sms_out message = {
        .id = STR("17"), .to = STR("+254700000001"), .text = STR("\xC2\xBFS\xC3\xAD & no? 100%")};
    cr_assert(build("africastalking", africastalking_items, 3, &message, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_POST);
    expect_text(call.url, "https://api.africastalking.com/version1/messaging");
    expect_text(call.body, "username=sandbox&to=%2B254700000001&message=%C2%BFS%C3%AD%20%26%20no%3F%20100%25"
                           "&from=PUENTE&bulkSMSMode=1");
    expect_text(header(&call, "apiKey"), "fake-key");
    expect_text(header(&call, "Accept"), "application/json");
    expect_text(header(&call, "Content-Type"), "application/x-www-form-urlencoded");
    arena_free(arena);
}

Test(build, africastalking_echoes_the_link_of_a_premium_text)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_header items[] = {africastalking_items[0],
                                      africastalking_items[1],
                                      {STR("url"), STR("https://api.sandbox.africastalking.com//")}};
    const struct gw_sms_out message = {
        .to = STR("+254700000001"), .from = STR("22345"), .text = STR("x"), .link_id = STR("0309")};
    cr_assert(build("africastalking", items, 3, &message, arena, &call, NULL) == RC_OK);
    expect_text(call.url, "https://api.sandbox.africastalking.com/version1/messaging");
    expect_text(call.body, "username=sandbox&to=%2B254700000001&message=x&from=22345&bulkSMSMode=0&linkId=0309");
    arena_free(arena);
}

Test(build, kannel_gets_sendsms_with_the_receipt_url_inside)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_sms_out message = {.id = STR("17"),
                                       .to = STR("+22790000001"),
                                       .from = STR("2020"),
                                       .text = STR("\xC6\x99"
                                                   "asa"),
                                       .ucs2 = true,
                                       .receipt_url = STR("https://gw.example.org/dlr/kannel/ch1?id=17"),
                                       .validity_s = 61};
    cr_assert(build("kannel", kannel_items, 4, &message, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_GET && call.body.n == 0);
    expect_text(call.url, "http://127.0.0.1:13013/cgi-bin/sendsms?username=puente&password=fake%26pass&smsc=niger"
                          "&from=2020&to=%2B22790000001&charset=UTF-8&coding=2&validity=2&dlr-mask=31"
                          "&dlr-url=https%3A%2F%2Fgw.example.org%2Fdlr%2Fkannel%2Fch1%3Fid%3D17"
                          "%26status%3D%25d%26answer%3D%25A&text=%C6%99asa");
    arena_free(arena);
}

Test(build, kannel_leaves_out_what_is_not_known)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    struct gw_sms_out message = {.to = STR("+22790000001"), .text = STR("x")};
    cr_assert(build("kannel", kannel_items, 3, &message, arena, &call, NULL) == RC_OK);
    expect_text(call.url, "http://127.0.0.1:13013/cgi-bin/sendsms?username=puente&password=fake%26pass"
                          "&to=%2B22790000001&charset=UTF-8&coding=0&text=x");
    message.receipt_url = STR("https://gw.example.org/r");
    cr_assert(build("kannel", kannel_items, 3, &message, arena, &call, NULL) == RC_OK);
    cr_expect(str_find(call.url, STR("gw.example.org%2Fr%3Fstatus%3D%25d")) != SIZE_MAX, "first field of its query");
    message.receipt_url = STR("https://gw.example.org/r?token=a%2Fb");
    cr_assert(build("kannel", kannel_items, 3, &message, arena, &call, NULL) == RC_OK);
    cr_expect(str_find(call.url, STR("token%3Da%25%252Fb%26status%3D%25d")) != SIZE_MAX,
              "an escape of ours, not of theirs");
    arena_free(arena);
}

Test(build, loopback_posts_json)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_sms_out message = {
        .id = STR("17"), .to = STR("+50255500001"), .from = STR("2020"), .text = STR("\"S\xC3\xAD\"\n")};
    cr_assert(build("loopback", loopback_items, 1, &message, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_POST);
    expect_text(call.url, "https://fake.example.org/send");
    expect_text(call.body,
                "{\"id\":\"17\",\"to\":\"+50255500001\",\"from\":\"2020\",\"text\":\"\\\"S\xC3\xAD\\\"\\n\"}");
    expect_text(header(&call, "content-type"), "application/json");
    arena_free(arena);
}

Test(build, twilio_posts_a_form_under_its_account)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_sms_out message = {.id = STR("17"),
                                       .to = STR("+50255500001"),
                                       .from = STR("+18005551515"),
                                       .text = STR("\xC2\xBFS\xC3\xAD & no?"),
                                       .receipt_url = STR("https://gw.example.org/dlr/twilio/ch1?id=17"),
                                       .validity_s = 3600};
    cr_assert(build("twilio", twilio_items, 2, &message, arena, &call, NULL) == RC_OK);
    cr_expect(call.method == GW_POST);
    expect_text(call.url, "https://api.twilio.com/2010-04-01/Accounts/AC01/Messages.json");
    expect_text(call.body, "To=%2B50255500001&From=%2B18005551515&Body=%C2%BFS%C3%AD%20%26%20no%3F"
                           "&StatusCallback=https%3A%2F%2Fgw.example.org%2Fdlr%2Ftwilio%2Fch1%3Fid%3D17"
                           "&ValidityPeriod=3600");
    expect_text(header(&call, "Authorization"), "Basic QUMwMTpmYWtlLXRva2Vu");
    expect_text(header(&call, "Content-Type"), "application/x-www-form-urlencoded");
    arena_free(arena);
}

Test(build, twilio_lets_a_service_choose_the_sender_and_a_key_stand_for_the_token)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_http_call call = {0};
    const struct gw_header items[] = {twilio_items[0],
                                      twilio_items[2],
                                      {STR("api_key"), STR("SK01")},
                                      {STR("api_key_secret"), STR("fake-key")},
                                      {STR("url"), STR("http://127.0.0.1:8/")}};
    const struct gw_sms_out message = {
        .to = STR("+50255500001"), .from = STR("+18005551515"), .text = STR("x"), .validity_s = 36001};
    cr_assert(build("twilio", items, 5, &message, arena, &call, NULL) == RC_OK);
    expect_text(call.url, "http://127.0.0.1:8/2010-04-01/Accounts/AC01/Messages.json");
    expect_text(call.body, "To=%2B50255500001&MessagingServiceSid=MG01&Body=x&ValidityPeriod=36000");
    expect_text(header(&call, "Authorization"), "Basic U0swMTpmYWtlLWtleQ==");
    arena_free(arena);
}

Test(build, missing_setting_is_named)
{
    static const struct {
        const char *adapter;
        const struct gw_header *items;
        size_t n;
        const char *setting;
    } cases[] = {
        {"africastalking", NULL, 0, "\"username\""},
        {"africastalking", africastalking_items, 1, "\"api_key\""},
        {"kannel", NULL, 0, "\"url\""},
        {"kannel", kannel_items, 1, "\"username\""},
        {"kannel", kannel_items, 2, "\"password\""},
        {"loopback", NULL, 0, "\"url\""},
        {"twilio", NULL, 0, "\"account_sid\""},
        {"twilio", twilio_items, 1, "\"secret\""},
        {"twilio", twilio_items, 2, "\"messaging_service_sid\""},
        {"twilio", twilio_key_items, 2, "\"api_key_secret\""},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct gw_sms_out message = {.to = STR("+50255500001"), .text = STR("x")};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_http_call call = {.timeout_ms = 77};
        struct err err = {0};
        cr_expect(build(cases[i].adapter, cases[i].items, cases[i].n, &message, arena, &call, &err) == RC_BAD_INPUT);
        cr_expect(str_find(str_of(err.text), str_of(cases[i].setting)) != SIZE_MAX, "%s", err.text);
        cr_expect(call.timeout_ms == 77, "case %zu leaves the call alone", i);
    }
    arena_free(arena);
}

Test(build, every_size_of_arena_is_told)
{
    static const struct {
        const char *adapter;
        const struct gw_header *items;
        size_t n;
    } cases[] = {{"africastalking", africastalking_items, 3},
                 {"kannel", kannel_items, 4},
                 {"loopback", loopback_items, 1},
                 {"twilio", twilio_items, 3}};
    const struct gw_sms_out message = {
        .id = STR("17"), .to = STR("+50255500001"), .text = STR("x"), .receipt_url = STR("https://gw.example.org/r")};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum rc rc = RC_TOO_BIG;
        for (size_t bytes = 0; bytes < 3000; bytes++) {
            struct arena *arena = arena_new(bytes);
            struct gw_http_call call;
            rc = build(cases[i].adapter, cases[i].items, cases[i].n, &message, arena, &call, NULL);
            cr_expect(rc == RC_OK || rc == RC_TOO_BIG, "%s %zu", cases[i].adapter, bytes);
            arena_free(arena);
        }
        cr_expect(rc == RC_OK, "%s fits in the end", cases[i].adapter);
    }
}

Test(build, screen_without_room_is_told)
{
    static const char *const adapters[] = {"africastalking", "loopback"};
    for (size_t i = 0; i < COUNT_OF(adapters); i++) {
        struct arena *arena = arena_new(8);
        struct gw_http_response response;
        const struct gw_aggregator *adapter = gw_aggregator_find(str_of(adapters[i]));
        cr_expect(adapter->screen(&(struct gw_settings){0}, STR("Gracias"), true, arena, &response) == RC_TOO_BIG);
        arena_free(arena);
    }
}
