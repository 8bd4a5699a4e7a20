#pragma once
/* An aggregator is a value: one file in gateway/aggregator/ ending in one const descriptor, listed in registry.c. Its
 * functions turn bytes into messages and messages into bytes; they know no socket, no database and no clock, so every
 * one is tested from fixtures. */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/http.h"
#include "gateway/message.h"

/* The first path element of a webhook URL. */
#define GW_KIND_LIST(X)                                                                                                \
    X(GW_KIND_IN, "in")   /* inbound SMS */                                                                            \
    X(GW_KIND_DLR, "dlr") /* delivery report */                                                                        \
    X(GW_KIND_USSD, "ussd")                                                                                            \
    X(GW_KIND_USSD_END, "ussd-end")

enum gw_kind {
#define X(name, word) name,
    GW_KIND_LIST(X)
#undef X
        GW_KIND_COUNT
};

/* Settings of one channel: names as documented by the adapter's guide. */
struct gw_settings {
    const struct gw_header *items;
    size_t n;
};
/* p == NULL when not set. */
struct str gw_setting(const struct gw_settings *settings, struct str name);

/* What one webhook request contained. */
struct gw_inbound {
    const struct gw_sms *messages;
    size_t messages_n;
    const struct gw_receipt *receipts;
    size_t receipts_n;
    const struct gw_ussd *ussd;         /* of kind USSD */
    const struct gw_ussd_end *ussd_end; /* of kind USSD_END */
    bool ignored;                       /* well-formed, but nothing for us: answered 200 and counted */
    const struct str *warnings;         /* "bad_date" */
    size_t warnings_n;
};

/* Reads a verified request. Every text of the result is valid UTF-8 without NUL, in the arena or borrowed from the
 * request. RC_MISSING with the field's name as the whole of err.text; RC_BAD_INPUT with a machine-readable word
 * ("bad_number", "bad_json", "bad_form", ...) as the whole of err.text; RC_TOO_BIG. */
typedef enum rc gw_parse_fn(const struct gw_settings *settings, const struct gw_http_request *request,
                            struct arena *arena, struct gw_inbound *out_inbound, struct err *err);
/* What the provider wants to hear after the commit; the default is 200 without a body. */
typedef enum rc gw_ack_fn(const struct gw_settings *settings, enum gw_kind kind, struct arena *arena,
                          struct gw_http_response *out_response);
/* A USSD screen in the provider's form. */
typedef enum rc gw_screen_fn(const struct gw_settings *settings, struct str text, bool more, struct arena *arena,
                             struct gw_http_response *out_response);
/* The request that sends one text. RC_BAD_INPUT names a missing setting. */
typedef enum rc gw_build_fn(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                            struct gw_http_call *out_call, struct err *err);
/* What an answer means. Called for answered calls only; never fails: what it does not understand is GW_OUTCOME_UNKNOWN. */
typedef struct gw_send_result gw_read_reply_fn(const struct gw_settings *settings, const struct gw_http_answer *answer,
                                               struct arena *arena);

struct gw_setting_help {
    struct str name;
    struct str help; /* one line, English */
    bool required;
    bool secret;
};

struct gw_aggregator {
    struct str name;
    struct str scheme; /* signature scheme of signature.c, empty: the provider signs nothing */
    gw_parse_fn *parse[GW_KIND_COUNT];
    gw_ack_fn *ack;        /* NULL: 200, empty */
    gw_screen_fn *screen;  /* NULL: no USSD */
    size_t screen_septets; /* a screen holds so many, or */
    size_t screen_units;   /* so many UCS-2 units */
    gw_build_fn *build;
    gw_read_reply_fn *read_reply;
    bool ids; /* false: inbound texts carry no id (weak_id) */
    const struct gw_setting_help *settings;
    size_t settings_n;
};

/* NULL when there is none. */
const struct gw_aggregator *gw_aggregator_find(struct str name);
const struct gw_aggregator *const *gw_aggregators(size_t *out_n);

struct str gw_kind_word(enum gw_kind kind);
/* GW_KIND_COUNT when unknown. */
enum gw_kind gw_kind_of(struct str word);

/* Why a signature was refused. */
#define GW_REFUSAL_LIST(X)                                                                                             \
    X(GW_REFUSAL_NONE, "")                                                                                             \
    X(GW_REFUSAL_MISSING_HEADER, "missing_header")                                                                     \
    X(GW_REFUSAL_BAD_HEADER, "bad_header")                                                                             \
    X(GW_REFUSAL_MISMATCH, "mismatch")                                                                                 \
    X(GW_REFUSAL_STALE, "stale")                                                                                       \
    X(GW_REFUSAL_BODY_HASH, "body_hash")                                                                               \
    X(GW_REFUSAL_UNKNOWN_SCHEME, "unknown_scheme")                                                                     \
    X(GW_REFUSAL_NO_SECRET, "no_secret")

enum gw_refusal {
#define X(name, word) name,
    GW_REFUSAL_LIST(X)
#undef X
        GW_REFUSAL_COUNT
};

struct gw_secrets {
    struct str active[2]; /* two at a time, for rotation; empty = none */
};

/* Checks a request against a scheme of the table in signature.c, on raw bytes, in constant time, before anything is
 * parsed. `url` is the public URL as configured at the provider. tolerance_s bounds the age where the scheme signs a
 * time; 0 = the scheme's own. The scheme "token" compares the path's or query's secret. RC_OK or RC_REFUSED with
 * *out_reason. */
enum rc gw_verify(struct str scheme, const struct gw_http_request *request, struct str url,
                  const struct gw_secrets *secrets, int64_t tolerance_s, int64_t now_ms, enum gw_refusal *out_reason);

struct str gw_refusal_word(enum gw_refusal reason);
/* Such a channel cannot do without its public URL. False when the scheme is unknown. */
bool gw_scheme_signs_url(struct str scheme);

/* Headers of an outgoing request signed by Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature. */
enum rc gw_sign_standard(struct str id, int64_t now_s, struct str body, struct str secret, struct arena *arena,
                         struct gw_header out_headers[3]);

/* "+" and 5-15 digits from what a provider wrote ("254...", "+254...", "00254...", form-decoded " 254...").
 * RC_BAD_INPUT "bad_number". */
enum rc gw_wire_number(struct str wire, struct arena *arena, struct str *out_number);
/* "2017-05-03T06:04:45Z", "2017-05-03 06:04:45" (UTC), offsets; milliseconds since 1970 or -1. */
int64_t gw_wire_time(struct str wire);
