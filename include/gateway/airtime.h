#pragma once
/* An airtime provider is a value, as an aggregator is: one file in gateway/airtime/ ending in one const descriptor,
 * listed in registry.c. It turns a transfer into a request and an answer into an outcome; it knows no socket, no
 * database and no clock, and never decides whether to pay: that is the worker's and the ledger's. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"
#include "gateway/http.h"

/* What is known of a transfer. Whatever is not provably "never executed" is UNKNOWN. The second column is the word that
 * is stored. */
#define GW_TRANSFER_LIST(X)                                                                                            \
    X(GW_TRANSFER_CONFIRMED, "confirmed")   /* the person has it */                                                    \
    X(GW_TRANSFER_REFUSED, "refused")       /* never executed and never will be as it is */                            \
    X(GW_TRANSFER_RETRYABLE, "retryable")   /* never executed; the same again later may be */                          \
    X(GW_TRANSFER_PROCESSING, "processing") /* taken, the end is not known yet: ask */                                 \
    X(GW_TRANSFER_UNKNOWN, "unknown")       /* perhaps executed: ask before anything else */                           \
    X(GW_TRANSFER_ACCOUNT, "account")       /* never executed: our credit or credentials; the wallet parks */          \
    X(GW_TRANSFER_NOT_FOUND, "not_found")   /* answer to a question: the provider knows no such reference */           \
    X(GW_TRANSFER_VALIDATE, "validate")     /* webhook: the provider asks whether we asked for it */

enum gw_transfer_outcome {
#define X(name, word) name,
    GW_TRANSFER_LIST(X)
#undef X
        GW_TRANSFER_COUNT
};

/* One transfer to make. amount_minor counts the currency's smallest unit (gw_currency_exponent). */
struct gw_topup {
    struct str reference; /* the incentive's id in decimal, "-2" behind it after a burnt reference */
    struct str to;        /* "+" and digits */
    int64_t amount_minor;
    struct str currency; /* ISO 4217 */
};

/* What identifies a transfer made earlier. */
struct gw_topup_question {
    struct str reference;
    struct str provider_id; /* p == NULL: no answer told it */
};

struct gw_topup_result {
    enum gw_transfer_outcome outcome;
    struct str provider_id; /* p == NULL: none */
    struct str reference;   /* p == NULL: not echoed */
    struct str error_code;  /* p == NULL: none */
    struct str amount;      /* VALIDATE: decimal as received */
    struct str currency;
    struct str to;
    int64_t retry_after_ms; /* 0: not said */
};

/* The request that pays. The worker sets fresh_connection and the time-out. RC_BAD_INPUT names a missing setting or an
 * amount the provider cannot express. */
typedef enum rc gw_topup_build_fn(const struct gw_settings *settings, const struct gw_topup *topup, struct arena *arena,
                                  struct gw_http_call *out_call, struct err *err);
/* The request that asks what became of a transfer; it may be repeated freely. RC_NOT_FOUND: this provider cannot be
 * asked with what is known (it wants its own id and never gave one): a human must look. */
typedef enum rc gw_topup_ask_fn(const struct gw_settings *settings, const struct gw_topup_question *question,
                                struct arena *arena, struct gw_http_call *out_call, struct err *err);
/* What an answer means, to the payment and to the question. Never fail: what they do not understand is UNKNOWN. */
typedef struct gw_topup_result gw_topup_read_fn(const struct gw_settings *settings, const struct gw_http_answer *answer,
                                                struct arena *arena);
/* A verified webhook, kinds "airtime" and "airtime-validate". A callback is only a hint to ask. Errors as gw_parse_fn. */
typedef enum rc gw_topup_webhook_fn(const struct gw_settings *settings, const struct gw_http_request *request,
                                    struct arena *arena, struct gw_topup_result *out_result, struct err *err);
/* What the provider wants to hear when it asks whether we asked for it. */
typedef enum rc gw_topup_validated_fn(bool ours, struct arena *arena, struct gw_http_response *out_response);

struct gw_airtime {
    struct str name;
    struct str scheme; /* signature scheme of signature.c; empty: signs nothing, a token in the URL */
    gw_topup_build_fn *build;
    gw_topup_read_fn *read_payment;
    gw_topup_ask_fn *ask;
    gw_topup_read_fn *read_question;
    gw_topup_webhook_fn *webhook;  /* NULL: no callbacks */
    gw_topup_webhook_fn *validate; /* NULL: asks nothing */
    gw_topup_validated_fn *validated;
    bool asks_by_reference; /* can be asked by our reference alone */
    bool burns_references;  /* a definite refusal uses the reference up: the next transfer is "ID-2" */
    int64_t timeout_ms;     /* of a payment: longer than the provider's own */
    const struct gw_setting_help *settings;
    size_t settings_n;
};

/* NULL when there is none. */
const struct gw_airtime *gw_airtime_find(struct str name);
const struct gw_airtime *const *gw_airtimes(size_t *out_n);
struct str gw_transfer_word(enum gw_transfer_outcome outcome);

/* Digits behind the point of a currency: 2, but 0 for XOF, 3 for TND. -1 for what is no currency code. */
int gw_currency_exponent(struct str currency);
/* "10.50" of 1050 GTQ, "100" of 100 XOF. */
enum rc gw_amount_put(int64_t amount_minor, struct str currency, struct arena *arena, struct str *out_decimal);
/* The other way; RC_BAD_INPUT for what is no amount of that currency: a sign, a digit that it has no coin for, over
 * 10^12. "100.00" XOF is one: zeros behind the last digit are how providers write. */
enum rc gw_amount_read(struct str decimal, struct str currency, int64_t *out_minor);
