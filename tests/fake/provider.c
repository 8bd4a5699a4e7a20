#include "provider.h"

#include "admin.h"
#include "protocol.h"

enum reply { REPLY_TAKEN, REPLY_REFUSED, REPLY_BROKEN, REPLY_THROTTLED, REPLY_UNAVAILABLE };

struct behaviour {
    bool executes;
    enum reply reply;
    enum finish finish;
    int callbacks;
};

static const struct behaviour behaviours[MODES] = {
    [MODE_OK] = {true, REPLY_TAKEN, FINISH_NOW, 1},
    [MODE_TIMEOUT_AFTER] = {true, REPLY_TAKEN, FINISH_NEVER, 1},
    [MODE_ERROR_AFTER] = {true, REPLY_BROKEN, FINISH_NOW, 1},
    [MODE_DROP_AFTER] = {true, REPLY_TAKEN, FINISH_CLOSE, 1},
    [MODE_DROP_BEFORE] = {false, REPLY_TAKEN, FINISH_CLOSE, 0},
    [MODE_DELAY] = {true, REPLY_TAKEN, FINISH_LATER, 1},
    [MODE_DOUBLE_CALLBACK] = {true, REPLY_TAKEN, FINISH_NOW, 2},
    [MODE_CALLBACK_FIRST] = {true, REPLY_TAKEN, FINISH_AFTER_CALLBACK, 1},
    [MODE_THROTTLED] = {false, REPLY_THROTTLED, FINISH_NOW, 0},
    [MODE_UNAVAILABLE] = {false, REPLY_UNAVAILABLE, FINISH_NOW, 0},
    [MODE_ERROR_BODY] = {false, REPLY_REFUSED, FINISH_NOW, 0},
    [MODE_SLOW_DRIP] = {true, REPLY_TAKEN, FINISH_DRIP, 1},
};

static int64_t execute(struct provider *provider, const struct message *message, enum mode mode)
{
    const int64_t n = journal_next(provider->journal);
    struct bytes *const line = &provider->line;
    line->n = 0;
    bytes_add_z(line, "{\"at_ms\":");
    bytes_add_int(line, world_wall_ms());
    bytes_add_z(line, ",\"n\":");
    bytes_add_int(line, n);
    json_add_member(line, "kind", view_z(message->protocol->kind));
    json_add_member(line, "protocol", view_z(message->protocol->name));
    json_add_member(line, "id", message->id);
    json_add_member(line, "to", message->to);
    json_add_member(line, "from", message->from);
    json_add_member(line, "text", message->text);
    json_add_member(line, "mode", view_z(mode_name(mode)));
    bytes_add_z(line, "}\n");
    journal_add(provider->journal, bytes_view(line));
    if (message->protocol->inbound) {
        provider->accepted++;
    } else {
        provider->executed++;
    }
    return n;
}

static void write_reply(struct provider *provider, const struct message *message, enum reply reply, int64_t n,
                        struct bytes *out)
{
    static const char again[] = "Retry-After: 1\r\n";
    struct bytes *const body = &provider->body;
    body->n = 0;
    switch (reply) {
    case REPLY_TAKEN:
        message->protocol->body(body, message, n);
        http_add_response(out, message->protocol->status, "", bytes_view(body));
        break;
    case REPLY_REFUSED:
        message->protocol->refuse(body, message, n);
        http_add_response(out, message->protocol->status_refused, "", bytes_view(body));
        break;
    case REPLY_BROKEN:
        http_add_response(out, 500, "", view_z("{\"error\":\"internal\"}"));
        break;
    case REPLY_THROTTLED:
        http_add_response(out, 429, again, view_z("{\"error\":\"throttled\"}"));
        break;
    case REPLY_UNAVAILABLE:
        http_add_response(out, 503, again, view_z("{\"error\":\"unavailable\"}"));
        break;
    }
}

static struct verdict refuse_request(struct bytes *out, int status, const char *error)
{
    http_add_response(out, status, "", view_z(error));
    return (struct verdict){.finish = FINISH_NOW};
}

struct verdict provider_answer(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    struct verdict verdict = {.finish = FINISH_NOW};
    const struct protocol *const protocol = protocol_find(request);
    if (protocol == NULL || (protocol->inbound && !provider->accepts_in)) {
        if (!airtime_answer(&provider->airtime, request, out, &verdict) && !admin_answer(provider, request, out)) {
            return refuse_request(out, 404, "{\"error\":\"not found\"}");
        }
        return verdict;
    }
    provider->requests++;
    struct message message;
    if (!protocol_admits(protocol, request)) {
        return refuse_request(out, 401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}");
    }
    if (protocol->inbound && provider->verifies && !signature_fits(&provider->signer, request)) {
        return refuse_request(out, 401, "{\"error\":\"bad signature\"}");
    }
    if (!protocol_read(protocol, request, &provider->fields, &message)) {
        return refuse_request(out, 400, "{\"error\":\"malformed\"}");
    }
    int64_t delay_ms = 0;
    const struct view phone = protocol->inbound ? message.from : message.to;
    const enum mode mode = rules_choose(&provider->rules, phone, &provider->chance, &delay_ms);
    const struct behaviour *const behaviour = &behaviours[mode];
    const int64_t n = behaviour->executes ? execute(provider, &message, mode) : 0;
    write_reply(provider, &message, behaviour->reply, n, out);
    return (struct verdict){
        .finish = behaviour->finish,
        .delay_us = delay_ms * 1000,
        .n = n,
        .callbacks = protocol->reports && provider->callbacks != NULL ? behaviour->callbacks : 0,
    };
}
