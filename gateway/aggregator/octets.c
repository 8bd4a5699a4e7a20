#include "octets.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, LOW_LAST = 0xDFFF };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The octet that two digits at `at` stand for, -1 when they are none. */
static int hex_pair(struct str text, size_t at)
{
    if (at + 1 >= text.n)
        return -1;
    const int high = hex_value(text.p[at]);
    const int low = hex_value(text.p[at + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

struct str gw_percent_decode(struct str encoded, struct arena *arena)
{
    struct buf octets = buf_in(arena, encoded.n);
    for (size_t i = 0; i < encoded.n; i++) {
        const char c = encoded.p[i];
        const int octet = c == '%' ? hex_pair(encoded, i + 1) : -1;
        if (octet >= 0)
            i += 2;
        buf_put_byte(&octets, (uint8_t)(octet >= 0 ? octet : c == '+' ? ' ' : c));
    }
    return octets.overflow ? (struct str){.p = NULL, .n = 0} : buf_str(&octets);
}

enum rc gw_hex_read(struct str text, struct arena *arena, struct str *out_bytes)
{
    struct buf bytes = buf_in(arena, text.n / 2);
    for (size_t i = 0; i < text.n; i += 2) {
        const int octet = hex_pair(text, i);
        if (octet < 0)
            return RC_BAD_INPUT;
        buf_put_byte(&bytes, (uint8_t)octet);
    }
    if (bytes.overflow)
        return RC_TOO_BIG;
    *out_bytes = buf_str(&bytes);
    return RC_OK;
}

/* The unit at `at`, or U+FFFD for half of one at the end. */
static uint32_t unit_at(struct str text, size_t at, bool little)
{
    if (at + 1 >= text.n)
        return UTF8_REPLACEMENT;
    const uint8_t first = (uint8_t)text.p[at];
    const uint8_t second = (uint8_t)text.p[at + 1];
    return little ? (uint32_t)(second << 8 | first) : (uint32_t)(first << 8 | second);
}

static struct str utf16_decode(struct str text, bool little, struct arena *arena)
{
    /* A unit of two bytes becomes at most three, a pair of four bytes becomes four. */
    char *out = arena_alloc(arena, text.n / 2 * 3 + 3);
    if (out == NULL)
        return (struct str){.p = NULL, .n = 0};
    size_t n = 0;
    for (size_t at = 0; at < text.n; at += 2) {
        uint32_t c = unit_at(text, at, little);
        const uint32_t next = at + 2 < text.n ? unit_at(text, at + 2, little) : 0;
        if (c >= HIGH_FIRST && c < LOW_FIRST && next >= LOW_FIRST && next <= LOW_LAST) {
            c = 0x10000 + ((c - HIGH_FIRST) << 10) + (next - LOW_FIRST);
            at += 2;
        }
        n += utf8_put(c, out + n);
    }
    return (struct str){.p = out, .n = n};
}

static struct str latin1_decode(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.n * 2);
    if (out == NULL)
        return (struct str){.p = NULL, .n = 0};
    size_t n = 0;
    for (size_t at = 0; at < text.n; at++)
        n += utf8_put((uint8_t)text.p[at], out + n);
    return (struct str){.p = out, .n = n};
}

struct str gw_charset_decode(struct str name, struct str text, struct arena *arena)
{
    const struct str mark_little = STR("\xFF\xFE");
    const struct str mark_big = STR("\xFE\xFF");
    if (text.p == NULL)
        return text;
    if (str_eq_ascii_nocase(name, STR("UTF-16BE")))
        return utf16_decode(text, false, arena);
    if (str_eq_ascii_nocase(name, STR("UTF-16LE")))
        return utf16_decode(text, true, arena);
    if (str_eq_ascii_nocase(name, STR("UTF-16"))) {
        const bool little = str_starts(text, mark_little);
        return utf16_decode(str_sub(text, little || str_starts(text, mark_big) ? 2 : 0, text.n), little, arena);
    }
    if (str_eq_ascii_nocase(name, STR("ISO-8859-1")))
        return latin1_decode(text, arena);
    return text;
}
