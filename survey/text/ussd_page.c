#include "survey/text.h"

#include <assert.h>

#include "alphabet.h"
#include "base/buf.h"
#include "base/utf8.h"

static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};

enum { CHARACTER_UNITS_MAX = 2, NEW_LINE_UNITS = 1 };

struct layout {
    enum sv_encoding encoding;
    size_t units;              /* of a page without a footer */
    size_t units_above_footer; /* of a page with one */
};

static size_t units_max(enum sv_encoding encoding, const struct sv_ussd_limits *limits)
{
    if (encoding == SV_GSM7)
        return limits->septets;
    /* One page of a UCS-2 text may happen to be all GSM-7, two septets each, and is then measured so by others. */
    const size_t septet_pairs = limits->septets / 2;
    return limits->ucs2_units < septet_pairs ? limits->ucs2_units : septet_pairs;
}

/* Bytes of the longest beginning of s that takes at most `units`. */
static size_t fitting(struct str s, enum sv_encoding encoding, size_t units)
{
    const struct sv_gsm7_alphabet alphabet = sv_gsm7_alphabet(no_shifts);
    size_t used = 0;
    for (size_t at = 0; at < s.n;) {
        const size_t from = at;
        used += sv_units(encoding, &alphabet, utf8_next(s, &at));
        if (used > units)
            return from;
    }
    return s.n;
}

static bool fits(struct str s, enum sv_encoding encoding, size_t units)
{
    return fitting(s, encoding, units) == s.n;
}

/* How the pages of a text longer than one are filled. False when the footer leaves no room for a character. */
static bool layout_of(enum sv_encoding encoding, struct str footer, const struct sv_ussd_limits *limits,
                      struct layout *out_layout)
{
    if (sv_text_size(footer, no_shifts).encoding == SV_UCS2)
        encoding = SV_UCS2;
    struct layout layout = {.encoding = encoding, .units = units_max(encoding, limits)};
    size_t footer_units = footer.n == 0 ? 0 : NEW_LINE_UNITS;
    const struct sv_gsm7_alphabet alphabet = sv_gsm7_alphabet(no_shifts);
    for (size_t at = 0; at < footer.n;)
        footer_units += sv_units(encoding, &alphabet, utf8_next(footer, &at));
    if (layout.units < footer_units + CHARACTER_UNITS_MAX)
        return false;
    layout.units_above_footer = layout.units - footer_units;
    *out_layout = layout;
    return true;
}

/* Bytes of `rest`, which begins with no blank and is longer than a page, that go above the footer. */
static size_t cut(struct str rest, const struct layout *layout)
{
    const size_t n = fitting(rest, layout->encoding, layout->units_above_footer);
    assert(n > 0 && n < rest.n);
    size_t line_end = 0;
    size_t blank = 0;
    /* The byte behind the page counts: a line may fill the page exactly. */
    for (size_t i = 1; i <= n; i++) {
        const char c = rest.p[i];
        if (c == '\n')
            line_end = i;
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t')
            blank = i;
    }
    const struct str behind = str_sub(rest, line_end + 1, rest.n);
    const struct str line = str_sub(behind, 0, str_find_byte(behind, '\n'));
    if (line_end > 0 && fits(line, layout->encoding, layout->units_above_footer))
        return line_end;
    return blank > 0 ? blank : n;
}

/* Takes the next page off the front of *rest. */
static struct str page_next(struct str *rest, const struct layout *layout)
{
    const size_t n = fits(*rest, layout->encoding, layout->units) ? rest->n : cut(*rest, layout);
    const struct str page = str_trim(str_sub(*rest, 0, n));
    *rest = str_trim(str_sub(*rest, n, rest->n));
    return page;
}

enum rc sv_ussd_page(struct str text, struct str footer, struct sv_ussd_limits limits, size_t page, struct arena *arena,
                     struct str *out_text, bool *out_more)
{
    assert(out_text != NULL && out_more != NULL);
    struct str rest = str_trim(text);
    const enum sv_encoding encoding = sv_text_size(rest, no_shifts).encoding;
    struct layout layout = {.encoding = encoding, .units = units_max(encoding, &limits)};
    if (!fits(rest, encoding, layout.units) && !layout_of(encoding, footer, &limits, &layout))
        return RC_TOO_BIG;
    struct str above = page_next(&rest, &layout);
    for (; page > 0 && rest.n > 0; page--)
        above = page_next(&rest, &layout);
    if (page > 0)
        return RC_NOT_FOUND;
    const bool more = rest.n > 0;
    struct buf screen = buf_in(arena, above.n + NEW_LINE_UNITS + footer.n);
    buf_put(&screen, above);
    if (more && footer.n > 0) {
        buf_put_byte(&screen, '\n');
        buf_put(&screen, footer);
    }
    if (screen.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&screen);
    *out_more = more;
    return RC_OK;
}
