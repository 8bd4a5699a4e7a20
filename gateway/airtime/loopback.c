/* Our own protocol, for tests, the demo and partners who want to try: JSON both ways, both directions signed by
 * Standard Webhooks. A transfer is known by our reference, which it must not execute twice. */
#include "adapter.h"
#include "gateway/aggregator/json.h"
#include "gateway/aggregator/reading.h"
#include "gateway/aggregator/sending.h"
#include "result.h"

/* What it may say of a transfer. Any other word is no outcome: "duplicate" says that the reference was used, and what
 * became of it is the question to ask. */
static const struct gw_transfer_row rows[] = {
    {STR_INIT("confirmed"), GW_TRANSFER_CONFIRMED},   {STR_INIT("refused"), GW_TRANSFER_REFUSED},
    {STR_INIT("retryable"), GW_TRANSFER_RETRYABLE},   {STR_INIT("account"), GW_TRANSFER_ACCOUNT},
    {STR_INIT("processing"), GW_TRANSFER_PROCESSING}, {STR_INIT("not_found"), GW_TRANSFER_NOT_FOUND},
};

static enum rc build(const struct gw_settings *settings, const struct gw_topup *topup, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    static const struct gw_header headers[] = {{STR_INIT("Content-Type"), STR_INIT("application/json")}};
    struct str url;
    struct str decimal;
    struct str body;
    enum rc rc = gw_need_setting(settings, STR("url"), &url, err);
    if (rc == RC_OK)
        rc = gw_topup_decimal(topup, arena, &decimal, err); /* is it an amount at all? */
    if (rc != RC_OK)
        return rc;
    json_auto_t *root = json_object();
    (void)json_object_set_new(root, "reference", gw_json_of_str(topup->reference));
    (void)json_object_set_new(root, "to", gw_json_of_str(topup->to));
    (void)json_object_set_new(root, "amount_minor", json_integer(topup->amount_minor));
    (void)json_object_set_new(root, "currency", gw_json_of_str(topup->currency));
    rc = gw_json_write(root, arena, &body);
    if (rc != RC_OK)
        return err_set(err, rc, "too_big");
    *out_call = (struct gw_http_call){
        .method = GW_POST, .url = url, .headers = headers, .headers_n = COUNT_OF(headers), .body = body};
    return RC_OK;
}

static enum rc ask(const struct gw_settings *settings, const struct gw_topup_question *question, struct arena *arena,
                   struct gw_http_call *out_call, struct err *err)
{
    struct str base;
    struct str query;
    enum rc rc = gw_need_setting(settings, STR("url"), &base, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_header pairs[] = {{STR("reference"), question->reference}};
    rc = gw_pairs_write(pairs, COUNT_OF(pairs), arena, &query);
    if (rc != RC_OK)
        return err_set(err, rc, "too_big");
    struct buf url = buf_in(arena, base.n + 1 + query.n);
    buf_put(&url, base);
    buf_put(&url, str_find_byte(base, '?') == SIZE_MAX ? STR("?") : STR("&"));
    buf_put(&url, query);
    if (url.overflow)
        return err_set(err, RC_TOO_BIG, "too_big");
    *out_call = (struct gw_http_call){.method = GW_GET, .url = buf_str(&url)};
    return RC_OK;
}

/* {"id","reference","status"}, the status being the last word on the transfer. */
static struct gw_topup_result read_transfer(const struct gw_http_answer *answer, struct arena *arena)
{
    json_auto_t *root = NULL;
    struct str word;
    struct str id;
    struct str reference;
    if (gw_json_read_object(answer->body, &root, NULL) != RC_OK ||
        gw_json_str(root, "status", arena, &word, NULL) != RC_OK ||
        gw_json_str(root, "id", arena, &id, NULL) != RC_OK ||
        gw_json_str(root, "reference", arena, &reference, NULL) != RC_OK)
        return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    struct gw_topup_result result =
        gw_topup_result_with(gw_transfer_outcome_of(word, rows, COUNT_OF(rows)), word, answer, arena);
    result.provider_id = gw_topup_id(id);
    result.reference = gw_topup_id(reference);
    return result;
}

static struct gw_topup_result read_payment(const struct gw_settings *settings UNUSED,
                                           const struct gw_http_answer *answer, struct arena *arena)
{
    if (!gw_is_success(answer))
        return gw_topup_result_of_status(answer, arena);
    struct gw_topup_result result = read_transfer(answer, arena);
    /* What is not found was not asked for: no answer to a payment. */
    if (result.outcome == GW_TRANSFER_NOT_FOUND)
        result.outcome = GW_TRANSFER_UNKNOWN;
    return result;
}

/* Whatever is not found is said in the body: a bare 404 may come from any machine that the URL leads to by mistake. */
static struct gw_topup_result read_question(const struct gw_settings *settings UNUSED,
                                            const struct gw_http_answer *answer, struct arena *arena)
{
    enum { NOT_FOUND = 404 };
    if (!gw_is_success(answer) && answer->status != NOT_FOUND)
        return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
    struct gw_topup_result result = read_transfer(answer, arena);
    if (answer->status == NOT_FOUND && result.outcome != GW_TRANSFER_NOT_FOUND)
        result.outcome = GW_TRANSFER_UNKNOWN;
    return result;
}

static enum rc webhook(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                       struct arena *arena, struct gw_topup_result *out_result, struct err *err)
{
    json_auto_t *root = NULL;
    const enum rc rc = gw_json_read_object(request->body, &root, err);
    if (rc != RC_OK)
        return rc;
    struct gw_reader in = {.object = root, .arena = arena, .err = err};
    struct gw_topup_result result = {.provider_id = gw_read_id(&in, "id")};
    result.reference = gw_read_optional(&in, "reference");
    result.outcome = gw_transfer_outcome_of(gw_read_id(&in, "status"), rows, COUNT_OF(rows));
    if (in.rc == RC_OK)
        *out_result = result;
    return in.rc;
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("url"),
     .help = STR_INIT("where transfers are posted and asked for, https://host/path"),
     .required = true},
    {.name = STR_INIT("secret"),
     .help = STR_INIT("whsec_ and base64: signs the requests in both directions"),
     .required = true,
     .secret = true},
};

const struct gw_airtime gw_airtime_loopback = {
    .name = STR_INIT("loopback"),
    .scheme = STR_INIT("standard-webhooks"),
    .build = build,
    .read_payment = read_payment,
    .ask = ask,
    .read_question = read_question,
    .webhook = webhook,
    .asks_by_reference = true,
    .timeout_ms = 10000, /* it has no time-out of its own and answers at once */
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
