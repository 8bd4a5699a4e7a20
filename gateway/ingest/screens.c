#include "base/buf.h"
#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/phone.h"
#include "ingest.h"

/* USSD: a person waits for each answer, so there always is one. What the provider repeats gets the same screen again; what
 * cannot be stored in time gets a polite page in the person's language. */

static struct sv_ussd_limits limits_of(const struct gw_aggregator *aggregator)
{
    return (struct sv_ussd_limits){.septets = aggregator->screen_septets, .ucs2_units = aggregator->screen_units};
}

/* ---- the polite page ---- */

/* Nobody is known yet: the sentence in as many languages as one screen holds. */
static struct str busy_in_all(const struct sv_languages *languages, const struct gw_aggregator *aggregator,
                              struct arena *arena)
{
    struct str page = languages->items[0].phrases[SV_PHRASE_BUSY];
    for (size_t i = 1; i < languages->n; i++) {
        const struct str next = languages->items[i].phrases[SV_PHRASE_BUSY];
        struct buf both = buf_in(arena, page.n + next.n + 1);
        buf_put(&both, page);
        buf_put_byte(&both, '\n');
        buf_put(&both, next);
        struct str fitting;
        bool more = false;
        const enum rc rc = sv_ussd_page(buf_str(&both), STR_EMPTY, limits_of(aggregator), 0, arena, &fitting, &more);
        if (both.overflow || rc != RC_OK || more)
            break;
        page = fitting;
    }
    return page;
}

static const struct gw_http_response *busy_page(const struct gw_settings *settings,
                                                const struct gw_aggregator *aggregator, struct str text,
                                                struct arena *arena)
{
    struct gw_http_response *page = ARENA_NEW(arena, struct gw_http_response);
    return page != NULL && aggregator->screen(settings, text, false, arena, page) == RC_OK ? page : NULL;
}

bool screens_turn_away(struct ingest *ingest, struct str adapter, struct gw_http_exchange *exchange)
{
    const struct gw_aggregator *aggregator = gw_aggregator_find(adapter);
    if (aggregator == NULL || aggregator->screen == NULL)
        return false;
    struct arena *arena = gw_http_exchange_arena(exchange);
    const struct gw_settings none = {.n = 0};
    const struct str text = busy_in_all(gw_catalog_languages(ingest->process.catalog), aggregator, arena);
    const struct gw_http_response *page = busy_page(&none, aggregator, text, arena);
    if (page == NULL)
        return false;
    ingest->process.metrics.values[GW_METRIC_SCREENS_BUSY]++;
    (void)gw_http_answer(exchange, page);
    return true;
}

static struct str busy_text(const struct ingest *ingest, const struct gw_channel *channel,
                            const uint8_t bidx[GW_INDEX_BYTES])
{
    const struct sv_languages *languages = gw_catalog_languages(ingest->process.catalog);
    const struct sv_language *language = voices_find(ingest->voices, languages, bidx);
    if (language == NULL)
        language = sv_language_find(languages, channel->language);
    return (language == NULL ? &languages->items[0] : language)->phrases[SV_PHRASE_BUSY];
}

/* ---- asking ---- */

static void dialogue_key(const struct gw_channel *channel, struct str session_id, uint8_t out[GW_DEDUPE_BYTES])
{
    const struct str parts[] = {STR("ussd"), channel->public_id, session_id};
    gw_dedupe_key(parts, COUNT_OF(parts), out);
}

static void step_key(const struct gw_channel *channel, const struct gw_ussd *ussd, uint8_t out[GW_DEDUPE_BYTES])
{
    const struct str step = ussd->step.p == NULL ? ussd->input : ussd->step;
    const struct str parts[] = {STR("ussd step"), channel->public_id, ussd->session_id, step};
    gw_dedupe_key(parts, COUNT_OF(parts), out);
}

static struct gw_dialogue *make_dialogue(const struct gw_channel *channel, const struct gw_ussd *ussd,
                                         struct arena *arena)
{
    struct gw_dialogue *dialogue = ARENA_NEW(arena, struct gw_dialogue);
    if (dialogue == NULL)
        return NULL;
    const struct str survey = gw_setting(&channel->settings, STR("survey"));
    /* The channel may be read anew while the call waits. */
    *dialogue = (struct gw_dialogue){.request = ussd,
                                     .limits = limits_of(channel->aggregator),
                                     .survey = survey.p == NULL ? survey : arena_str(arena, survey),
                                     .arena = arena};
    dialogue_key(channel, ussd->session_id, dialogue->key);
    return dialogue;
}

