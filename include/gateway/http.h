#pragma once
/* HTTP messages as plain data, and the decoding every adapter needs. Knows no server and no client: adapters,
 * signatures, fixtures and fuzzers all speak these structs. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

enum gw_method { GW_GET, GW_POST };

struct gw_header {
    struct str name;
    struct str value;
};

/* As received, before any decoding: providers sign raw bytes. */
struct gw_http_request {
    enum gw_method method;
    struct str target; /* path and query as on the wire */
    struct str path;   /* target up to '?' */
    struct str query;  /* after '?', without it; may be empty */
    const struct gw_header *headers;
    size_t headers_n;
    struct str body;
    struct str peer; /* address of the other end, "127.0.0.1" */
};

struct gw_http_response {
    int status;
    struct str content_type; /* empty: none */
    struct str body;
    int retry_after_s; /* 0: no header */
};

/* A request we make. */
struct gw_http_call {
    enum gw_method method;
    struct str url;
    const struct gw_header *headers;
    size_t headers_n;
    struct str body;
    int64_t timeout_ms; /* whole call; 0 = the client's default */
    bool
        fresh_connection; /* money: a new connection, never reused (libcurl repeats a POST on a reused one that died) */
};

/* What became of it. Only ANSWERED has a status. NOT_SENT is certain; everything else that is no answer is UNKNOWN. */
enum gw_fate { GW_FATE_ANSWERED, GW_FATE_NOT_SENT, GW_FATE_UNKNOWN };

struct gw_http_answer {
    enum gw_fate fate;
    int status;
    const struct gw_header *headers;
    size_t headers_n;
    struct str body;
    struct str reason; /* of a failed call, for logs: "connect refused", "timeout" */
};

/* First value of a header, or the empty view with p == NULL. Names compare without ASCII case. */
struct str gw_header_find(const struct gw_header *headers, size_t n, struct str name);
size_t gw_header_count(const struct gw_header *headers, size_t n, struct str name);

/* Fields of a query or an x-www-form-urlencoded body, in order, percent-decoded, '+' as blank, invalid UTF-8 as U+FFFD.
 * Empty pieces are skipped, a name without '=' has an empty value, "%zz" stays as it is. RC_TOO_BIG over GW_FIELDS_MAX
 * or the arena. */
struct gw_fields {
    const struct gw_header *items;
    size_t n;
};
enum rc gw_fields_read(struct str encoded, struct arena *arena, struct gw_fields *out_fields);
/* First value with exactly this name; p == NULL when absent. */
struct str gw_field(const struct gw_fields *fields, struct str name);

/* RFC 3986 unreserved characters stay, everything else becomes %XX. For building URLs and form bodies. */
void gw_url_encode(struct buf *out, struct str s);
