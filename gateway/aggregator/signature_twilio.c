/* twilio: base64 of HMAC-SHA1(auth token, URL as configured, then of a form every name and value, sorted, without
 * separators). Other bodies are vouched for by their hash in the URL. No time is signed: a repeated request is known by
 * its message id. twilio.com/docs/usage/security */
#include <stdlib.h>

#include "adapter.h"
#include "gateway/crypto.h"
#include "signature.intern.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

static int by_name_and_value(const void *a, const void *b)
{
    const struct gw_header *const one = a;
    const struct gw_header *const other = b;
    const int names = str_compare(one->name, other->name);
    return names != 0 ? names : str_compare(one->value, other->value);
}

/* The URL's place is left free in front. A field that is there twice with one value counts once. */
static enum rc signed_parts(const struct signature_check *check, bool is_form, struct str **out_parts, size_t *out_n)
{
    struct gw_fields fields = {.n = 0};
    if (is_form && gw_fields_read(check->request->body, check->arena, &fields) != RC_OK)
        return RC_TOO_BIG;
    struct gw_header *sorted = ARENA_ARRAY(check->arena, struct gw_header, fields.n);
    struct str *parts = ARENA_ARRAY(check->arena, struct str, 1 + 2 * fields.n);
    if (sorted == NULL || parts == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < fields.n; i++)
        sorted[i] = fields.items[i];
    qsort(sorted, fields.n, sizeof *sorted, by_name_and_value);
    size_t n = 1;
    for (size_t i = 0; i < fields.n; i++) {
        if (i > 0 && by_name_and_value(&sorted[i - 1], &sorted[i]) == 0)
            continue;
        parts[n++] = sorted[i].name;
        parts[n++] = sorted[i].value;
    }
    *out_parts = parts;
    *out_n = n;
    return RC_OK;
}

/* A form is signed whole; what else has bytes must have its hash in the URL, or nobody vouches for them. */
static enum gw_refusal check_body(const struct signature_check *check, bool is_form)
{
    const struct str body = check->request->body;
    if (is_form || body.n == 0)
        return GW_REFUSAL_NONE;
    struct gw_fields query;
    if (gw_fields_read(check->request->query, check->arena, &query) != RC_OK)
        return GW_REFUSAL_BODY_HASH;
    uint8_t digest[GW_DIGEST_BYTES_MAX];
    char storage[2 * GW_DIGEST_BYTES_MAX];
    struct buf hex = buf_on(storage, sizeof storage);
    const size_t n = gw_digest_of(GW_SHA256, body, digest);
    buf_put_hex(&hex, digest, n);
    const struct str theirs = gw_field(&query, STR("bodySHA256"));
    return str_eq_ascii_nocase(theirs, buf_str(&hex)) ? GW_REFUSAL_NONE : GW_REFUSAL_BODY_HASH;
}

/* The same place written the other way: with the scheme's own port when there is none, without it when it is there.
 * Twilio signs one of the two, and which one differed over the years. Empty: there is no other way. */
static struct str other_port(struct str url, struct arena *arena)
{
    static const struct {
        struct str scheme;
        struct str port;
    } rows[] = {{STR_INIT("https://"), STR_INIT(":443")}, {STR_INIT("http://"), STR_INIT(":80")}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!str_starts(url, rows[i].scheme))
            continue;
        const struct str rest = str_sub(url, rows[i].scheme.n, url.n);
        const size_t slash = str_find_byte(rest, '/');
        struct str host = str_sub(rest, 0, slash);
        const bool has_own_port = str_ends(host, rows[i].port);
        if (str_find_byte(host, ':') != SIZE_MAX && !has_own_port)
            return STR_EMPTY;
        struct buf other = buf_in(arena, url.n + rows[i].port.n);
        host.n -= has_own_port ? rows[i].port.n : 0;
        buf_put(&other, rows[i].scheme);
        buf_put(&other, host);
        buf_put(&other, has_own_port ? STR_EMPTY : rows[i].port);
        buf_put(&other, slash == SIZE_MAX ? STR_EMPTY : str_sub(rest, slash, rest.n));
        return other.overflow ? STR_EMPTY : buf_str(&other);
    }
    return STR_EMPTY;
}

static bool fits(const struct signature_check *check, struct str url, struct str *parts, size_t n, struct str theirs)
{
    uint8_t digest[GW_DIGEST_BYTES_MAX];
    parts[0] = url;
    const size_t digest_n = gw_hmac(GW_SHA1, check->secret, parts, n, digest);
    return url.n > 0 && gw_equal(theirs, (struct str){.p = (const char *)digest, .n = digest_n});
}

enum gw_refusal signature_check_twilio(const struct signature_check *check)
{
    const struct str encoded = signature_header(check, STR("X-Twilio-Signature"));
    struct str theirs;
    if (encoded.n == 0)
        return GW_REFUSAL_MISSING_HEADER;
    if (gw_base64_read(encoded, check->arena, &theirs) != RC_OK)
        return GW_REFUSAL_BAD_HEADER;
    const struct str type = signature_header(check, STR("Content-Type"));
    const bool is_form = type.n == 0 || str_eq_ascii_nocase(str_sub(type, 0, sizeof FORM_TYPE - 1), STR(FORM_TYPE));
    struct str *parts = NULL;
    size_t n = 0;
    if (signed_parts(check, is_form, &parts, &n) != RC_OK)
        return GW_REFUSAL_MISMATCH;
    const bool genuine = fits(check, check->url, parts, n, theirs) ||
                         fits(check, other_port(check->url, check->arena), parts, n, theirs);
    return genuine ? check_body(check, is_form) : GW_REFUSAL_MISMATCH;
}
