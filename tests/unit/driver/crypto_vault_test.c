#include "gateway/crypto.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

static const uint8_t key_a[GW_KEY_BYTES] = {1, 2, 3};
static const uint8_t key_b[GW_KEY_BYTES] = {1, 2, 4};

static bool same(const uint8_t *a, const uint8_t *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

TestSuite(crypto_vault, .init = gw_crypto_init);

Test(crypto_vault, equal_compares_bytes_and_length)
{
    cr_expect(gw_equal(STR("secret"), STR("secret")));
    cr_expect(gw_equal(STR_EMPTY, (struct str){.p = NULL, .n = 0}));
    cr_expect(not(gw_equal(STR("secret"), STR("secreT"))));
    cr_expect(not(gw_equal(STR("secret"), STR("secre"))));
}

Test(crypto_vault, random_bytes_differ)
{
    uint8_t a[16] = {0};
    uint8_t b[16] = {0};
    gw_random(a, sizeof a);
    gw_random(b, sizeof b);
    cr_expect(not(same(a, b, sizeof a)));
}

Test(crypto_vault, dedupe_key_keeps_parts_apart)
{
    const struct str one[] = {STR("ab"), STR("c")};
    const struct str two[] = {STR("a"), STR("bc")};
    const struct str three[] = {STR("ab"), STR("c"), STR_EMPTY};
    uint8_t a[GW_DEDUPE_BYTES];
    uint8_t b[GW_DEDUPE_BYTES];
    gw_dedupe_key(one, COUNT_OF(one), a);
    gw_dedupe_key(one, COUNT_OF(one), b);
    cr_expect(same(a, b, sizeof a), "the same for ever");
    gw_dedupe_key(two, COUNT_OF(two), b);
    cr_expect(not(same(a, b, sizeof a)));
    gw_dedupe_key(three, COUNT_OF(three), b);
    cr_expect(not(same(a, b, sizeof a)));
}

/* Stored rows depend on these values: a change would lose every number and every duplicate. Computed with Python's
 * hashlib.blake2b. */
Test(crypto_vault, stored_hashes_never_change)
{
    char storage[256];
    struct buf hex = buf_on(storage, sizeof storage);
    const struct str parts[] = {STR("channel"), STR("m-1")};
    uint8_t dedupe[GW_DEDUPE_BYTES];
    gw_dedupe_key(parts, COUNT_OF(parts), dedupe);
    buf_put_hex(&hex, dedupe, sizeof dedupe);
    cr_expect(str_eq(buf_str(&hex), STR("fd8179e80eb75fe0fb4420571f54547e")));

    uint8_t index[GW_INDEX_BYTES];
    gw_blind_index(key_a, STR("50255500001"), index);
    buf_clear(&hex);
    buf_put_hex(&hex, index, sizeof index);
    cr_expect(str_eq(buf_str(&hex), STR("31addeba2aaa2ef0c0f8f0b35f2a1d1210fc2733e2d4c7e729e6d236ae13a544")));

    uint8_t derived[24];
    gw_derive(key_a, STR("uuid"), 7, -1, derived, sizeof derived);
    buf_clear(&hex);
    buf_put_hex(&hex, derived, sizeof derived);
    cr_expect(str_eq(buf_str(&hex), STR("b09ce8c9013ffeab12b12a71c61ff9e0f2d3e69f42e9d161")));

    uint8_t chained[GW_KEY_BYTES];
    gw_chain(key_b, parts, COUNT_OF(parts), chained);
    buf_clear(&hex);
    buf_put_hex(&hex, chained, sizeof chained);
    cr_expect(str_eq(buf_str(&hex), STR("78921136eb90fd642823e54022ff3a6ac609b1527c06e66a000327b2b3b0e79d")));
}

Test(crypto_vault, blind_index_depends_on_key_and_number)
{
    uint8_t a[GW_INDEX_BYTES];
    uint8_t b[GW_INDEX_BYTES];
    gw_blind_index(key_a, STR("50255500001"), a);
    gw_blind_index(key_a, STR("50255500001"), b);
    cr_expect(same(a, b, sizeof a));
    gw_blind_index(key_b, STR("50255500001"), b);
    cr_expect(not(same(a, b, sizeof a)));
    gw_blind_index(key_a, STR("50255500002"), b);
    cr_expect(not(same(a, b, sizeof a)));
}

Test(crypto_vault, derived_bytes_depend_on_every_input)
{
    static const struct {
        const uint8_t *key;
        struct str tag;
        int64_t a;
        int64_t b;
    } cases[] = {{key_a, {"random", 6}, 1, 2}, {key_b, {"random", 6}, 1, 2}, {key_a, {"uuid", 4}, 1, 2},
                 {key_a, {"random", 6}, 2, 1}, {key_a, {"random", 6}, 1, 3}, {key_a, {"random", 6}, -1, 2}};
    uint8_t out[COUNT_OF(cases)][16];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        gw_derive(cases[i].key, cases[i].tag, cases[i].a, cases[i].b, out[i], sizeof out[i]);
        for (size_t j = 0; j < i; j++)
            cr_expect(not(same(out[i], out[j], sizeof out[i])), "cases %zu and %zu", i, j);
    }
    uint8_t eight[8];
    gw_derive(key_a, STR("random"), 1, 2, eight, sizeof eight);
    cr_expect(same(eight, out[0], sizeof eight), "fewer bytes are the first of more");
}

