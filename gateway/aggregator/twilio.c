/* Twilio: forms both ways, JSON answers, signed requests. Facts: twilio.com/docs/messaging. */
#include "adapter.h"
#include "gateway/crypto.h"
#include "json.h"
#include "reading.h"
#include "sending.h"

#define LIVE_URL "https://api.twilio.com"
#define FORM_TYPE "application/x-www-form-urlencoded"

enum {
    MEDIA_MAX = 10,          /* of one MMS */
    VALIDITY_S_MAX = 36000,  /* of Twilio's queue */
    CREDENTIALS_BYTES = 256, /* two ids of 34, two tokens of 32, and room */
};

/* A webhook may be configured as GET, which puts the same fields in the query. */
static struct str form_of(const struct gw_http_request *request)
{
    return request->method == GW_GET ? request->query : request->body;
}

/* The addresses of what came with an MMS. Text is all we understand; that there was more is still worth telling. */
static void read_media(struct gw_reader *in, struct gw_sms *sms)
{
    int64_t n = 0;
    if (!str_to_i64(gw_read_optional(in, "NumMedia"), &n) || n <= 0)
        return;
    struct str *media = ARENA_ARRAY(in->arena, struct str, MEDIA_MAX);
    for (int64_t i = 0; media != NULL && i < n && i < MEDIA_MAX; i++) {
        char name[] = "MediaUrl0";
        name[sizeof name - 2] = (char)('0' + i);
        const struct str url = gw_read_raw(in, name);
        if (url.n > 0)
            media[sms->media_n++] = gw_read_decoded(in, url);
    }
    sms->media = media;
}

/* Twilio sends no time. */
static enum rc parse_in(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                        struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(form_of(request), arena, &fields, err);
    struct gw_sms sms = {.received_ms = -1};
    sms.provider_id = gw_read_id(&in, "MessageSid");
    sms.from = gw_read_number(&in, "From");
    sms.to = gw_read_optional(&in, "To");
    sms.text = gw_read_text(&in, "Body");
    sms.opt_out = gw_read_optional(&in, "OptOutType");
    read_media(&in, &sms);
    return gw_give_sms(&in, &sms, out_inbound);
}

static enum rc parse_dlr(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                         struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    static const struct gw_status_row rows[] = {
        {STR_INIT("accepted"), GW_DELIVERY_QUEUED},    {STR_INIT("scheduled"), GW_DELIVERY_QUEUED},
        {STR_INIT("queued"), GW_DELIVERY_QUEUED},      {STR_INIT("sending"), GW_DELIVERY_SENT},
        {STR_INIT("sent"), GW_DELIVERY_SENT},          {STR_INIT("delivered"), GW_DELIVERY_DELIVERED},
        {STR_INIT("read"), GW_DELIVERY_DELIVERED},     {STR_INIT("failed"), GW_DELIVERY_FAILED},
        {STR_INIT("undelivered"), GW_DELIVERY_FAILED}, {STR_INIT("canceled"), GW_DELIVERY_FAILED},
    };
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(form_of(request), arena, &fields, err);
    struct gw_receipt receipt = {0};
    receipt.provider_id = gw_read_id(&in, "MessageSid");
    receipt.error_code = gw_read_optional(&in, "ErrorCode");
    if (!gw_read_status(&in, "MessageStatus", rows, COUNT_OF(rows), &receipt.status))
        return gw_give_nothing(&in, out_inbound);
    return gw_give_receipt(&in, &receipt, out_inbound);
}

/* An empty TwiML document says that there is nothing to reply: our texts leave on their own. Anything that is not XML is
 * noted as a warning in the account. */
static enum rc ack(const struct gw_settings *settings UNUSED, enum gw_kind kind, struct arena *arena UNUSED,
                   struct gw_http_response *out_response)
{
    *out_response = (struct gw_http_response){.status = 200};
    if (kind == GW_KIND_IN) {
        out_response->content_type = STR("text/xml");
        out_response->body = STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
    }
    return RC_OK;
}

/* ---- sending ---- */

/* An API key where there is one, else the account and its token. */
static enum rc basic_auth(const struct gw_settings *settings, struct str account, struct arena *arena,
                          struct str *out_value, struct err *err)
{
    struct str password;
    struct str user = gw_setting(settings, STR("api_key"));
    const enum rc rc = gw_need_setting(settings, user.n > 0 ? STR("api_key_secret") : STR("secret"), &password, err);
    if (rc != RC_OK)
        return rc;
    user = user.n > 0 ? user : account;
    char storage[CREDENTIALS_BYTES];
    struct buf plain = buf_on(storage, sizeof storage);
    buf_put(&plain, user);
    buf_put(&plain, STR(":"));
    buf_put(&plain, password);
    struct buf value = buf_in(arena, 6 + (plain.n + 2) / 3 * 4);
    buf_put(&value, STR("Basic "));
    gw_base64_put(&value, (const uint8_t *)plain.p, plain.n);
    *out_value = buf_str(&value);
    return plain.overflow || value.overflow ? err_set(err, RC_TOO_BIG, "too_big") : RC_OK;
}

static enum rc build_url(const struct gw_settings *settings, struct str account, struct arena *arena,
                         struct str *out_url)
{
    struct buf path = buf_in(arena, 64 + 3 * account.n);
    buf_put(&path, STR("/2010-04-01/Accounts/"));
    gw_url_encode(&path, account);
    buf_put(&path, STR("/Messages.json"));
    return path.overflow ? RC_TOO_BIG : gw_url_of(settings, STR(LIVE_URL), buf_str(&path), arena, out_url);
}

