#pragma once
/* Counters of one process, shown by /metrics as Prometheus text. Adding one is a line of the list. */
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* name, type, help */
#define GW_METRIC_LIST(X)                                                                                              \
    X(GW_METRIC_INBOUND, "inbound_messages_total", "counter", "texts committed")                                       \
    X(GW_METRIC_DUPLICATES, "inbound_duplicates_total", "counter", "repeated deliveries recognised")                   \
    X(GW_METRIC_WEAK, "inbound_weak_id_total", "counter", "texts of channels without ids")                             \
    X(GW_METRIC_RECEIPTS, "receipts_total", "counter", "delivery receipts stored")                                     \
    X(GW_METRIC_IGNORED, "webhooks_ignored_total", "counter", "well-formed calls with nothing for us")                 \
    X(GW_METRIC_REFUSED, "webhooks_refused_total", "counter", "calls refused: signature, path, form")                  \
    X(GW_METRIC_UNAVAILABLE, "webhooks_unavailable_total", "counter", "calls answered 503")                            \
    X(GW_METRIC_QUARANTINED, "messages_quarantined_total", "counter", "messages that could not be processed")          \
    X(GW_METRIC_SCREENS, "ussd_screens_total", "counter", "USSD requests answered with a screen")                      \
    X(GW_METRIC_SCREENS_BUSY, "ussd_busy_total", "counter", "USSD requests answered with an apology")                  \
    X(GW_METRIC_BATCHES, "batches_total", "counter", "transactions of conversations")                                  \
    X(GW_METRIC_WAITING, "waiting_messages", "gauge", "texts waiting for the next transaction")                        \
    X(GW_METRIC_SENT, "sent_messages_total", "counter", "texts a provider accepted")                                   \
    X(GW_METRIC_SEND_RETRIES, "send_retries_total", "counter", "sends put back for later")                             \
    X(GW_METRIC_SEND_UNKNOWN, "send_unknown_total", "counter", "sends whose outcome is not known")                     \
    X(GW_METRIC_SEND_FAILED, "send_failed_total", "counter", "texts refused for good")                                 \
    X(GW_METRIC_DROPPED, "send_dropped_total", "counter", "texts not sent: late, opted out, superseded")               \
    X(GW_METRIC_TIMERS, "timers_fired_total", "counter", "timers processed")                                           \
    X(GW_METRIC_BEGUN, "sessions_begun_total", "counter", "queued sessions begun")                                     \
    X(GW_METRIC_JOINED, "wave_members_total", "counter", "people whose day in a wave had come")                        \
    X(GW_METRIC_PROJECTED, "events_projected_total", "counter", "events turned into answers and scores")               \
    X(GW_METRIC_TRANSFERS_BEGUN, "transfers_begun_total", "counter", "airtime transfers begun")                        \
    X(GW_METRIC_TRANSFERS_CONFIRMED, "transfers_confirmed_total", "counter", "airtime transfers confirmed")            \
    X(GW_METRIC_TRANSFERS_UNKNOWN, "transfers_unknown_total", "counter", "calls after which nobody knew the outcome")  \
    X(GW_METRIC_TRANSFERS_REFUSED, "transfers_refused_total", "counter", "airtime transfers refused for good")         \
    X(GW_METRIC_INCENTIVES_OWED, "incentives_owed", "gauge", "incentives that nobody has been paid yet")               \
    X(GW_METRIC_WALLETS_PARKED, "wallets_parked", "gauge", "wallets from which nothing is paid")                       \
    X(GW_METRIC_DATABASE_UP, "database_up", "gauge", "1 while the database answers")

enum gw_metric {
#define X(id, name, type, help) id,
    GW_METRIC_LIST(X)
#undef X
        GW_METRIC_COUNT
};

struct gw_metrics {
    int64_t values[GW_METRIC_COUNT];
};

void gw_metrics_put(const struct gw_metrics *values, struct buf *out);
