#pragma once
/* Shared by payer.c (what is due), paying.c (one call to a provider) and settling.c (what came of it). */
#include "gateway/payment.h"
#include "worker.h"

enum {
    PAYMENTS_MAX = 16, /* calls under way at once; providers refuse more, and nobody waits for seconds */
    /* The lease of a payment is longer than its call, so that whoever finds it over knows that nobody waits for the answer. */
    LEASE_MARGIN_MS = 30 * 1000,
    LEASE_MS_MAX = 15 * 60 * 1000,
    /* A question may be repeated freely, so it waits for no slow provider, and one that died with its worker is soon
     * asked again. */
    QUESTION_TIMEOUT_MS = 20 * 1000,
    QUESTION_LEASE_MS = QUESTION_TIMEOUT_MS + 10 * 1000,
};

/* One call under way: a payment or a question about one. */
struct payment {
    struct payer *payer;
    struct arena *arena;
    struct payment *next;
    bool question;
    int64_t incentive_id;
    int32_t fence;
    int16_t n;
    int32_t wallet_id;
    struct str reference;
    struct str provider_id; /* p == NULL: no answer told it */
    int64_t amount_minor;
    struct str currency;
    int64_t claimed_ms; /* monotonic: the claim was made later than this */
    const struct gw_airtime *airtime;
    struct gw_settings settings;
    struct gw_payment_timing timing;
    struct gw_payment_facts facts;
    struct gw_topup_result result;
    bool answered; /* by the provider, in whatever words */
    struct gw_payment_verdict verdict;
};

struct payer {
    struct worker *worker;
    struct gw_pg *pg;
    struct gw_http_client *client;
    bool busy; /* a unit that looks for work is under way */
    int64_t not_before_ms;
    int32_t *wallets; /* with something due, of the last look */
    size_t wallets_n;
    size_t wallets_at;
    size_t asked_n;           /* places that were free at the last claim */
    bool more;                /* the last look filled them all: the next one does not wait for the clock */
    size_t on_the_way;        /* calls and outcomes not yet written */
    struct payment *finished; /* outcomes that wait for the database */
    struct payment *writing;
    int64_t claimed_ms; /* monotonic: when the last claim was sent */
};

/* Places have become free. */
void payer_has_room(struct payer *payer);

/* ---- paying.c ---- */

/* NULL when the wallet cannot be used now; it is left to its lease. */
struct payment *payment_new(struct payer *payer, int32_t wallet_id);
void payment_free(struct payment *payment);
/* A text of rows or an answer, kept as long as the payment. */
struct str payment_keep(struct payment *payment, struct str text);
/* Makes the call; whatever happens ends in payment_finish. `number` only of a payment. */
void payment_start(struct payment *payment, struct str number);

/* ---- settling.c ---- */

void payment_finish(struct payment *payment, struct gw_topup_result result);
/* Writes gathered outcomes unless a writing is in flight. */
void payments_write(struct payer *payer);
