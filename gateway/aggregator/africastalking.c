/* Africa's Talking: forms both ways, JSON answers; signs nothing, so set a token. Facts: the provider's documentation
 * at developers.africastalking.com and its public wrappers. */
#include "adapter.h"
#include "json.h"
#include "reading.h"
#include "sending.h"

#define LIVE_URL "https://api.africastalking.com"

static enum rc parse_in(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                        struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(request->body, arena, &fields, err);
    struct gw_sms sms = {0};
    sms.provider_id = gw_read_id(&in, "id");
    sms.from = gw_read_number(&in, "from");
    sms.to = gw_read_optional(&in, "to");
    sms.text = gw_read_text(&in, "text");
    sms.timestamp = gw_read_optional(&in, "date");
    sms.received_ms = gw_wire_time(sms.timestamp);
    sms.link_id = gw_read_optional(&in, "linkId");
    return gw_give_sms(&in, &sms, out_inbound);
}

static enum rc parse_dlr(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                         struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    static const struct gw_status_row rows[] = {
        {STR_INIT("Sent"), GW_DELIVERY_SENT},         {STR_INIT("Submitted"), GW_DELIVERY_SENT},
        {STR_INIT("Buffered"), GW_DELIVERY_SENT},     {STR_INIT("Success"), GW_DELIVERY_DELIVERED},
        {STR_INIT("Rejected"), GW_DELIVERY_REJECTED}, {STR_INIT("Failed"), GW_DELIVERY_FAILED},
        {STR_INIT("Expired"), GW_DELIVERY_EXPIRED},   {STR_INIT("AbsentSubscriber"), GW_DELIVERY_FAILED},
    };
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(request->body, arena, &fields, err);
    struct gw_receipt receipt = {0};
    receipt.provider_id = gw_read_id(&in, "id");
    receipt.error_code = gw_read_optional(&in, "failureReason");
    if (!gw_read_status(&in, "status", rows, COUNT_OF(rows), &receipt.status))
        return gw_give_nothing(&in, out_inbound);
    return gw_give_receipt(&in, &receipt, out_inbound);
}

