/* Africa's Talking airtime: a form to order, JSON answers, callbacks in both; signs nothing, so set a token. Facts: the
 * provider's documentation at developers.africastalking.com and its public wrappers.
 *
 * A transfer is known by the provider's own requestId. The Idempotency-Key only refuses a repeat within five minutes,
 * so a lost answer can neither be asked for nor repeated: it is for a human. maxNumRetry is left out: the wrappers send
 * it from 1 up only, and trying again for hours is for the ledger to decide. */
#include "adapter.h"
#include "gateway/aggregator/json.h"
#include "gateway/aggregator/reading.h"
#include "gateway/aggregator/sending.h"
#include "result.h"

#define LIVE_URL "https://api.africastalking.com"

/* "A duplicate request was received within the last 5 minutes", for the same key or the same number and amount. A
 * refused order must not come again sooner, or it would be taken for one that may have been paid. */
enum { DUPLICATE_WINDOW_MS = 5 * 60000, WINDOW_MARGIN_MS = 60 * 1000 };

static enum rc build_url(const struct gw_settings *settings, struct str path, struct str query, struct arena *arena,
                         struct str *out_url)
{
    struct str base = gw_setting(settings, STR("url"));
    if (base.n == 0)
        base = STR(LIVE_URL);
    while (str_ends(base, STR("/")))
        base = str_sub(base, 0, base.n - 1);
    struct buf url = buf_in(arena, base.n + path.n + 1 + query.n);
    buf_put(&url, base);
    buf_put(&url, path);
    buf_put(&url, query.n > 0 ? STR("?") : STR_EMPTY);
    buf_put(&url, query);
    *out_url = buf_str(&url);
    return url.overflow ? RC_TOO_BIG : RC_OK;
}

static enum rc need_account(const struct gw_settings *settings, struct str *out_username, struct str *out_key,
                            struct err *err)
{
    const enum rc rc = gw_need_setting(settings, STR("username"), out_username, err);
    return rc == RC_OK ? gw_need_setting(settings, STR("api_key"), out_key, err) : rc;
}

/* [{"phoneNumber":"+254...","amount":"KES 10.50"}] */
static enum rc build_recipients(const struct gw_topup *topup, struct str decimal, struct arena *arena,
                                struct str *out_recipients)
{
    struct buf amount = buf_in(arena, topup->currency.n + 1 + decimal.n);
    buf_put(&amount, topup->currency);
    buf_put(&amount, STR(" "));
    buf_put(&amount, decimal);
    if (amount.overflow)
        return RC_TOO_BIG;
    json_t *recipient = json_object();
    (void)json_object_set_new(recipient, "phoneNumber", gw_json_of_str(topup->to));
    (void)json_object_set_new(recipient, "amount", gw_json_of_str(buf_str(&amount)));
    json_auto_t *list = json_array();
    (void)json_array_append_new(list, recipient);
    return gw_json_write(list, arena, out_recipients);
}

