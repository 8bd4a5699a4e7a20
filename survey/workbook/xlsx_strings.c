#include "base/utf8.h"
#include "xlsx.h"
#include "xlsx_xml.h"

enum { ESCAPE_BYTES = 7 /* "_x000D_" */ };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The unit an escape at the front stands for; UINT32_MAX: there is none. */
static uint32_t escaped_unit(struct str rest)
{
    if (rest.n < ESCAPE_BYTES || rest.p[0] != '_' || rest.p[1] != 'x' || rest.p[ESCAPE_BYTES - 1] != '_')
        return UINT32_MAX;
    uint32_t unit = 0;
    for (size_t i = 2; i < ESCAPE_BYTES - 1; i++) {
        const int digit = hex_value(rest.p[i]);
        if (digit < 0)
            return UINT32_MAX;
        unit = unit << 4 | (uint32_t)digit;
    }
    return unit;
}

/* Characters beyond U+FFFF are two escapes. */
static uint32_t escaped_character(struct str rest, size_t *out_bytes)
{
    const uint32_t unit = escaped_unit(rest);
    *out_bytes = ESCAPE_BYTES;
    if (unit < 0xD800 || unit >= 0xDC00)
        return unit;
    const uint32_t low = escaped_unit(str_sub(rest, ESCAPE_BYTES, rest.n));
    if (low < 0xDC00 || low >= 0xE000)
        return unit;
    *out_bytes = 2 * (size_t)ESCAPE_BYTES;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

size_t sv_xlsx_unescape(char *p, size_t n)
{
    size_t kept = 0;
    for (size_t at = 0; at < n;) {
        size_t bytes = 0;
        const uint32_t c = escaped_character((struct str){.p = p + at, .n = n - at}, &bytes);
        if (c == UINT32_MAX) {
            p[kept++] = p[at++];
            continue;
        }
        kept += utf8_put(c, p + kept);
        at += bytes;
    }
    return kept;
}

struct str sv_xlsx_take_text(struct sv_xlsx *book)
{
    book->text.n = sv_xlsx_unescape(book->text.p, book->text.n);
    book->text.n = sv_cell_clean(book->text.p, book->text.n);
    return book->text.n == 0 ? STR_EMPTY : arena_str(book->arena, buf_str(&book->text));
}

/* <si><t>..</t></si>, or <si><r><t>..</t></r>...<rPh><t>how it is spoken</t></rPh></si> */
struct strings {
    struct sv_xlsx *book;
    struct str *items;
    size_t n;
    size_t max;
    bool in_item;
    bool in_text;
    int phonetic;
};

static enum rc on_start(void *user, struct str element, const char **attributes)
{
    (void)attributes;
    struct strings *strings = user;
    if (str_eq(element, STR("si"))) {
        strings->in_item = true;
        buf_clear(&strings->book->text);
    } else if (str_eq(element, STR("rPh"))) {
        strings->phonetic++;
    } else if (str_eq(element, STR("t"))) {
        strings->in_text = strings->in_item && strings->phonetic == 0;
    }
    return RC_OK;
}

static enum rc add(struct strings *strings)
{
    struct sv_xlsx *book = strings->book;
    if (strings->n == SV_STRINGS_MAX)
        return err_set(book->err, RC_TOO_BIG, "more than %d texts; hint: keep only the sheets of the form",
                       SV_STRINGS_MAX);
    if (book->text.overflow)
        return err_set(book->err, RC_TOO_BIG, "the text of a cell is longer than %d kB", SV_CELL_BYTES_MAX / 1024);
    if (strings->n == strings->max) {
        const size_t wanted = strings->max == 0 ? 256 : strings->max * 2;
        struct str *grown = arena_grow(book->arena, strings->items, strings->max, wanted, sizeof *strings->items);
        if (grown == NULL)
            return sv_draft_full(book->draft);
        strings->items = grown;
        strings->max = wanted;
    }
    const struct str text = sv_xlsx_take_text(book);
    if (text.p == NULL)
        return sv_draft_full(book->draft);
    strings->items[strings->n++] = text;
    return RC_OK;
}

static enum rc on_end(void *user, struct str element)
{
    struct strings *strings = user;
    if (str_eq(element, STR("t")))
        strings->in_text = false;
    else if (str_eq(element, STR("rPh")))
        strings->phonetic--;
    if (!str_eq(element, STR("si")))
        return RC_OK;
    strings->in_item = false;
    return add(strings);
}

static enum rc on_text(void *user, struct str text)
{
    struct strings *strings = user;
    if (strings->in_text)
        buf_put(&strings->book->text, text);
    return RC_OK;
}

enum rc sv_xlsx_strings(struct sv_xlsx *book, size_t at)
{
    static const struct sv_xml_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};
    struct strings strings = {.book = book};
    const enum rc rc = sv_xml_read(book->zip, at, &handlers, &strings);
    if (rc != RC_OK)
        return rc;
    book->strings = strings.items;
    book->strings_n = strings.n;
    return RC_OK;
}
