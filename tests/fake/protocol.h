#pragma once
/* The wire formats the fake speaks: what a request says, and how it is taken or refused. */
#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "fields.h"
#include "http.h"

struct message {
    const struct protocol *protocol;
    struct view id;
    struct view to;
    struct view from;
    struct view text;
};

/* Writes the body of the answer that takes or refuses the message. */
typedef void body_fn(struct bytes *body, const struct message *message, int64_t n);

enum place { PLACE_JSON, PLACE_FORM, PLACE_QUERY };

struct protocol {
    const char *name;
    const char *kind; /* in the journal */
    const char *method;
    const char *path; /* a whole path, or a prefix if it ends in a slash */
    enum place place;
    const char *authorization; /* what the header must say; NULL: anything */
    const char *id;            /* names of the fields; "" for the id: inside the receipt's address */
    const char *receipt_url;
    const char *to;
    const char *from;
    const char *text;
    int status;
    body_fn *body;
    int status_refused;
    body_fn *refuse;
    bool inbound; /* plays the gateway, not the aggregator */
    bool reports; /* deliveries, with --callback */
};

/* NULL when the request is for none of them. */
const struct protocol *protocol_find(const struct http_message *request);
/* False when its sender does not know the password. */
bool protocol_admits(const struct protocol *protocol, const struct http_message *request);
/* The views point into `fields`. False when it is no message of this protocol. */
bool protocol_read(const struct protocol *protocol, const struct http_message *request, struct fields *fields,
                   struct message *out);