Test(crypto_vault, sealed_bytes_open_with_their_pair_only)
{
    struct gw_seal_pair pair;
    struct gw_seal_pair other;
    gw_seal_pair_new(&pair);
    gw_seal_pair_new(&other);
    const struct str plain = STR("+50255500001");
    uint8_t sealed[64];
    gw_seal(pair.public_key, plain, sealed);
    const struct str box = {.p = (const char *)sealed, .n = plain.n + GW_SEAL_OVERHEAD};

    struct arena *arena = arena_new(4096);
    struct str opened = STR_EMPTY;
    cr_expect(eq(int, gw_seal_open(&pair, box, arena, &opened), RC_OK));
    cr_expect(str_eq(opened, plain));
    opened = STR("untouched");
    cr_expect(eq(int, gw_seal_open(&other, box, arena, &opened), RC_REFUSED));
    cr_expect(eq(int, gw_seal_open(&pair, str_sub(box, 0, box.n - 1), arena, &opened), RC_REFUSED));
    cr_expect(eq(int, gw_seal_open(&pair, str_sub(box, 0, 10), arena, &opened), RC_REFUSED));
    cr_expect(str_eq(opened, STR("untouched")));
    arena_free(arena);
}

Test(crypto_vault, box_opens_with_its_key_and_row_only)
{
    const struct str plain = STR("+50255500001");
    uint8_t bytes[64];
    gw_box(key_a, plain, STR("contact 7"), bytes);
    const struct str box = {.p = (const char *)bytes, .n = plain.n + GW_BOX_OVERHEAD};
    struct arena *arena = arena_new(4096);
    struct str opened = STR_EMPTY;
    cr_expect(eq(int, gw_box_open(key_a, box, STR("contact 7"), arena, &opened), RC_OK));
    cr_expect(str_eq(opened, plain));
    opened = STR("untouched");
    cr_expect(eq(int, gw_box_open(key_b, box, STR("contact 7"), arena, &opened), RC_REFUSED));
    cr_expect(eq(int, gw_box_open(key_a, box, STR("contact 8"), arena, &opened), RC_REFUSED));
    cr_expect(eq(int, gw_box_open(key_a, str_sub(box, 0, 39), STR("contact 7"), arena, &opened), RC_REFUSED));
    bytes[30] ^= 1;
    cr_expect(eq(int, gw_box_open(key_a, box, STR("contact 7"), arena, &opened), RC_REFUSED));
    cr_expect(str_eq(opened, STR("untouched")));

    struct arena *small = arena_new(4);
    cr_expect(eq(int, gw_box_open(key_a, box, STR("contact 7"), small, &opened), RC_TOO_BIG));
    uint8_t again[64];
    gw_box(key_a, plain, STR("contact 7"), again);
    cr_expect(not(same(bytes, again, sizeof again - 24)), "a new nonce every time");
    arena_free(small);
    arena_free(arena);
}

Test(crypto_vault, chain_depends_on_what_went_before)
{
    const struct str parts[] = {STR("who"), STR("what")};
    uint8_t a[GW_KEY_BYTES];
    uint8_t b[GW_KEY_BYTES];
    gw_chain(key_a, parts, 2, a);
    gw_chain(key_b, parts, 2, b);
    cr_expect(not(same(a, b, sizeof a)));
    gw_chain(key_a, parts, 1, b);
    cr_expect(not(same(a, b, sizeof a)));
}
