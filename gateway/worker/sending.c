#include <stdlib.h>

#include "base/buf.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "sender.intern.h"
#include "survey/text.h"

enum { RETRY_MS_MIN = 5 * 1000, RETRY_MS_MAX = 10 * 60 * 1000, UNKNOWN_RETRY_MS = 30 * 1000 };

static int64_t backoff_ms(int attempt)
{
    int64_t ms = RETRY_MS_MIN;
    for (int i = 1; i < attempt && ms < RETRY_MS_MAX; i++)
        ms *= 2;
    return ms < RETRY_MS_MAX ? ms : RETRY_MS_MAX;
}

static int64_t retry_at(const struct sending *sending, int64_t least_ms)
{
    const int64_t wait_ms = backoff_ms(sending->attempt);
    return gw_now_ms() + (wait_ms > least_ms ? wait_ms : least_ms);
}

/* What an outcome means for the text, the channel and the counters. */
static void judge(struct sending *sending)
{
    struct sender *sender = sending->sender;
    struct gw_metrics *metrics = &sender->worker->process.metrics;
    sending->due_ms = INT64_MIN;
    switch (sending->result.outcome) {
    case GW_OUTCOME_ACCEPTED:
        metrics->values[GW_METRIC_SENT]++;
        return;
    case GW_OUTCOME_RETRY:
    case GW_OUTCOME_REAUTH:
        metrics->values[GW_METRIC_SEND_RETRIES]++;
        sending->due_ms =
            sending->result.retry_after_ms > 0 ? gw_now_ms() + sending->result.retry_after_ms : retry_at(sending, 0);
        return;
    case GW_OUTCOME_ACCOUNT:
        /* Our fault, not this text's: it stays, the channel stops until somebody looks. */
        sending->due_ms = retry_at(sending, RETRY_MS_MAX);
        return;
    case GW_OUTCOME_UNKNOWN:
        /* A second text is a nuisance, a missing one a broken promise: once more, and no further. */
        metrics->values[GW_METRIC_SEND_UNKNOWN]++;
        if (sending->unknowns == 0)
            sending->due_ms = retry_at(sending, UNKNOWN_RETRY_MS);
        return;
    case GW_OUTCOME_REJECTED:
    case GW_OUTCOME_OPTED_OUT:
        metrics->values[GW_METRIC_SEND_FAILED]++;
        return;
    case GW_OUTCOME_COUNT:
        break;
    }
    abort();
}

void sending_finish(struct sending *sending, struct gw_send_result result)
{
    struct sender *sender = sending->sender;
    sender->on_the_way--;
    sending->result = result;
    judge(sending);
    sending->next = sender->finished;
    sender->finished = sending;
    outcomes_write(sender);
}

static void sending_free(struct sending *sending)
{
    arena_free(sending->arena);
    free(sending);
}

void sending_free_list(struct sending *list)
{
    while (list != NULL) {
        struct sending *next = list->next;
        sending_free(list);
        list = next;
    }
}

/* What the provider knows this text by, when it has no id of its own to give. */
static struct str own_id(const struct sending *sending)
{
    struct buf id = buf_in(sending->arena, 32);
    buf_put_i64(&id, sending->outbox_id);
    return buf_str(&id);
}

static void answered(void *context, const struct gw_http_answer *answer)
{
    struct sending *sending = context;
    struct gw_send_result result = {.outcome = GW_OUTCOME_UNKNOWN, .error_code = answer->reason};
    if (answer->fate == GW_FATE_ANSWERED)
        result = sending->aggregator->read_reply(&sending->settings, answer, sending->arena);
    else if (answer->fate == GW_FATE_NOT_SENT)
        result.outcome = GW_OUTCOME_RETRY;
    /* The answer dies with this call. */
    if (result.provider_id.p != NULL)
        result.provider_id = arena_str(sending->arena, result.provider_id);
    else if (result.outcome == GW_OUTCOME_ACCEPTED)
        result.provider_id = own_id(sending);
    if (result.error_code.p != NULL)
        result.error_code = arena_str(sending->arena, result.error_code);
    struct bucket *bucket = NULL;
    const struct gw_channel *channel =
        gw_catalog_channel_of(sending->sender->worker->process.catalog, sending->channel_id);
    if (channel != NULL && result.retry_after_ms > 0)
        bucket = sender_bucket(sending->sender, channel);
    if (bucket != NULL)
        bucket->not_before_ms = gw_monotonic_ms() + result.retry_after_ms;
    sending_finish(sending, result);
}

/* Where the receipt of this text is to be sent, for providers that take it with each text. */
static struct str receipt_url(const struct sending *sending, const struct gw_channel *channel)
{
    struct buf url = buf_in(sending->arena, channel->public_url.n + channel->public_id.n + 128);
    buf_printf(&url, "%.*s/dlr/%.*s/%.*s?id=", STR_FMT(channel->public_url), STR_FMT(channel->aggregator->name),
               STR_FMT(channel->public_id));
    buf_put_i64(&url, sending->outbox_id);
    const struct str token = gw_setting(&channel->settings, STR("token"));
    if (token.p != NULL) {
        buf_put(&url, STR("&token="));
        gw_url_encode(&url, token);
    }
    return channel->public_url.n == 0 || url.overflow ? STR_EMPTY : buf_str(&url);
}

static enum rc build(struct sending *sending, const struct gw_channel *channel, struct str number,
                     struct gw_http_call *out_call, struct err *err)
{
    struct arena *arena = sending->arena;
    struct str text;
    const enum rc rc = sv_text_for_sending(sending->body, arena, &text);
    if (rc != RC_OK)
        return rc;
    const struct sv_size size = sv_text_size(text, (struct sv_shifts){SV_SHIFT_NONE, SV_SHIFT_NONE});
    sending->segments = size.segments;
    const struct gw_sms_out message = {.id = own_id(sending),
                                       .to = number,
                                       .from = channel->sender,
                                       .text = text,
                                       .ucs2 = size.encoding == SV_UCS2,
                                       .segments = size.segments,
                                       .link_id = sending->link_id,
                                       .receipt_url = receipt_url(sending, channel)};
    sending->settings = call_settings(arena, &channel->settings);
    sending->aggregator = channel->aggregator;
    return channel->aggregator->build(&sending->settings, &message, arena, out_call, err);
}

void sending_start(struct sending *sending, const struct gw_channel *channel, struct str number)
{
    struct gw_http_call call = {.method = GW_POST};
    struct err err = {.code = RC_OK};
    enum rc rc = build(sending, channel, number, &call, &err);
    if (rc == RC_OK)
        rc = call_sign(channel->aggregator->scheme, &channel->secrets, own_id(sending), sending->arena, &call);
    if (rc == RC_OK)
        rc = gw_http_client_call(sending->sender->worker->client, &call, answered, sending);
    if (rc == RC_OK)
        return;
    /* A setting is missing or wrong: nothing on this channel can leave. No free call: simply later. */
    gw_log_err("send_refused", &err);
    const enum gw_outcome outcome = rc == RC_UNAVAILABLE ? GW_OUTCOME_RETRY : GW_OUTCOME_ACCOUNT;
    sending_finish(sending, (struct gw_send_result){.outcome = outcome, .error_code = rc_word(rc)});
}
