#pragma once
/* How the fake misbehaves, and when. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "world.h"

enum mode {
    MODE_OK,
    MODE_TIMEOUT_AFTER,   /* executes, never answers */
    MODE_ERROR_AFTER,     /* executes, answers 500 */
    MODE_DROP_AFTER,      /* executes, closes without an answer */
    MODE_DROP_BEFORE,     /* closes, nothing executed */
    MODE_DELAY,           /* executes, answers after the delay */
    MODE_DOUBLE_CALLBACK, /* reports the delivery twice */
    MODE_CALLBACK_FIRST,  /* reports the delivery before it answers */
    MODE_THROTTLED,       /* 429 */
    MODE_UNAVAILABLE,     /* 503 */
    MODE_ERROR_BODY,      /* a friendly status with a refusal in the body */
    MODE_SLOW_DRIP,       /* executes, answers a byte per delay */
    MODE_PROCESSING,      /* airtime: executes, says that it is at it, and after the delay that it is done */
    MODE_FAILS,           /* airtime: says that it is at it, and after the delay that nothing was executed */
    MODE_INSUFFICIENT,    /* airtime: refuses for lack of our credit */
    MODE_REFUSED,         /* airtime: refuses for good */
    MODE_LATE,            /* airtime: answers 500, executes after the delay */
    MODE_RACY,            /* airtime: executes and answers after the delay, whatever was executed meanwhile */
    MODES
};

/* What a rule is about. */
enum target { TARGET_SEND, TARGET_AIRTIME, TARGET_QUESTION, TARGETS };

const char *mode_name(enum mode mode);
bool mode_read(struct view name, enum mode *out);
bool mode_fits(enum mode mode, enum target target);
/* "send", "airtime", "question"; nothing is "send". */
bool target_read(struct view name, enum target *out);

enum { RULES_MAX = 64, RULE_NUMBER_BYTES_MAX = 32, RULE_DELAY_MS = 100 };

struct rule {
    char number[RULE_NUMBER_BYTES_MAX]; /* the phone it is about; empty: every phone without a rule of its own */
    size_t number_n;
    enum mode mode;
    int64_t count; /* how often it still applies; -1: always */
    double probability;
    int64_t delay_ms;
};

/* {0}: everything is MODE_OK. */
struct rules {
    struct rule rule[RULES_MAX];
    size_t n;
};

/* Replaces the rule about the same number. False when the table is full. */
bool rules_set(struct rules *rules, const struct rule *rule);
/* The mode for one message of this phone; a counted rule is used up by it. */
enum mode rules_choose(struct rules *rules, struct view number, struct chance *chance, int64_t *out_delay_ms);
