#include "fields.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Decoding never lengthens, so the room for the whole input keeps every view valid. */
static void fields_restart(struct fields *fields, size_t input_n)
{
    fields->n = 0;
    fields->text.n = 0;
    bytes_room(&fields->text, input_n + 1);
}

static bool fields_push(struct fields *fields, struct view name, struct view value)
{
    if (fields->n == FIELDS_MAX) {
        return false;
    }
    fields->name[fields->n] = name;
    fields->value[fields->n++] = value;
    return true;
}

static void skip_space(struct view *in)
{
    while (in->n > 0 && in->p[0] != '\0' && strchr(" \t\r\n", in->p[0]) != NULL) {
        in->p++;
        in->n--;
    }
}

static bool take(struct view *in, char c)
{
    skip_space(in);
    if (in->n == 0 || in->p[0] != c) {
        return false;
    }
    in->p++;
    in->n--;
    return true;
}

static bool take_hex4(struct view *in, uint32_t *out)
{
    if (in->n < 4) {
        return false;
    }
    uint32_t code = 0;
    for (size_t i = 0; i < 4; i++) {
        const int digit = hex_digit(in->p[i]);
        if (digit < 0) {
            return false;
        }
        code = code << 4 | (uint32_t)digit;
    }
    in->p += 4;
    in->n -= 4;
    *out = code;
    return true;
}

static void add_utf8(struct bytes *out, uint32_t c)
{
    char utf8[4];
    size_t n = 0;
    if (c < 0x80) {
        utf8[n++] = (char)c;
    } else if (c < 0x800) {
        utf8[n++] = (char)(0xc0 | c >> 6);
        utf8[n++] = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        utf8[n++] = (char)(0xe0 | c >> 12);
        utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (c & 0x3f));
    } else {
        utf8[n++] = (char)(0xf0 | c >> 18);
        utf8[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (c & 0x3f));
    }
    bytes_add(out, utf8, n);
}

/* After "\u". A high surrogate must be followed by its low one. */
static bool take_unicode(struct view *in, struct bytes *out)
{
    uint32_t code = 0;
    if (!take_hex4(in, &code)) {
        return false;
    }
    if (code >= 0xd800 && code < 0xdc00) {
        uint32_t low = 0;
        if (in->n < 6 || in->p[0] != '\\' || in->p[1] != 'u') {
            return false;
        }
        in->p += 2;
        in->n -= 2;
        if (!take_hex4(in, &low) || low < 0xdc00 || low > 0xdfff) {
            return false;
        }
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code >= 0xdc00 && code < 0xe000) {
        return false;
    }
    add_utf8(out, code);
    return true;
}

static bool take_escape(struct view *in, struct bytes *out)
{
    static const char written[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    if (in->n == 0) {
        return false;
    }
    const char c = in->p[0];
    in->p++;
    in->n--;
    if (c == 'u') {
        return take_unicode(in, out);
    }
    const char *const at = c == '\0' ? NULL : strchr(written, c);
    if (at == NULL) {
        return false;
    }
    bytes_add(out, &meant[at - written], 1);
    return true;
}

static bool take_string(struct view *in, struct bytes *text, struct view *out)
{
    if (!take(in, '"')) {
        return false;
    }
    const size_t start = text->n;
    while (in->n > 0 && in->p[0] != '"') {
        const char c = in->p[0];
        in->p++;
        in->n--;
        if (c == '\\') {
            if (!take_escape(in, text)) {
                return false;
            }
        } else if ((unsigned char)c < 0x20) {
            return false;
        } else {
            bytes_add(text, &c, 1);
        }
    }
    *out = (struct view){text->p + start, text->n - start};
    return take(in, '"');
}

/* A number, true, false or null, as written. */
static bool take_literal(struct view *in, struct bytes *text, struct view *out)
{
    skip_space(in);
    size_t n = 0;
    while (n < in->n && strchr(",} \t\r\n", in->p[n]) == NULL) {
        n++;
    }
    if (n == 0 || memchr(in->p, '{', n) != NULL || memchr(in->p, '[', n) != NULL || memchr(in->p, '"', n) != NULL) {
        return false;
    }
    const size_t start = text->n;
    bytes_add(text, in->p, n);
    in->p += n;
    in->n -= n;
    *out = (struct view){text->p + start, n};
    return true;
}

static bool take_member(struct view *in, struct fields *fields)
{
    struct view name;
    struct view value;
    if (!take_string(in, &fields->text, &name) || !take(in, ':')) {
        return false;
    }
    skip_space(in);
    const bool quoted = in->n > 0 && in->p[0] == '"';
    const bool taken = quoted ? take_string(in, &fields->text, &value) : take_literal(in, &fields->text, &value);
    return taken && fields_push(fields, name, value);
}

bool fields_read_json(struct fields *fields, struct view json)
{
    fields_restart(fields, json.n);
    struct view in = json;
    if (!take(&in, '{')) {
        return false;
    }
    if (!take(&in, '}')) {
        do {
            if (!take_member(&in, fields)) {
                return false;
            }
        } while (take(&in, ','));
        if (!take(&in, '}')) {
            return false;
        }
    }
    skip_space(&in);
    return in.n == 0;
}

static struct view decode_form(struct bytes *text, struct view in)
{
    const size_t start = text->n;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        const int high = c == '%' && i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(in.p[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        bytes_add(text, &c, 1);
    }
    return (struct view){text->p + start, text->n - start};
}

bool fields_read_form(struct fields *fields, struct view form)
{
    fields_restart(fields, form.n);
    struct view rest = form;
    while (rest.n > 0) {
        struct view value = view_cut(&rest, '&');
        if (value.n == 0) {
            continue;
        }
        const struct view name = view_cut(&value, '=');
        const struct view decoded = decode_form(&fields->text, name);
        if (!fields_push(fields, decoded, decode_form(&fields->text, value))) {
            return false;
        }
    }
    return true;
}

struct view fields_get(const struct fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->n; i++) {
        if (view_is(fields->name[i], name)) {
            return fields->value[i];
        }
    }
    return (struct view){0};
}

void fields_free(struct fields *fields)
{
    bytes_free(&fields->text);
    *fields = (struct fields){0};
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

void json_add_string(struct bytes *out, struct view text)
{
    bytes_add(out, "\"", 1);
    size_t i = 0;
    while (i < text.n) {
        size_t plain = i;
        while (plain < text.n && is_plain((unsigned char)text.p[plain])) {
            plain++;
        }
        if (plain > i) {
            bytes_add(out, text.p + i, plain - i);
            i = plain;
        } else {
            const unsigned char c = (unsigned char)text.p[i++];
            if (c == '"' || c == '\\') {
                const char escaped[2] = {'\\', (char)c};
                bytes_add(out, escaped, sizeof(escaped));
            } else {
                bytes_printf(out, "\\u%04x", (unsigned)c);
            }
        }
    }
    bytes_add(out, "\"", 1);
}

void json_add_member(struct bytes *out, const char *name, struct view value)
{
    bytes_add_z(out, ",\"");
    bytes_add_z(out, name);
    bytes_add_z(out, "\":");
    json_add_string(out, value);
}
