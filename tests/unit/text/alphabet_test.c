#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/utf8.h"
#include "unit/text/gsm0338.h"

enum { SEPTETS = 128, ESCAPE = 0x1B };

static const char *const main_names[] = {
    [SV_SHIFT_NONE] = "default",
    [SV_SHIFT_TURKISH] = "turkish_locking_shift",
    [SV_SHIFT_SPANISH] = "default", /* there is no Spanish locking shift */
    [SV_SHIFT_PORTUGUESE] = "portuguese_locking_shift",
};

static const char *const extension_names[] = {
    [SV_SHIFT_NONE] = "extension",
    [SV_SHIFT_TURKISH] = "turkish_single_shift",
    [SV_SHIFT_SPANISH] = "spanish_single_shift",
    [SV_SHIFT_PORTUGUESE] = "portuguese_single_shift",
};

/* Code points by septet, 0 where the table has none. */
static void read_table(const json_t *root, const char *name, uint32_t out[SEPTETS])
{
    const json_t *rows = json_object_get(json_object_get(root, "tables"), name);
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const int64_t septet = integer_of(row, "dec");
        if (septet != ESCAPE)
            out[septet] = (uint32_t)strtoul(text_of(row, "unicode").p + 2, NULL, 16);
    }
    cr_assert(gt(sz, i, 0), "table %s", name);
}

static int septet_of(const uint32_t table[SEPTETS], uint32_t code_point)
{
    for (int septet = 0; septet < SEPTETS; septet++)
        if (table[septet] == code_point)
            return septet;
    return -1;
}

static bool decodes_to(const uint8_t *septets, size_t n, struct sv_shifts shifts, uint32_t code_point)
{
    struct arena *arena = arena_new(64);
    char bytes[4];
    const struct str expected = {.p = bytes, .n = utf8_put(code_point, bytes)};
    struct str text;
    const bool same = sv_gsm7_decode(septets, n, shifts, arena, &text) == RC_OK && str_eq(text, expected);
    arena_free(arena);
    return same;
}

static void check_decoding(const uint32_t *table, const uint32_t *extension, struct sv_shifts shifts)
{
    for (uint8_t septet = 0; septet < SEPTETS; septet++) {
        if (septet == ESCAPE)
            continue;
        const uint8_t escaped[] = {ESCAPE, septet};
        const uint32_t behind = extension[septet] != 0 ? extension[septet] : table[septet];
        cr_expect(decodes_to(&septet, 1, shifts, table[septet]), "0x%02X of %s", septet, main_names[shifts.locking]);
        cr_expect(decodes_to(escaped, 2, shifts, behind), "0x%02X of %s", septet, extension_names[shifts.single]);
    }
}

static bool encodes_to(uint32_t code_point, struct sv_shifts shifts, int in_table, int in_extension)
{
    char bytes[4];
    const struct str text = {.p = bytes, .n = utf8_put(code_point, bytes)};
    uint8_t out[2] = {0xFF, 0xFF};
    size_t n = 0;
    const bool known = sv_gsm7_encode(text, shifts, out, sizeof out, &n);
    if (in_table >= 0)
        return known && n == 1 && out[0] == in_table;
    if (in_extension >= 0)
        return known && n == 2 && out[0] == ESCAPE && out[1] == in_extension;
    return !known && n == 0;
}

static void check_encoding(const uint32_t *table, const uint32_t *extension, struct sv_shifts shifts)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        /* Nothing of the tables lies above U+2FFF; there every 7th is enough. */
        if (c > 0x2FFF && c % 7 != 0)
            continue;
        const int in_table = c == 0 || c > 0x2FFF ? -1 : septet_of(table, c);
        const int in_extension = c == 0 || c > 0x2FFF ? -1 : septet_of(extension, c);
        if (!encodes_to(c, shifts, in_table, in_extension))
            cr_fail("U+%04X with %s and %s", c, main_names[shifts.locking], extension_names[shifts.single]);
    }
}

Test(alphabet, all_tables_in_both_directions)
{
    json_t *root = gsm0338();
    for (unsigned locking = 0; locking < COUNT_OF(main_names); locking++)
        for (unsigned single = 0; single < COUNT_OF(extension_names); single++) {
            uint32_t table[SEPTETS] = {0};
            uint32_t extension[SEPTETS] = {0};
            read_table(root, main_names[locking], table);
            read_table(root, extension_names[single], extension);
            const struct sv_shifts shifts = {.locking = (enum sv_shift)locking, .single = (enum sv_shift)single};
            check_decoding(table, extension, shifts);
            check_encoding(table, extension, shifts);
        }
    json_decref(root);
}
