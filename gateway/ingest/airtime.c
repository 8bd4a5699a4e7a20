#include "gateway/airtime.h"

#include "gateway/log.h"
#include "gateway/phone.h"
#include "ingest.h"

/* /airtime/{adapter}/{wallet}: the provider has news of a transfer. Whoever sent it, it is only a hint to ask: the worker
 * hears the outcome from the provider itself.
 * /airtime-validate/{adapter}/{wallet}: the provider asks whether we asked for a transfer. */

struct callback {
    struct ingest *ingest;
    struct gw_http_exchange *exchange;
    const struct gw_airtime *airtime;
    bool validates;
};

static void hinted(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    const struct callback *callback = context;
    if (rc != RC_OK) {
        gw_log_err("airtime_hint", err);
        route_unavailable(callback->ingest, callback->exchange);
        return;
    }
    if (gw_unit_rows(unit, 0)->n == 0)
        callback->ingest->process.metrics.values[GW_METRIC_IGNORED]++;
    (void)gw_http_answer(callback->exchange, &(struct gw_http_response){.status = 200});
}

/* "913563245682372609-2" is of incentive 913563245682372609; 0 for anything else. */
static int64_t incentive_of(struct str reference)
{
    int64_t id = 0;
    const struct str digits = str_sub(reference, 0, str_find_byte(reference, '-'));
    return reference.p != NULL && str_to_i64(digits, &id) ? id : 0;
}

static void hint(struct callback *callback, const struct gw_wallet *wallet, const struct gw_topup_result *result)
{
    struct gw_unit *unit = gw_unit_new(callback->ingest->process.pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, wallet->wallet_id);
    gw_arg_i64(&args, incentive_of(result->reference));
    gw_arg_text(&args, result->provider_id);
    gw_unit_add(unit, SQL_INCENTIVE_HINT, &args);
    gw_unit_send(unit, hinted, callback);
}

static void validated(const struct callback *callback, bool ours)
{
    struct gw_http_response response = {.status = 200};
    if (callback->airtime->validated(ours, gw_http_exchange_arena(callback->exchange), &response) == RC_OK)
        (void)gw_http_answer(callback->exchange, &response);
    else
        route_unavailable(callback->ingest, callback->exchange);
}

static void compared(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    const struct callback *callback = context;
    if (rc != RC_OK) {
        gw_log_err("airtime_validate", err);
        route_unavailable(callback->ingest, callback->exchange);
        return;
    }
    const bool ours = gw_row_bool(gw_unit_rows(unit, 0), 0, 0);
    if (!ours)
        LOG(GW_LOG_WARNING, "transfer_not_ours", LOG_TEXT("adapter", callback->airtime->name));
    validated(callback, ours);
}

/* What cannot be read is nothing we asked for. */
static void compare(struct callback *callback, const struct gw_wallet *wallet, const struct gw_topup_result *result)
{
    int64_t minor = 0;
    struct str number;
    bool possible = false;
    struct arena *arena = gw_http_exchange_arena(callback->exchange);
    if (result->to.p == NULL || result->amount.p == NULL || !str_eq(result->currency, wallet->currency) ||
        gw_amount_read(result->amount, wallet->currency, &minor) != RC_OK ||
        gw_phone_normalise(result->to, STR_EMPTY, arena, &number, &possible) != RC_OK) {
        validated(callback, false);
        return;
    }
    uint8_t bidx[GW_INDEX_BYTES];
    gw_blind_index(callback->ingest->process.keys.bytes[GW_KEY_INDEX], number, bidx);
    struct gw_unit *unit = gw_unit_new(callback->ingest->process.pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, wallet->wallet_id);
    gw_arg_text(&args, (struct str){.p = (const char *)bidx, .n = sizeof bidx});
    gw_arg_i64(&args, minor);
    gw_arg_text(&args, wallet->currency);
    gw_unit_add(unit, SQL_TRANSFER_IS_OURS, &args);
    gw_unit_send(unit, compared, callback);
}

static void read_callback(struct callback *callback, const struct gw_wallet *wallet)
{
    struct ingest *ingest = callback->ingest;
    struct gw_topup_result result = {.outcome = GW_TRANSFER_UNKNOWN};
    struct err err = {.code = RC_OK};
    gw_topup_webhook_fn *read = callback->validates ? wallet->airtime->validate : wallet->airtime->webhook;
    const enum rc rc = read(&wallet->settings, gw_http_exchange_request(callback->exchange),
                            gw_http_exchange_arena(callback->exchange), &result, &err);
    if (rc != RC_OK) {
        const struct str word = rc == RC_BAD_INPUT ? str_of(err.text) : rc_word(rc);
        route_refuse(ingest, callback->exchange, route_status_of(rc), word,
                     rc == RC_MISSING ? str_of(err.text) : STR_EMPTY);
        return;
    }
    if (callback->validates)
        compare(callback, wallet, &result);
    else
        hint(callback, wallet, &result);
}

static void take(struct ingest *ingest, struct gw_http_exchange *exchange, const struct gw_wallet *wallet,
                 bool validates)
{
    const struct gw_http_request *request = gw_http_exchange_request(exchange);
    struct arena *arena = gw_http_exchange_arena(exchange);
    struct callback *callback = ARENA_NEW(arena, struct callback);
    enum gw_refusal reason = GW_REFUSAL_NONE;
    const struct peer peer = {.scheme = wallet->airtime->scheme,
                              .public_url = wallet->public_url,
                              .settings = &wallet->settings,
                              .secrets = &wallet->secrets};
    if (callback == NULL)
        route_refuse(ingest, exchange, 413, STR("too_big"), STR_EMPTY);
    else if (!route_is_genuine(&peer, request, arena, &reason))
        route_refuse(ingest, exchange, 401, gw_refusal_word(reason), STR_EMPTY);
    else if (!route_content_type_known(request))
        route_refuse(ingest, exchange, 415, STR("unsupported_media_type"), STR("content-type"));
    else {
        *callback = (struct callback){
            .ingest = ingest, .exchange = exchange, .airtime = wallet->airtime, .validates = validates};
        read_callback(callback, wallet);
    }
}

bool airtime_route(struct ingest *ingest, struct gw_http_exchange *exchange)
{
    struct str rest = gw_http_exchange_request(exchange)->path;
    struct str empty;
    struct str kind;
    struct str adapter;
    struct str id;
    if (!str_next(&rest, '/', &empty) || !str_next(&rest, '/', &kind))
        return false;
    const bool validates = str_eq(kind, STR("airtime-validate"));
    if (!validates && !str_eq(kind, STR("airtime")))
        return false;
    const struct gw_wallet *wallet = str_next(&rest, '/', &adapter) && str_next(&rest, '/', &id)
                                         ? gw_catalog_wallet(ingest->process.catalog, id)
                                         : NULL;
    const bool served = wallet != NULL && wallet->airtime != NULL && str_eq(wallet->airtime->name, adapter) &&
                        (validates ? wallet->airtime->validate : wallet->airtime->webhook) != NULL;
    if (served)
        take(ingest, exchange, wallet, validates);
    else
        route_refuse(ingest, exchange, 404, STR("unknown_wallet"), STR_EMPTY);
    return true;
}
