#pragma once
/* Figures of conduct, each with its reason: what the programme owes a person whatever the survey. */
#include <stdint.h>

enum {
    /* A reply that comes later than this surprises, perhaps at night: it is dropped and the question put again in the
     * day. */
    REPLY_LATEST_MINUTES = 15,
    /* What the programme starts waits for the end of quiet hours, but an invitation of yesterday is none. */
    START_LATEST_HOURS = 24,
    /* A second unclear reply to the consent question is a matter for a person, not for a third text. */
    CONSENT_ATTEMPTS_MAX = 2,
    /* A refused text of so many words is hardly a mistyped answer and may be a cry for help: a human reads it. */
    MESSAGE_WORDS_MIN = 4
};

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