static enum rc make_message(struct call *call, const struct gw_channel *channel, const struct gw_ussd *ussd,
                            struct message **out_message)
{
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    struct message *message = ARENA_NEW(arena, struct message);
    struct gw_dialogue *dialogue = make_dialogue(channel, ussd, arena);
    struct str number;
    bool possible = false;
    if (message == NULL || dialogue == NULL)
        return RC_TOO_BIG;
    const enum rc rc = gw_phone_normalise(ussd->msisdn, channel->country, arena, &number, &possible);
    if (rc != RC_OK)
        return rc;
    message->call = call;
    message->turn = (struct gw_turn){.kind = SV_EVENT_TEXT,
                                     .at_ms = gw_now_ms(),
                                     .channel_id = channel->channel_id,
                                     .programme_id = channel->programme_id,
                                     .number = number,
                                     .owner = message,
                                     .dialogue = dialogue};
    gw_blind_index(call->ingest->process.keys.bytes[GW_KEY_INDEX], number, message->turn.bidx);
    step_key(channel, ussd, message->turn.dedupe);
    *out_message = message;
    return RC_OK;
}

enum rc screens_put(struct call *call, const struct gw_channel *channel, const struct gw_ussd *ussd)
{
    struct message *message = NULL;
    struct ingest *ingest = call->ingest;
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    const enum rc rc = make_message(call, channel, ussd, &message);
    if (rc != RC_OK)
        return rc;
    call->screen = message;
    call->busy =
        busy_page(&channel->settings, channel->aggregator, busy_text(ingest, channel, message->turn.bidx), arena);
    if (call->busy == NULL)
        return RC_TOO_BIG;
    gw_http_exchange_fallback(call->exchange, call->busy);
    if (ingest->waiting == GW_WAITING_MAX) {
        call->failed = true;
        gw_call_settle(call);
        return RC_OK;
    }
    call->open_n = 1;
    lane_put(ingest_lane(ingest, message->turn.bidx), message);
    return RC_OK;
}

/* ---- answering ---- */

void screens_answer(struct call *call)
{
    const struct gw_turn *turn = &call->screen->turn;
    const struct gw_screen *screen = &turn->dialogue->next;
    struct gw_metrics *metrics = &call->ingest->process.metrics;
    struct arena *arena = gw_http_exchange_arena(call->exchange);
    struct gw_http_response response;
    const bool stored = !call->failed && (turn->fate == GW_TURN_DONE || turn->fate == GW_TURN_DUPLICATE);
    const bool shows = stored && screen->shown.p != NULL &&
                       call->aggregator->screen(&call->settings, screen->shown, screen->more || screen->awaits, arena,
                                                &response) == RC_OK;
    const bool in_time = gw_http_answer(call->exchange, shows ? &response : call->busy);
    metrics->values[shows && in_time ? GW_METRIC_SCREENS : GW_METRIC_SCREENS_BUSY]++;
}

/* ---- the end ---- */

static void end_written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct call *call = context;
    (void)unit;
    if (rc != RC_OK)
        gw_log_err("ussd_end", err);
    call->open_n = 0;
    call->failed = rc != RC_OK; /* the provider repeats it */
    gw_call_settle(call);
}

enum rc screens_end(struct call *call, const struct gw_channel *channel, const struct gw_ussd_end *end)
{
    struct gw_process *process = &call->ingest->process;
    struct str number;
    bool possible = false;
    uint8_t bidx[GW_INDEX_BYTES];
    uint8_t key[GW_DEDUPE_BYTES];
    const enum rc rc =
        gw_phone_normalise(end->msisdn, channel->country, gw_http_exchange_arena(call->exchange), &number, &possible);
    if (rc != RC_OK)
        return rc;
    gw_blind_index(process->keys.bytes[GW_KEY_INDEX], number, bidx);
    dialogue_key(channel, end->session_id, key);
    struct gw_unit *unit = gw_unit_new(process->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, (struct str){.p = (const char *)bidx, .n = sizeof bidx});
    gw_arg_text(&args, (struct str){.p = (const char *)key, .n = sizeof key});
    gw_arg_i32(&args, channel->channel_id);
    gw_arg_time(&args, end->ended_ms < 0 ? gw_now_ms() : end->ended_ms);
    gw_arg_text(&args, end->outcome);
    gw_arg_i32(&args, end->hops > 0 && end->hops < INT32_MAX ? (int32_t)end->hops : 0);
    gw_unit_add(unit, SQL_USSD_END_INSERT, &args);
    call->open_n = 1;
    gw_unit_send(unit, end_written, call);
    return RC_OK;
}
