#include <assert.h>

#include "adapter.h"
#include "gateway/crypto.h"
#include "signature.intern.h"

static signature_check_fn check_standard, check_token;

/* A further scheme is a function and a row. */
static const struct {
    struct str name;
    signature_check_fn *check;
    int64_t tolerance_s; /* 0: signs no time */
    bool signs_url;
} schemes[] = {
    {STR_INIT("standard-webhooks"), check_standard, 300, false},
    {STR_INIT("token"), check_token, 0, false},
    {STR_INIT("url-token"), check_token, 0, false}, /* the same under its older name */
    {STR_INIT("twilio"), signature_check_twilio, 0, true},
};

bool gw_scheme_signs_url(struct str scheme)
{
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (str_eq(schemes[i].name, scheme))
            return schemes[i].signs_url;
    return false;
}

struct str gw_refusal_word(enum gw_refusal reason)
{
    static const struct str words[] = {
#define X(name, word) [name] = STR_INIT(word),
        GW_REFUSAL_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == GW_REFUSAL_COUNT, "a word for every reason");
    assert((unsigned)reason < GW_REFUSAL_COUNT);
    return words[reason];
}

/* The first reason of several secrets unless one of them fits. */
static enum gw_refusal try_secrets(signature_check_fn *fits, struct signature_check *check,
                                   const struct gw_secrets *secrets)
{
    enum gw_refusal reason = GW_REFUSAL_NO_SECRET;
    for (size_t i = 0; i < COUNT_OF(secrets->active); i++) {
        check->secret = secrets->active[i];
        if (check->secret.n == 0)
            continue;
        const enum gw_refusal found = fits(check);
        if (found == GW_REFUSAL_NONE)
            return found;
        if (reason == GW_REFUSAL_NO_SECRET)
            reason = found;
    }
    return reason;
}

enum rc gw_verify(struct str scheme, const struct gw_http_request *request, struct str url,
                  const struct gw_secrets *secrets, int64_t tolerance_s, int64_t now_ms, enum gw_refusal *out_reason)
{
    assert(request != NULL && secrets != NULL && tolerance_s >= 0);
    enum gw_refusal reason = GW_REFUSAL_UNKNOWN_SCHEME;
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (!str_eq(schemes[i].name, scheme))
            continue;
        struct arena *arena = arena_new(GW_REQUEST_ARENA_BYTES_MAX);
        struct signature_check check = {.request = request,
                                        .url = url,
                                        .tolerance_s = tolerance_s > 0 ? tolerance_s : schemes[i].tolerance_s,
                                        .now_ms = now_ms,
                                        .arena = arena};
        reason = try_secrets(schemes[i].check, &check, secrets);
        arena_free(arena);
    }
    *out_reason = reason;
    return reason == GW_REFUSAL_NONE ? RC_OK : RC_REFUSED;
}

/* ---- standard-webhooks: HMAC-SHA256 of "id.timestamp.body", base64, "v1," in front, several separated by blanks.
 * github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md ---- */

/* "whsec_" and base64, the prefix being optional. */
static enum rc standard_key(struct str secret, struct arena *arena, struct str *out_key)
{
    const struct str prefix = STR("whsec_");
    const struct str encoded = str_starts(secret, prefix) ? str_sub(secret, prefix.n, secret.n) : secret;
    const enum rc rc = gw_base64_read(encoded, arena, out_key);
    return rc == RC_OK && out_key->n == 0 ? RC_BAD_INPUT : rc;
}

static size_t standard_digest(struct str key, struct str id, struct str timestamp, struct str body,
                              uint8_t out[GW_DIGEST_BYTES_MAX])
{
    const struct str parts[] = {id, STR("."), timestamp, STR("."), body};
    return gw_hmac(GW_SHA256, key, parts, COUNT_OF(parts), out);
}

struct str signature_header(const struct signature_check *check, struct str name)
{
    return gw_header_find(check->request->headers, check->request->headers_n, name);
}

