#include <stdlib.h>

#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "sender.intern.h"

/* The outbox. One claim in flight at a time, channel after channel, replies before reminders before invitations; each
 * claimed text is one call; outcomes gather while their predecessors are written. */

enum {
    BURST_MS = 1000, /* a channel may catch up one second of its rate */
    LATE_MS = 1000,  /* how long a text may take from its due time to its commit and still be found at once */
    TEXT_ARENA_BYTES_MAX = 256 * 1024
};

static void claim_next(struct sender *sender);

static void on_ready(void *context, bool up)
{
    if (up)
        sender_kick(context, true);
}

struct sender *sender_new(struct worker *worker)
{
    struct sender *sender = gw_memory_new(1, sizeof *sender);
    sender->worker = worker;
    const struct gw_pg_options options = {.url = worker->process.url,
                                          .role = gw_role_database(GW_ROLE_WORKER),
                                          .by_key = true,
                                          .prepare = SQL_FILE_CONVERSATION | SQL_FILE_OUTBOX,
                                          .ready = on_ready,
                                          .context = sender};
    sender->pg = gw_pg_new(worker->process.loop, &options);
    return sender;
}

void sender_free(struct sender *sender)
{
    if (sender == NULL)
        return;
    gw_pg_free(sender->pg);
    sending_free_list(sender->finished);
    free(sender);
}

/* ---- rates ---- */

struct bucket *sender_bucket(struct sender *sender, const struct gw_channel *channel)
{
    for (size_t i = 0; i < sender->buckets_n; i++)
        if (sender->buckets[i].channel_id == channel->channel_id)
            return &sender->buckets[i];
    if (sender->buckets_n == SENDER_CHANNELS_MAX)
        return NULL;
    struct bucket *bucket = &sender->buckets[sender->buckets_n++];
    *bucket = (struct bucket){.channel_id = channel->channel_id, .tokens = 1, .filled_ms = gw_monotonic_ms()};
    return bucket;
}

/* Texts that may leave on this channel now: its rate, and no more than calls are free. */
static size_t allowance(struct sender *sender, const struct gw_channel *channel, struct bucket *bucket)
{
    const int64_t now_ms = gw_monotonic_ms();
    const double most = channel->rate_per_s * BURST_MS / 1000 > 1 ? channel->rate_per_s * BURST_MS / 1000 : 1;
    bucket->tokens += channel->rate_per_s * (double)(now_ms - bucket->filled_ms) / 1000;
    bucket->tokens = bucket->tokens < most ? bucket->tokens : most;
    bucket->filled_ms = now_ms;
    if (channel->paused || channel->aggregator == NULL || channel->aggregator->build == NULL ||
        now_ms < bucket->not_before_ms)
        return 0;
    size_t n = (size_t)bucket->tokens;
    const size_t calls = gw_http_client_free_calls(sender->worker->client);
    n = n < calls ? n : calls;
    return n < GW_SENDING_BATCH_MAX ? n : GW_SENDING_BATCH_MAX;
}

/* Columns of outbox_claim. */
static struct sending *take_row(struct sender *sender, const struct gw_rows *rows, size_t row)
{
    struct sending *sending = gw_memory_new(1, sizeof *sending);
    struct arena *arena = arena_new(TEXT_ARENA_BYTES_MAX);
    const struct str link_id = gw_row_str(rows, row, 7);
    *sending = (struct sending){
        .sender = sender,
        .arena = arena,
        .contact_id = gw_row_i64(rows, row, 0),
        .outbox_id = gw_row_i64(rows, row, 1),
        .event_id = gw_row_i64(rows, row, 2),
        .session_id = gw_row_i64(rows, row, 3),
        .channel_id = sender->claim_channel_id,
        .priority = (int16_t)gw_row_i64(rows, row, 4),
        .attempt = (int16_t)gw_row_i64(rows, row, 5),
        .after_stop = gw_row_bool(rows, row, 6),
        .link_id = link_id.p == NULL ? link_id : arena_str(arena, link_id),
        .body = arena_str(arena, gw_row_str(rows, row, 8)),
        .unknowns = (int16_t)gw_row_i64(rows, row, 12),
    };
    return sending;
}

static void take_claimed(struct sender *sender, const struct gw_channel *channel, const struct gw_rows *rows,
                         size_t row)
{
    struct sending *sending = take_row(sender, rows, row);
    sender->on_the_way++;
    struct str number;
    const enum rc rc = number_open(&sender->worker->process.keys, sending->contact_id, gw_row_str(rows, row, 9),
                                   gw_row_str(rows, row, 10), sending->arena, &number);
    if (rc == RC_OK) {
        sending_start(sending, channel, number);
        return;
    }
    LOG(GW_LOG_ERROR, "number_refused", LOG_NUMBER("contact", sending->contact_id));
    sending_finish(sending, (struct gw_send_result){.outcome = GW_OUTCOME_REJECTED, .error_code = STR("number")});
}

