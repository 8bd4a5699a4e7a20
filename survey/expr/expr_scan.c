#include "expr_scan.h"

#include <stdint.h>

#include "base/attr.h"
#include "base/utf8.h"

enum { NO_BREAK_SPACE = 0xA0 };

int sv_scan_column(const struct sv_scan *scan, size_t at)
{
    return (int)utf8_count(str_sub(scan->text, 0, at)) + 1;
}

static struct str rest_of(const struct sv_scan *scan)
{
    return str_sub(scan->text, scan->at, scan->text.n);
}

/* The next character and the bytes it takes; 0 at the end. */
static uint32_t peek(struct str s, size_t *out_bytes)
{
    *out_bytes = 0;
    return s.n == 0 ? 0 : utf8_next(s, out_bytes);
}

static void skip_blanks(struct sv_scan *scan)
{
    for (;;) {
        size_t bytes = 0;
        const uint32_t c = peek(rest_of(scan), &bytes);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != NO_BREAK_SPACE)
            return;
        scan->at += bytes;
    }
}

bool sv_scan_end(struct sv_scan *scan)
{
    skip_blanks(scan);
    return scan->at == scan->text.n;
}

bool sv_scan_take(struct sv_scan *scan, const char *token)
{
    skip_blanks(scan);
    const struct str wanted = str_of(token);
    if (!str_starts(rest_of(scan), wanted))
        return false;
    scan->at += wanted.n;
    return true;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Letters of any script; typographic quotes, dashes and signs such as U+00D7 are none. */
static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7);
}

static bool is_name_part(uint32_t c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == ':';
}

static struct str name_at(struct str s)
{
    size_t n = 0;
    size_t bytes = 0;
    if (!is_letter(peek(s, &bytes)))
        return STR_EMPTY;
    while (is_name_part(peek(str_sub(s, n, s.n), &bytes)))
        n += bytes;
    return str_sub(s, 0, n);
}

bool sv_scan_name(struct sv_scan *scan, struct str *out_name)
{
    skip_blanks(scan);
    const struct str name = name_at(rest_of(scan));
    scan->at += name.n;
    *out_name = name;
    return name.n > 0;
}

static size_t digits_at(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && is_digit((uint8_t)s.p[at + n]))
        n++;
    return n;
}

bool sv_scan_number(struct sv_scan *scan, double *out_number)
{
    skip_blanks(scan);
    const struct str s = rest_of(scan);
    const size_t whole = digits_at(s, 0);
    const bool point = whole < s.n && s.p[whole] == '.';
    const size_t fraction = point ? digits_at(s, whole + 1) : 0;
    if (whole + fraction == 0)
        return false;
    const size_t n = whole + fraction + (point ? 1 : 0);
    *out_number = sv_number_of(str_sub(s, 0, n));
    scan->at += n;
    return true;
}

bool sv_scan_date(struct sv_scan *scan)
{
    skip_blanks(scan);
    const struct str s = rest_of(scan);
    return digits_at(s, 0) == 4 && digits_at(s, 5) == 2 && digits_at(s, 8) == 2 && s.p[4] == '-' && s.p[7] == '-';
}

/* '\'' or '"' for a quote of any shape, else 0. */
static char quote_kind(uint32_t c)
{
    switch (c) {
    case '\'':
    case 0x2018:
    case 0x2019:
    case 0x201A:
        return '\'';
    case '"':
    case 0x201C:
    case 0x201D:
    case 0x201E:
        return '"';
    default:
        return 0;
    }
}

/* Where the text that opened with `open` ends: at the same straight quote; if there is none, or a typographic quote
 * opened it, at the first quote of its kind. SIZE_MAX: nowhere. */
static size_t closing_quote(struct str s, size_t from, uint32_t open, size_t *out_bytes)
{
    if (open == '\'' || open == '"') {
        const size_t straight = str_find_byte(str_sub(s, from, s.n), (char)open);
        *out_bytes = 1;
        if (straight != SIZE_MAX)
            return from + straight;
    }
    for (size_t at = from; at < s.n;) {
        const size_t begin = at;
        if (quote_kind(utf8_next(s, &at)) == quote_kind(open)) {
            *out_bytes = at - begin;
            return begin;
        }
    }
    return SIZE_MAX;
}

enum sv_quoted sv_scan_quoted(struct sv_scan *scan, struct str *out_text)
{
    skip_blanks(scan);
    const struct str s = rest_of(scan);
    size_t opening = 0;
    size_t closing = 0;
    const uint32_t open = peek(s, &opening);
    if (quote_kind(open) == 0)
        return SV_QUOTED_NONE;
    const size_t end = closing_quote(s, opening, open, &closing);
    if (end == SIZE_MAX)
        return SV_QUOTED_OPEN;
    *out_text = str_sub(s, opening, end - opening);
    scan->at += end + closing;
    return SV_QUOTED_TEXT;
}

