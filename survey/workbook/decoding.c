#include "decoding.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* What Windows-1252 has at 0x80 to 0x9F; elsewhere it is Latin-1. The five unused ones stay control characters. */
static uint32_t windows_1252(uint8_t byte)
{
    static const uint16_t others[] = {
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    };
    return byte >= 0x80 && byte < 0x80 + COUNT_OF(others) ? others[byte - 0x80] : byte;
}

static enum rc from_windows_1252(struct str bytes, struct arena *arena, struct str *out_text)
{
    char c[4];
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n += utf8_put(windows_1252((uint8_t)bytes.p[i]), c);
    char *p = arena_alloc(arena, n);
    if (p == NULL)
        return RC_TOO_BIG;
    n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n += utf8_put(windows_1252((uint8_t)bytes.p[i]), p + n);
    *out_text = (struct str){.p = p, .n = n};
    return RC_OK;
}

static uint32_t unit_at(struct str bytes, size_t at, bool big_endian)
{
    const uint8_t first = (uint8_t)bytes.p[at];
    const uint8_t second = (uint8_t)bytes.p[at + 1];
    return big_endian ? (uint32_t)(first << 8 | second) : (uint32_t)(second << 8 | first);
}

/* A lone surrogate becomes U+FFFD, an odd byte at the end is dropped. */
static enum rc from_utf16(struct str bytes, bool big_endian, struct arena *arena, struct str *out_text)
{
    char *p = arena_array(arena, bytes.n / 2, 3);
    if (p == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    for (size_t at = 0; at + 1 < bytes.n; at += 2) {
        uint32_t c = unit_at(bytes, at, big_endian);
        const uint32_t next = at + 3 < bytes.n ? unit_at(bytes, at + 2, big_endian) : 0;
        if (c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
            at += 2;
        }
        n += utf8_put(c, p + n);
    }
    *out_text = (struct str){.p = p, .n = n};
    return RC_OK;
}

/* Characters beyond ASCII, if the text is UTF-8. */
struct encoding {
    size_t valid_n;
    size_t invalid_n;
    int line; /* of the first invalid one */
};

static struct encoding look(struct str bytes)
{
    struct encoding found = {.line = 1};
    for (size_t at = 0; at < bytes.n;) {
        const uint32_t c = utf8_next(bytes, &at);
        if (c == '\n' && found.invalid_n == 0)
            found.line++;
        found.invalid_n += c == UINT32_MAX ? 1 : 0;
        found.valid_n += c >= 0x80 && c != UINT32_MAX ? 1 : 0;
    }
    return found;
}

static enum rc to_utf8(struct str bytes, struct arena *arena, struct str *out_text, struct err *err)
{
    if (str_starts(bytes, STR("\xFF\xFE")))
        return from_utf16(str_sub(bytes, 2, bytes.n), false, arena, out_text);
    if (str_starts(bytes, STR("\xFE\xFF")))
        return from_utf16(str_sub(bytes, 2, bytes.n), true, arena, out_text);
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_sub(bytes, 3, bytes.n);
    const struct encoding found = look(bytes);
    if (found.invalid_n > found.valid_n)
        return from_windows_1252(bytes, arena, out_text);
    if (found.invalid_n > 0)
        return err_at(err, RC_BAD_INPUT, found.line, 0,
                      "line %d: a character is damaged; hint: save the file again as CSV UTF-8", found.line);
    *out_text = bytes;
    return RC_OK;
}

/* Old programs of the Macintosh end lines with CR alone. */
static enum rc mend_lines(struct arena *arena, struct str *text)
{
    if (str_find_byte(*text, '\r') == SIZE_MAX || str_find_byte(*text, '\n') != SIZE_MAX)
        return RC_OK;
    char *p = arena_alloc(arena, text->n);
    if (p == NULL)
        return RC_TOO_BIG;
    memcpy(p, text->p, text->n);
    for (size_t i = 0; i < text->n; i++)
        if (p[i] == '\r')
            p[i] = '\n';
    text->p = p;
    return RC_OK;
}

enum rc sv_text_decode(struct str bytes, struct arena *arena, struct str *out_text, struct err *err)
{
    struct str text = STR_EMPTY;
    enum rc rc = to_utf8(bytes, arena, &text, err);
    if (rc == RC_OK)
        rc = mend_lines(arena, &text);
    if (rc == RC_BAD_INPUT)
        return rc;
    if (rc != RC_OK)
        return err_set(err, rc, "there is too much text in it; hint: keep only the sheets of the form");
    if (str_find_byte(text, '\0') != SIZE_MAX)
        return err_set(err, RC_BAD_INPUT, "no spreadsheet and no text; hint: save the form as .xlsx or .csv");
    *out_text = text;
    return RC_OK;
}