/* ---- claiming ---- */

/* The next claim begins a little before the latest of these. */
static void move_on(struct bucket *bucket, int16_t priority, const struct gw_rows *rows)
{
    int64_t *from_ms = &bucket->from_ms[priority];
    for (size_t row = 0; row < rows->n; row++) {
        const int64_t late_ms = gw_row_time(rows, row, 13) - LATE_MS;
        *from_ms = late_ms > *from_ms ? late_ms : *from_ms;
    }
}

static void claimed(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct sender *sender = context;
    sender->claiming = false;
    if (rc != RC_OK) {
        gw_log_err("claim", err);
        return;
    }
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    const struct gw_channel *channel = gw_catalog_channel_of(sender->worker->process.catalog, sender->claim_channel_id);
    size_t sent = 0;
    for (size_t row = 0; row < rows->n; row++) {
        const struct str verdict = gw_row_str(rows, row, 11);
        if (!str_eq(verdict, STR("send"))) {
            /* Waiting for the morning, for an earlier text or for a paused wave is not an end. */
            const bool waits =
                str_eq(verdict, STR("quiet")) || str_eq(verdict, STR("behind")) || str_eq(verdict, STR("paused"));
            sender->worker->process.metrics.values[GW_METRIC_DROPPED] += !waits;
            continue;
        }
        sent++;
        /* A channel that is gone leaves its texts to the lease. */
        if (channel != NULL)
            take_claimed(sender, channel, rows, row);
    }
    struct bucket *bucket = channel == NULL ? NULL : sender_bucket(sender, channel);
    if (bucket != NULL) {
        bucket->tokens -= (double)sent;
        move_on(bucket, sender->claim_priority, rows);
    }
    /* A full claim: there may be more of the same priority before less urgent texts. */
    sender->more = rows->n == sender->claim_limit;
    if (!sender->more)
        sender->claim_priority++;
    claim_next(sender);
}

static void claim(struct sender *sender, size_t limit)
{
    struct gw_unit *unit = gw_unit_new(sender->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, sender->claim_channel_id);
    gw_arg_i16(&args, sender->claim_priority);
    gw_arg_i32(&args, (int32_t)limit);
    gw_arg_time(&args, sender->claim_bucket->from_ms[sender->claim_priority]);
    gw_unit_add(unit, SQL_OUTBOX_CLAIM, &args);
    sender->claim_limit = limit;
    sender->claiming = true;
    gw_unit_send(unit, claimed, sender);
}

static void begin_round(struct sender *sender, bool all)
{
    sender->channel_at = 0;
    sender->claim_priority = 0;
    sender->priorities = all ? SENDER_PRIORITIES : 1;
}

/* Goes on to the next channel and priority that may send; returns how many texts, 0 at the end of the round. */
static size_t next_allowance(struct sender *sender)
{
    const struct gw_catalog *catalog = sender->worker->process.catalog;
    for (; sender->channel_at < gw_catalog_channels_n(catalog); sender->channel_at++, sender->claim_priority = 0) {
        const struct gw_channel *channel = gw_catalog_channel_at(catalog, sender->channel_at);
        struct bucket *bucket = sender_bucket(sender, channel);
        const size_t limit = bucket == NULL ? 0 : allowance(sender, channel, bucket);
        sender->claim_channel_id = channel->channel_id;
        sender->claim_bucket = bucket;
        if (limit > 0 && sender->claim_priority < sender->priorities)
            return limit;
    }
    return 0;
}

static void claim_next(struct sender *sender)
{
    if (sender->worker->process.stopping)
        return;
    size_t limit = next_allowance(sender);
    /* What was asked for during the round is a new one. */
    if (limit == 0 && sender->again) {
        begin_round(sender, sender->again_all);
        sender->again = false;
        sender->again_all = false;
        limit = next_allowance(sender);
    }
    if (limit > 0)
        claim(sender, limit);
}

bool sender_idle(const struct sender *sender)
{
    return !sender->claiming && sender->on_the_way == 0 && sender->finished == NULL && !sender->busy_writing;
}

void sender_tick(struct sender *sender)
{
    for (size_t i = 0; i < sender->buckets_n; i++)
        for (size_t priority = 0; priority < SENDER_PRIORITIES; priority++)
            sender->buckets[i].from_ms[priority] = 0;
    sender_kick(sender, true);
}

void sender_kick(struct sender *sender, bool all)
{
    if (!gw_pg_ready(sender->pg) || !sender->worker->process.loaded)
        return;
    outcomes_write(sender);
    if (sender->claiming) {
        sender->again = true;
        sender->again_all = sender->again_all || all;
        return;
    }
    begin_round(sender, all);
    claim_next(sender);
}
