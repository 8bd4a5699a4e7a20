/* Any bytes as an answer of an airtime provider, to a payment or to a question, and as a webhook of one. Nothing is
 * called paid without a documented word for it, or refused by a status alone; what is carried away can be stored. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "gateway/airtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum part { PAYMENT, QUESTION, WEBHOOK, VALIDATION, PARTS };

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_storable(struct str s)
{
    must(s.n == 0 || (s.n <= GW_ID_BYTES_MAX && utf8_valid(s) && str_find_byte(s, '\0') == SIZE_MAX));
}

/* A provider's word can be escaped, as \u0063onfirmed or %53uccess: then it proves nothing here. */
static bool may_hold(struct str body, struct str word)
{
    return str_find(body, word) != SIZE_MAX || str_find_byte(body, '\\') != SIZE_MAX ||
           str_find_byte(body, '%') != SIZE_MAX;
}

/* What the provider documents for each end of a transfer, one or two ways of it. */
struct proof {
    const char *provider;
    enum gw_transfer_outcome outcome;
    const char *words[2];
};

static const struct proof proofs[] = {
    {"africastalking", GW_TRANSFER_CONFIRMED, {"Success", NULL}},
    {"africastalking", GW_TRANSFER_REFUSED, {"Failed", "Value Outside The Allowed Limits"}},
    {"africastalking", GW_TRANSFER_ACCOUNT, {"Insufficient Credit", NULL}},
    {"loopback", GW_TRANSFER_CONFIRMED, {"confirmed", NULL}},
    {"loopback", GW_TRANSFER_REFUSED, {"refused", NULL}},
    {"loopback", GW_TRANSFER_ACCOUNT, {"account", NULL}},
    {"loopback", GW_TRANSFER_RETRYABLE, {"retryable", NULL}},
    {"loopback", GW_TRANSFER_NOT_FOUND, {"not_found", NULL}},
};

/* An end must be proven by a word in the body; what needs none is that nothing is known yet. */
static void must_be_said(const struct gw_airtime *provider, enum gw_transfer_outcome outcome, struct str body)
{
    if (outcome == GW_TRANSFER_UNKNOWN || outcome == GW_TRANSFER_PROCESSING)
        return;
    bool said = false;
    for (size_t i = 0; i < COUNT_OF(proofs); i++)
        if (proofs[i].outcome == outcome && str_eq(provider->name, str_of(proofs[i].provider)))
            said = may_hold(body, str_of(proofs[i].words[0])) ||
                   (proofs[i].words[1] != NULL && may_hold(body, str_of(proofs[i].words[1])));
    must(said);
}

static void check(const struct gw_topup_result *result)
{
    must((unsigned)result->outcome < GW_TRANSFER_COUNT && result->retry_after_ms >= 0);
    must_be_storable(result->provider_id);
    must_be_storable(result->reference);
    must_be_storable(result->error_code);
    must_be_storable(result->amount);
    must_be_storable(result->currency);
    must_be_storable(result->to);
    for (size_t i = 0; i < result->error_code.n; i++) /* no number of a person; 201 is a status */
        must(result->error_code.n == 3 || result->error_code.p[i] < '0' || result->error_code.p[i] > '9');
}

static void check_answer(const struct gw_airtime *provider, enum part part, const struct gw_http_answer *answer,
                         struct arena *arena)
{
    const struct gw_settings none = {0};
    const struct gw_topup_result result =
        part == PAYMENT ? provider->read_payment(&none, answer, arena) : provider->read_question(&none, answer, arena);
    const bool success = answer->status >= 200 && answer->status <= 299;
    check(&result);
    must(part == QUESTION || result.outcome != GW_TRANSFER_NOT_FOUND);
    if (success || part == QUESTION)
        must_be_said(provider, result.outcome, answer->body);
    if (success)
        return;
    if (part == PAYMENT)
        must(result.outcome == (answer->status == 401   ? GW_TRANSFER_ACCOUNT
                                : answer->status == 429 ? GW_TRANSFER_RETRYABLE
                                                        : GW_TRANSFER_UNKNOWN));
    else
        must(result.outcome == GW_TRANSFER_UNKNOWN ||
             (answer->status == 404 && result.outcome == GW_TRANSFER_NOT_FOUND));
}

static void check_webhook(const struct gw_airtime *provider, enum part part, struct str body, struct arena *arena)
{
    gw_topup_webhook_fn *read = part == WEBHOOK ? provider->webhook : provider->validate;
    const struct gw_http_request request = {.method = GW_POST, .body = body};
    const struct gw_settings none = {0};
    struct gw_topup_result result = {.outcome = GW_TRANSFER_COUNT};
    struct err err = {0};
    if (read == NULL)
        return;
    const enum rc rc = read(&none, &request, arena, &result, &err);
    must(rc == RC_OK || rc == RC_MISSING || rc == RC_BAD_INPUT || rc == RC_TOO_BIG);
    must((rc == RC_OK) == (err.text[0] == '\0'));
    must((rc == RC_OK) == (result.outcome != GW_TRANSFER_COUNT));
    if (rc != RC_OK)
        return;
    check(&result);
    must((part == VALIDATION) == (result.outcome == GW_TRANSFER_VALIDATE));
    must(result.provider_id.n > 0);
    if (part == WEBHOOK)
        must_be_said(provider, result.outcome, body);
}

/* What is read as an amount is written as the same amount again. */
static void check_amount(struct str text, struct arena *arena)
{
    static const struct str currencies[] = {{"GTQ", 3}, {"XOF", 3}, {"TND", 3}, {"CLF", 3}};
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        int64_t minor = -1;
        int64_t again = -1;
        struct str decimal;
        if (gw_amount_read(text, currencies[i], &minor) != RC_OK)
            continue;
        must(minor >= 0 && minor <= 1000000000000);
        must(gw_amount_put(minor, currencies[i], arena, &decimal) == RC_OK);
        must(gw_amount_read(decimal, currencies[i], &again) == RC_OK && again == minor);
    }
}

/* Three bytes choose provider, part and status, a line is Retry-After, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 201, 202, 301, 400, 401, 403, 404, 422, 429, 500, 503};
    size_t n = 0;
    const struct gw_airtime *const *providers = gw_airtimes(&n);
    if (size < 3 || size > GW_BODY_BYTES_MAX)
        return 0;
    const struct gw_airtime *provider = providers[data[0] % n];
    const enum part part = (enum part)(data[1] % PARTS);
    struct str rest = {.p = (const char *)data + 3, .n = size - 3};
    struct gw_header header = {STR("Retry-After"), STR_EMPTY};
    (void)str_next(&rest, '\n', &header.value);
    const struct gw_http_answer answer = {.fate = GW_FATE_ANSWERED,
                                          .status = statuses[data[2] % COUNT_OF(statuses)],
                                          .headers = &header,
                                          .headers_n = 1,
                                          .body = rest.p == NULL ? STR_EMPTY : rest};
    struct arena *arena = arena_new(GW_REQUEST_ARENA_BYTES_MAX);
    if (part == PAYMENT || part == QUESTION)
        check_answer(provider, part, &answer, arena);
    else
        check_webhook(provider, part, answer.body, arena);
    check_amount(header.value, arena);
    arena_free(arena);
    return 0;
}