/* All answers so far, joined by '*': a '*' that the person typed cannot be told apart. */
static const struct str *split_inputs(struct gw_reader *in, struct str text, size_t *out_n)
{
    size_t n = text.n > 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '*';
    struct str *inputs = ARENA_ARRAY(in->arena, struct str, n);
    if (inputs == NULL) {
        in->rc = err_set(in->err, RC_TOO_BIG, "too_big");
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        (void)str_next(&text, '*', &inputs[i]);
    *out_n = n;
    return inputs;
}

static enum rc parse_ussd(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                          struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(request->body, arena, &fields, err);
    struct gw_ussd ussd = {0};
    ussd.session_id = gw_read_id(&in, "sessionId");
    ussd.msisdn = gw_read_number(&in, "phoneNumber");
    ussd.service_code = gw_read_optional(&in, "serviceCode");
    ussd.network = gw_read_optional(&in, "networkCode");
    const struct str text = gw_read_text(&in, "text");
    ussd.inputs = split_inputs(&in, text, &ussd.inputs_n);
    ussd.step = text;
    ussd.is_new = ussd.inputs_n == 0;
    ussd.input = ussd.is_new || in.rc != RC_OK ? STR_EMPTY : ussd.inputs[ussd.inputs_n - 1];
    return gw_give_ussd(&in, &ussd, out_inbound);
}

static enum rc parse_ussd_end(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                              struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    static const struct gw_header outcomes[] = {
        {STR_INIT("Success"), STR_INIT("completed")},
        {STR_INIT("Incomplete"), STR_INIT("abandoned")},
        {STR_INIT("Failed"), STR_INIT("error")},
    };
    struct gw_fields fields = {0};
    struct gw_reader in = gw_read_form(request->body, arena, &fields, err);
    struct gw_ussd_end end = {0};
    end.session_id = gw_read_id(&in, "sessionId");
    end.msisdn = gw_read_number(&in, "phoneNumber");
    end.ended_ms = gw_wire_time(gw_read_optional(&in, "date"));
    (void)str_to_i64(gw_read_optional(&in, "hopsCount"), &end.hops);
    end.outcome = gw_field(&(struct gw_fields){.items = outcomes, .n = COUNT_OF(outcomes)}, gw_read_id(&in, "status"));
    if (end.outcome.p == NULL)
        return gw_give_nothing(&in, out_inbound);
    return gw_give_ussd_end(&in, &end, out_inbound);
}

static enum rc screen(const struct gw_settings *settings UNUSED, struct str text, bool more, struct arena *arena,
                      struct gw_http_response *out_response)
{
    const struct str prefix = more ? STR("CON ") : STR("END ");
    struct buf body = buf_in(arena, prefix.n + text.n);
    buf_put(&body, prefix);
    buf_put(&body, text);
    if (body.overflow)
        return RC_TOO_BIG;
    *out_response = (struct gw_http_response){.status = 200, .content_type = STR("text/plain"), .body = buf_str(&body)};
    return RC_OK;
}

static enum rc build(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    struct str username;
    struct str key;
    enum rc rc = gw_need_setting(settings, STR("username"), &username, err);
    if (rc == RC_OK)
        rc = gw_need_setting(settings, STR("api_key"), &key, err);
    if (rc != RC_OK)
        return rc;
    const bool premium = message->link_id.n > 0;
    const struct gw_header pairs[] = {
        {STR("username"), username},
        {STR("to"), message->to},
        {STR("message"), message->text},
        {STR("from"), message->from.n > 0 ? message->from : gw_setting(settings, STR("from"))},
        {STR("bulkSMSMode"), premium ? STR("0") : STR("1")}, /* 1: the sender pays */
        {STR("linkId"), message->link_id},
    };
    struct str url;
    struct str body;
    struct gw_header *headers = ARENA_ARRAY(arena, struct gw_header, 3);
    if (headers == NULL || gw_url_of(settings, STR(LIVE_URL), STR("/version1/messaging"), arena, &url) != RC_OK ||
        gw_pairs_write(pairs, COUNT_OF(pairs), arena, &body) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    headers[0] = (struct gw_header){STR("apiKey"), key};
    headers[1] = (struct gw_header){STR("Accept"), STR("application/json")};
    headers[2] = (struct gw_header){STR("Content-Type"), STR("application/x-www-form-urlencoded")};
    *out_call = (struct gw_http_call){.method = GW_POST, .url = url, .headers = headers, .headers_n = 3, .body = body};
    return RC_OK;
}

/* The status of one recipient, which is not that of HTTP. What is missing here is unknown. */
static enum gw_outcome outcome_of(int64_t code)
{
    static const struct {
        int code;
        enum gw_outcome outcome;
    } rows[] = {
        {100, GW_OUTCOME_ACCEPTED},  /* processed */
        {101, GW_OUTCOME_ACCEPTED},  /* sent */
        {102, GW_OUTCOME_ACCEPTED},  /* queued */
        {401, GW_OUTCOME_REJECTED},  /* risk hold */
        {402, GW_OUTCOME_REJECTED},  /* invalid sender id */
        {403, GW_OUTCOME_REJECTED},  /* invalid number */
        {404, GW_OUTCOME_REJECTED},  /* unsupported kind of number */
        {405, GW_OUTCOME_ACCOUNT},   /* insufficient balance */
        {406, GW_OUTCOME_OPTED_OUT}, /* user in blacklist */
        {407, GW_OUTCOME_REJECTED},  /* could not route */
        {409, GW_OUTCOME_REJECTED},  /* do not disturb */
        {502, GW_OUTCOME_REJECTED},  /* rejected by gateway */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].code == code)
            return rows[i].outcome;
    return GW_OUTCOME_UNKNOWN;
}

static struct gw_send_result read_recipient(const json_t *recipient, const struct gw_http_answer *answer,
                                            struct arena *arena)
{
    struct str code;
    struct str id;
    int64_t number = 0;
    if (gw_json_str(recipient, "statusCode", arena, &code, NULL) != RC_OK || !str_to_i64(code, &number) ||
        gw_json_str(recipient, "messageId", arena, &id, NULL) != RC_OK)
        return gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    const enum gw_outcome outcome = outcome_of(number);
    if (outcome != GW_OUTCOME_ACCEPTED)
        return gw_result_with(outcome, code, answer, arena);
    return gw_accepted(str_eq(id, STR("None")) ? STR_EMPTY : id);
}

static struct gw_send_result read_reply(const struct gw_settings *settings UNUSED, const struct gw_http_answer *answer,
                                        struct arena *arena)
{
    json_auto_t *root = NULL;
    if (!gw_is_success(answer))
        return gw_result_of_status(answer, arena);
    if (gw_json_read_object(answer->body, &root, NULL) != RC_OK)
        return gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    const json_t *recipients = json_object_get(json_object_get(root, "SMSMessageData"), "Recipients");
    /* An empty list is a refusal of the whole request, with the reason in the text beside it. */
    if (json_is_array(recipients) && json_array_size(recipients) == 0)
        return gw_result_with(GW_OUTCOME_REJECTED, STR("no_recipients"), answer, arena);
    return read_recipient(json_array_get(recipients, 0), answer, arena);
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("username"),
     .help = STR_INIT("name of the application; \"sandbox\" on the sandbox"),
     .required = true},
    {.name = STR_INIT("api_key"), .help = STR_INIT("key of the application"), .required = true, .secret = true},
    {.name = STR_INIT("token"), .help = STR_INIT("secret in the URLs given to the provider, ?token="), .secret = true},
    {.name = STR_INIT("url"), .help = STR_INIT("API host, default " LIVE_URL)},
    {.name = STR_INIT("survey"), .help = STR_INIT("form id of the survey that dialling begins when nothing is open")},
    {.name = STR_INIT("from"), .help = STR_INIT("sender id or short code when a text names none")},
};

const struct gw_aggregator gw_africastalking = {
    .name = STR_INIT("africastalking"),
    .parse = {[GW_KIND_IN] = parse_in,
              [GW_KIND_DLR] = parse_dlr,
              [GW_KIND_USSD] = parse_ussd,
              [GW_KIND_USSD_END] = parse_ussd_end},
    .screen = screen,
    .screen_septets = 160, /* 182 by the standard, but operators behind it cut at 160 */
    .screen_units = 70,
    .build = build,
    .read_reply = read_reply,
    .ids = true,
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
