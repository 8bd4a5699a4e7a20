#pragma once
/* How airtime is ordered and asked for on the wire, and what the two providers say to it. */
#include <stdbool.h>

#include "bytes.h"
#include "fields.h"
#include "http.h"
#include "transfers.h"

/* What is said to an order, or of a transfer that was asked for. */
enum saying {
    SAY_DONE,
    SAY_PROCESSING,
    SAY_REFUSED,
    SAY_NO_CREDIT,
    SAY_DUPLICATE,
    SAY_NOT_FOUND,
    SAY_NONSENSE, /* a friendly status with a body that says nothing of the transfer */
    SAYINGS
};

struct airtime_protocol {
    const char *name;
    const char *order_path; /* POST */
    const char *ask_path;   /* GET */
    const char *id_prefix;
    int64_t window_ms; /* how long a reference stays used up; 0: for ever */
    bool is_signed;    /* orders, by Standard Webhooks */
    bool (*read_order)(struct fields *fields, const struct http_message *request, struct transfer *out);
    /* The transfer a question is about; NULL when there is none. */
    const struct transfer *(*find)(const struct fields *query, const struct transfers *transfers);
    void (*say)(enum saying saying, const struct transfer *transfer, bool asked, struct bytes *out);
};

/* NULL when the request is for none of them. *out_asked: it is a question, not an order. */
const struct airtime_protocol *airtime_protocol_find(const struct http_message *request, bool *out_asked);
