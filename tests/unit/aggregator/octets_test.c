#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../../../gateway/aggregator/octets.h"

enum { ARENA_BYTES = 4096 };

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

Test(octets, percent_encoding_gives_every_octet)
{
    static const struct {
        const char *name;
        struct str encoded, octets;
    } cases[] = {
        {"plain", BYTES("abc"), BYTES("abc")},
        {"blank", BYTES("a+b"), BYTES("a b")},
        {"octets", BYTES("%00%fF%d8"), BYTES("\x00\xFF\xD8")},
        {"not hexadecimal", BYTES("%zz%4"), BYTES("%zz%4")},
        {"at the end", BYTES("a%"), BYTES("a%")},
        {"escaped percent", BYTES("%2541"), BYTES("%41")},
        {"empty", BYTES(""), BYTES("")},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(str_eq(gw_percent_decode(cases[i].encoded, arena), cases[i].octets), "case %s", cases[i].name);
    arena_free(arena);
}

Test(octets, hexadecimal_needs_pairs_of_digits)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str bytes;
    cr_expect(gw_hex_read(STR("00fFA9"), arena, &bytes) == RC_OK);
    cr_expect(str_eq(bytes, STR("\x00\xFF\xA9")));
    cr_expect(gw_hex_read(STR(""), arena, &bytes) == RC_OK && bytes.n == 0);
    cr_expect(gw_hex_read(STR("abc"), arena, &bytes) == RC_BAD_INPUT);
    cr_expect(gw_hex_read(STR("0g"), arena, &bytes) == RC_BAD_INPUT);
    cr_expect(gw_hex_read(STR("+1"), arena, &bytes) == RC_BAD_INPUT);
    arena_free(arena);
}

Test(octets, charsets_become_utf8)
{
    static const struct {
        const char *name, *charset;
        struct str text, utf8;
    } cases[] = {
        {"big-endian", "UTF-16BE", BYTES("\x00\x61\x20\xAC"), BYTES("a\xE2\x82\xAC")},
        {"little-endian", "utf-16le", BYTES("\x61\x00\xAC\x20"), BYTES("a\xE2\x82\xAC")},
        {"unmarked", "UTF-16", BYTES("\x00\x61"), BYTES("a")},
        {"marked big", "UTF-16", BYTES("\xFE\xFF\x00\x61"), BYTES("a")},
        {"marked little", "UTF-16", BYTES("\xFF\xFE\x61\x00"), BYTES("a")},
        {"pair", "UTF-16BE", BYTES("\xD8\x3D\xDE\x00"), BYTES("\xF0\x9F\x98\x80")},
        {"lone high", "UTF-16BE", BYTES("\xD8\x3D\x00\x61"),
         BYTES("\xEF\xBF\xBD"
               "a")},
        {"lone low", "UTF-16BE", BYTES("\xDE\x00\xD8\x3D"), BYTES("\xEF\xBF\xBD\xEF\xBF\xBD")},
        {"half a unit", "UTF-16BE", BYTES("\x00\x61\x00"), BYTES("a\xEF\xBF\xBD")},
        {"high and half", "UTF-16BE", BYTES("\xD8\x3D\xDE"), BYTES("\xEF\xBF\xBD\xEF\xBF\xBD")},
        {"latin", "iso-8859-1",
         BYTES("ma\xF1"
               "ana"),
         BYTES("ma\xC3\xB1"
               "ana")},
        {"utf-8 as it is", "UTF-8", BYTES("\xC3\xB1\xFF"), BYTES("\xC3\xB1\xFF")},
        {"unknown as it is", "KOI8-R", BYTES("\xC3"), BYTES("\xC3")},
        {"empty", "UTF-16BE", BYTES(""), BYTES("")},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(str_eq(gw_charset_decode(str_of(cases[i].charset), cases[i].text, arena), cases[i].utf8), "case %s",
                  cases[i].name);
    arena_free(arena);
}

Test(octets, no_room_is_told)
{
    struct arena *arena = arena_new(4);
    struct str bytes;
    cr_expect(gw_percent_decode(STR("abcdefgh"), arena).p == NULL);
    cr_expect(gw_hex_read(STR("00112233445566"), arena, &bytes) == RC_TOO_BIG);
    cr_expect(gw_charset_decode(STR("UTF-16BE"), STR("abcdefgh"), arena).p == NULL);
    cr_expect(gw_charset_decode(STR("ISO-8859-1"), STR("abcdefgh"), arena).p == NULL);
    cr_expect(gw_charset_decode(STR("UTF-16BE"), (struct str){.p = NULL, .n = 0}, arena).p == NULL);
    arena_free(arena);
}
