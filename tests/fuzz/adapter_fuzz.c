/* Any bytes as a webhook of any adapter. What is accepted must be storable: valid UTF-8 without NUL, short ids, numbers
 * of digits. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "gateway/aggregator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_text(struct str s)
{
    must(s.n == 0 || (utf8_valid(s) && str_find_byte(s, '\0') == SIZE_MAX));
}

static void must_be_short(struct str s)
{
    must_be_text(s);
    must(s.n <= GW_ID_BYTES_MAX);
}

static void must_be_number(struct str s)
{
    must(s.n >= 6 && s.n <= 16 && s.p[0] == '+');
    for (size_t i = 1; i < s.n; i++)
        must(s.p[i] >= '0' && s.p[i] <= '9');
}

static void check_messages(const struct gw_inbound *inbound)
{
    for (size_t i = 0; i < inbound->messages_n; i++) {
        const struct gw_sms *sms = &inbound->messages[i];
        must_be_number(sms->from);
        must_be_text(sms->text);
        must_be_short(sms->to);
        must_be_short(sms->provider_id);
        must_be_short(sms->timestamp);
        must_be_short(sms->link_id);
        must_be_short(sms->opt_out);
        for (size_t k = 0; k < sms->media_n; k++)
            must_be_text(sms->media[k]);
        must(sms->received_ms >= -1 && (sms->received_ms < 0 || sms->timestamp.p != NULL));
    }
    for (size_t i = 0; i < inbound->receipts_n; i++) {
        const struct gw_receipt *receipt = &inbound->receipts[i];
        must(receipt->provider_id.n > 0 && (unsigned)receipt->status < GW_DELIVERY_COUNT);
        must_be_short(receipt->provider_id);
        must_be_short(receipt->error_code);
        must_be_short(receipt->client_ref);
    }
}

static void check_ussd(const struct gw_inbound *inbound)
{
    if (inbound->ussd != NULL) {
        must_be_number(inbound->ussd->msisdn);
        must_be_short(inbound->ussd->session_id);
        must_be_short(inbound->ussd->service_code);
        must_be_short(inbound->ussd->network);
        must_be_text(inbound->ussd->input);
        for (size_t i = 0; i < inbound->ussd->inputs_n; i++)
            must_be_text(inbound->ussd->inputs[i]);
    }
    if (inbound->ussd_end != NULL) {
        must_be_number(inbound->ussd_end->msisdn);
        must_be_short(inbound->ussd_end->session_id);
        must(inbound->ussd_end->outcome.n > 0 && inbound->ussd_end->ended_ms >= -1);
    }
}

/* Nobody guesses a signature, whatever the bytes that it would be of. */
static void check_signature(const struct gw_aggregator *adapter, const struct gw_http_request *request)
{
    const struct gw_header headers[] = {{STR("webhook-id"), STR("m-1")},
                                        {STR("webhook-timestamp"), STR("1770000000")},
                                        {STR("webhook-signature"), STR("v1,AAAA")},
                                        {STR("X-Twilio-Signature"), STR("AAAA")},
                                        {STR("Content-Type"), STR("application/x-www-form-urlencoded")}};
    const struct gw_secrets secrets = {.active = {STR("whsec_ZmFrZQ=="), STR("fake")}};
    struct gw_http_request signed_request = *request;
    signed_request.headers = headers;
    signed_request.headers_n = COUNT_OF(headers);
    enum gw_refusal reason = GW_REFUSAL_NONE;
    must(gw_verify(adapter->scheme, &signed_request, STR("https://gw.example.org/in"), &secrets, 0, 1770000000000,
                   &reason) == RC_REFUSED);
    must(reason == (adapter->scheme.n > 0 ? GW_REFUSAL_MISMATCH : GW_REFUSAL_UNKNOWN_SCHEME));
}

/* First byte: adapter (5 bits), kind (2 bits), and whether two lines of header values come before the body. The rest is
 * query and body alike. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ADAPTER_BITS = 5, KIND_MASK = 3, WITH_HEADERS = 128 };
    static_assert(GW_KIND_COUNT == KIND_MASK + 1, "two bits of a kind");
    size_t adapters_n = 0;
    const struct gw_aggregator *const *adapters = gw_aggregators(&adapters_n);
    if (size == 0 || size > GW_BODY_BYTES_MAX)
        return 0;
    const struct gw_aggregator *adapter = adapters[(data[0] & ((1 << ADAPTER_BITS) - 1)) % adapters_n];
    gw_parse_fn *parse = adapter->parse[data[0] >> ADAPTER_BITS & KIND_MASK];
    if (parse == NULL)
        return 0;
    struct str rest = {.p = (const char *)data + 1, .n = size - 1};
    struct gw_header headers[] = {{STR("X-Kannel-From"), STR_EMPTY}, {STR("Content-Type"), STR_EMPTY}};
    const bool with_headers = data[0] >= WITH_HEADERS;
    for (size_t i = 0; with_headers && i < COUNT_OF(headers); i++)
        (void)str_next(&rest, '\n', &headers[i].value);
    const struct str bytes = rest.p == NULL ? STR_EMPTY : rest;
    const struct gw_http_request request = {.method = GW_POST,
                                            .query = with_headers ? STR_EMPTY : bytes,
                                            .headers = headers,
                                            .headers_n = with_headers ? COUNT_OF(headers) : 0,
                                            .body = bytes};
    check_signature(adapter, &request);
    struct arena *arena = arena_new(GW_REQUEST_ARENA_BYTES_MAX);
    struct gw_inbound inbound = {0};
    struct err err = {0};
    const enum rc rc = parse(&(struct gw_settings){0}, &request, arena, &inbound, &err);
    must(rc == RC_OK || rc == RC_MISSING || rc == RC_BAD_INPUT || rc == RC_TOO_BIG);
    must((rc == RC_OK) == (err.text[0] == '\0'));
    if (rc == RC_OK) {
        must(inbound.ignored !=
             (inbound.messages_n + inbound.receipts_n > 0 || inbound.ussd != NULL || inbound.ussd_end != NULL));
        check_messages(&inbound);
        check_ussd(&inbound);
    }
    arena_free(arena);
    return 0;
}
