#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/phone.h"
#include "ingest.h"

/* /{kind}/{adapter}/{channel}[/rest] */
struct place {
    enum gw_kind kind;
    struct str adapter;
    struct str channel;
};

static bool read_place(struct str path, struct place *out)
{
    struct str rest = str_starts(path, STR("/")) ? str_sub(path, 1, path.n) : path;
    struct str kind;
    if (!str_next(&rest, '/', &kind) || !str_next(&rest, '/', &out->adapter) || !str_next(&rest, '/', &out->channel))
        return false;
    out->kind = gw_kind_of(kind);
    return out->kind != GW_KIND_COUNT;
}

/* What a partner's engineer can do about it. */
struct explanation {
    const char *code;
    const char *message;
};

static const struct explanation explanations[] = {
    {"unknown_wallet", "no such wallet; the address is /airtime or /airtime-validate, then adapter, then wallet"},
    {"unknown_channel", "no such channel; the address is /in or /dlr, then adapter, then channel, as agreed"},
    {"missing_header", "the request carries no signature"},
    {"bad_header", "the signature headers cannot be read"},
    {"mismatch", "the signature does not fit the request; sign the raw bytes with the agreed secret"},
    {"body_hash", "the body is not the one whose hash the address carries"},
    {"stale", "the signed time is too far from now; check the clock and sign each attempt anew"},
    {"no_secret", "the channel has no secret yet; ask the operator"},
    {"unsupported_media_type", "send a form, JSON, XML or plain text"},
    {"missing_field", "a field that must be there is not"},
    {"bad_number", "the sender is no phone number in international form"},
    {"bad_json", "the body is not one JSON value in UTF-8 without repeated names"},
    {"too_big", "more than a webhook may hold"},
};

static struct str explain(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(explanations); i++)
        if (str_eq(str_of(explanations[i].code), code))
            return str_of(explanations[i].message);
    return STR("the request was not understood; `puente explain` shows how it is read");
}

void route_refuse(struct ingest *ingest, struct gw_http_exchange *exchange, int status, struct str code,
                  struct str field)
{
    ingest->process.metrics.values[GW_METRIC_REFUSED]++;
    refusals_note(ingest->refusals, gw_http_exchange_request(exchange)->path, code);
    (void)gw_http_answer_error(exchange, status, code, explain(code), field);
}

void route_unavailable(struct ingest *ingest, struct gw_http_exchange *exchange)
{
    ingest->process.metrics.values[GW_METRIC_UNAVAILABLE]++;
    const struct gw_http_response response = {
        .status = 503,
        .content_type = STR("application/json"),
        .body =
            STR("{\"error\":{\"code\":\"unavailable\",\"message\":\"please repeat the request\",\"field\":\"\"}}\n"),
        .retry_after_s = 1};
    (void)gw_http_answer(exchange, &response);
}

/* Providers send forms, JSON, XML or plain text; anything else is a file upload or a mistake. */
bool route_content_type_known(const struct gw_http_request *request)
{
    static const struct str known[] = {
        {"application/x-www-form-urlencoded", 33}, {"application/json", 16}, {"application/xml", 15}, {"text/", 5}};
    const struct str type = gw_header_find(request->headers, request->headers_n, STR("content-type"));
    if (request->body.n == 0 || type.p == NULL)
        return true;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (type.n >= known[i].n && str_eq_ascii_nocase(str_sub(type, 0, known[i].n), known[i]))
            return true;
    return false;
}

/* The URL as the provider has it: configured, since a proxy may have changed scheme and host. */
static struct str url_of(struct str public_url, const struct gw_http_request *request, struct arena *arena)
{
    struct buf url = buf_in(arena, public_url.n + request->target.n + 1);
    buf_put(&url, public_url);
    buf_put(&url, request->target);
    return buf_str(&url);
}

bool route_is_genuine(const struct peer *peer, const struct gw_http_request *request, struct arena *arena,
                      enum gw_refusal *out_reason)
{
    const struct str token = gw_setting(peer->settings, STR("token"));
    const struct str scheme = peer->scheme.n > 0 ? peer->scheme : token.p != NULL ? STR("token") : STR_EMPTY;
    if (scheme.n == 0)
        return true;
    struct gw_secrets secrets = *peer->secrets;
    if (peer->scheme.n == 0)
        secrets.active[0] = token;
    return gw_verify(scheme, request, url_of(peer->public_url, request, arena), &secrets, 0, gw_now_ms(), out_reason) ==
           RC_OK;
}

/* ---- settling ---- */

