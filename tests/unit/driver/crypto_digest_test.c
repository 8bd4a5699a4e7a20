#include "gateway/crypto.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

static void expect_hex(const uint8_t *p, size_t n, const char *hex, const char *name)
{
    char storage[256];
    struct buf text = buf_on(storage, sizeof storage);
    buf_put_hex(&text, p, n);
    cr_expect(str_eq(buf_str(&text), str_of(hex)), "case %s", name);
}

Test(crypto_digest, hmac_gives_the_published_values)
{
    static char key20[20];
    static char key131[131];
    static char data50[50];
    memset(key20, 0x0b, sizeof key20);
    memset(key131, 0xaa, sizeof key131);
    memset(data50, 0xdd, sizeof data50);
    const struct {
        const char *name;
        enum gw_digest digest;
        struct str key;
        struct str data;
        const char *hex;
    } cases[] = {
        {"RFC 4231 1",
         GW_SHA256,
         {key20, 20},
         STR("Hi There"),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"RFC 4231 2", GW_SHA256, STR("Jefe"), STR("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"RFC 4231 6, key longer than a block",
         GW_SHA256,
         {key131, 131},
         STR("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {"RFC 2202 1", GW_SHA1, {key20, 20}, STR("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00"},
        {"RFC 2202 2", GW_SHA1, STR("Jefe"), STR("what do ya want for nothing?"),
         "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {"empty key and text", GW_SHA256, STR_EMPTY, STR_EMPTY,
         "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
        {"NULL key",
         GW_SHA256,
         {NULL, 0},
         STR_EMPTY,
         "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t out[GW_DIGEST_BYTES_MAX];
        const size_t n = gw_hmac(cases[i].digest, cases[i].key, &cases[i].data, 1, out);
        cr_expect(eq(sz, n, cases[i].digest == GW_SHA1 ? 20 : 32), "case %s", cases[i].name);
        expect_hex(out, n, cases[i].hex, cases[i].name);
    }
}

Test(crypto_digest, hmac_of_parts_is_that_of_the_whole)
{
    const struct str parts[] = {STR("what do ya"), STR_EMPTY, STR(" want for "), STR("nothing?")};
    uint8_t out[GW_DIGEST_BYTES_MAX];
    const size_t n = gw_hmac(GW_SHA256, STR("Jefe"), parts, COUNT_OF(parts), out);
    expect_hex(out, n, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "parts");
}

Test(crypto_digest, digest_gives_the_published_values)
{
    static const struct {
        const char *name;
        enum gw_digest digest;
        struct str text;
        const char *hex;
    } cases[] = {
        {"FIPS 180, SHA-1", GW_SHA1, {"abc", 3}, "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"FIPS 180, SHA-256",
         GW_SHA256,
         {"abc", 3},
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"nothing", GW_SHA256, {NULL, 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t out[GW_DIGEST_BYTES_MAX];
        const size_t n = gw_digest_of(cases[i].digest, cases[i].text, out);
        expect_hex(out, n, cases[i].hex, cases[i].name);
    }
}

Test(crypto_digest, base64_there_and_back)
{
    static const struct {
        const char *plain;
        const char *text;
    } cases[] = {/* RFC 4648, section 10 */
                 {"", ""},
                 {"f", "Zg=="},
                 {"fo", "Zm8="},
                 {"foo", "Zm9v"},
                 {"foob", "Zm9vYg=="},
                 {"fooba", "Zm9vYmE="},
                 {"foobar", "Zm9vYmFy"},
                 {"\xfb\xff\xbf", "+/+/"}};
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[64];
        struct buf text = buf_on(storage, sizeof storage);
        const struct str plain = str_of(cases[i].plain);
        gw_base64_put(&text, (const uint8_t *)plain.p, plain.n);
        cr_expect(str_eq(buf_str(&text), str_of(cases[i].text)), "case %s", cases[i].text);
        struct str bytes = STR_EMPTY;
        cr_expect(eq(int, gw_base64_read(str_of(cases[i].text), arena, &bytes), RC_OK), "case %s", cases[i].text);
        cr_expect(str_eq(bytes, plain), "case %s", cases[i].text);
    }
    arena_free(arena);
}

Test(crypto_digest, base64_takes_nothing_else)
{
    static const char *const cases[] = {"Zg",   "Zg=",  "Zg===", "=",    "====", "Zm=v",     "Z===", "Zm9v\n",
                                        "Zm 9", "Zm9-", "Zm9_",  "Zh==", "Zm9=", "Zg==Zg==", "=Zg=", "Zm9v="};
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str bytes = STR("untouched");
        cr_expect(eq(int, gw_base64_read(str_of(cases[i]), arena, &bytes), RC_BAD_INPUT), "case %s", cases[i]);
        cr_expect(str_eq(bytes, STR("untouched")), "case %s", cases[i]);
    }
    struct arena *small = arena_new(2);
    struct str bytes = STR_EMPTY;
    cr_expect(eq(int, gw_base64_read(STR("Zm9v"), small, &bytes), RC_TOO_BIG));
    arena_free(small);
    arena_free(arena);
}
