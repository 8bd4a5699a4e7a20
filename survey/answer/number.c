#include <assert.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "currency.h"
#include "figure.h"
#include "reader.h"
#include "spelled.h"

enum {
    PHONE_DIGITS_MIN = 8, /* +50255501 is a phone number, +10 is ten */
    CODE_DIGITS_MIN = 6   /* 055501 is a code, 007 is seven */
};

/* What stands around the digits of a text, and the digits with their marks in ASCII. */
struct parts {
    struct str head;
    struct str span;
    struct str tail;
    bool negative;
    bool plus;
    size_t zeros; /* of a "mil" behind the digits */
};

/* From the first digit to the last, and the mark of ".5". False when there is no digit. */
static bool find_digits(struct str text, struct parts *out_parts)
{
    size_t from = SIZE_MAX;
    size_t to = 0;
    for (size_t at = 0; at < text.n;) {
        const size_t start = at;
        if (sv_digit_value(utf8_next(text, &at)) < 0)
            continue;
        from = from == SIZE_MAX ? start : from;
        to = at;
    }
    if (from == SIZE_MAX)
        return false;
    const bool marked = from > 0 && (text.p[from - 1] == '.' || text.p[from - 1] == ',');
    if (marked && (from == 1 || text.p[from - 2] == ' ' || text.p[from - 2] == '-'))
        from--;
    *out_parts = (struct parts){
        .head = str_sub(text, 0, from), .span = str_sub(text, from, to - from), .tail = str_sub(text, to, text.n)};
    return true;
}

/* Takes a sign off the end of the head. False for a dash that may be a bullet or a hyphen: "- 5", "Q-5". */
static bool take_sign(struct parts *parts)
{
    static const struct {
        struct str sign;
        bool negative;
    } signs[] = {{{"-", 1}, true}, {{"\u2212", 3}, true}, {{"\u2013", 3}, true}, {{"+", 1}, false}};
    const struct str head = str_trim(parts->head);
    const bool attached = str_ends(parts->head, head);
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (!str_ends(head, signs[i].sign))
            continue;
        const struct str before = str_sub(head, 0, head.n - signs[i].sign.n);
        const bool stands_free = before.n == 0 || str_ends(before, STR(" "));
        if (signs[i].negative && !(attached && stands_free))
            return false;
        parts->head = before;
        parts->negative = signs[i].negative;
        parts->plus = !signs[i].negative;
        return true;
    }
    return true;
}

/* "<5", "5+", "~5": about five is not five, and "500/mes" is a rate. */
static bool has_relation(struct str text)
{
    for (size_t at = 0; at < text.n;) {
        const uint32_t c = utf8_next(text, &at);
        if (c == '^' || c == '~' || c == '/' || (c != UINT32_MAX && u_charType((UChar32)c) == U_MATH_SYMBOL))
            return true;
    }
    return false;
}

/* "mil gracias" behind a number is thanks, or a thousand and thanks. */
static bool ends_in_doubt(struct str folded, const struct sv_language *language)
{
    for (size_t i = 0; i < language->courtesy_n; i++)
        if (sv_words_end(folded, language->courtesy[i]) && sv_number_word_at(language->courtesy[i], language) != NULL)
            return true;
    return false;
}

/* Takes "mil" or "million" off the front of what follows the digits: how many zeros it adds. */
static size_t take_scale(struct str *tail, const struct sv_language *language)
{
    const struct sv_number_word *word = tail->n == 0 ? NULL : sv_number_word_at(*tail, language);
    if (word == NULL || (word->value != 1000 && word->value != 1000000))
        return 0;
    *tail = str_sub(*tail, word->word.n + 1, tail->n);
    return word->value == 1000 ? 3 : 6;
}

/* "5 (cinco)" says five twice. */
static bool says_the_same(struct str words, const struct parts *parts, const struct sv_language *language)
{
    int64_t digits = 0;
    int32_t value = 0;
    return str_to_i64(parts->span, &digits) && sv_number_spelled(sv_fillers_trim(words, language), language, &value) &&
           digits == value;
}

static bool says_nothing(struct str words, const struct parts *parts, const struct sv_language *language)
{
    return words.n == 0 || sv_fillers_trim(words, language).n == 0 || says_the_same(words, parts, language);
}

/* "500 a month" is another amount than 500. */
static bool is_rate(struct str words, const struct sv_language *language)
{
    for (size_t i = 0; words.n > 0 && i < language->distinct_n; i++)
        if (str_find_byte(language->distinct[i], ' ') != SIZE_MAX && sv_words_inside(words, &language->distinct[i], 1))
            return true;
    return false;
}

/* Whether the words around the digits say nothing; "20 mil" is 20 with three zeros more. */
static enum rc are_fillers(struct parts *parts, const struct sv_asked *asked, struct arena *arena, bool *out_fillers)
{
    const struct sv_language *language = sv_asked_language(asked);
    struct str head = STR_EMPTY;
    struct str tail = STR_EMPTY;
    if (sv_fold(parts->head, language, arena, &head) != RC_OK || sv_fold(parts->tail, language, arena, &tail) != RC_OK)
        return RC_TOO_BIG;
    const bool plain = !has_relation(parts->head) && !has_relation(parts->tail) && !ends_in_doubt(tail, language) &&
                       !is_rate(tail, language);
    parts->zeros = take_scale(&tail, language);
    if (asked->question->type == SV_TYPE_DECIMAL && sv_currency_sign(parts->head, asked->country))
        head = STR_EMPTY;
    *out_fillers = plain && says_nothing(head, parts, language) && says_nothing(tail, parts, language);
    return RC_OK;
}