static void on_left(void *context, bool delivered)
{
    const struct message *message = context;
    if (delivered)
        lane_left(ingest_lane(message->call->ingest, message->turn.bidx), message->turn.contact_id,
                  message->turn.event_id);
}

void gw_call_settle(struct call *call)
{
    if (call->open_n > 0)
        return;
    if (call->screen != NULL) {
        screens_answer(call);
        return;
    }
    if (call->failed) {
        route_unavailable(call->ingest, call->exchange);
        return;
    }
    struct gw_http_response response = {.status = 200};
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    if (call->aggregator->ack != NULL && call->aggregator->ack(&call->settings, call->kind, arena, &response) != RC_OK)
        response = (struct gw_http_response){.status = 200};
    if (call->weak != NULL)
        gw_http_exchange_on_left(call->exchange, on_left, call->weak);
    (void)gw_http_answer(call->exchange, &response);
}

/* ---- inbound texts ---- */

/* Invariant 2. With an id: (channel, id). Without: everything the provider says of it. Without even a time, what is
 * left is decided against the contact's last event. */
static void dedupe(const struct gw_channel *channel, const struct gw_sms *sms, struct gw_turn *turn)
{
    if (sms->provider_id.p != NULL) {
        const struct str parts[] = {channel->public_id, sms->provider_id};
        gw_dedupe_key(parts, COUNT_OF(parts), turn->dedupe);
        return;
    }
    const struct str timestamp = sms->timestamp.p == NULL ? STR_EMPTY : sms->timestamp;
    const struct str parts[] = {channel->public_id, turn->number, sms->to, timestamp, sms->text};
    gw_dedupe_key(parts, COUNT_OF(parts), turn->dedupe);
    turn->weak = sms->timestamp.p == NULL;
}

/* What the provider's own list of words took for a stop is one, whether our words have it or not: it sends nothing to
 * this person any more. Its other kinds are only words that we understand ourselves. */
static struct str words_of(const struct gw_sms *sms)
{
    return str_eq(sms->opt_out, STR("STOP")) ? sms->opt_out : sms->text;
}

static enum rc make_message(struct call *call, const struct gw_channel *channel, const struct gw_sms *sms,
                            struct message **out_message)
{
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    struct message *message = ARENA_NEW(arena, struct message);
    struct str number;
    bool possible = false;
    if (message == NULL)
        return RC_TOO_BIG;
    const enum rc rc = gw_phone_normalise(sms->from, channel->country, arena, &number, &possible);
    if (rc != RC_OK)
        return rc;
    message->call = call;
    message->turn = (struct gw_turn){
        .kind = SV_EVENT_TEXT,
        .at_ms = gw_now_ms(),
        .channel_id = channel->channel_id,
        .programme_id = channel->programme_id,
        .number = number,
        .text = utf8_prefix(words_of(sms), SV_TEXT_BYTES_MAX),
        .link_id = sms->link_id,
        .owner = message,
    };
    gw_blind_index(call->ingest->process.keys.bytes[GW_KEY_INDEX], number, message->turn.bidx);
    dedupe(channel, sms, &message->turn);
    if (sms->provider_id.p == NULL) {
        call->ingest->process.metrics.values[GW_METRIC_WEAK]++;
        call->weak = message->turn.weak ? message : call->weak;
    }
    *out_message = message;
    return RC_OK;
}

static void take_texts(struct call *call, const struct gw_channel *channel, const struct gw_inbound *inbound)
{
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    struct ingest *ingest = call->ingest;
    struct message **messages = ARENA_ARRAY(arena, struct message *, inbound->messages_n);
    for (size_t i = 0; i < inbound->messages_n; i++) {
        const enum rc rc =
            messages == NULL ? RC_TOO_BIG : make_message(call, channel, &inbound->messages[i], &messages[i]);
        if (rc != RC_OK) {
            route_refuse(ingest, call->exchange, rc == RC_TOO_BIG ? 413 : 400,
                         rc == RC_TOO_BIG ? STR("too_big") : STR("bad_number"), STR("from"));
            return;
        }
    }
    if (ingest->waiting + inbound->messages_n > GW_WAITING_MAX) {
        route_unavailable(ingest, call->exchange);
        return;
    }
    call->open_n = inbound->messages_n;
    for (size_t i = 0; i < inbound->messages_n; i++)
        lane_put(ingest_lane(ingest, messages[i]->turn.bidx), messages[i]);
    gw_call_settle(call);
}

