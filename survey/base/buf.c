#include "base/buf.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_on(char *storage, size_t max)
{
    assert(storage != NULL || max == 0);
    return (struct buf){.p = storage, .n = 0, .max = max, .overflow = false};
}

struct buf buf_in(struct arena *arena, size_t max)
{
    char *storage = arena_alloc(arena, max);
    return (struct buf){.p = storage, .n = 0, .max = storage == NULL ? 0 : max, .overflow = storage == NULL};
}

void buf_put(struct buf *buf, struct str s)
{
    if (buf->overflow || s.n > buf->max - buf->n) {
        buf->overflow = true;
        return;
    }
    if (s.n > 0)
        memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
}

void buf_put_byte(struct buf *buf, uint8_t byte)
{
    const char c = (char)byte;
    buf_put(buf, (struct str){.p = &c, .n = 1});
}

void buf_put_i64(struct buf *buf, int64_t value)
{
    buf_printf(buf, "%" PRId64, value);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    if (buf->overflow)
        return;
    const size_t room = buf->max - buf->n;
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(room == 0 ? NULL : buf->p + buf->n, room, format, args);
    va_end(args);
    assert(n >= 0);
    /* vsnprintf wants a byte for its NUL, so a text that fits exactly counts as too long: size buffers with one to
     * spare. */
    if ((size_t)n >= room) {
        buf->overflow = true;
        return;
    }
    buf->n += (size_t)n;
}

void buf_put_hex(struct buf *buf, const uint8_t *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        buf_put_byte(buf, (uint8_t)digits[p[i] >> 4]);
        buf_put_byte(buf, (uint8_t)digits[p[i] & 15]);
    }
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->overflow = false;
}

struct str buf_str(const struct buf *buf)
{
    return (struct str){.p = buf->p == NULL ? "" : buf->p, .n = buf->n};
}
