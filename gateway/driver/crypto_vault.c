#include "gateway/crypto.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    DERIVED_BYTES_MAX = crypto_generichash_BYTES_MAX
};
static_assert(GW_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "public key");
static_assert(GW_KEY_BYTES == crypto_box_SECRETKEYBYTES, "secret key");
static_assert(GW_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "cipher key");
static_assert(GW_SEAL_OVERHEAD == crypto_box_SEALBYTES, "sealed box");
static_assert(GW_BOX_OVERHEAD == NONCE_BYTES + TAG_BYTES, "nonce in front, tag behind");

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)s.p;
}

void gw_crypto_init(void)
{
    if (sodium_init() < 0)
        abort();
}

bool gw_equal(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void gw_random(void *out, size_t n)
{
    randombytes_buf(out, n);
}

/* ---- BLAKE2b ---- */

static void hash_number(crypto_generichash_state *state, uint64_t value)
{
    uint8_t little_endian[8];
    for (size_t i = 0; i < sizeof little_endian; i++)
        little_endian[i] = (uint8_t)(value >> 8 * i);
    (void)crypto_generichash_update(state, little_endian, sizeof little_endian);
}

/* The length in front keeps ("ab", "c") apart from ("a", "bc"). */
static void hash_part(crypto_generichash_state *state, struct str part)
{
    hash_number(state, part.n);
    (void)crypto_generichash_update(state, bytes_of(part), part.n);
}

void gw_dedupe_key(const struct str *parts, size_t parts_n, uint8_t out[GW_DEDUPE_BYTES])
{
    assert(parts != NULL && parts_n > 0);
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, GW_DEDUPE_BYTES);
    for (size_t i = 0; i < parts_n; i++)
        hash_part(&state, parts[i]);
    (void)crypto_generichash_final(&state, out, GW_DEDUPE_BYTES);
}

void gw_blind_index(const uint8_t key[GW_KEY_BYTES], struct str number, uint8_t out[GW_INDEX_BYTES])
{
    (void)crypto_generichash(out, GW_INDEX_BYTES, bytes_of(number), number.n, key, GW_KEY_BYTES);
}

void gw_derive(const uint8_t key[GW_KEY_BYTES], struct str tag, int64_t a, int64_t b, uint8_t *out, size_t n)
{
    assert(out != NULL && n <= DERIVED_BYTES_MAX);
    uint8_t derived[DERIVED_BYTES_MAX];
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, key, GW_KEY_BYTES, sizeof derived);
    hash_part(&state, tag);
    hash_number(&state, (uint64_t)a);
    hash_number(&state, (uint64_t)b);
    (void)crypto_generichash_final(&state, derived, sizeof derived);
    memcpy(out, derived, n);
}

void gw_chain(const uint8_t previous[GW_KEY_BYTES], const struct str *parts, size_t parts_n, uint8_t out[GW_KEY_BYTES])
{
    assert(parts != NULL || parts_n == 0);
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, GW_KEY_BYTES);
    (void)crypto_generichash_update(&state, previous, GW_KEY_BYTES);
    for (size_t i = 0; i < parts_n; i++)
        hash_part(&state, parts[i]);
    (void)crypto_generichash_final(&state, out, GW_KEY_BYTES);
}

/* ---- sealed to a public key ---- */

void gw_seal_pair_new(struct gw_seal_pair *out_pair)
{
    (void)crypto_box_keypair(out_pair->public_key, out_pair->secret_key);
}

void gw_seal(const uint8_t public_key[GW_KEY_BYTES], struct str plain, uint8_t *out)
{
    /* Fails for a public key of low order only, which no key file of ours holds. */
    if (crypto_box_seal(out, bytes_of(plain), plain.n, public_key) != 0)
        abort();
}

enum rc gw_seal_open(const struct gw_seal_pair *pair, struct str sealed, struct arena *arena, struct str *out_plain)
{
    if (sealed.n < GW_SEAL_OVERHEAD)
        return RC_REFUSED;
    const size_t n = sealed.n - GW_SEAL_OVERHEAD;
    unsigned char *plain = arena_alloc(arena, n);
    if (plain == NULL)
        return RC_TOO_BIG;
    if (crypto_box_seal_open(plain, bytes_of(sealed), sealed.n, pair->public_key, pair->secret_key) != 0)
        return RC_REFUSED;
    *out_plain = (struct str){.p = (const char *)plain, .n = n};
    return RC_OK;
}

/* ---- boxed with a secret key ---- */

void gw_box(const uint8_t key[GW_KEY_BYTES], struct str plain, struct str associated, uint8_t *out)
{
    randombytes_buf(out, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, bytes_of(plain), plain.n,
                                                     bytes_of(associated), associated.n, NULL, out, key);
}

enum rc gw_box_open(const uint8_t key[GW_KEY_BYTES], struct str box, struct str associated, struct arena *arena,
                    struct str *out_plain)
{
    if (box.n < GW_BOX_OVERHEAD)
        return RC_REFUSED;
    const size_t n = box.n - GW_BOX_OVERHEAD;
    unsigned char *plain = arena_alloc(arena, n);
    if (plain == NULL)
        return RC_TOO_BIG;
    const struct str cipher = str_sub(box, NONCE_BYTES, box.n);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes_of(cipher), cipher.n, bytes_of(associated),
                                                   associated.n, bytes_of(box), key) != 0)
        return RC_REFUSED;
    *out_plain = (struct str){.p = (const char *)plain, .n = n};
    return RC_OK;
}