/* A phone number or a code is not an amount. */
static bool is_code(const struct parts *parts, const struct figure *figure)
{
    const struct str first = sv_figure_run(figure, 0);
    return (parts->plus && figure->digits_n >= PHONE_DIGITS_MIN) || (first.n >= CODE_DIGITS_MIN && first.p[0] == '0');
}

/* "1,500" where it may be 1500 or 1.5. */
static enum rc either(const struct figure *figure, const struct parts *parts, bool integer, struct arena *arena,
                      struct sv_reading *out_reading)
{
    struct str whole = STR_EMPTY;
    struct str decimal = STR_EMPTY;
    if (sv_figure_text(figure, false, parts->negative, arena, &whole) != RC_OK ||
        sv_figure_text(figure, true, parts->negative, arena, &decimal) != RC_OK)
        return RC_TOO_BIG;
    /* Typed again as "1.5" it is clear; as "1.500" it would not be. */
    while (str_ends(decimal, STR("0")))
        decimal = str_sub(decimal, 0, decimal.n - 1);
    if (str_ends(decimal, STR(".")))
        decimal = str_sub(decimal, 0, decimal.n - 1);
    *out_reading = sv_ambiguous(whole, integer ? STR_EMPTY : decimal, SV_PHRASE_INVALID_NUMBER);
    return RC_OK;
}

static enum rc read_digits(const struct sv_asked *asked, const struct parts *parts, struct arena *arena,
                           struct sv_reading *out_reading)
{
    struct figure figure;
    struct str value = STR_EMPTY;
    const bool integer = asked->question->type == SV_TYPE_INTEGER;
    *out_reading = sv_not_understood(SV_PHRASE_INVALID_NUMBER);
    if (!sv_figure_read(parts->span, &figure) || is_code(parts, &figure))
        return RC_OK;
    if (parts->zeros > 0 && !sv_figure_scale(&figure, parts->zeros))
        return RC_OK;
    const enum shape shape = sv_figure_shape(&figure, asked->country);
    if (shape == SHAPE_EITHER)
        return either(&figure, parts, integer, arena, out_reading);
    if (shape == SHAPE_WRONG || (shape == SHAPE_DECIMAL && integer))
        return RC_OK;
    if (sv_figure_text(&figure, shape == SHAPE_DECIMAL, parts->negative, arena, &value) != RC_OK)
        return RC_TOO_BIG;
    if (value.n > 0)
        *out_reading = sv_understood(value, SV_HOW_NUMBER);
    return RC_OK;
}

/* "veinte", "tengo veinte años", "mil quinientos". "un año" is one, although "un" may be a filler. */
static bool spelled_value(struct str folded, const struct sv_language *language, int32_t *out_value)
{
    const struct sv_words units = {.items = language->units, .n = language->units_n};
    const struct str polite = sv_courtesy_trim(folded, language);
    const struct str counted = sv_words_trim(polite, &units, 1);
    return sv_number_spelled(polite, language, out_value) || sv_number_spelled(counted, language, out_value) ||
           sv_number_spelled(sv_fillers_trim(folded, language), language, out_value);
}

static bool is_separator(char c)
{
    return c == ',' || c == ';' || c == '/' || c == '\n';
}

/* Up to the next comma. */
static struct str next_piece(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && !is_separator(rest->p[n]))
        n++;
    const struct str piece = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n + 1, rest->n);
    return piece;
}

/* What is left of the only piece between commas that says something: "hola, mil quinientos" is one number and "mil,
 * quinientos" two. Empty when there is not exactly one. */
static enum rc only_piece(struct str text, const struct sv_language *language, struct arena *arena,
                          struct str *out_piece)
{
    struct str found = STR_EMPTY;
    while (text.n > 0) {
        struct str folded = STR_EMPTY;
        int32_t value = 0;
        if (sv_fold(next_piece(&text), language, arena, &folded) != RC_OK)
            return RC_TOO_BIG;
        if (sv_fillers_trim(folded, language).n == 0 && !spelled_value(folded, language, &value))
            continue;
        const bool second = found.n > 0;
        found = second || ends_in_doubt(folded, language) ? STR_EMPTY : folded;
        if (found.n == 0)
            break;
    }
    *out_piece = found;
    return RC_OK;
}

static enum rc read_word(const struct sv_language *language, struct str text, struct arena *arena,
                         struct sv_reading *out_reading)
{
    struct str folded = STR_EMPTY;
    int32_t value = 0;
    if (only_piece(text, language, arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    *out_reading = sv_not_understood(SV_PHRASE_INVALID_NUMBER);
    if (!spelled_value(folded, language, &value))
        return RC_OK;
    struct buf buf = buf_in(arena, sizeof "-2147483648");
    buf_put_i64(&buf, value);
    *out_reading = sv_understood(buf_str(&buf), SV_HOW_WORD);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc sv_read_number(const struct sv_asked *asked, struct str text, struct arena *arena,
                       struct sv_reading *out_reading)
{
    const struct sv_language *language = sv_asked_language(asked);
    struct parts parts;
    bool fillers = false;
    if (!find_digits(text, &parts))
        return read_word(language, text, arena, out_reading);
    *out_reading = sv_not_understood(SV_PHRASE_INVALID_NUMBER);
    if (!take_sign(&parts))
        return RC_OK;
    if (are_fillers(&parts, asked, arena, &fillers) != RC_OK)
        return RC_TOO_BIG;
    return fillers ? read_digits(asked, &parts, arena, out_reading) : RC_OK;
}
