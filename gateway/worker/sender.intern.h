#pragma once
/* Shared by sender.c (whose turn is it), sending.c (one text on its way) and outcomes.c (what became of it). */
#include "worker.h"

enum { SENDER_CHANNELS_MAX = 1024, SENDER_PRIORITIES = 3 };

struct bucket {
    int32_t channel_id;
    double tokens;
    int64_t filled_ms;
    int64_t not_before_ms;              /* the provider asked for a pause */
    int64_t from_ms[SENDER_PRIORITIES]; /* what was due earlier is claimed or gone, or waits for the next tick */
};

/* One text on its way. */
struct sending {
    struct sender *sender;
    struct arena *arena;
    struct sending *next;
    int64_t contact_id;
    int64_t outbox_id;
    int64_t event_id;
    int64_t session_id;
    int32_t channel_id;
    int16_t priority;
    int16_t attempt;
    int16_t unknowns;
    bool after_stop;
    bool again; /* the outcome was sent to the database before, and nobody knows whether it arrived */
    struct str body;
    struct str link_id;
    struct gw_send_result result;
    int64_t due_ms; /* INT64_MIN: final */
    size_t segments;
    const struct gw_aggregator *aggregator;
    struct gw_settings settings;
};

struct sender {
    struct worker *worker;
    struct gw_pg *pg;
    struct bucket buckets[SENDER_CHANNELS_MAX];
    size_t buckets_n;
    size_t channel_at; /* of the claim in flight */
    int32_t claim_channel_id;
    struct bucket *claim_bucket;
    int16_t claim_priority;
    size_t claim_limit;
    bool claiming;
    bool again; /* kicked while claiming */
    bool again_all;
    bool more;                /* the last claim was full */
    int16_t priorities;       /* looked at in this round: 1 is replies alone */
    size_t on_the_way;        /* texts claimed and without outcome */
    struct sending *finished; /* outcomes not yet written */
    struct sending *writing;
    bool busy_writing;
};

/* NULL when there are more channels than a process keeps. */
struct bucket *sender_bucket(struct sender *sender, const struct gw_channel *channel);

/* Makes the call for a claimed text; whatever happens ends in sending_finish. */
void sending_start(struct sending *sending, const struct gw_channel *channel, struct str number);
void sending_finish(struct sending *sending, struct gw_send_result result);
void sending_free_list(struct sending *list);

/* Writes gathered outcomes unless a writing is in flight. */
void outcomes_write(struct sender *sender);
