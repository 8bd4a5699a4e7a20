#pragma once
/* What an outcome means for a transfer, its incentive and its money: a pure decision, apart from the worker that carries
 * it out. The rule behind every row: what is not provably "never executed" is asked about, and never paid again on a
 * guess. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "gateway/airtime.h"

/* States of an incentive while it is under way, with the words that are stored. */
#define GW_INCENTIVE_LIST(X)                                                                                           \
    X(GW_INCENTIVE_OWED, "owed")                                                                                       \
    X(GW_INCENTIVE_PROCESSING, "processing") /* the provider has it */                                                 \
    X(GW_INCENTIVE_UNKNOWN, "unknown")       /* perhaps the provider has it */                                         \
    X(GW_INCENTIVE_PAID, "paid")                                                                                       \
    X(GW_INCENTIVE_REFUSED, "refused") /* for a person to settle */

enum gw_incentive_state {
#define X(name, word) name,
    GW_INCENTIVE_LIST(X)
#undef X
        GW_INCENTIVE_COUNT
};

/* What is posted: the reserved amount stays where it is, is the person's, or comes back. */
#define GW_POSTING_LIST(X)                                                                                             \
    X(GW_POSTING_NONE, "")                                                                                             \
    X(GW_POSTING_PAY, "pay")                                                                                           \
    X(GW_POSTING_RETURN, "return")

enum gw_posting {
#define X(name, word) name,
    GW_POSTING_LIST(X)
#undef X
        GW_POSTING_COUNT
};

/* How long a wallet waits; settings that every wallet has (gw_payment_settings). */
struct gw_payment_timing {
    int64_t timeout_ms;     /* of a call; 0: the adapter's */
    int64_t ask_after_ms;   /* to the first question after an unclear outcome; later ones are multiples of it */
    int64_t quiet_ms;       /* "not found" is believed only this long after the attempt */
    int64_t retry_after_ms; /* after a definite "not now"; doubles */
    int64_t human_after_ms; /* an outcome unknown for so long is a ticket */
    int64_t give_up_ms;     /* after the first attempt nothing is tried by itself any more */
};

/* What is known besides the outcome. */
struct gw_payment_facts {
    bool question;          /* the outcome answers a question, not the payment */
    bool unaskable;         /* the provider cannot be asked with what is known */
    bool asks_by_reference; /* of the adapter */
    bool acknowledged;      /* the provider has said before that it knows the transfer */
    bool was_processing;    /* as stored before this outcome */
    int32_t n;              /* which transfer of the incentive, from 1 */
    int32_t asked;          /* questions before this one */
    int64_t age_ms;         /* of the transfer */
    int64_t first_age_ms;   /* of the incentive's first transfer */
    int64_t retry_after_ms; /* as the provider wishes; 0: nothing said */
};

struct gw_payment_verdict {
    enum gw_incentive_state state;
    enum gw_transfer_outcome outcome; /* of the transfer, as stored */
    bool ended;                       /* the transfer is known for certain */
    enum gw_posting posting;
    int64_t next_ms; /* from now until somebody looks again; -1: nobody by himself */
    bool ticket;     /* a person must act */
    bool park;       /* our account is at fault: the wallet rests */
};

struct gw_payment_verdict gw_payment_judge(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts,
                                           enum gw_transfer_outcome outcome);

struct str gw_incentive_word(enum gw_incentive_state state);
struct str gw_posting_word(enum gw_posting posting);

/* The waiting times as settings of a wallet, with help, in the order of the struct; defaults stand in the help. */
const struct gw_setting_help *gw_payment_settings(size_t *out_n);
/* What the settings say, the defaults elsewhere. RC_BAD_INPUT names what is no number of milliseconds. */
enum rc gw_payment_timing_read(const struct gw_settings *settings, struct gw_payment_timing *out_timing,
                               struct err *err);
