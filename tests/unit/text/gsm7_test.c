#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "unit/text/gsm0338.h"

Test(gsm7, packs_and_unpacks_the_worked_cases)
{
    json_t *root = gsm0338();
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "packing_cases"), i, row)
    {
        const struct str text = text_of(row, "text");
        const unsigned fill_bits = (unsigned)integer_of(row, "fill_bits");
        uint8_t expected[64];
        const size_t expected_n = octets_of(row, "packed_hex", expected);
        uint8_t septets[64];
        uint8_t octets[64];
        uint8_t back[64];
        size_t n = 0;
        cr_expect(sv_gsm7_encode(text, no_shifts, septets, sizeof septets, &n), "case %s", text.p);
        cr_expect(eq(sz, n, integer_of(row, "septets")), "case %s", text.p);
        cr_expect(eq(sz, sv_gsm7_pack(septets, n, fill_bits, octets, sizeof octets), expected_n), "case %s", text.p);
        cr_expect(memcmp(octets, expected, expected_n) == 0, "case %s", text.p);
        cr_expect(eq(sz, sv_gsm7_unpack(octets, expected_n, fill_bits, n, back), n), "case %s", text.p);
        cr_expect(memcmp(back, septets, n) == 0, "case %s", text.p);
    }
    cr_expect(gt(sz, i, 0));
    json_decref(root);
}

Test(gsm7, packing_is_undone_by_unpacking_at_every_length_and_fill)
{
    uint8_t septets[160];
    for (size_t i = 0; i < sizeof septets; i++)
        septets[i] = (uint8_t)(i * 37 % 128);
    for (unsigned fill = 0; fill < 7; fill++)
        for (size_t n = 0; n <= sizeof septets; n++) {
            uint8_t octets[141];
            uint8_t back[160];
            const size_t octets_n = sv_gsm7_pack(septets, n, fill, octets, sizeof octets);
            cr_assert(eq(sz, octets_n, n == 0 ? 0 : (n * 7 + fill + 7) / 8), "%zu septets, fill %u", n, fill);
            cr_assert(eq(sz, sv_gsm7_unpack(octets, octets_n, fill, n, back), n), "%zu septets, fill %u", n, fill);
            cr_assert(memcmp(back, septets, n) == 0, "%zu septets, fill %u", n, fill);
        }
}

Test(gsm7, packing_and_unpacking_stop_at_the_given_size)
{
    static const uint8_t septets[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    uint8_t octets[8] = {0};
    cr_expect(eq(sz, sv_gsm7_pack(septets, sizeof septets, 0, octets, 3), 3));
    cr_expect(eq(u8, octets[3], 0));
    uint8_t back[9];
    cr_expect(eq(sz, sv_gsm7_unpack(octets, 3, 0, sizeof back, back), 3), "24 bits are 3 septets");
    cr_expect(eq(sz, sv_gsm7_unpack(octets, 3, 6, sizeof back, back), 2), "18 bits are 2 septets");
    cr_expect(eq(sz, sv_gsm7_unpack(octets, 0, 3, sizeof back, back), 0));
}

Test(gsm7, encoding_needs_every_character_and_room)
{
    uint8_t out[4];
    size_t n = 99;
    cr_expect(not(sv_gsm7_encode(STR("a\xc3\xba"), no_shifts, out, sizeof out, &n)), "ú");
    cr_expect(not(sv_gsm7_encode(STR("\xff"), no_shifts, out, sizeof out, &n)), "not UTF-8");
    cr_expect(not(sv_gsm7_encode(STR("a\0"), no_shifts, out, sizeof out, &n)), "NUL is not @");
    cr_expect(not(sv_gsm7_encode(STR("\x1b"), no_shifts, out, sizeof out, &n)), "an escape is not a character");
    cr_expect(not(sv_gsm7_encode(STR("abcde"), no_shifts, out, sizeof out, &n)), "five into four");
    cr_expect(not(sv_gsm7_encode(STR("abc{"), no_shifts, out, sizeof out, &n)), "a pair does not fit half");
    cr_expect(eq(sz, n, 99), "untouched on failure");
    cr_expect(sv_gsm7_encode(STR("ab{"), no_shifts, out, sizeof out, &n));
    cr_expect(eq(sz, n, 4));
    cr_expect(sv_gsm7_encode(STR_EMPTY, no_shifts, NULL, 0, &n));
    cr_expect(eq(sz, n, 0));
}

Test(gsm7, decoding_odd_escapes)
{
    static const struct {
        const char *name;
        size_t n;
        uint8_t septets[4];
        const char *text;
    } cases[] = {
        {"trailing escape", 2, {'a', 0x1B}, "a"},
        {"only an escape", 1, {0x1B}, ""},
        {"nothing", 0, {0}, ""},
        {"escape twice", 4, {'a', 0x1B, 0x1B, 'b'}, "a b"},
        {"unknown escape", 3, {0x1B, 'a', 'b'}, "ab"},
        {"euro", 2, {0x1B, 'e'}, "€"},
        {"commercial at", 1, {0}, "@"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str text = STR("untouched");
        cr_expect(eq(int, sv_gsm7_decode(cases[i].septets, cases[i].n, no_shifts, arena, &text), RC_OK));
        cr_expect(str_eq(text, str_of(cases[i].text)), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(gsm7, decoding_refuses_bytes_that_are_no_septets_and_a_full_arena)
{
    struct arena *arena = arena_new(16);
    struct str text = STR("untouched");
    cr_expect(eq(int, sv_gsm7_decode((const uint8_t[]){'a', 0x80}, 2, no_shifts, arena, &text), RC_BAD_INPUT));
    cr_expect(eq(int, sv_gsm7_decode((const uint8_t[]){1, 2, 3, 4, 5, 6}, 6, no_shifts, arena, &text), RC_TOO_BIG));
    cr_expect(str_eq(text, STR("untouched")));
    arena_free(arena);
}
