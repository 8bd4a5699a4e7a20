#include <assert.h>

#include "explain.intern.h"
#include "gateway/aggregator/date.h"
#include "gateway/aggregator/json.h"

enum { TIME_BYTES_MAX = 40 };

static void put(json_t *object, const char *key, struct str value)
{
    (void)json_object_set_new(object, key, gw_json_of_str(value));
}

/* Left out when there is none. */
static void put_optional(json_t *object, const char *key, struct str value)
{
    if (value.p != NULL)
        put(object, key, value);
}

static void put_time(json_t *object, const char *key, int64_t ms)
{
    char storage[TIME_BYTES_MAX];
    struct buf text = buf_on(storage, sizeof storage);
    if (ms >= 0)
        gw_time_put(&text, ms);
    put(object, key, ms >= 0 ? buf_str(&text) : (struct str){.p = NULL, .n = 0});
}

static json_t *message_to_json(const struct gw_sms *sms)
{
    json_t *object = json_object();
    put(object, "from", sms->from);
    put(object, "to", sms->to);
    put(object, "text", sms->text);
    put(object, "provider_id", sms->provider_id);
    put_time(object, "received_at", sms->received_ms);
    put_optional(object, "link_id", sms->link_id);
    put_optional(object, "opt_out", sms->opt_out);
    if (sms->media_n > 0) {
        json_t *media = json_array();
        for (size_t i = 0; i < sms->media_n; i++)
            (void)json_array_append_new(media, gw_json_of_str(sms->media[i]));
        (void)json_object_set_new(object, "media", media);
    }
    return object;
}

static json_t *receipt_to_json(const struct gw_receipt *receipt)
{
    json_t *object = json_object();
    put(object, "provider_id", receipt->provider_id);
    put(object, "status", gw_delivery_word(receipt->status));
    put_optional(object, "error_code", receipt->error_code);
    put_optional(object, "client_ref", receipt->client_ref);
    put_optional(object, "to", receipt->to);
    put_optional(object, "part_id", receipt->part_id);
    return object;
}

static json_t *ussd_to_json(const struct gw_ussd *ussd)
{
    json_t *object = json_object();
    put(object, "session_id", ussd->session_id);
    put(object, "msisdn", ussd->msisdn);
    put(object, "service_code", ussd->service_code);
    put(object, "input", ussd->input);
    put_optional(object, "network", ussd->network);
    (void)json_object_set_new(object, "is_new", json_boolean(ussd->is_new));
    (void)json_object_set_new(object, "is_end", json_boolean(ussd->is_end));
    if (ussd->inputs != NULL) {
        json_t *inputs = json_array();
        for (size_t i = 0; i < ussd->inputs_n; i++)
            (void)json_array_append_new(inputs, gw_json_of_str(ussd->inputs[i]));
        (void)json_object_set_new(object, "inputs", inputs);
    }
    return object;
}

static json_t *ussd_end_to_json(const struct gw_ussd_end *end)
{
    json_t *object = json_object();
    put(object, "session_id", end->session_id);
    put(object, "msisdn", end->msisdn);
    (void)json_object_set_new(object, "ended", json_true());
    put(object, "outcome", end->outcome);
    (void)json_object_set_new(object, "hops", json_integer(end->hops));
    put_time(object, "ended_at", end->ended_ms);
    return object;
}

json_t *gw_inbound_to_json(const struct gw_inbound *inbound, const char *list_name)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "ok", json_true());
    if (list_name != NULL) {
        json_t *list = json_array();
        for (size_t i = 0; i < inbound->messages_n; i++)
            (void)json_array_append_new(list, message_to_json(&inbound->messages[i]));
        for (size_t i = 0; i < inbound->receipts_n; i++)
            (void)json_array_append_new(list, receipt_to_json(&inbound->receipts[i]));
        (void)json_object_set_new(object, list_name, list);
    }
    if (inbound->ussd != NULL)
        (void)json_object_set_new(object, "session", ussd_to_json(inbound->ussd));
    if (inbound->ussd_end != NULL)
        (void)json_object_set_new(object, "session", ussd_end_to_json(inbound->ussd_end));
    if (inbound->ignored)
        (void)json_object_set_new(object, "ignored", json_true());
    if (inbound->warnings_n > 0) {
        json_t *warnings = json_array();
        for (size_t i = 0; i < inbound->warnings_n; i++)
            (void)json_array_append_new(warnings, gw_json_of_str(inbound->warnings[i]));
        (void)json_object_set_new(object, "warnings", warnings);
    }
    return object;
}

json_t *gw_result_to_json(const struct gw_send_result *result)
{
    json_t *object = json_object();
    put(object, "outcome", gw_outcome_word(result->outcome));
    put(object, "provider_id", result->provider_id);
    put_optional(object, "error_code", result->error_code);
    if (result->retry_after_ms > 0)
        (void)json_object_set_new(object, "retry_after_ms", json_integer(result->retry_after_ms));
    return object;
}

/* The published cases have words of their own for what is to be done. */
static struct str topup_word(enum gw_transfer_outcome outcome)
{
    static const struct str words[] = {
        [GW_TRANSFER_CONFIRMED] = STR_INIT("delivered"),   [GW_TRANSFER_REFUSED] = STR_INIT("failed"),
        [GW_TRANSFER_RETRYABLE] = STR_INIT("retry_later"), [GW_TRANSFER_PROCESSING] = STR_INIT("pending"),
        [GW_TRANSFER_UNKNOWN] = STR_INIT("query"),         [GW_TRANSFER_ACCOUNT] = STR_INIT("account"),
        [GW_TRANSFER_NOT_FOUND] = STR_INIT("not_found"),   [GW_TRANSFER_VALIDATE] = STR_INIT("validate"),
    };
    static_assert(COUNT_OF(words) == GW_TRANSFER_COUNT, "a word for every outcome");
    assert((unsigned)outcome < GW_TRANSFER_COUNT);
    return words[outcome];
}

json_t *gw_topup_to_json(const struct gw_topup_result *result)
{
    json_t *object = json_object();
    put(object, "outcome", topup_word(result->outcome));
    put(object, "provider_id", result->provider_id);
    put_optional(object, "reference", result->reference);
    put_optional(object, "error_code", result->error_code);
    put_optional(object, "to", result->to);
    put_optional(object, "amount", result->amount);
    put_optional(object, "currency", result->currency);
    if (result->retry_after_ms > 0)
        (void)json_object_set_new(object, "retry_after_ms", json_integer(result->retry_after_ms));
    return object;
}

json_t *gw_response_to_json(const struct gw_http_response *response)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "status", json_integer(response->status));
    put(object, "content_type", response->content_type);
    put(object, "body", response->body);
    return object;
}
