#include "protocol.h"

#include <string.h>

static body_fn body_loopback, body_africastalking, body_kannel, body_twilio, body_inbound;
static body_fn refuse_loopback, refuse_africastalking, refuse_kannel, refuse_twilio;

static const struct protocol protocols[] = {
    {.name = "loopback",
     .kind = "send",
     .method = "POST",
     .path = "/send",
     .place = PLACE_JSON,
     .id = "id",
     .to = "to",
     .from = "from",
     .text = "text",
     .status = 200,
     .body = body_loopback,
     .status_refused = 200,
     .refuse = refuse_loopback,
     .reports = true},
    {.name = "africastalking",
     .kind = "send",
     .method = "POST",
     .path = "/version1/messaging",
     .place = PLACE_FORM,
     .id = "",
     .receipt_url = "",
     .to = "to",
     .from = "from",
     .text = "message",
     .status = 201,
     .body = body_africastalking,
     .status_refused = 201,
     .refuse = refuse_africastalking},
    {.name = "kannel",
     .kind = "send",
     .method = "GET",
     .path = "/cgi-bin/sendsms",
     .place = PLACE_QUERY,
     .id = "",
     .receipt_url = "dlr-url",
     .to = "to",
     .from = "from",
     .text = "text",
     .status = 202,
     .body = body_kannel,
     .status_refused = 403,
     .refuse = refuse_kannel},
    {.name = "twilio",
     .kind = "send",
     .method = "POST",
     .path = "/2010-04-01/Accounts/AC0555/Messages.json",
     .place = PLACE_FORM,
     .authorization = "Basic QUMwNTU1OmZha2UtdG9rZW4=", /* AC0555:fake-token */
     .id = "",
     .receipt_url = "StatusCallback",
     .to = "To",
     .from = "From",
     .text = "Body",
     .status = 201,
     .body = body_twilio,
     .status_refused = 400,
     .refuse = refuse_twilio},
    {.name = "loopback",
     .kind = "in",
     .method = "POST",
     .path = "/in/",
     .place = PLACE_JSON,
     .id = "id",
     .to = "to",
     .from = "from",
     .text = "text",
     .status = 200,
     .body = body_inbound,
     .status_refused = 200,
     .refuse = refuse_loopback,
     .inbound = true},
};

const struct protocol *protocol_find(const struct http_message *request)
{
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
        const struct protocol *const protocol = &protocols[i];
        const size_t n = strlen(protocol->path);
        const bool is_prefix = protocol->path[n - 1] == '/';
        if (request->path.n >= n && (is_prefix || request->path.n == n) &&
            memcmp(request->path.p, protocol->path, n) == 0 && view_is(request->method, protocol->method)) {
            return protocol;
        }
    }
    return NULL;
}

bool protocol_admits(const struct protocol *protocol, const struct http_message *request)
{
    return protocol->authorization == NULL || view_is(request->header[HTTP_AUTHORIZATION], protocol->authorization);
}

/* Some are told our id only inside the address of the delivery report: ...?id=OURID&status=%d */
static struct view id_in_url(struct view url)
{
    view_cut(&url, '?');
    while (url.n > 0) {
        struct view value = view_cut(&url, '&');
        if (view_is(view_cut(&value, '='), "id")) {
            return value;
        }
    }
    return (struct view){0};
}

bool protocol_read(const struct protocol *protocol, const struct http_message *request, struct fields *fields,
                   struct message *out)
{
    const struct view source = protocol->place == PLACE_QUERY ? request->query : request->body;
    if (!(protocol->place == PLACE_JSON ? fields_read_json(fields, source) : fields_read_form(fields, source))) {
        return false;
    }
    *out = (struct message){
        .protocol = protocol,
        .id = protocol->id[0] != '\0' ? fields_get(fields, protocol->id)
                                      : id_in_url(fields_get(fields, protocol->receipt_url)),
        .to = fields_get(fields, protocol->to),
        .from = fields_get(fields, protocol->from),
        .text = fields_get(fields, protocol->text),
    };
    return out->to.n > 0 && (!protocol->inbound || (out->from.n > 0 && out->id.n > 0));
}

static void body_loopback(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    bytes_add_z(body, "{\"id\":\"f-");
    bytes_add_int(body, n);
    bytes_add_z(body, "\"}");
}

static void body_africastalking(struct bytes *body, const struct message *message, int64_t n)
{
    bytes_add_z(body, "{\"SMSMessageData\":{\"Message\":\"Sent to 1/1 Total Cost: KES 0.8000\",\"Recipients\":[{"
                      "\"statusCode\":101,\"number\":");
    json_add_string(body, message->to);
    bytes_printf(body, ",\"status\":\"Success\",\"cost\":\"KES 0.8000\",\"messageId\":\"ATXid_%lld\"}]}}",
                 (long long)n);
}

static void body_kannel(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    (void)n;
    bytes_add_z(body, "0: Accepted for delivery");
}

static void body_twilio(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    bytes_printf(body, "{\"sid\":\"SM%032lld\",\"status\":\"queued\",\"error_code\":null}", (long long)n);
}

static void body_inbound(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    (void)n;
    bytes_add_z(body, "{}");
}

static void refuse_loopback(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    (void)n;
    bytes_add_z(body, "{\"error\":\"rejected\"}");
}

static void refuse_africastalking(struct bytes *body, const struct message *message, int64_t n)
{
    (void)n;
    bytes_add_z(body, "{\"SMSMessageData\":{\"Message\":\"Sent to 0/1 Total Cost: 0\",\"Recipients\":[{"
                      "\"statusCode\":403,\"number\":");
    json_add_string(body, message->to);
    bytes_add_z(body, ",\"status\":\"InvalidPhoneNumber\",\"cost\":\"0\",\"messageId\":\"None\"}]}}");
}

static void refuse_kannel(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    (void)n;
    bytes_add_z(body, "Not routable. Do not try again.");
}

static void refuse_twilio(struct bytes *body, const struct message *message, int64_t n)
{
    (void)message;
    (void)n;
    bytes_add_z(body, "{\"code\":21211,\"message\":\"Invalid 'To' Phone Number\",\"status\":400}");
}
