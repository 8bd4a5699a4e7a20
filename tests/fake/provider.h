#pragma once
/* The aggregator itself: which request means what, whether it is executed and how it is answered. Knows no sockets. */
#include <stdbool.h>
#include <stdint.h>

#include "airtime.h"
#include "bytes.h"
#include "callbacks.h"
#include "fields.h"
#include "http.h"
#include "journal.h"
#include "rules.h"
#include "signature.h"
#include "verdict.h"

struct provider {
    struct journal *journal;
    struct rules rules;
    struct chance chance;
    bool accepts_in; /* also plays the gateway's webhook, POST /in/... */
    bool verifies;   /* with `signer`, what arrives at /in/... */
    struct signer signer;
    struct callbacks *callbacks; /* NULL: no delivery reports */
    bool quit;                   /* asked to end */
    int64_t requests;            /* sends and inbound texts, executed or not */
    int64_t executed;            /* sends in the journal */
    int64_t accepted;            /* inbound texts in the journal */
    struct airtime airtime;
    struct fields fields;
    struct bytes line;
    struct bytes body;
};

/* Appends the response to `out`, and what was executed to the journal; it may leave only after journal_commit. */
struct verdict provider_answer(struct provider *provider, const struct http_message *request, struct bytes *out);
