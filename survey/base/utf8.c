#include "base/utf8.h"

#include <assert.h>
#include <string.h>

/* Length of the sequence a lead byte opens, 0 for a byte that cannot lead. */
static size_t sequence_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    assert(*at < s.n);
    static const uint8_t lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const uint8_t lead = (uint8_t)s.p[*at];
    const size_t length = sequence_length(lead);
    if (length == 0 || length > s.n - *at) {
        (*at)++;
        return UINT32_MAX;
    }
    uint32_t code_point = lead & lead_bits[length];
    for (size_t i = 1; i < length; i++) {
        const uint8_t next = (uint8_t)s.p[*at + i];
        if ((next & 0xC0) != 0x80) {
            (*at)++;
            return UINT32_MAX;
        }
        code_point = code_point << 6 | (next & 0x3F);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < smallest[length] || surrogate || code_point > 0x10FFFF) {
        (*at)++;
        return UINT32_MAX;
    }
    *at += length;
    return code_point;
}

size_t utf8_put(uint32_t code_point, char out[4])
{
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point > 0x10FFFF || surrogate)
        code_point = UTF8_REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

bool utf8_valid(struct str s)
{
    for (size_t at = 0; at < s.n;)
        if (utf8_next(s, &at) == UINT32_MAX)
            return false;
    return true;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.n; count++)
        (void)utf8_next(s, &at);
    return count;
}

struct str utf8_clean(struct arena *arena, struct str s)
{
    size_t bad = 0;
    for (size_t at = 0; at < s.n;) {
        const uint32_t c = utf8_next(s, &at);
        bad += c == UINT32_MAX || c == 0;
    }
    if (bad == 0)
        return s;
    /* Each bad byte grows from one byte to the three of U+FFFD. */
    char *out = arena_alloc(arena, s.n + 2 * bad);
    if (out == NULL)
        return (struct str){.p = NULL, .n = 0};
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        const uint32_t c = utf8_next(s, &at);
        n += utf8_put(c == 0 ? UTF8_REPLACEMENT : c, out + n);
    }
    return (struct str){.p = out, .n = n};
}

struct str utf8_prefix(struct str s, size_t bytes)
{
    if (s.n <= bytes)
        return s;
    while (bytes > 0 && ((uint8_t)s.p[bytes] & 0xC0) == 0x80)
        bytes--;
    return str_sub(s, 0, bytes);
}
