#include "gateway/http.h"

#include <assert.h>

#include "base/utf8.h"

struct str gw_header_find(const struct gw_header *headers, size_t n, struct str name)
{
    assert(headers != NULL || n == 0);
    for (size_t i = 0; i < n; i++)
        if (str_eq_ascii_nocase(headers[i].name, name))
            return headers[i].value;
    return (struct str){.p = NULL, .n = 0};
}

size_t gw_header_count(const struct gw_header *headers, size_t n, struct str name)
{
    assert(headers != NULL || n == 0);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += str_eq_ascii_nocase(headers[i].name, name);
    return count;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Moves *at behind one encoded byte and returns that byte. */
static char decode_one(struct str s, size_t *at)
{
    const char c = s.p[(*at)++];
    if (c == '+')
        return ' ';
    if (c != '%' || s.n - *at < 2)
        return c;
    const int high = hex_value(s.p[*at]);
    const int low = hex_value(s.p[*at + 1]);
    if (high < 0 || low < 0)
        return c;
    *at += 2;
    return (char)(high << 4 | low);
}

static enum rc decode(struct str encoded, struct arena *arena, struct str *out_text)
{
    char *p = arena_alloc(arena, encoded.n);
    if (p == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    for (size_t at = 0; at < encoded.n;)
        p[n++] = decode_one(encoded, &at);
    const struct str text = utf8_clean(arena, (struct str){.p = p, .n = n});
    if (text.p == NULL)
        return RC_TOO_BIG;
    *out_text = text;
    return RC_OK;
}

static enum rc decode_field(struct str piece, struct arena *arena, struct gw_header *out_field)
{
    const size_t equals = str_find_byte(piece, '=');
    const struct str name = str_sub(piece, 0, equals);
    const struct str value = equals == SIZE_MAX ? STR_EMPTY : str_sub(piece, equals + 1, piece.n);
    const enum rc rc = decode(name, arena, &out_field->name);
    return rc != RC_OK ? rc : decode(value, arena, &out_field->value);
}

enum rc gw_fields_read(struct str encoded, struct arena *arena, struct gw_fields *out_fields)
{
    assert(arena != NULL && out_fields != NULL);
    struct str rest = encoded;
    struct str piece = STR_EMPTY;
    size_t count = 0;
    while (str_next(&rest, '&', &piece))
        count += piece.n > 0;
    if (count > GW_FIELDS_MAX)
        return RC_TOO_BIG;

    struct gw_header *items = ARENA_ARRAY(arena, struct gw_header, count);
    if (items == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    rest = encoded;
    while (str_next(&rest, '&', &piece)) {
        if (piece.n == 0)
            continue;
        const enum rc rc = decode_field(piece, arena, &items[n++]);
        if (rc != RC_OK)
            return rc;
    }
    *out_fields = (struct gw_fields){.items = items, .n = n};
    return RC_OK;
}

struct str gw_field(const struct gw_fields *fields, struct str name)
{
    assert(fields != NULL);
    for (size_t i = 0; i < fields->n; i++)
        if (str_eq(fields->items[i].name, name))
            return fields->items[i].value;
    return (struct str){.p = NULL, .n = 0};
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void gw_url_encode(struct buf *out, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        const uint8_t byte = (uint8_t)s.p[i];
        if (is_unreserved(s.p[i])) {
            buf_put_byte(out, byte);
            continue;
        }
        buf_put_byte(out, '%');
        buf_put_byte(out, (uint8_t)digits[byte >> 4]);
        buf_put_byte(out, (uint8_t)digits[byte & 15]);
    }
}
