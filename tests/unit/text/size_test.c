#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/text/gsm0338.h"

Test(size, the_worked_cases_of_segmentation)
{
    json_t *root = gsm0338();
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "segmentation_cases"), i, row)
    {
        const struct str text = text_of(row, "text");
        const struct sv_shifts shifts = {.locking = (enum sv_shift)integer_of(row, "locking_nli"),
                                         .single = (enum sv_shift)integer_of(row, "single_nli")};
        const bool gsm7 = str_eq(text_of(row, "encoding"), STR("gsm7"));
        const struct sv_size size = sv_text_size(text, shifts);
        cr_expect(eq(int, size.encoding, gsm7 ? SV_GSM7 : SV_UCS2), "case %s", text.p);
        cr_expect(eq(sz, size.units, integer_of(row, "units")), "case %s", text.p);
        cr_expect(eq(sz, size.segments, integer_of(row, "segments")), "case %s", text.p);

        const json_t *part_units = json_object_get(row, "part_units");
        size_t units[8];
        cr_expect(eq(sz, sv_text_parts(text, shifts, COUNT_OF(units), units), json_array_size(part_units)), "case %s",
                  text.p);
        for (size_t part = 0; part < json_array_size(part_units); part++)
            cr_expect(eq(sz, units[part], json_integer_value(json_array_get(part_units, part))), "case %s part %zu",
                      text.p, part);
    }
    cr_expect(gt(sz, i, 0));
    json_decref(root);
}

Test(size, the_capacity_beside_every_header)
{
    json_t *root = gsm0338();
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "limits"), i, row)
    {
        const size_t octets = (size_t)integer_of(row, "udh_octets_incl_udhl");
        const struct str udh = text_of(row, "udh");
        cr_expect(eq(sz, sv_part_units(SV_GSM7, octets), integer_of(row, "gsm7_septets")), "case %s", udh.p);
        cr_expect(eq(sz, sv_part_units(SV_UCS2, octets), integer_of(row, "ucs2_units")), "case %s", udh.p);
    }
    cr_expect(gt(sz, i, 0));
    json_decref(root);
}

static struct str repeated(char *storage, struct str piece, size_t times)
{
    for (size_t i = 0; i < times * piece.n; i++)
        storage[i] = piece.p[i % piece.n];
    return (struct str){.p = storage, .n = times * piece.n};
}

/* The longest text of one message and of two, with the elements each choice of shifts puts into the header. */
Test(size, shifts_cost_room_only_where_they_travel)
{
    static const struct {
        const char *name, *character;
        struct sv_shifts shifts;
        size_t one, two;
    } cases[] = {
        {"no shift", "a", {SV_SHIFT_NONE, SV_SHIFT_NONE}, 160, 2 * 153},
        {"single", "a", {SV_SHIFT_NONE, SV_SHIFT_SPANISH}, 155, 2 * 149},
        {"locking", "a", {SV_SHIFT_TURKISH, SV_SHIFT_NONE}, 155, 2 * 149},
        {"both", "a", {SV_SHIFT_PORTUGUESE, SV_SHIFT_PORTUGUESE}, 152, 2 * 146},
        {"Spanish locking does not exist", "a", {SV_SHIFT_SPANISH, SV_SHIFT_NONE}, 160, 2 * 153},
        {"UCS-2 has no shifts", "ж", {SV_SHIFT_PORTUGUESE, SV_SHIFT_PORTUGUESE}, 70, 2 * 67},
    };
    char storage[1024];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str character = str_of(cases[i].character);
        const size_t one = cases[i].one;
        const size_t two = cases[i].two;
        const struct sv_shifts shifts = cases[i].shifts;
        cr_expect(eq(sz, sv_text_size(repeated(storage, character, one), shifts).segments, 1), "%s", cases[i].name);
        cr_expect(eq(sz, sv_text_size(repeated(storage, character, one + 1), shifts).segments, 2), "%s", cases[i].name);
        cr_expect(eq(sz, sv_text_size(repeated(storage, character, two), shifts).segments, 2), "%s", cases[i].name);
        cr_expect(eq(sz, sv_text_size(repeated(storage, character, two + 1), shifts).segments, 3), "%s", cases[i].name);
    }
}

Test(size, an_invalid_byte_counts_as_its_replacement)
{
    const struct sv_size size = sv_text_size(STR("ab\xff\xfe"), no_shifts);
    cr_expect(eq(int, size.encoding, SV_UCS2));
    cr_expect(eq(sz, size.units, 4));
}

Test(size, parts_beyond_the_array_are_counted_not_written)
{
    char storage[1000];
    const struct str text = repeated(storage, STR("a"), 400);
    size_t units[3] = {0, 7, 7};
    cr_expect(eq(sz, sv_text_parts(text, no_shifts, 1, units), 3));
    cr_expect(eq(sz, units[0], 153));
    cr_expect(eq(sz, units[1], 7));
    cr_expect(eq(sz, sv_text_parts(text, no_shifts, 0, NULL), 3));
}

Test(size, tells_which_characters_force_ucs2)
{
    static const struct {
        const char *text;
        struct sv_shifts shifts;
        const char *forcing; /* joined by commas */
    } cases[] = {
        {"¿Cuantos anos tiene? {€}", {SV_SHIFT_NONE, SV_SHIFT_NONE}, ""},
        {"", {SV_SHIFT_NONE, SV_SHIFT_NONE}, ""},
        {"¿Cuántos días más, señor? “sí”", {SV_SHIFT_NONE, SV_SHIFT_NONE}, "á,í,“,”"},
        {"¿Cuántos días más, señor? “sí”", {SV_SHIFT_NONE, SV_SHIFT_SPANISH}, "“,”"},
        {"ok😀😀ж\xff\xfe", {SV_SHIFT_NONE, SV_SHIFT_NONE}, "😀,ж,\xef\xbf\xbd"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str *characters = NULL;
        size_t n = 0;
        cr_expect(eq(int, sv_text_forcing_ucs2(str_of(cases[i].text), cases[i].shifts, arena, &characters, &n), RC_OK));
        struct str rest = str_of(cases[i].forcing);
        struct str expected;
        size_t at = 0;
        for (; rest.n > 0 && str_next(&rest, ',', &expected); at++)
            cr_expect(at < n && str_eq(characters[at], expected), "case %s", cases[i].text);
        cr_expect(eq(sz, n, at), "case %s", cases[i].text);
    }
    arena_free(arena);
}

Test(size, forcing_characters_need_room_in_the_arena)
{
    struct str *characters = NULL;
    size_t n = 99;
    static const size_t too_small[] = {0, 31, 33, 49}; /* no room for the array, the first, the second character */
    for (size_t i = 0; i < COUNT_OF(too_small); i++) {
        struct arena *arena = arena_new(too_small[i]);
        const enum rc rc = sv_text_forcing_ucs2(STR("áжß"), no_shifts, arena, &characters, &n);
        cr_expect(eq(int, rc, RC_TOO_BIG), "%zu bytes", too_small[i]);
        arena_free(arena);
    }
    cr_expect(eq(sz, n, 99), "untouched on failure");
}
