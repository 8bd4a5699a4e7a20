#include "guide_page.h"

#include "base/utf8.h"

static void put_blanks(struct page *page, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_put_byte(&page->text, ' ');
}

void page_blank(struct page *page)
{
    buf_put_byte(&page->text, '\n');
}

void page_rule(struct page *page)
{
    for (size_t i = 0; i < PAGE_COLUMNS; i++)
        buf_put_byte(&page->text, '-');
    page_blank(page);
}

/* Letters, as a printer counts them. A word that is longer than a line is cut. */
static struct str next_word(struct str *rest, size_t columns)
{
    *rest = str_trim(*rest);
    struct str word = str_sub(*rest, 0, str_find_byte(*rest, ' '));
    for (size_t at = 0, n = 0; at < word.n; n++) {
        if (n == columns) {
            word.n = at;
            break;
        }
        (void)utf8_next(word, &at);
    }
    *rest = str_sub(*rest, word.n, rest->n);
    return word;
}

/* `column` is where the first word goes. */
static void put_words(struct page *page, size_t column, size_t hang, struct str text)
{
    size_t at = column;
    for (bool first = true; str_trim(text).n > 0; first = false) {
        const struct str word = next_word(&text, PAGE_COLUMNS - hang);
        const size_t n = utf8_count(word);
        if (!first && at + 1 + n > PAGE_COLUMNS) {
            page_blank(page);
            put_blanks(page, hang);
            at = hang;
        } else if (!first) {
            buf_put_byte(&page->text, ' ');
            at++;
        }
        buf_put(&page->text, word);
        at += n;
    }
    page_blank(page);
}

void page_put(struct page *page, size_t indent, size_t hang, struct str text)
{
    struct str line = STR_EMPTY;
    while (str_next(&text, '\n', &line)) {
        put_blanks(page, indent);
        put_words(page, indent, indent + hang, line);
    }
}

void page_put_row(struct page *page, size_t indent, size_t width, struct str key, struct str text)
{
    const size_t n = utf8_count(key);
    const size_t column = indent + (n < width ? width : n + 1);
    put_blanks(page, indent);
    buf_put(&page->text, key);
    put_blanks(page, column - indent - n);
    put_words(page, column, indent + width, text);
}
