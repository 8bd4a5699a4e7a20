#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/text/gsm0338.h"

Test(udh, the_worked_cases)
{
    json_t *root = gsm0338();
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "udh_cases"), i, row)
    {
        const char *name = text_of(row, "desc").p;
        uint8_t udh[64];
        const size_t n = octets_of(row, "hex", udh);
        const json_t *parsed = json_object_get(row, "parsed");
        struct sv_concat concat = {0};
        cr_expect(sv_udh_concat(udh, n, &concat) == (json_object_get(parsed, "ref") != NULL), "case %s", name);
        cr_expect(eq(u16, concat.reference, integer_of(parsed, "ref")), "case %s", name);
        cr_expect(eq(u8, concat.total, integer_of(parsed, "total")), "case %s", name);
        cr_expect(eq(u8, concat.sequence, integer_of(parsed, "seq")), "case %s", name);
        cr_expect(eq(u8, concat.reference_bits, integer_of(parsed, "ref_bits")), "case %s", name);
        const struct sv_shifts shifts = sv_udh_shifts(udh, n);
        cr_expect(eq(int, shifts.single, integer_of(parsed, "single_nli")), "case %s", name);
        cr_expect(eq(int, shifts.locking, integer_of(parsed, "locking_nli")), "case %s", name);
    }
    cr_expect(gt(sz, i, 0));
    json_decref(root);
}

Test(udh, concatenation_by_the_rules_of_23_040)
{
    static const struct {
        const char *name;
        size_t n;
        uint8_t udh[16];
        bool found;
        struct sv_concat concat;
    } cases[] = {
        {"nothing", 0, {0}, false, {0}},
        {"empty header", 1, {0}, false, {0}},
        {"text behind the header", 8, {5, 0, 3, 7, 2, 1, 'h', 'i'}, true, {7, 2, 1, 8}},
        {"ports first", 12, {11, 5, 4, 1, 2, 3, 4, 0, 3, 9, 3, 3}, true, {9, 3, 3, 8}},
        {"half an element at the end", 13, {12, 0, 3, 1, 2, 1, 8, 4, 0x12, 0x34, 4, 3, 0}, false, {0}},
        {"the last wins", 12, {11, 0, 3, 1, 2, 1, 8, 4, 0x12, 0x34, 4, 3}, true, {0x1234, 4, 3, 16}},
        {"the last valid wins", 11, {10, 0, 3, 1, 2, 1, 0, 3, 1, 2, 0}, true, {1, 2, 1, 8}},
        {"sequence 0", 6, {5, 0, 3, 7, 2, 0}, false, {0}},
        {"wrong length of the element", 7, {6, 0, 4, 7, 2, 1, 0}, false, {0}},
        {"16-bit element with 8-bit length", 6, {5, 8, 3, 7, 2, 1}, false, {0}},
        {"element longer than the header", 6, {5, 0, 4, 7, 2, 1}, false, {0}},
        {"a good element, then a broken one", 8, {7, 0, 3, 7, 2, 1, 0x24, 9}, false, {0}},
        {"header one longer than the data", 5, {5, 0, 3, 7, 2, 1}, false, {0}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sv_concat concat = {0};
        cr_expect(sv_udh_concat(cases[i].udh, cases[i].n, &concat) == cases[i].found, "case %s", cases[i].name);
        cr_expect(eq(u16, concat.reference, cases[i].concat.reference), "case %s", cases[i].name);
        cr_expect(eq(u8, concat.total, cases[i].concat.total), "case %s", cases[i].name);
        cr_expect(eq(u8, concat.sequence, cases[i].concat.sequence), "case %s", cases[i].name);
        cr_expect(eq(u8, concat.reference_bits, cases[i].concat.reference_bits), "case %s", cases[i].name);
    }
}

Test(udh, a_language_without_a_table_is_read_with_the_default)
{
    static const uint8_t hindi[] = {6, 0x24, 1, 6, 0x25, 1, 6};
    const struct sv_shifts shifts = sv_udh_shifts(hindi, sizeof hindi);
    cr_expect(eq(int, shifts.single, SV_SHIFT_NONE));
    cr_expect(eq(int, shifts.locking, SV_SHIFT_NONE));
}