enum sv_op sv_scan_operator(struct sv_scan *scan, enum sv_level level)
{
    /* The longer of two that begin alike comes first. */
    static const struct {
        const char *word;
        enum sv_op op;
        enum sv_level level;
    } operators[] = {
        {"or", SV_OP_OR, SV_LEVEL_OR},
        {"and", SV_OP_AND, SV_LEVEL_AND},
        {"=", SV_OP_EQ, SV_LEVEL_EQUAL},
        {"!=", SV_OP_NE, SV_LEVEL_EQUAL},
        {"<=", SV_OP_LE, SV_LEVEL_ORDER},
        {"<", SV_OP_LT, SV_LEVEL_ORDER},
        {">=", SV_OP_GE, SV_LEVEL_ORDER},
        {">", SV_OP_GT, SV_LEVEL_ORDER},
        {"+", SV_OP_ADD, SV_LEVEL_ADD},
        {"-", SV_OP_SUBTRACT, SV_LEVEL_ADD},
        {"*", SV_OP_MULTIPLY, SV_LEVEL_MULTIPLY},
        {"div", SV_OP_DIVIDE, SV_LEVEL_MULTIPLY},
        {"mod", SV_OP_MODULO, SV_LEVEL_MULTIPLY},
        {"|", SV_OP_UNION, SV_LEVEL_UNION},
    };
    skip_blanks(scan);
    const struct str name = name_at(rest_of(scan));
    if (name.n == 0 && sv_scan_mistake(scan) != NULL)
        return SV_OP_NONE;
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        const struct str word = str_of(operators[i].word);
        const bool found = name.n > 0 ? str_eq(name, word) : str_starts(rest_of(scan), word);
        if (!found || operators[i].level != level)
            continue;
        scan->at += word.n;
        return operators[i].op;
    }
    return SV_OP_NONE;
}

struct mistake {
    const char *written;
    const char *repair;
    const char *instead;
};

static const struct mistake *find_mistake(struct str s)
{
    static const struct mistake signs[] = {
        {"==", "write '=' instead of '=='", "="},
        {"=>", "write '>='", ">="},
        {"=<", "write '<='", "<="},
        {"<>", "write '!='", "!="},
        {"&&", "write 'and'", "and"},
        {"&", "write 'and', or concat(a, b) for texts", "and"},
        {"||", "write 'or'", "or"},
        {"\u2265", "write '>='", ">="},
        {"\u2264", "write '<='", "<="},
        {"\u2260", "write '!='", "!="},
        {"\u2013", "write '-'", "-"},
        {"\u2212", "write '-'", "-"},
        {"\u00d7", "write '*'", "*"},
        {"\u00f7", "write 'div'", "div"},
        {"/", "write 'div' to divide", "div"},
        {"%", "write 'mod'", "mod"},
        {"{", "write ${name}", "${name}"},
        {",", "write decimals with a point", "."},
    };
    static const struct mistake words[] = {
        {"and", "use 'and' in lower case", "and"},
        {"or", "use 'or' in lower case", "or"},
        {"div", "use 'div' in lower case", "div"},
        {"mod", "use 'mod' in lower case", "mod"},
        {"y", "write 'and'", "and"},
        {"et", "write 'and'", "and"},
        {"o", "write 'or'", "or"},
        {"ou", "write 'or'", "or"},
    };
    static const struct mistake negation = {"!", "write not(...)", "not(...)"};
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_starts(s, str_of(signs[i].written)))
            return &signs[i];
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_ascii_nocase(name_at(s), str_of(words[i].written)))
            return &words[i];
    return str_starts(s, STR("!")) && !str_starts(s, STR("!=")) ? &negation : NULL;
}

const char *sv_scan_mistake(const struct sv_scan *scan)
{
    const struct mistake *mistake = find_mistake(rest_of(scan));
    return mistake == NULL ? NULL : mistake->repair;
}

const char *sv_scan_instead(const struct sv_scan *scan)
{
    const struct mistake *mistake = find_mistake(rest_of(scan));
    return mistake == NULL ? "" : mistake->instead;
}

struct str sv_scan_excerpt(const struct sv_scan *scan)
{
    enum { EXCERPT_BYTES = 40 };
    const struct str s = rest_of(scan);
    const struct str name = name_at(s);
    if (name.n > 0)
        return utf8_prefix(name, EXCERPT_BYTES);
    const struct mistake *mistake = find_mistake(s);
    size_t bytes = 0;
    (void)peek(s, &bytes);
    return str_sub(s, 0, mistake == NULL ? bytes : str_of(mistake->written).n);
}
