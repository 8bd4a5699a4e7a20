#include "gateway/crypto.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>

/* libcrypto fails here only without memory or without its own algorithms: nothing a caller could do better than end. */
static void require(bool truth)
{
    if (!truth)
        abort();
}

/* Made once: looking the algorithm up costs three times the digest. */
static EVP_MAC_CTX *context_of(enum gw_digest digest)
{
    static EVP_MAC_CTX *contexts[GW_DIGEST_COUNT];
    static char names[GW_DIGEST_COUNT][8] = {
        [GW_SHA1] = "SHA1", [GW_SHA256] = "SHA256"}; /* OSSL_PARAM wants no const */
    if (contexts[digest] != NULL)
        return contexts[digest];
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, names[digest], 0),
                                     OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    contexts[digest] = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    require(contexts[digest] != NULL && EVP_MAC_CTX_set_params(contexts[digest], parameters) == 1);
    return contexts[digest];
}

size_t gw_hmac(enum gw_digest digest, struct str key, const struct str *parts, size_t parts_n,
               uint8_t out[GW_DIGEST_BYTES_MAX])
{
    assert(parts != NULL || parts_n == 0);
    EVP_MAC_CTX *context = context_of(digest);
    /* A NULL key would mean "the one from before". */
    const struct str real_key = key.n == 0 ? STR_EMPTY : key;
    require(EVP_MAC_init(context, (const unsigned char *)real_key.p, real_key.n, NULL) == 1);
    for (size_t i = 0; i < parts_n; i++)
        require(EVP_MAC_update(context, (const unsigned char *)parts[i].p, parts[i].n) == 1);
    size_t n = 0;
    require(EVP_MAC_final(context, out, &n, GW_DIGEST_BYTES_MAX) == 1);
    return n;
}

size_t gw_digest_of(enum gw_digest digest, struct str text, uint8_t out[GW_DIGEST_BYTES_MAX])
{
    unsigned n = 0;
    const struct str real = text.n == 0 ? STR_EMPTY : text;
    require(EVP_Digest(real.p, real.n, out, &n, digest == GW_SHA1 ? EVP_sha1() : EVP_sha256(), NULL) == 1);
    return n;
}

/* RFC 4648, section 4. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void gw_base64_put(struct buf *out, const uint8_t *p, size_t n)
{
    for (size_t at = 0; at < n; at += 3) {
        const size_t have = n - at < 3 ? n - at : 3;
        uint32_t group = (uint32_t)p[at] << 16;
        group |= have > 1 ? (uint32_t)p[at + 1] << 8 : 0;
        group |= have > 2 ? (uint32_t)p[at + 2] : 0;
        char quad[] = {alphabet[group >> 18], alphabet[group >> 12 & 63], '=', '='};
        if (have > 1)
            quad[2] = alphabet[group >> 6 & 63];
        if (have > 2)
            quad[3] = alphabet[group & 63];
        buf_put(out, (struct str){.p = quad, .n = sizeof quad});
    }
}

static uint32_t sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0') + 52;
    if (c == '+' || c == '/')
        return c == '+' ? 62 : 63;
    return UINT32_MAX;
}

enum rc gw_base64_read(struct str text, struct arena *arena, struct str *out_bytes)
{
    assert(arena != NULL && out_bytes != NULL);
    const size_t padding = (size_t)str_ends(text, STR("=")) + str_ends(text, STR("=="));
    if (text.n % 4 != 0)
        return RC_BAD_INPUT;
    const size_t sextets = text.n - padding;
    const size_t n = sextets * 6 / 8;
    char *bytes = arena_alloc(arena, n);
    if (bytes == NULL)
        return RC_TOO_BIG;
    uint32_t bits = 0; /* those not yet put, at the low end */
    size_t put = 0;
    for (size_t i = 0; i < sextets; i++) {
        const uint32_t value = sextet(text.p[i]);
        if (value == UINT32_MAX)
            return RC_BAD_INPUT;
        bits = bits << 6 | value;
        if (i % 4 != 0)
            bytes[put++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
    assert(put == n);
    /* What padding cut off must be zero, or two texts would mean the same bytes. */
    const uint32_t unused = padding == 1 ? 0x3 : padding == 2 ? 0xF : 0;
    if ((bits & unused) != 0)
        return RC_BAD_INPUT;
    *out_bytes = (struct str){.p = bytes, .n = n};
    return RC_OK;
}
