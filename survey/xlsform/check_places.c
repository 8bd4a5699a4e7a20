#include "check_places.h"

#include "base/buf.h"
#include "base/utf8.h"

static int32_t position_of(struct str text, size_t at)
{
    return (int32_t)utf8_count(str_sub(text, 0, at)) + 1;
}

/* A name ends where no name goes on; without "}" the rest of the text is not part of it. */
static size_t name_end(struct str text, size_t from)
{
    size_t at = from;
    while (at < text.n && str_find(STR("}'\"()=<>+*|,\n"), str_sub(text, at, 1)) == SIZE_MAX)
        at++;
    return at;
}

bool xl_place_next(struct str text, size_t *at, struct place *out_place)
{
    const size_t found = str_find(str_sub(text, *at, text.n), STR("${"));
    if (found == SIZE_MAX)
        return false;
    const size_t dollar = *at + found;
    const size_t end = name_end(text, dollar + 2);
    const bool closed = end < text.n && text.p[end] == '}';
    const struct str inside = str_trim(str_sub(text, dollar + 2, end - dollar - 2));
    *out_place = (struct place){.name = closed ? inside : str_sub(inside, 0, str_find_byte(inside, ' ')),
                                .position = position_of(text, dollar),
                                .closed = closed};
    *at = closed ? end + 1 : end;
    return true;
}

static bool is_curly(uint32_t c)
{
    return (c >= 0x2018 && c <= 0x201A) || (c >= 0x201C && c <= 0x201E);
}

static bool is_straight(uint32_t c)
{
    return c == '\'' || c == '"';
}

/* Adds the character at [from, to) once. */
static void add_quote(struct buf *quotes, struct str character)
{
    if (str_find(buf_str(quotes), character) != SIZE_MAX)
        return;
    buf_put(quotes, quotes->n == 0 ? STR_EMPTY : STR(" "));
    buf_put(quotes, character);
}

int32_t xl_curly_position(struct str text, char storage[QUOTES_BYTES], struct str *out_quotes)
{
    struct buf quotes = buf_on(storage, QUOTES_BYTES);
    int32_t first = 0;
    uint32_t open = 0;
    for (size_t at = 0; at < text.n;) {
        const size_t from = at;
        const uint32_t c = utf8_next(text, &at);
        if (open != 0) {
            open = c == open ? 0 : open;
        } else if (is_straight(c)) {
            open = c;
        } else if (is_curly(c)) {
            first = first == 0 ? position_of(text, from) : first;
            add_quote(&quotes, str_sub(text, from, at - from));
        }
    }
    *out_quotes = buf_str(&quotes);
    return first;
}

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           c == '/' || (uint8_t)c >= 0x80;
}

static bool is_self(struct str text, size_t at)
{
    return text.p[at] == '.' && (at == 0 || !is_name_byte(text.p[at - 1])) &&
           (at + 1 == text.n || !is_name_byte(text.p[at + 1]));
}

int32_t xl_self_position(struct str text)
{
    char open = '\0';
    for (size_t at = 0; at < text.n; at++) {
        const char c = text.p[at];
        if (c == open)
            open = '\0';
        else if (open == '\0' && is_straight((uint8_t)c))
            open = c;
        else if (open == '\0' && is_self(text, at))
            return position_of(text, at);
    }
    return 0;
}
