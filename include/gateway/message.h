#pragma once
/* What comes from and goes to a telecom partner, in the field's words, whoever the partner is. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* MO: one inbound text. */
struct gw_sms {
    struct str from;             /* "+" and 5-15 digits */
    struct str to;               /* short code or number, as on the wire */
    struct str text;             /* UTF-8 */
    struct str provider_id;      /* p == NULL: the provider sends none */
    struct str timestamp;        /* as received; p == NULL: none */
    int64_t received_ms;         /* the provider's time, -1: none or unreadable */
    struct str concat_reference; /* of a part of a longer text; p == NULL: whole */
    int32_t concat_total;
    int32_t concat_sequence;
    struct str link_id;      /* to be echoed in a premium reply (africastalking) */
    struct str opt_out;      /* STOP, HELP or START: the provider's own list of words took it for that; p == NULL: no */
    const struct str *media; /* addresses of pictures and the like that came along */
    size_t media_n;
};

#define GW_DELIVERY_LIST(X)                                                                                            \
    X(GW_DELIVERY_QUEUED, "queued")                                                                                    \
    X(GW_DELIVERY_SENT, "sent")                                                                                        \
    X(GW_DELIVERY_DELIVERED, "delivered")                                                                              \
    X(GW_DELIVERY_FAILED, "failed")                                                                                    \
    X(GW_DELIVERY_EXPIRED, "expired")                                                                                  \
    X(GW_DELIVERY_REJECTED, "rejected")

enum gw_delivery {
#define X(name, word) name,
    GW_DELIVERY_LIST(X)
#undef X
        GW_DELIVERY_COUNT
};

/* DLR. */
struct gw_receipt {
    struct str provider_id;
    enum gw_delivery status;
    struct str error_code; /* p == NULL: none */
    struct str client_ref; /* our id when the provider echoes it; p == NULL: no */
    struct str to;
    struct str part_id;
};

/* One screen of a USSD conversation, as asked for. */
struct gw_ussd {
    struct str session_id;
    struct str msisdn;
    struct str service_code;
    struct str input;         /* the latest one */
    const struct str *inputs; /* all of this session, where the provider repeats them */
    size_t inputs_n;
    struct str network;
    struct str step; /* tells this request from the others of its session; repeated, it is the same */
    bool is_new;
    bool is_end;
};

struct gw_ussd_end {
    struct str session_id;
    struct str msisdn;
    struct str outcome; /* completed, abandoned, error */
    int64_t hops;
    int64_t ended_ms; /* -1 unknown */
};

/* MT: one outgoing text. */
struct gw_sms_out {
    struct str id; /* ours: outbox id in decimal, what a client reference echoes */
    struct str to;
    struct str from; /* sender id or short code; may be empty */
    struct str text;
    bool ucs2;
    size_t segments;
    struct str link_id;
    struct str receipt_url; /* where the delivery report goes; empty: configured at the provider */
    int64_t validity_s;     /* 0: the provider's default */
};

/* What a provider's answer to our send means. facts: "unknown" is sent again at most once. */
#define GW_OUTCOME_LIST(X)                                                                                             \
    X(GW_OUTCOME_ACCEPTED, "accepted")                                                                                 \
    X(GW_OUTCOME_RETRY, "retry")         /* certainly not sent, later */                                               \
    X(GW_OUTCOME_REJECTED, "rejected")   /* never will be */                                                           \
    X(GW_OUTCOME_OPTED_OUT, "opted_out") /* on the provider's stop list */                                             \
    X(GW_OUTCOME_ACCOUNT, "account")     /* our credentials or credit: pause the channel */                            \
    X(GW_OUTCOME_REAUTH, "reauth")       /* token expired */                                                           \
    X(GW_OUTCOME_UNKNOWN, "unknown")

enum gw_outcome {
#define X(name, word) name,
    GW_OUTCOME_LIST(X)
#undef X
        GW_OUTCOME_COUNT
};

struct gw_send_result {
    enum gw_outcome outcome;
    struct str provider_id; /* p == NULL: none */
    struct str error_code;  /* p == NULL: none */
    int64_t retry_after_ms; /* 0: not said */
};

struct str gw_delivery_word(enum gw_delivery status);
struct str gw_outcome_word(enum gw_outcome outcome);
