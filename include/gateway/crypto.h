#pragma once
/* The only door to the crypto libraries: libcrypto for provider signatures, libsodium for what we keep. Two
 * implementation files. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* ---- crypto_digest.c: OpenSSL libcrypto ---- */
enum gw_digest { GW_SHA1, GW_SHA256, GW_DIGEST_COUNT };
enum { GW_DIGEST_BYTES_MAX = 32 };
/* HMAC of the concatenation of parts; returns the digest's length. */
size_t gw_hmac(enum gw_digest digest, struct str key, const struct str *parts, size_t parts_n,
               uint8_t out[GW_DIGEST_BYTES_MAX]);
/* Digest of the text; returns its length. */
size_t gw_digest_of(enum gw_digest digest, struct str text, uint8_t out[GW_DIGEST_BYTES_MAX]);
void gw_base64_put(struct buf *out, const uint8_t *p, size_t n);
/* Standard alphabet with padding. RC_BAD_INPUT on anything else. */
enum rc gw_base64_read(struct str text, struct arena *arena, struct str *out_bytes);

/* ---- crypto_vault.c: libsodium ---- */
enum { GW_KEY_BYTES = 32, GW_INDEX_BYTES = 32, GW_DEDUPE_BYTES = 16, GW_SEAL_OVERHEAD = 48, GW_BOX_OVERHEAD = 40 };

/* Must be called once before anything else of this section. */
void gw_crypto_init(void);
/* Equal bytes in constant time for equal lengths. */
bool gw_equal(struct str a, struct str b);
void gw_random(void *out, size_t n);
/* BLAKE2b-128 of the parts, each preceded by its length: invariant 2. */
void gw_dedupe_key(const struct str *parts, size_t parts_n, uint8_t out[GW_DEDUPE_BYTES]);
/* Keyed BLAKE2b of E.164 digits: the only way a number is looked up. */
void gw_blind_index(const uint8_t key[GW_KEY_BYTES], struct str number, uint8_t out[GW_INDEX_BYTES]);
/* Keyed BLAKE2b of a tag and two numbers: reproducible random() and uuid() of an event, and check values of keys.
 * n is at most 64; fewer bytes are the first of more. */
void gw_derive(const uint8_t key[GW_KEY_BYTES], struct str tag, int64_t a, int64_t b, uint8_t *out, size_t n);

struct gw_seal_pair {
    uint8_t public_key[GW_KEY_BYTES];
    uint8_t secret_key[GW_KEY_BYTES];
};
void gw_seal_pair_new(struct gw_seal_pair *out_pair);
/* Anonymous public-key box; out holds n + GW_SEAL_OVERHEAD. */
void gw_seal(const uint8_t public_key[GW_KEY_BYTES], struct str plain, uint8_t *out);
/* RC_REFUSED when it does not open. */
enum rc gw_seal_open(const struct gw_seal_pair *pair, struct str sealed, struct arena *arena, struct str *out_plain);
/* XChaCha20-Poly1305 with a random nonce in front; out holds n + GW_BOX_OVERHEAD. The associated data bind a value to
 * its row. */
void gw_box(const uint8_t key[GW_KEY_BYTES], struct str plain, struct str associated, uint8_t *out);
enum rc gw_box_open(const uint8_t key[GW_KEY_BYTES], struct str box, struct str associated, struct arena *arena,
                    struct str *out_plain);
/* Chained hash for the audit log: out = H(previous, parts). */
void gw_chain(const uint8_t previous[GW_KEY_BYTES], const struct str *parts, size_t parts_n, uint8_t out[GW_KEY_BYTES]);
