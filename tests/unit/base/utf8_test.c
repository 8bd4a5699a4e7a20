#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/utf8.h"

static struct str view(const uint8_t *bytes, size_t n)
{
    return (struct str){.p = (const char *)bytes, .n = n};
}

static bool continues(uint8_t byte)
{
    return byte >= 0x80 && byte <= 0xBF;
}

/* Table 3-7 of the Unicode Standard (well-formed UTF-8 byte sequences), row by row: bytes of the sequence, 0 =
 * ill-formed. */
static size_t well_formed(const uint8_t *b, size_t n)
{
    if (n >= 1 && b[0] <= 0x7F)
        return 1;
    if (n >= 2 && b[0] >= 0xC2 && b[0] <= 0xDF && continues(b[1]))
        return 2;
    if (n >= 3 && b[0] >= 0xE0 && b[0] <= 0xEF) {
        const uint8_t low = b[0] == 0xE0 ? 0xA0 : 0x80;
        const uint8_t high = b[0] == 0xED ? 0x9F : 0xBF;
        return b[1] >= low && b[1] <= high && continues(b[2]) ? 3 : 0;
    }
    if (n >= 4 && b[0] >= 0xF0 && b[0] <= 0xF4) {
        const uint8_t low = b[0] == 0xF0 ? 0x90 : 0x80;
        const uint8_t high = b[0] == 0xF4 ? 0x8F : 0xBF;
        return b[1] >= low && b[1] <= high && continues(b[2]) && continues(b[3]) ? 4 : 0;
    }
    return 0;
}

static bool decodes_as_the_standard_says(const uint8_t *bytes, size_t n)
{
    const struct str s = view(bytes, n);
    const size_t length = well_formed(bytes, n);
    size_t at = 0;
    const uint32_t code_point = utf8_next(s, &at);
    if (length == 0)
        return code_point == UINT32_MAX && at == 1 && !utf8_valid(s);
    char back[4];
    return code_point <= 0x10FFFF && at == length && utf8_put(code_point, back) == length &&
           memcmp(back, bytes, length) == 0;
}

Test(utf8, all_sequences_of_one_and_two_bytes)
{
    for (unsigned i = 0; i < 1u << 8; i++)
        cr_assert(decodes_as_the_standard_says((const uint8_t[]){(uint8_t)i}, 1), "%02x", i);
    for (unsigned i = 0; i < 1u << 16; i++) {
        const uint8_t bytes[] = {(uint8_t)(i >> 8), (uint8_t)i};
        if (!decodes_as_the_standard_says(bytes, sizeof bytes))
            cr_fatal("%04x", i);
    }
}

Test(utf8, all_sequences_of_three_bytes)
{
    for (unsigned i = 0; i < 1u << 24; i++) {
        const uint8_t bytes[] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        if (!decodes_as_the_standard_says(bytes, sizeof bytes))
            cr_fatal("%06x", i);
    }
}

/* Continuation bytes beyond the second are all treated alike, so the edges of the last two are enough. */
Test(utf8, sequences_of_four_bytes)
{
    static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
    for (unsigned i = 0; i < 1u << 16; i++)
        for (size_t j = 0; j < sizeof edges * sizeof edges; j++) {
            const uint8_t bytes[] = {(uint8_t)(i >> 8), (uint8_t)i, edges[j / sizeof edges], edges[j % sizeof edges]};
            if (!decodes_as_the_standard_says(bytes, sizeof bytes))
                cr_fatal("%04x %02x %02x", i, bytes[2], bytes[3]);
        }
}

Test(utf8, every_code_point_survives_the_way_there_and_back)
{
    for (uint32_t c = 0; c <= 0x110010; c++) {
        char bytes[4];
        size_t at = 0;
        const struct str s = {.p = bytes, .n = utf8_put(c, bytes)};
        const bool exists = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
        if (utf8_next(s, &at) != (exists ? c : UTF8_REPLACEMENT) || at != s.n)
            cr_fatal("U+%04X", c);
    }
}

Test(utf8, counts_characters_and_bad_bytes)
{
    static const struct {
        const char *s;
        size_t count;
        bool valid;
    } cases[] = {
        {"", 0, true},
        {"hola", 4, true},
        {"a\xc3\xb1o \xe2\x82\xac \xf0\x9f\x98\x80", 7, true},
        {"\xff\xfe", 2, false},
        {"\xe2\x82", 2, false},        /* truncated euro */
        {"\xc0\x80", 2, false},        /* overlong NUL */
        {"\xed\xa0\x80", 3, false},    /* surrogate */
        {"\xf4\x90\x80\x80", 4, false} /* above U+10FFFF */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_expect(eq(sz, utf8_count(str_of(cases[i].s)), cases[i].count), "case %zu", i);
        cr_expect(utf8_valid(str_of(cases[i].s)) == cases[i].valid, "case %zu", i);
    }
}

Test(utf8, cleaning_replaces_bad_bytes_and_nul)
{
    struct arena *arena = arena_new(64);
    const struct str clean = STR("se\xc3\xb1or");
    cr_expect(utf8_clean(arena, clean).p == clean.p, "a clean text is not copied");
    cr_expect(eq(sz, arena_used(arena), 0));
    cr_expect(str_eq(utf8_clean(arena, STR("a\xff\0b\xe2\x82")), STR("a\xef\xbf\xbd\xef\xbf\xbd"
                                                                     "b\xef\xbf\xbd\xef\xbf\xbd")));
    arena_free(arena);
    struct arena *small = arena_new(8);
    cr_expect(utf8_clean(small, STR("\xff\xff\xff")).p == NULL, "over the cap");
    arena_free(small);
}

Test(utf8, a_prefix_never_splits_a_character)
{
    const struct str s = STR("a\xc3\xb1\xe2\x82\xac\xf0\x9f\x98\x80"); /* characters end at 1, 3, 6, 10 */
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t bytes = 0; bytes < COUNT_OF(expected); bytes++)
        cr_expect(eq(sz, utf8_prefix(s, bytes).n, expected[bytes]), "%zu bytes", bytes);
}
