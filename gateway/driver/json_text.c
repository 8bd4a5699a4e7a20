#include "json_text.intern.h"

#include <stdint.h>

#include "base/utf8.h"

static void put_escape(struct buf *out, uint32_t unit)
{
    buf_printf(out, "\\u%04x", (unsigned)unit);
}

static void put_character(struct buf *out, uint32_t c)
{
    if (c == '"' || c == '\\') {
        buf_put_byte(out, '\\');
        buf_put_byte(out, (uint8_t)c);
    } else if (c >= 0x20 && c < 0x7F) {
        buf_put_byte(out, (uint8_t)c);
    } else if (c == UINT32_MAX) {
        put_escape(out, UTF8_REPLACEMENT);
    } else if (c > 0xFFFF) {
        put_escape(out, 0xD800 + ((c - 0x10000) >> 10));
        put_escape(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
        put_escape(out, c);
    }
}

void gw_json_text(struct buf *out, struct str s)
{
    buf_put_byte(out, '"');
    for (size_t at = 0; at < s.n;)
        put_character(out, utf8_next(s, &at));
    buf_put_byte(out, '"');
}
