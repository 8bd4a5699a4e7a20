#include <assert.h>
#include <string.h>

#include "http_server.intern.h"

/* libmicrohttpd 0.9.75 is lenient where two HTTP parsers in a row must agree: what a front proxy takes for one request,
 * it may take for two. Every doubtful shape it lets through is refused here, and the connection is closed. */

enum refused {
    REFUSED_METHOD,
    REFUSED_VERSION,
    REFUSED_TARGET,
    REFUSED_HEADERS_N,
    REFUSED_HEADER,
    REFUSED_REPEATED,
    REFUSED_HOST,
    REFUSED_TRANSFER_ENCODING,
    REFUSED_LENGTH,
    REFUSED_BODY,
    REFUSED_ENCODING,
    REFUSED_COUNT,
    REFUSED_NOT = REFUSED_COUNT
};

#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        .p = (literal), .n = sizeof(literal) - 1                                                                       \
    }

static const struct gw_http_refusal refusals[] = {
    [REFUSED_METHOD] = {405, TEXT("method_not_allowed"), TEXT("only GET and POST are served")},
    [REFUSED_VERSION] = {505, TEXT("unsupported"), TEXT("only HTTP/1.0 and HTTP/1.1 are spoken")},
    [REFUSED_TARGET] = {400, TEXT("bad_input"), TEXT("malformed request target")},
    [REFUSED_HEADERS_N] = {431, TEXT("too_big"), TEXT("too many headers")},
    [REFUSED_HEADER] = {400, TEXT("bad_input"), TEXT("malformed header")},
    [REFUSED_REPEATED] = {400, TEXT("bad_input"), TEXT("a header that may come once came more often")},
    [REFUSED_HOST] = {400, TEXT("bad_input"), TEXT("header \"Host\" is missing")},
    [REFUSED_TRANSFER_ENCODING] = {400, TEXT("bad_input"), TEXT("transfer encodings are not accepted")},
    [REFUSED_LENGTH] = {400, TEXT("bad_input"), TEXT("malformed content length")},
    [REFUSED_BODY] = {413, TEXT("too_big"), TEXT("the body is too big")},
    [REFUSED_ENCODING] = {415, TEXT("unsupported"), TEXT("content encodings are not accepted")},
};
static_assert(COUNT_OF(refusals) == REFUSED_COUNT, "an answer for every refusal");

/* Headers that decide where a message ends, whose it is or who signed it. */
static const struct str single_headers[] = {
    TEXT("content-length"),    TEXT("content-type"),      TEXT("host"), TEXT("authorization"), TEXT("webhook-id"),
    TEXT("webhook-timestamp"), TEXT("webhook-signature"),
};

static bool has_control_byte(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const uint8_t byte = (uint8_t)s.p[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
    }
    return false;
}

/* RFC 9110 5.6.2; "Transfer-Encoding " with its blank is none. */
static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return s.n > 0;
}

static enum refused check_line(const struct gw_http_head *head)
{
    if (!str_eq(head->method, STR("GET")) && !str_eq(head->method, STR("POST")))
        return REFUSED_METHOD;
    if (!str_eq(head->version, STR("HTTP/1.1")) && !str_eq(head->version, STR("HTTP/1.0")))
        return REFUSED_VERSION;
    /* "http://host/path" and "*" are for proxies; no path of ours has a NUL. A query may: Kannel sends UTF-16 there. */
    const struct str path = str_sub(head->target, 0, str_find_byte(head->target, '?'));
    const bool good = str_starts(path, STR("/")) && !has_control_byte(head->target) &&
                      str_find_byte(head->target, ' ') == SIZE_MAX && str_find(path, STR("%00")) == SIZE_MAX;
    return good ? REFUSED_NOT : REFUSED_TARGET;
}

/* The library drops folded headers, cuts texts at a NUL and takes a bare LF for the end of a line, all without a word.
 * Then the bytes it shows are not the bytes that came. */
static bool shows_all_bytes(const struct gw_http_head *head)
{
    const size_t line = head->method.n + head->target.n + head->version.n + sizeof "  \r\n" - 1;
    return head->bytes == line + head->headers_bytes + sizeof "\r\n" - 1;
}

static enum refused check_headers(const struct gw_http_head *head)
{
    if (head->headers_n > GW_HEADERS_MAX)
        return REFUSED_HEADERS_N;
    if (!shows_all_bytes(head))
        return REFUSED_HEADER;
    for (size_t i = 0; i < head->headers_n; i++)
        if (!is_token(head->headers[i].name) || has_control_byte(head->headers[i].value))
            return REFUSED_HEADER;
    for (size_t i = 0; i < COUNT_OF(single_headers); i++)
        if (gw_header_count(head->headers, head->headers_n, single_headers[i]) > 1)
            return REFUSED_REPEATED;
    const bool host = gw_header_count(head->headers, head->headers_n, STR("host")) == 1;
    return host || str_eq(head->version, STR("HTTP/1.0")) ? REFUSED_NOT : REFUSED_HOST;
}

static enum refused check_body(const struct gw_http_head *head, size_t *out_body_bytes)
{
    if (gw_header_count(head->headers, head->headers_n, STR("transfer-encoding")) > 0)
        return REFUSED_TRANSFER_ENCODING;
    const struct str encoding = gw_header_find(head->headers, head->headers_n, STR("content-encoding"));
    if (encoding.p != NULL && !str_eq_ascii_nocase(encoding, STR("identity")))
        return REFUSED_ENCODING;
    const struct str length = gw_header_find(head->headers, head->headers_n, STR("content-length"));
    int64_t bytes = 0;
    if (length.p != NULL && (!str_to_i64(length, &bytes) || str_starts(length, STR("-"))))
        return REFUSED_LENGTH;
    if (bytes > GW_BODY_BYTES_MAX)
        return REFUSED_BODY;
    *out_body_bytes = (size_t)bytes;
    return REFUSED_NOT;
}

const struct gw_http_refusal *gw_http_head_check(const struct gw_http_head *head, size_t *out_body_bytes)
{
    assert(head != NULL && out_body_bytes != NULL);
    enum refused why = check_line(head);
    if (why == REFUSED_NOT)
        why = check_headers(head);
    if (why == REFUSED_NOT)
        why = check_body(head, out_body_bytes);
    return why == REFUSED_NOT ? NULL : &refusals[why];
}