/* What USSD made of a request that it may not have taken. */
static void take_dialogue(struct call *call, enum rc rc)
{
    if (rc == RC_TOO_BIG)
        route_refuse(call->ingest, call->exchange, 413, STR("too_big"), STR_EMPTY);
    else if (rc != RC_OK)
        route_refuse(call->ingest, call->exchange, 400, STR("bad_number"), STR("from"));
}

static void take(struct call *call, const struct gw_channel *channel, const struct gw_inbound *inbound)
{
    struct ingest *ingest = call->ingest;
    const bool empty =
        inbound->messages_n == 0 && inbound->receipts_n == 0 && inbound->ussd == NULL && inbound->ussd_end == NULL;
    if (inbound->ignored || empty) {
        ingest->process.metrics.values[GW_METRIC_IGNORED]++;
        gw_call_settle(call);
    } else if (inbound->messages_n > 0) {
        take_texts(call, channel, inbound);
    } else if (inbound->ussd != NULL) {
        take_dialogue(call, screens_put(call, channel, inbound->ussd));
    } else if (inbound->ussd_end != NULL) {
        take_dialogue(call, screens_end(call, channel, inbound->ussd_end));
    } else if (receipts_put(ingest->receipts, call, channel->channel_id, inbound->receipts, inbound->receipts_n) !=
               RC_OK) {
        route_unavailable(ingest, call->exchange);
    }
}

int route_status_of(enum rc rc)
{
    return rc == RC_TOO_BIG ? 413 : rc == RC_UNSUPPORTED ? 415 : 400;
}

static void parse(struct ingest *ingest, const struct gw_channel *channel, enum gw_kind kind,
                  struct gw_http_exchange *exchange)
{
    const struct gw_http_request *request = gw_http_exchange_request(exchange);
    struct arena *arena = gw_http_exchange_arena(exchange);
    struct gw_inbound inbound = {.messages_n = 0};
    struct err err = {.code = RC_OK};
    const enum rc rc = channel->aggregator->parse[kind](&channel->settings, request, arena, &inbound, &err);
    if (rc != RC_OK) {
        const bool missing = rc == RC_MISSING;
        const struct str word = rc == RC_BAD_INPUT ? str_of(err.text) : rc_word(rc);
        route_refuse(ingest, exchange, route_status_of(rc), word, missing ? str_of(err.text) : STR_EMPTY);
        return;
    }
    struct call *call = ARENA_NEW(arena, struct call);
    if (call == NULL) {
        route_refuse(ingest, exchange, 413, STR("too_big"), STR_EMPTY);
        return;
    }
    /* The channel may be read anew while the call waits: what is needed later is kept. */
    *call = (struct call){.ingest = ingest,
                          .exchange = exchange,
                          .aggregator = channel->aggregator,
                          .kind = kind,
                          .deadline_ms = gw_monotonic_ms() + channel->answer_ms};
    gw_http_exchange_deadline(exchange, channel->answer_ms);
    take(call, channel, &inbound);
}

void gw_route(void *context, struct gw_http_exchange *exchange)
{
    struct ingest *ingest = context;
    const struct gw_http_request *request = gw_http_exchange_request(exchange);
    struct place place;
    const bool placed = read_place(request->path, &place);
    if (!ingest->process.loaded) {
        if (!placed || place.kind != GW_KIND_USSD || !screens_turn_away(ingest, place.adapter, exchange))
            route_unavailable(ingest, exchange);
        return;
    }
    if (airtime_route(ingest, exchange))
        return;
    const struct gw_channel *channel = placed ? gw_catalog_channel(ingest->process.catalog, place.channel) : NULL;
    const bool served = channel != NULL && channel->aggregator != NULL &&
                        str_eq(channel->aggregator->name, place.adapter) &&
                        channel->aggregator->parse[place.kind] != NULL &&
                        (place.kind != GW_KIND_USSD || channel->aggregator->screen != NULL);
    if (!served) {
        route_refuse(ingest, exchange, 404, STR("unknown_channel"), STR_EMPTY);
        return;
    }
    enum gw_refusal reason = GW_REFUSAL_NONE;
    const struct peer peer = {.scheme = channel->aggregator->scheme,
                              .public_url = channel->public_url,
                              .settings = &channel->settings,
                              .secrets = &channel->secrets};
    if (!route_is_genuine(&peer, request, gw_http_exchange_arena(exchange), &reason))
        route_refuse(ingest, exchange, 401, gw_refusal_word(reason), STR_EMPTY);
    else if (!route_content_type_known(request))
        route_refuse(ingest, exchange, 415, STR("unsupported_media_type"), STR("content-type"));
    else
        parse(ingest, channel, place.kind, exchange);
}