static enum rc build(const struct gw_settings *settings, const struct gw_topup *topup, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    struct str username;
    struct str key;
    struct str decimal;
    struct str recipients;
    struct str body;
    struct str url;
    enum rc rc = need_account(settings, &username, &key, err);
    if (rc == RC_OK)
        rc = gw_topup_decimal(topup, arena, &decimal, err);
    if (rc != RC_OK)
        return rc;
    if (build_recipients(topup, decimal, arena, &recipients) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    const struct gw_header pairs[] = {{STR("username"), username}, {STR("recipients"), recipients}};
    struct gw_header *headers = ARENA_ARRAY(arena, struct gw_header, 4);
    if (headers == NULL || build_url(settings, STR("/version1/airtime/send"), STR_EMPTY, arena, &url) != RC_OK ||
        gw_pairs_write(pairs, COUNT_OF(pairs), arena, &body) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    headers[0] = (struct gw_header){STR("apiKey"), key};
    headers[1] = (struct gw_header){STR("Accept"), STR("application/json")};
    headers[2] = (struct gw_header){STR("Content-Type"), STR("application/x-www-form-urlencoded")};
    headers[3] = (struct gw_header){STR("Idempotency-Key"), topup->reference};
    *out_call = (struct gw_http_call){.method = GW_POST, .url = url, .headers = headers, .headers_n = 4, .body = body};
    return RC_OK;
}

static enum rc ask(const struct gw_settings *settings, const struct gw_topup_question *question, struct arena *arena,
                   struct gw_http_call *out_call, struct err *err)
{
    struct str username;
    struct str key;
    struct str query;
    struct str url;
    const enum rc rc = need_account(settings, &username, &key, err);
    if (rc != RC_OK)
        return rc;
    if (question->provider_id.n == 0)
        return err_set(err, RC_NOT_FOUND, "the provider told no id; hint: look for the transfer in its dashboard");
    const struct gw_header pairs[] = {{STR("username"), username}, {STR("transactionId"), question->provider_id}};
    struct gw_header *headers = ARENA_ARRAY(arena, struct gw_header, 2);
    if (headers == NULL || gw_pairs_write(pairs, COUNT_OF(pairs), arena, &query) != RC_OK ||
        build_url(settings, STR("/query/transaction/find"), query, arena, &url) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    headers[0] = (struct gw_header){STR("apiKey"), key};
    headers[1] = (struct gw_header){STR("Accept"), STR("application/json")};
    *out_call = (struct gw_http_call){.method = GW_GET, .url = url, .headers = headers, .headers_n = 2};
    return RC_OK;
}

/* The texts of "errorMessage" that are known; any other is UNKNOWN. */
static struct gw_topup_result result_of_error(struct str text, const struct gw_http_answer *answer, struct arena *arena)
{
    static const struct gw_transfer_row rows[] = {
        {STR_INIT("Insufficient Credit"), GW_TRANSFER_ACCOUNT},
        {STR_INIT("Value Outside The Allowed Limits"), GW_TRANSFER_REFUSED},
    };
    /* The number of minutes behind it is theirs to change. */
    if (str_starts(text, STR("A duplicate request was received")))
        return gw_topup_result_with(GW_TRANSFER_UNKNOWN, STR("duplicate"), answer, arena);
    return gw_topup_result_with(gw_transfer_outcome_of(text, rows, COUNT_OF(rows)), text, answer, arena);
}

/* "None" is how it writes that there is none. */
static struct str read_id(const json_t *object, const char *key, struct arena *arena)
{
    struct str id;
    if (gw_json_str(object, key, arena, &id, NULL) != RC_OK || str_eq(id, STR("None")))
        return (struct str){.p = NULL, .n = 0};
    return gw_topup_id(id);
}

/* The one recipient. "Sent" is not delivered: its end is told by a callback or on asking, which takes an id. */
static struct gw_topup_result read_recipient(const json_t *recipient, int64_t sent_n,
                                             const struct gw_http_answer *answer, struct arena *arena)
{
    struct str status;
    struct str error;
    const struct str id = read_id(recipient, "requestId", arena);
    struct gw_topup_result result = gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    if (gw_json_str(recipient, "status", arena, &status, NULL) == RC_OK &&
        gw_json_str(recipient, "errorMessage", arena, &error, NULL) == RC_OK) {
        if (str_eq(status, STR("Sent")) && id.p != NULL)
            result = gw_topup_result_of(GW_TRANSFER_PROCESSING, answer, arena);
        else if (str_eq(status, STR("Failed")) && sent_n == 0)
            result = result_of_error(error, answer, arena);
    }
    result.provider_id = id;
    return result;
}

static struct gw_topup_result read_order(const struct gw_http_answer *answer, struct arena *arena)
{
    json_auto_t *root = NULL;
    struct str error;
    if (gw_json_read_object(answer->body, &root, NULL) != RC_OK ||
        gw_json_str(root, "errorMessage", arena, &error, NULL) != RC_OK)
        return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    const json_t *sent = json_object_get(root, "numSent");
    const json_t *recipients = json_object_get(root, "responses");
    if (!json_is_integer(sent) || !json_is_array(recipients) || json_array_size(recipients) > 1)
        return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    if (json_array_size(recipients) == 1)
        return read_recipient(json_array_get(recipients, 0), json_integer_value(sent), answer, arena);
    if (json_integer_value(sent) != 0)
        return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    return result_of_error(error, answer, arena);
}

static struct gw_topup_result read_payment(const struct gw_settings *settings UNUSED,
                                           const struct gw_http_answer *answer, struct arena *arena)
{
    struct gw_topup_result result =
        gw_is_success(answer) ? read_order(answer, arena) : gw_topup_result_of_status(answer, arena);
    const int64_t least_ms = DUPLICATE_WINDOW_MS + WINDOW_MARGIN_MS;
    const bool again = result.outcome == GW_TRANSFER_RETRYABLE || result.outcome == GW_TRANSFER_ACCOUNT;
    if (again && result.retry_after_ms < least_ms)
        result.retry_after_ms = least_ms;
    return result;
}

/* The states of a transaction. */
static const struct gw_transfer_row states[] = {
    {STR_INIT("Success"), GW_TRANSFER_CONFIRMED},
    {STR_INIT("Failed"), GW_TRANSFER_REFUSED},
    {STR_INIT("Queued"), GW_TRANSFER_PROCESSING},
    {STR_INIT("Sent"), GW_TRANSFER_PROCESSING},
};

/* {"status":"Success","data":{"transactionId","category":"Airtime","status",...}}: the outer status is that of the
 * question. What it says when there is no such transaction is not documented. */
static struct gw_topup_result read_question(const struct gw_settings *settings UNUSED,
                                            const struct gw_http_answer *answer, struct arena *arena)
{
    json_auto_t *root = NULL;
    struct str asked;
    struct str category;
    struct str state;
    const struct gw_topup_result unknown = gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    if (!gw_is_success(answer) || gw_json_read_object(answer->body, &root, NULL) != RC_OK)
        return unknown;
    const json_t *data = json_object_get(root, "data");
    if (gw_json_str(root, "status", arena, &asked, NULL) != RC_OK || !str_eq(asked, STR("Success")) ||
        gw_json_str(data, "category", arena, &category, NULL) != RC_OK || !str_eq(category, STR("Airtime")) ||
        gw_json_str(data, "status", arena, &state, NULL) != RC_OK)
        return unknown;
    struct gw_topup_result result =
        gw_topup_result_with(gw_transfer_outcome_of(state, states, COUNT_OF(states)), state, answer, arena);
    result.provider_id = read_id(data, "transactionId", arena);
    return result;
}

/* A callback's fields, from JSON or a form, whichever the body is. The caller keeps both as long as the reader. */
static struct gw_reader read_callback(const struct gw_http_request *request, struct arena *arena,
                                      struct gw_fields *fields, json_t **root, struct err *err)
{
    struct gw_reader in = {.arena = arena, .err = err};
    if (str_starts(str_trim(request->body), STR("{"))) {
        in.rc = gw_json_read_object(request->body, root, err);
        in.object = *root;
        return in;
    }
    in.rc = gw_fields_read(request->body, arena, fields);
    in.fields = fields;
    if (in.rc != RC_OK)
        in.rc = err_set(err, in.rc, "too_big");
    return in;
}

/* {requestId,phoneNumber,description,status,discount,value}; a status that is not known is still a hint to ask. */
static enum rc webhook(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                       struct arena *arena, struct gw_topup_result *out_result, struct err *err)
{
    json_auto_t *root = NULL;
    struct gw_fields fields = {0};
    struct gw_reader in = read_callback(request, arena, &fields, &root, err);
    if (in.rc != RC_OK)
        return in.rc;
    struct gw_topup_result result = {.provider_id = gw_read_id(&in, "requestId")};
    result.outcome = gw_transfer_outcome_of(gw_read_id(&in, "status"), states, COUNT_OF(states));
    if (in.rc == RC_OK)
        *out_result = result;
    return in.rc;
}

/* {transactionId,phoneNumber,sourceIpAddress,currencyCode,amount} */
static enum rc validate(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                        struct arena *arena, struct gw_topup_result *out_result, struct err *err)
{
    json_auto_t *root = NULL;
    struct gw_fields fields = {0};
    struct gw_reader in = read_callback(request, arena, &fields, &root, err);
    if (in.rc != RC_OK)
        return in.rc;
    struct gw_topup_result result = {.outcome = GW_TRANSFER_VALIDATE};
    result.provider_id = gw_read_id(&in, "transactionId");
    result.to = gw_read_number(&in, "phoneNumber");
    result.currency = gw_read_id(&in, "currencyCode");
    result.amount = gw_read_id(&in, "amount");
    if (in.rc == RC_OK)
        *out_result = result;
    return in.rc;
}

static enum rc validated(bool ours, struct arena *arena UNUSED, struct gw_http_response *out_response)
{
    const struct str body = ours ? STR("{\"status\":\"Validated\"}") : STR("{\"status\":\"Failed\"}");
    *out_response = (struct gw_http_response){.status = 200, .content_type = STR("application/json"), .body = body};
    return RC_OK;
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("username"),
     .help = STR_INIT("name of the application; \"sandbox\" on the sandbox"),
     .required = true},
    {.name = STR_INIT("api_key"), .help = STR_INIT("key of the application"), .required = true, .secret = true},
    {.name = STR_INIT("token"), .help = STR_INIT("secret in the URLs given to the provider, ?token="), .secret = true},
    {.name = STR_INIT("url"), .help = STR_INIT("API host, default " LIVE_URL)},
};

/* burns_references is false: a refused order may be repeated under its key once the window is over, and the one key
 * still protects if the refusal was not what it seemed. */
const struct gw_airtime gw_airtime_africastalking = {
    .name = STR_INIT("africastalking"),
    .build = build,
    .read_payment = read_payment,
    .ask = ask,
    .read_question = read_question,
    .webhook = webhook,
    .validate = validate,
    .validated = validated,
    .timeout_ms = 60000, /* it documents none; it hands over to an operator before it answers */
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
