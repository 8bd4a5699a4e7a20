#include "gateway/http.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(http, header_names_compare_without_case)
{
    const struct gw_header headers[] = {
        {STR("Host"), STR("a")}, {STR("X-Key"), STR("1")}, {STR("x-kEY"), STR("2")}, {STR("X-None"), STR_EMPTY}};
    cr_expect(str_eq(gw_header_find(headers, COUNT_OF(headers), STR("HOST")), STR("a")));
    cr_expect(str_eq(gw_header_find(headers, COUNT_OF(headers), STR("x-key")), STR("1")), "the first");
    cr_expect(eq(sz, gw_header_count(headers, COUNT_OF(headers), STR("x-key")), 2));
    cr_expect(eq(sz, gw_header_count(headers, COUNT_OF(headers), STR("x-ke")), 0));
    cr_expect(zero(ptr, (void *)(uintptr_t)gw_header_find(headers, COUNT_OF(headers), STR("y")).p));
    cr_expect(not(zero(ptr, (void *)(uintptr_t)gw_header_find(headers, COUNT_OF(headers), STR("x-none")).p)));
    cr_expect(eq(sz, gw_header_count(NULL, 0, STR("x")), 0));
}

Test(http, fields_are_decoded_in_order)
{
    /* "name=value" pairs of what is expected, one per line. */
    static const struct {
        const char *name;
        const char *encoded;
        const char *decoded;
    } cases[] = {
        {"nothing", "", ""},
        {"typical", "from=%2B50255500001&text=si+gracias", "from=+50255500001\ntext=si gracias\n"},
        {"order and repeats", "b=2&a=1&b=3", "b=2\na=1\nb=3\n"},
        {"empty pieces", "&&a=1&&b=2&", "a=1\nb=2\n"},
        {"no equals sign", "a&b=&=c", "a=\nb=\n=c\n"},
        {"equals sign in a value", "a=b=c", "a=b=c\n"},
        {"coded separators", "a%26b=%3D%25", "a&b==%\n"},
        {"both cases of digits", "a=%c3%B1", "a=\xc3\xb1\n"},
        {"broken codes stay", "a=%zz&b=%4&c=%&d=%4g", "a=%zz\nb=%4\nc=%\nd=%4g\n"},
        {"decoded once", "a=%2541", "a=%41\n"},
        {"invalid UTF-8", "a=%ff%c3", "a=\xef\xbf\xbd\xef\xbf\xbd\n"},
        {"NUL", "a=x%00y", "a=x\xef\xbf\xbdy\n"},
        {"raw UTF-8", "a=\xc3\xb1", "a=\xc3\xb1\n"},
        {"semicolon is no separator", "a=1;b=2", "a=1;b=2\n"},
    };
    struct arena *arena = arena_new(64 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_fields fields = {.n = 0};
        cr_assert(eq(int, gw_fields_read(str_of(cases[i].encoded), arena, &fields), RC_OK), "case %s", cases[i].name);
        struct buf text = buf_in(arena, 512);
        for (size_t k = 0; k < fields.n; k++) {
            buf_put(&text, fields.items[k].name);
            buf_put(&text, STR("="));
            buf_put(&text, fields.items[k].value);
            buf_put(&text, STR("\n"));
        }
        cr_expect(str_eq(buf_str(&text), str_of(cases[i].decoded)), "case %s: %.*s", cases[i].name,
                  STR_FMT(buf_str(&text)));
    }
    arena_free(arena);
}

Test(http, field_is_found_by_its_exact_name)
{
    struct arena *arena = arena_new(4096);
    struct gw_fields fields = {.n = 0};
    cr_assert(eq(int, gw_fields_read(STR("From=1&from=2&from=3&to="), arena, &fields), RC_OK));
    cr_expect(str_eq(gw_field(&fields, STR("from")), STR("2")));
    cr_expect(eq(sz, gw_field(&fields, STR("to")).n, 0));
    cr_expect(not(zero(ptr, (void *)(uintptr_t)gw_field(&fields, STR("to")).p)), "there, and empty");
    cr_expect(zero(ptr, (void *)(uintptr_t)gw_field(&fields, STR("text")).p));
    arena_free(arena);
}

Test(http, too_many_fields_are_refused)
{
    static const size_t counts[] = {GW_FIELDS_MAX, GW_FIELDS_MAX + 1, 10000};
    static char storage[50000];
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct buf encoded = buf_on(storage, sizeof storage);
        for (size_t n = 0; n < counts[i]; n++)
            buf_put(&encoded, STR("a=1&"));
        struct arena *arena = arena_new(64 * 1024);
        struct gw_fields fields = {.n = 0};
        const enum rc want = counts[i] <= GW_FIELDS_MAX ? RC_OK : RC_TOO_BIG;
        cr_expect(eq(int, gw_fields_read(buf_str(&encoded), arena, &fields), want), "%zu fields", counts[i]);
        cr_expect(eq(sz, fields.n, want == RC_OK ? counts[i] : 0), "%zu fields", counts[i]);
        arena_free(arena);
    }
}

Test(http, arena_bounds_the_fields)
{
    for (size_t bytes = 0; bytes < 200; bytes += 8) {
        struct arena *arena = arena_new(bytes);
        struct gw_fields fields = {.n = 0};
        const enum rc rc = gw_fields_read(STR("text=%ff%ff%ff%ff%ff%ff&a=1"), arena, &fields);
        cr_expect(rc == RC_TOO_BIG || (rc == RC_OK && fields.n == 2), "%zu bytes", bytes);
        arena_free(arena);
    }
}

Test(http, url_encoding_keeps_unreserved_characters_only)
{
    static const struct {
        const char *plain;
        const char *encoded;
    } cases[] = {{"", ""},
                 {"AZaz09-._~", "AZaz09-._~"},
                 {"a b+c", "a%20b%2Bc"},
                 {"+15005550100", "%2B15005550100"},
                 {"/?#[]@!$&'()*,;=%", "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2C%3B%3D%25"},
                 {"\xc3\xb1\x01", "%C3%B1%01"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[128];
        struct buf out = buf_on(storage, sizeof storage);
        gw_url_encode(&out, str_of(cases[i].plain));
        cr_expect(str_eq(buf_str(&out), str_of(cases[i].encoded)), "case %s", cases[i].plain);
    }
    char three[3];
    struct buf small = buf_on(three, sizeof three);
    gw_url_encode(&small, STR("\n\n"));
    cr_expect(small.overflow);
}
