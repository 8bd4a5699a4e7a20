#pragma once
/* Bounded appends into memory of fixed size. An append that does not fit changes nothing and sets `overflow`, which
 * stays set: append freely, look once at the end. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct buf {
    char *p;
    size_t n;
    size_t max;
    bool overflow;
};

/* Over the caller's storage. */
struct buf buf_on(char *storage, size_t max);
/* Over max bytes of the arena; an arena over its cap gives a buffer that overflows at once. */
struct buf buf_in(struct arena *arena, size_t max);

void buf_put(struct buf *buf, struct str s);
void buf_put_byte(struct buf *buf, uint8_t byte);
void buf_put_i64(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* Lower-case hexadecimal. */
void buf_put_hex(struct buf *buf, const uint8_t *p, size_t n);
void buf_clear(struct buf *buf);
struct str buf_str(const struct buf *buf);
