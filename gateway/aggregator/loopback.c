/* Our own protocol, for tests, the demo and partners who want to try: JSON both ways. Requests to us are signed by
 * Standard Webhooks. */
#include "adapter.h"
#include "json.h"
#include "reading.h"
#include "sending.h"

static enum rc parse_in(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                        struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    json_auto_t *root = NULL;
    const enum rc rc = gw_json_read_object(request->body, &root, err);
    if (rc != RC_OK)
        return rc;
    struct gw_reader in = {.object = root, .arena = arena, .err = err};
    struct gw_sms sms = {0};
    sms.provider_id = gw_read_id(&in, "id");
    sms.from = gw_read_number(&in, "from");
    sms.to = gw_read_optional(&in, "to");
    sms.text = gw_read_text(&in, "text");
    sms.timestamp = gw_read_optional(&in, "at");
    sms.received_ms = gw_wire_time(sms.timestamp);
    return gw_give_sms(&in, &sms, out_inbound);
}

static enum rc parse_dlr(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                         struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    static const struct gw_status_row rows[] = {
#define X(name, word) {STR_INIT(word), name},
        GW_DELIVERY_LIST(X)
#undef X
    };
    json_auto_t *root = NULL;
    const enum rc rc = gw_json_read_object(request->body, &root, err);
    if (rc != RC_OK)
        return rc;
    struct gw_reader in = {.object = root, .arena = arena, .err = err};
    struct gw_receipt receipt = {0};
    receipt.provider_id = gw_read_id(&in, "id");
    if (!gw_read_status(&in, "status", rows, COUNT_OF(rows), &receipt.status))
        return gw_give_nothing(&in, out_inbound);
    return gw_give_receipt(&in, &receipt, out_inbound);
}

static enum rc parse_ussd(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                          struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    json_auto_t *root = NULL;
    const enum rc rc = gw_json_read_object(request->body, &root, err);
    if (rc != RC_OK)
        return rc;
    struct gw_reader in = {.object = root, .arena = arena, .err = err};
    struct gw_ussd ussd = {0};
    ussd.session_id = gw_read_id(&in, "session");
    ussd.msisdn = gw_read_number(&in, "from");
    ussd.service_code = gw_read_optional(&in, "code");
    ussd.input = gw_read_text(&in, "input");
    ussd.is_new = json_is_true(json_object_get(root, "new"));
    /* Standard Webhooks: a repeated request keeps its id. */
    ussd.step = gw_header_find(request->headers, request->headers_n, STR("webhook-id"));
    return gw_give_ussd(&in, &ussd, out_inbound);
}

static enum rc screen(const struct gw_settings *settings UNUSED, struct str text, bool more, struct arena *arena,
                      struct gw_http_response *out_response)
{
    json_auto_t *root = json_object();
    (void)json_object_set_new(root, "text", gw_json_of_str(text));
    (void)json_object_set_new(root, "continue", json_boolean(more));
    struct str body;
    const enum rc rc = gw_json_write(root, arena, &body);
    if (rc == RC_OK)
        *out_response = (struct gw_http_response){.status = 200, .content_type = STR("application/json"), .body = body};
    return rc;
}

static enum rc build(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    static const struct gw_header headers[] = {{STR_INIT("Content-Type"), STR_INIT("application/json")}};
    struct str url;
    struct str body;
    enum rc rc = gw_need_setting(settings, STR("url"), &url, err);
    if (rc != RC_OK)
        return rc;
    json_auto_t *root = json_object();
    (void)json_object_set_new(root, "id", gw_json_of_str(message->id));
    (void)json_object_set_new(root, "to", gw_json_of_str(message->to));
    (void)json_object_set_new(root, "from", gw_json_of_str(message->from));
    (void)json_object_set_new(root, "text", gw_json_of_str(message->text));
    rc = gw_json_write(root, arena, &body);
    if (rc != RC_OK)
        return err_set(err, rc, "too_big");
    *out_call = (struct gw_http_call){
        .method = GW_POST, .url = url, .headers = headers, .headers_n = COUNT_OF(headers), .body = body};
    return RC_OK;
}

/* {"error": "word"} or {"error": {"code": "word"}}; without a word the status stands for it. */
static struct gw_send_result rejected(const json_t *root, const struct gw_http_answer *answer, struct arena *arena)
{
    const json_t *error = json_object_get(root, "error");
    const bool nested = json_is_object(error);
    struct str code;
    if (gw_json_str(nested ? error : root, nested ? "code" : "error", arena, &code, NULL) != RC_OK)
        return gw_result(GW_OUTCOME_REJECTED, answer, arena);
    return gw_result_with(GW_OUTCOME_REJECTED, code, answer, arena);
}

static struct gw_send_result read_reply(const struct gw_settings *settings UNUSED, const struct gw_http_answer *answer,
                                        struct arena *arena)
{
    json_auto_t *root = NULL;
    struct str id;
    if (!gw_is_success(answer))
        return gw_result_of_status(answer, arena);
    /* A success that says neither id nor error may have been sent. */
    if (gw_json_read_object(answer->body, &root, NULL) != RC_OK)
        return gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    const json_t *error = json_object_get(root, "error");
    if (error != NULL && !json_is_null(error))
        return rejected(root, answer, arena);
    if (gw_json_str(root, "id", arena, &id, NULL) != RC_OK || id.n == 0)
        return gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    return gw_accepted(id);
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("url"), .help = STR_INIT("where texts are posted, https://host/path"), .required = true},
    {.name = STR_INIT("survey"), .help = STR_INIT("form id of the survey that dialling begins when nothing is open")},
    {.name = STR_INIT("secret"),
     .help = STR_INIT("whsec_ and base64: signs the requests to us"),
     .required = true,
     .secret = true},
};

const struct gw_aggregator gw_loopback = {
    .name = STR_INIT("loopback"),
    .scheme = STR_INIT("standard-webhooks"),
    .parse = {[GW_KIND_IN] = parse_in, [GW_KIND_DLR] = parse_dlr, [GW_KIND_USSD] = parse_ussd},
    .screen = screen,
    .screen_septets = 182, /* 3GPP TS 23.038: 160 octets */
    .screen_units = 80,
    .build = build,
    .read_reply = read_reply,
    .ids = true,
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