/* Is the digest among those of the header? A header without one readable "v1" entry is bad. */
static enum gw_refusal standard_compare(struct str signatures, struct str digest, struct arena *arena)
{
    const struct str version = STR("v1,");
    enum gw_refusal reason = GW_REFUSAL_BAD_HEADER;
    for (struct str entry; str_next(&signatures, ' ', &entry);) {
        struct str theirs;
        if (!str_starts(entry, version) || gw_base64_read(str_sub(entry, version.n, entry.n), arena, &theirs) != RC_OK)
            continue;
        if (gw_equal(theirs, digest))
            return GW_REFUSAL_NONE;
        reason = GW_REFUSAL_MISMATCH;
    }
    return reason;
}

static bool too_old(const struct signature_check *check, int64_t timestamp_s)
{
    int64_t age_s = 0;
    if (__builtin_sub_overflow(check->now_ms / 1000, timestamp_s, &age_s))
        return true;
    return age_s > check->tolerance_s || age_s < -check->tolerance_s;
}

static enum gw_refusal check_standard(const struct signature_check *check)
{
    const struct str id = signature_header(check, STR("webhook-id"));
    const struct str timestamp = signature_header(check, STR("webhook-timestamp"));
    const struct str signatures = signature_header(check, STR("webhook-signature"));
    if (id.n == 0 || timestamp.n == 0 || signatures.n == 0)
        return GW_REFUSAL_MISSING_HEADER;
    int64_t timestamp_s = 0;
    if (!str_to_i64(timestamp, &timestamp_s))
        return GW_REFUSAL_BAD_HEADER;
    if (too_old(check, timestamp_s))
        return GW_REFUSAL_STALE;
    struct str key;
    if (standard_key(check->secret, check->arena, &key) != RC_OK)
        return GW_REFUSAL_NO_SECRET;
    uint8_t digest[GW_DIGEST_BYTES_MAX];
    const size_t n = standard_digest(key, id, timestamp, check->request->body, digest);
    return standard_compare(signatures, (struct str){.p = (const char *)digest, .n = n}, check->arena);
}

enum rc gw_sign_standard(struct str id, int64_t now_s, struct str body, struct str secret, struct arena *arena,
                         struct gw_header out_headers[3])
{
    struct str key;
    const enum rc rc = standard_key(secret, arena, &key);
    if (rc != RC_OK)
        return rc;
    struct buf timestamp = buf_in(arena, 24);
    buf_put_i64(&timestamp, now_s);
    uint8_t digest[GW_DIGEST_BYTES_MAX];
    const size_t n = standard_digest(key, id, buf_str(&timestamp), body, digest);
    struct buf signature = buf_in(arena, 64);
    buf_put(&signature, STR("v1,"));
    gw_base64_put(&signature, digest, n);
    if (timestamp.overflow || signature.overflow)
        return RC_TOO_BIG;
    out_headers[0] = (struct gw_header){.name = STR("webhook-id"), .value = id};
    out_headers[1] = (struct gw_header){.name = STR("webhook-timestamp"), .value = buf_str(&timestamp)};
    out_headers[2] = (struct gw_header){.name = STR("webhook-signature"), .value = buf_str(&signature)};
    return RC_OK;
}

/* ---- token: a secret in the URL, for providers that sign nothing ---- */

/* "/kind/adapter/channel/SECRET" */
static struct str path_token(struct str path)
{
    enum { TOKEN_AT = 4 };
    struct str piece = STR_EMPTY;
    for (size_t i = 0; i <= TOKEN_AT; i++)
        if (!str_next(&path, '/', &piece))
            return STR_EMPTY;
    return piece;
}

static enum gw_refusal check_token(const struct signature_check *check)
{
    struct gw_fields fields;
    if (gw_fields_read(check->request->query, check->arena, &fields) != RC_OK)
        return GW_REFUSAL_MISMATCH;
    const struct str in_query = gw_field(&fields, STR("token"));
    const struct str token = in_query.p != NULL ? in_query : path_token(check->request->path);
    return gw_equal(token, check->secret) ? GW_REFUSAL_NONE : GW_REFUSAL_MISMATCH;
}
