#pragma once
/* The airtime side of the fake: executes transfers, answers questions about them, and misbehaves. It refuses a
 * reference that was executed before, as providers do, and like them it sees only what is executed: of two orders in
 * flight at the same time (modes late, racy) both are. */
#include <stdbool.h>
#include <stdint.h>

#include "fields.h"
#include "http.h"
#include "journal.h"
#include "rules.h"
#include "signature.h"
#include "timers.h"
#include "transfers.h"
#include "verdict.h"

struct airtime {
    struct journal *journal;
    const struct signer *signer; /* NULL: orders need no signature */
    struct chance *chance;
    struct rules orders;
    struct rules questions;
    struct transfers executed;
    struct transfers waiting; /* to be executed; what is done stays, so that an index stays right */
    struct transfers failing; /* taken, never executed */
    struct timers due;        /* of indexes of `waiting` */
    int64_t serial;
    int64_t orders_n;
    int64_t duplicates_n;
    int64_t questions_n;
    struct fields fields;
    struct bytes line;
};

/* Knows afterwards what the journal holds. */
void airtime_open(struct airtime *airtime);
void airtime_close(struct airtime *airtime);

/* False when the request is none of airtime. Otherwise as provider_answer. */
bool airtime_answer(struct airtime *airtime, const struct http_message *request, struct bytes *out,
                    struct verdict *out_verdict);
/* Executes what is due. Returns when it wants to be called again. */
int64_t airtime_turn(struct airtime *airtime, int64_t now_us);
