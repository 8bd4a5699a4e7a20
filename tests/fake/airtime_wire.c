#include "airtime_wire.h"

#include <string.h>

#define SET(transfer, field, value) transfer_set((transfer)->field, sizeof((transfer)->field), (value))

/* ---- loopback: {"reference","to","amount_minor","currency"} -> {"id","reference","status"} ---- */

static bool loopback_order(struct fields *fields, const struct http_message *request, struct transfer *out)
{
    int64_t amount = 0;
    if (!fields_read_json(fields, request->body)) {
        return false;
    }
    const struct view minor = fields_get(fields, "amount_minor");
    return view_int(minor, &amount) && amount > 0 && fields_get(fields, "reference").n > 0 &&
           fields_get(fields, "to").n > 0 && fields_get(fields, "currency").n == 3 && SET(out, amount, minor) &&
           SET(out, reference, fields_get(fields, "reference")) && SET(out, to, fields_get(fields, "to")) &&
           SET(out, currency, fields_get(fields, "currency"));
}

static const struct transfer *loopback_find(const struct fields *query, const struct transfers *transfers)
{
    const struct view id = fields_get(query, "id");
    return id.n > 0 ? transfers_by_id(transfers, "loopback", id)
                    : transfers_by_reference(transfers, "loopback", fields_get(query, "reference"));
}

static void loopback_say(enum saying saying, const struct transfer *transfer, bool asked, struct bytes *out)
{
    static const char *const words[SAYINGS] = {
        [SAY_DONE] = "confirmed",    [SAY_PROCESSING] = "processing", [SAY_REFUSED] = "refused",
        [SAY_NO_CREDIT] = "account", [SAY_DUPLICATE] = "duplicate",   [SAY_NOT_FOUND] = "not_found",
    };
    struct bytes body = {0};
    if (saying == SAY_NONSENSE) {
        bytes_add_z(&body, "{\"error\":\"rejected\"}");
    } else {
        bytes_add_z(&body, "{\"reference\":");
        json_add_string(&body, view_z(transfer->reference));
        if (asked ? saying != SAY_NOT_FOUND : saying == SAY_DONE || saying == SAY_PROCESSING) {
            json_add_member(&body, "id", view_z(transfer->id));
        }
        json_add_member(&body, "status", view_z(words[saying]));
        bytes_add_z(&body, "}");
    }
    const bool missing = asked && saying == SAY_NOT_FOUND;
    http_add_response(out, missing ? 404 : 200, "Content-Type: application/json\r\n", bytes_view(&body));
    bytes_free(&body);
}

/* ---- africastalking ---- */

/* What its answers quote as it stands. */
static bool is_plain(const char *text)
{
    return strpbrk(text, "\"\\") == NULL;
}

/* recipients is [{"phoneNumber":"+254...","amount":"KES 10.50"}], one of them. The reference is a header. */
static bool africastalking_order(struct fields *fields, const struct http_message *request, struct transfer *out)
{
    if (!fields_read_form(fields, request->body) || fields_get(fields, "username").n == 0) {
        return false;
    }
    struct view list = fields_get(fields, "recipients");
    if (list.n < 2 || list.p[0] != '[' || list.p[list.n - 1] != ']') {
        return false;
    }
    struct fields recipient = {0};
    list = (struct view){list.p + 1, list.n - 2};
    bool good = fields_read_json(&recipient, list) && fields_get(&recipient, "phoneNumber").n > 0;
    struct view amount = fields_get(&recipient, "amount");
    const struct view currency = view_cut(&amount, ' ');
    good = good && currency.n == 3 && amount.n > 0 && SET(out, currency, currency) && SET(out, amount, amount) &&
           SET(out, to, fields_get(&recipient, "phoneNumber")) &&
           SET(out, reference, request->header[HTTP_IDEMPOTENCY_KEY]);
    fields_free(&recipient);
    return good && is_plain(out->to) && is_plain(out->amount) && is_plain(out->currency);
}

static const struct transfer *africastalking_find(const struct fields *query, const struct transfers *transfers)
{
    return transfers_by_id(transfers, "africastalking", fields_get(query, "transactionId"));
}

static void say_transaction(enum saying saying, const struct transfer *transfer, struct bytes *body)
{
    static const char *const states[SAYINGS] = {
        [SAY_DONE] = "Success", [SAY_PROCESSING] = "Queued", [SAY_REFUSED] = "Failed"};
    if (states[saying] == NULL) {
        bytes_add_z(body, "{\"status\":\"Failed\",\"errorMessage\":\"No transaction with this id\"}");
        return;
    }
    bytes_printf(body,
                 "{\"status\":\"Success\",\"data\":{\"requestMetadata\":{},\"sourceType\":\"Wallet\",\"category\":"
                 "\"Airtime\",\"transactionId\":\"%s\",\"status\":\"%s\",\"value\":\"%s %s\"}}",
                 transfer->id, states[saying], transfer->currency, transfer->amount);
}

static void say_recipient(enum saying saying, const struct transfer *transfer, struct bytes *body)
{
    static const char *const errors[SAYINGS] = {
        [SAY_DONE] = "None",
        [SAY_PROCESSING] = "None",
        [SAY_REFUSED] = "Value Outside The Allowed Limits",
        [SAY_NO_CREDIT] = "Insufficient Credit",
        [SAY_NONSENSE] = "Something Else",
    };
    const bool taken = saying == SAY_DONE || saying == SAY_PROCESSING;
    bytes_printf(
        body,
        "{\"errorMessage\":\"None\",\"numSent\":%d,\"totalAmount\":\"%s %s\",\"totalDiscount\":\"0\","
        "\"responses\":[{\"phoneNumber\":\"%s\",\"errorMessage\":\"%s\",\"amount\":\"%s %s\",\"status\":\"%s\","
        "\"requestId\":\"%s\",\"discount\":\"0\"}]}",
        taken ? 1 : 0, transfer->currency, transfer->amount, transfer->to, errors[saying], transfer->currency,
        transfer->amount, taken ? "Sent" : "Failed", taken ? transfer->id : "None");
}

static void africastalking_say(enum saying saying, const struct transfer *transfer, bool asked, struct bytes *out)
{
    struct bytes body = {0};
    if (asked) {
        say_transaction(saying, transfer, &body);
    } else if (saying == SAY_DUPLICATE) {
        bytes_add_z(&body, "{\"errorMessage\":\"A duplicate request was received within the last 5 minutes\","
                           "\"numSent\":0,\"totalAmount\":\"0\",\"totalDiscount\":\"0\",\"responses\":[]}");
    } else {
        say_recipient(saying, transfer, &body);
    }
    http_add_response(out, asked ? 200 : 201, "Content-Type: application/json\r\n", bytes_view(&body));
    bytes_free(&body);
}

const struct airtime_protocol *airtime_protocol_find(const struct http_message *request, bool *out_asked)
{
    static const struct airtime_protocol protocols[] = {
        {"loopback", "/airtime", "/airtime", "t-", 0, true, loopback_order, loopback_find, loopback_say},
        {"africastalking", "/version1/airtime/send", "/query/transaction/find", "ATQid_", 5 * 60 * 1000, false,
         africastalking_order, africastalking_find, africastalking_say},
    };
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
        const struct airtime_protocol *const protocol = &protocols[i];
        *out_asked = view_is(request->method, "GET") && view_is(request->path, protocol->ask_path);
        if (*out_asked || (view_is(request->method, "POST") && view_is(request->path, protocol->order_path))) {
            return protocol;
        }
    }
    return NULL;
}