/* The sender is a number of ours, or a messaging service that chooses one. */
static enum rc build_body(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                          struct str *out_body, struct err *err)
{
    struct str service = gw_setting(settings, STR("messaging_service_sid"));
    if (service.n == 0 && message->from.n == 0) {
        const enum rc rc = gw_need_setting(settings, STR("messaging_service_sid"), &service, err);
        if (rc != RC_OK)
            return rc;
    }
    struct buf validity = buf_in(arena, 24);
    if (message->validity_s > 0)
        buf_put_i64(&validity, message->validity_s < VALIDITY_S_MAX ? message->validity_s : VALIDITY_S_MAX);
    const struct gw_header pairs[] = {
        {STR("To"), message->to},
        {STR("From"), service.n > 0 ? STR_EMPTY : message->from},
        {STR("MessagingServiceSid"), service},
        {STR("Body"), message->text},
        {STR("StatusCallback"), message->receipt_url},
        {STR("ValidityPeriod"), buf_str(&validity)},
    };
    const enum rc rc = gw_pairs_write(pairs, COUNT_OF(pairs), arena, out_body);
    return rc == RC_OK ? rc : err_set(err, rc, "too_big");
}

static enum rc build(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    struct str account;
    struct str authorization;
    struct str url;
    struct str body;
    enum rc rc = gw_need_setting(settings, STR("account_sid"), &account, err);
    if (rc == RC_OK)
        rc = basic_auth(settings, account, arena, &authorization, err);
    if (rc == RC_OK)
        rc = build_body(settings, message, arena, &body, err);
    if (rc != RC_OK)
        return rc;
    struct gw_header *headers = ARENA_ARRAY(arena, struct gw_header, 2);
    if (headers == NULL || build_url(settings, account, arena, &url) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    headers[0] = (struct gw_header){STR("Authorization"), authorization};
    headers[1] = (struct gw_header){STR("Content-Type"), STR(FORM_TYPE)};
    *out_call = (struct gw_http_call){.method = GW_POST, .url = url, .headers = headers, .headers_n = 2, .body = body};
    return RC_OK;
}

/* False when the code says no more than the status beside it. */
static bool outcome_of(int64_t code, enum gw_outcome *out_outcome)
{
    static const struct {
        int code;
        enum gw_outcome outcome;
    } rows[] = {
        {20003, GW_OUTCOME_ACCOUNT},   /* authentication failed */
        {20404, GW_OUTCOME_ACCOUNT},   /* no such account, which is all our URL names */
        {20429, GW_OUTCOME_RETRY},     /* too many requests */
        {21211, GW_OUTCOME_REJECTED},  /* no valid number */
        {21408, GW_OUTCOME_REJECTED},  /* country not enabled */
        {21606, GW_OUTCOME_ACCOUNT},   /* the sender is none of ours */
        {21610, GW_OUTCOME_OPTED_OUT}, /* wrote STOP */
        {21612, GW_OUTCOME_REJECTED},  /* cannot be reached from this sender */
        {21614, GW_OUTCOME_REJECTED},  /* no mobile number */
        {30001, GW_OUTCOME_RETRY},     /* queue overflow */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].code == code) {
            *out_outcome = rows[i].outcome;
            return true;
        }
    }
    return false;
}

static struct gw_send_result read_error(const json_t *root, const struct gw_http_answer *answer, struct arena *arena)
{
    struct gw_send_result result = gw_result_of_status(answer, arena);
    struct str code;
    int64_t number = 0;
    if (gw_json_str(root, "code", arena, &code, NULL) != RC_OK || !str_to_i64(code, &number))
        return result;
    enum gw_outcome outcome = result.outcome;
    (void)outcome_of(number, &outcome);
    return gw_result_with(outcome, code, answer, arena);
}

static struct gw_send_result read_reply(const struct gw_settings *settings UNUSED, const struct gw_http_answer *answer,
                                        struct arena *arena)
{
    json_auto_t *root = NULL;
    struct str id;
    if (gw_json_read_object(answer->body, &root, NULL) != RC_OK)
        return gw_is_success(answer) ? gw_result(GW_OUTCOME_UNKNOWN, answer, arena)
                                     : gw_result_of_status(answer, arena);
    if (!gw_is_success(answer))
        return read_error(root, answer, arena);
    /* A success that names no text may have sent one. */
    if (gw_json_str(root, "sid", arena, &id, NULL) != RC_OK || id.n == 0)
        return gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    return gw_accepted(id);
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("account_sid"), .help = STR_INIT("AC... of the account"), .required = true},
    {.name = STR_INIT("secret"),
     .help = STR_INIT("auth token: signs the requests to us, and is our password unless there is an API key; "
                      "while you change it, the other one as secret_2"),
     .required = true,
     .secret = true},
    {.name = STR_INIT("api_key"), .help = STR_INIT("SK... to send with, instead of the auth token")},
    {.name = STR_INIT("api_key_secret"), .help = STR_INIT("its secret"), .secret = true},
    {.name = STR_INIT("messaging_service_sid"), .help = STR_INIT("MG... that chooses the sender, instead of one")},
    {.name = STR_INIT("url"), .help = STR_INIT("API host, default " LIVE_URL)},
};

const struct gw_aggregator gw_twilio = {
    .name = STR_INIT("twilio"),
    .scheme = STR_INIT("twilio"),
    .parse = {[GW_KIND_IN] = parse_in, [GW_KIND_DLR] = parse_dlr},
    .ack = ack,
    .build = build,
    .read_reply = read_reply,
    .ids = true,
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
