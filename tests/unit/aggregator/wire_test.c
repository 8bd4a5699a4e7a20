#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/aggregator.h"

enum { ARENA_BYTES = 4096 };

Test(wire, number_becomes_plus_and_digits)
{
    static const struct {
        const char *name, *wire, *number; /* NULL: refused */
    } cases[] = {
        {"plain", "254791541111", "+254791541111"},
        {"plus", "+254791541111", "+254791541111"},
        {"double zero", "00254791541111", "+254791541111"},
        {"plus that became a blank", " 254791541111", "+254791541111"},
        {"blanks around", "  +254791541111 ", "+254791541111"},
        {"shortest", "12345", "+12345"},
        {"longest", "123456789012345", "+123456789012345"},
        {"too short", "1234", NULL},
        {"too long", "1234567890123456", NULL},
        {"too short behind 00", "001234", NULL},
        {"word", "MTN", NULL},
        {"word of ten letters", "Mobile Ltd", NULL},
        {"two plus", "++254791541111", NULL},
        {"plus and double zero", "+-54791541111", NULL},
        {"separators", "+254-791-541-111", NULL},
        {"hash", "*384*1234#", NULL},
        {"empty", "", NULL},
        {"only a plus", "+", NULL},
        {"digits of another script", "\xD9\xA2\xD9\xA5\xD9\xA4\xD9\xA7\xD9\xA9", NULL},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str number = STR("untouched");
        const enum rc rc = gw_wire_number(str_of(cases[i].wire), arena, &number);
        cr_expect(rc == (cases[i].number == NULL ? RC_BAD_INPUT : RC_OK), "case %s", cases[i].name);
        cr_expect(str_eq(number, cases[i].number == NULL ? STR("untouched") : str_of(cases[i].number)), "case %s",
                  cases[i].name);
    }
    arena_free(arena);
}

Test(wire, number_that_does_not_fit_the_arena_is_too_big)
{
    struct arena *arena = arena_new(8);
    struct str number;
    cr_expect(gw_wire_number(STR("254791541111"), arena, &number) == RC_TOO_BIG);
    arena_free(arena);
}

Test(wire, time_is_read_in_every_form_that_occurs)
{
    static const struct {
        const char *wire;
        int64_t ms;
    } cases[] = {
        {"2017-05-03T06:04:45Z", 1493791485000},
        {"2017-05-03 06:04:45", 1493791485000},
        {"2017-05-03T06:04:45", 1493791485000},
        {"2017-05-03T06:04:45.5Z", 1493791485500},
        {"2017-05-03T06:04:45.123456789Z", 1493791485123},
        {"2017-05-03T09:04:45+03:00", 1493791485000},
        {"2017-05-03T09:04:45 03:00", 1493791485000},
        {"2017-05-03T00:04:45-0600", 1493791485000},
        {"2017-05-03T00:04:45-06", 1493791485000},
        {" 2017-05-03T06:04:45Z ", 1493791485000},
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T01:00:00+01:00", 0},
        {"2000-02-29T00:00:00Z", 951782400000},
        {"2024-12-31T23:59:60Z", 1735689600000},
        {"9999-12-31T23:59:59Z", 253402300799000},
        {"2017-05-03T06:04", -1},
        {"2017-05-03", -1},
        {"2017-02-29T00:00:00Z", -1},
        {"2100-02-29T00:00:00Z", -1},
        {"2017-13-01T00:00:00Z", -1},
        {"2017-00-01T00:00:00Z", -1},
        {"2017-01-00T00:00:00Z", -1},
        {"2017-04-31T00:00:00Z", -1},
        {"2017-05-03T24:00:00Z", -1},
        {"2017-05-03T06:60:00Z", -1},
        {"2017-05-03T06:04:61Z", -1},
        {"2017-05-03T06:04:45.Z", -1},
        {"2017-05-03T06:04:45ZZ", -1},
        {"2017-05-03T06:04:45+25:00", -1},
        {"2017-05-03T06:04:45+3", -1},
        {"2017-05-03T06:04:45x", -1},
        {"2017-05-03T06:04:45+xx", -1},
        {"2017-05-03T06:04:45+03:0", -1},
        {"2017-05-03x06:04:45", -1},
        {"17-05-03T06:04:45Z", -1},
        {"-017-05-03T06:04:45Z", -1},
        {"2017-05--3T06:04:45Z", -1},
        {"1969-12-31T23:59:59Z", -1},
        {"1970-01-01T00:00:00+01:00", -1},
        {"1770000000", -1},
        {"yesterday", -1},
        {"", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(i64, gw_wire_time(str_of(cases[i].wire)), cases[i].ms), "case %s", cases[i].wire);
    cr_expect(eq(i64, gw_wire_time((struct str){.p = NULL, .n = 0}), -1));
}

Test(wire, setting_is_found_by_its_whole_name)
{
    const struct gw_header items[] = {{STR("user"), STR("a")}, {STR("username"), STR("b")}, {STR("empty"), STR("")}};
    const struct gw_settings settings = {.items = items, .n = COUNT_OF(items)};
    cr_expect(str_eq(gw_setting(&settings, STR("username")), STR("b")));
    cr_expect(gw_setting(&settings, STR("empty")).p != NULL);
    cr_expect(gw_setting(&settings, STR("use")).p == NULL);
    cr_expect(gw_setting(&(struct gw_settings){0}, STR("user")).p == NULL);
}
