/* Answers and webhooks when memory is short: what is not understood for lack of room is unknown, never another outcome.
 * What they mean is in tests/fixtures/airtime/cases.json. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/airtime.h"

enum { ARENA_BYTES_MAX = 2000 };

static const struct {
    const char *provider;
    bool question;
    int status;
    const char *body;
    enum gw_transfer_outcome outcome;
} answers[] = {
    {"africastalking", false, 201,
     "{\"errorMessage\":\"None\",\"numSent\":1,\"responses\":[{\"errorMessage\":\"None\",\"status\":\"Sent\","
     "\"requestId\":\"ATQid_1\"}]}",
     GW_TRANSFER_PROCESSING},
    {"africastalking", false, 201,
     "{\"errorMessage\":\"None\",\"numSent\":0,\"responses\":[{\"errorMessage\":\"Insufficient Credit\","
     "\"status\":\"Failed\",\"requestId\":\"None\"}]}",
     GW_TRANSFER_ACCOUNT},
    {"africastalking", false, 201,
     "{\"errorMessage\":\"Value Outside The Allowed Limits\",\"numSent\":0,\"responses\":[]}", GW_TRANSFER_REFUSED},
    {"africastalking", true, 200,
     "{\"status\":\"Success\",\"data\":{\"category\":\"Airtime\",\"status\":\"Success\",\"transactionId\":\"x\"}}",
     GW_TRANSFER_CONFIRMED},
    {"africastalking", true, 200,
     "{\"status\":\"Success\",\"data\":{\"category\":\"Airtime\",\"status\":\"Failed\",\"transactionId\":\"x\"}}",
     GW_TRANSFER_REFUSED},
    {"loopback", false, 200, "{\"id\":\"t-1\",\"reference\":\"17\",\"status\":\"confirmed\"}", GW_TRANSFER_CONFIRMED},
    {"loopback", false, 200, "{\"id\":\"t-1\",\"reference\":\"17\",\"status\":\"refused\"}", GW_TRANSFER_REFUSED},
    {"loopback", true, 404, "{\"reference\":\"17\",\"status\":\"not_found\"}", GW_TRANSFER_NOT_FOUND},
};

static struct gw_topup_result read_answer(size_t i, struct arena *arena)
{
    const struct gw_airtime *provider = gw_airtime_find(str_of(answers[i].provider));
    const struct gw_settings none = {0};
    const struct gw_http_answer answer = {
        .fate = GW_FATE_ANSWERED, .status = answers[i].status, .body = str_of(answers[i].body)};
    return answers[i].question ? provider->read_question(&none, &answer, arena)
                               : provider->read_payment(&none, &answer, arena);
}

Test(airtime_read, answer_is_what_it_is_or_unknown_in_any_size_of_arena)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        enum gw_transfer_outcome last = GW_TRANSFER_UNKNOWN;
        for (size_t bytes = 0; bytes < ARENA_BYTES_MAX; bytes++) {
            struct arena *arena = arena_new(bytes);
            last = read_answer(i, arena).outcome;
            cr_expect(last == answers[i].outcome || last == GW_TRANSFER_UNKNOWN, "case %zu, %zu bytes", i, bytes);
            arena_free(arena);
        }
        cr_expect(last == answers[i].outcome, "case %zu fits in the end", i);
    }
}

Test(airtime_read, every_prefix_of_an_answer_is_unknown)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        const struct gw_airtime *provider = gw_airtime_find(str_of(answers[i].provider));
        const struct gw_settings none = {0};
        const struct str whole = str_of(answers[i].body);
        for (size_t n = 0; n < whole.n; n++) {
            const struct gw_http_answer answer = {
                .fate = GW_FATE_ANSWERED, .status = answers[i].status, .body = str_sub(whole, 0, n)};
            arena_reset(arena);
            cr_expect(provider->read_payment(&none, &answer, arena).outcome == GW_TRANSFER_UNKNOWN);
            cr_expect(provider->read_question(&none, &answer, arena).outcome == GW_TRANSFER_UNKNOWN);
        }
    }
    arena_free(arena);
}

Test(airtime_read, webhook_is_read_or_too_big_in_any_size_of_arena)
{
    static const struct {
        const char *provider;
        bool validates;
        const char *body;
    } cases[] = {
        {"africastalking", false, "{\"requestId\":\"ATQid_1\",\"status\":\"Success\"}"},
        {"africastalking", false, "requestId=ATQid_1%FF&status=Success"},
        {"africastalking", true,
         "{\"transactionId\":\"T\",\"phoneNumber\":\"+254711555001\",\"currencyCode\":\"KES\",\"amount\":\"500.00\"}"},
        {"loopback", false, "{\"id\":\"t-1\",\"reference\":\"17\",\"status\":\"confirmed\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct gw_airtime *provider = gw_airtime_find(str_of(cases[i].provider));
        gw_topup_webhook_fn *read = cases[i].validates ? provider->validate : provider->webhook;
        const struct gw_settings none = {0};
        const struct gw_http_request request = {.method = GW_POST, .body = str_of(cases[i].body)};
        enum rc last = RC_TOO_BIG;
        for (size_t bytes = 0; bytes < 2 * ARENA_BYTES_MAX; bytes++) {
            struct arena *arena = arena_new(bytes);
            struct gw_topup_result result = {.outcome = GW_TRANSFER_COUNT};
            last = read(&none, &request, arena, &result, NULL);
            cr_expect(last == RC_OK || last == RC_TOO_BIG, "case %zu, %zu bytes", i, bytes);
            const bool untouched = result.outcome == GW_TRANSFER_COUNT;
            cr_expect(untouched == (last != RC_OK), "case %zu, %zu bytes", i, bytes);
            arena_free(arena);
        }
        cr_expect(last == RC_OK, "case %zu fits in the end", i);
    }
}
