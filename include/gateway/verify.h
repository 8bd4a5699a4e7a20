#pragma once
/* Proves on a live database what the invariants promise and a database can show: that states are the fold of their
 * events, that no text and no cry for help was lost, that who stopped was left alone. Reads one snapshot, changes
 * nothing, and may run while everything else does. What needs other witnesses (acknowledged = stored, nobody woken) is
 * not here. */
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum gw_severity {
    GW_FINDING_INFO, /* worth knowing: nothing is wrong */
    GW_FINDING_ERROR
};

struct gw_finding {
    struct str check; /* "fold", "timers" */
    enum gw_severity severity;
    struct str object; /* "session 123" */
    struct str message;
};

/* Called for each finding while the proof goes on; texts live until it returns. */
typedef void gw_finding_fn(void *context, const struct gw_finding *finding);

struct gw_prove_options {
    struct str url;  /* of a login that may act as puente_owner; the schema must be this program's */
    struct str keys; /* directory: index.key is needed to fold random() and uuid() again */
    gw_finding_fn *found;
    void *context;
};

struct gw_proof {
    int64_t sessions;
    int64_t events; /* of these sessions */
    int64_t errors;
    int64_t notes;
};

/* RC_OK when everything was looked at, whatever was found. Memory is bounded by a page of sessions; of one check at
 * most a thousand findings are told. */
enum rc gw_prove(const struct gw_prove_options *options, struct gw_proof *out_proof, struct err *err);
