#include "expression.h"

#include "base/attr.h"
#include "base/buf.h"

enum rc xl_straight(struct str text, struct arena *arena, struct str *out_text)
{
    static const struct {
        const char *curly;
        char straight;
    } quotes[] = {{"‘", '\''}, {"’", '\''}, {"‚", '\''}, {"“", '"'}, {"”", '"'}, {"„", '"'}};
    struct buf buf = buf_in(arena, text.n);
    size_t at = 0;
    while (at < text.n) {
        size_t step = 1;
        char byte = text.p[at];
        for (size_t i = 0; i < COUNT_OF(quotes); i++) {
            const struct str curly = str_of(quotes[i].curly);
            if (!str_starts(str_sub(text, at, curly.n), curly))
                continue;
            byte = quotes[i].straight;
            step = curly.n;
        }
        buf_put_byte(&buf, (uint8_t)byte);
        at += step;
    }
    *out_text = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_' || c == ':';
}

/* Between two things; "-5", "+1500" and "2026-01-15" have none. */
static bool has_operator(struct str text)
{
    static const char *const operators[] = {" + ", " - ", " * ", " div ", " mod "};
    for (size_t i = 0; i < COUNT_OF(operators); i++)
        if (str_find(text, str_of(operators[i])) != SIZE_MAX)
            return true;
    for (size_t i = 1; i + 1 < text.n; i++)
        if ((text.p[i] == '+' || text.p[i] == '*') && is_digit(text.p[i - 1]) && is_digit(text.p[i + 1]))
            return true;
    return false;
}

/* "today()" and "today() + 7" begin with one, "Peru (south)" does not. */
static bool begins_with_call(struct str text)
{
    size_t n = 0;
    while (n < text.n && is_word_byte(text.p[n]))
        n++;
    return n > 0 && n < text.n && text.p[n] == '(' && !is_digit(text.p[0]);
}

/* Of numbers alone: "Juan + Maria" is a text. */
static bool is_arithmetic(struct str text)
{
    struct str rest = text;
    struct str word;
    while (rest.n > 0 && str_next(&rest, ' ', &word)) {
        if (str_eq(word, STR("div")) || str_eq(word, STR("mod")))
            continue;
        for (size_t i = 0; i < word.n; i++)
            if (!is_digit(word.p[i]) && str_find_byte(STR("+-*.()"), word.p[i]) == SIZE_MAX)
                return false;
    }
    return has_operator(text);
}

bool xl_is_formula(struct str text)
{
    if (str_find(text, STR("${")) != SIZE_MAX)
        return true;
    if (begins_with_call(text))
        return str_ends(text, STR(")")) || has_operator(text);
    return is_arithmetic(text);
}
