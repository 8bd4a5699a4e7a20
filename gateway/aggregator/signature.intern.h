#pragma once
/* Signature schemes: what each may look at, and those that have a file of their own. The table is in signature.c. */
#include "base/arena.h"
#include "base/str.h"
#include "gateway/aggregator.h"

struct signature_check {
    const struct gw_http_request *request;
    struct str url;    /* as configured at the provider; some sign it */
    struct str secret; /* one of the active ones */
    int64_t tolerance_s;
    int64_t now_ms;
    struct arena *arena;
};

typedef enum gw_refusal signature_check_fn(const struct signature_check *check);

signature_check_fn signature_check_twilio;

/* p == NULL when absent. */
struct str signature_header(const struct signature_check *check, struct str name);
