#include <assert.h>

#include "base/buf.h"
#include "options.h"
#include "tokens.h"

enum { RUN_MAX = 8 }; /* words of one option's label inside a list of several */

/* Which options of the list were taken, and the least literal way one of them was reached. */
struct taken {
    const struct sv_asked *asked;
    bool *is; /* by index in the list, whose order the value keeps */
    size_t n;
    enum sv_how how;
};

static void take(struct taken *taken, size_t at, enum sv_how how)
{
    bool *const is = &taken->is[taken->asked->choices[at]];
    taken->n += *is ? 0 : 1;
    *is = true;
    taken->how = how > taken->how ? how : taken->how;
}

static bool keys_have_one_digit(const struct sv_asked *asked)
{
    const bool by_name = asked->form->lists[asked->question->list].keyed_by_name;
    for (size_t i = 0; by_name && i < asked->choices_n; i++)
        if (sv_choice_name(asked, i).n > 1)
            return false;
    return by_name || asked->choices_n <= 9;
}

/* "13" where 13 is no option is 1 and 3, unless a digit is no option or stands there twice. */
static bool take_digits(struct str digits, struct taken *taken)
{
    if (!keys_have_one_digit(taken->asked))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        const size_t at = sv_option_by_key(taken->asked, str_sub(digits, i, 1));
        if (at == SIZE_MAX)
            return false;
        take(taken, at, SV_HOW_NUMBER);
    }
    return taken->n == digits.n;
}

static size_t run_length(struct str token, size_t from, bool of_digits)
{
    size_t n = 0;
    while (from + n < token.n && (token.p[from + n] >= '0' && token.p[from + n] <= '9') == of_digits)
        n++;
    return n;
}

/* "1y3" written without blanks: its numbers, when only "and" stands between them; else the token as it is. */
static struct tokens numbers_of(struct str token, const struct sv_language *language)
{
    const struct tokens whole = {.items = {token}, .n = 1};
    struct tokens numbers = {.n = 0};
    for (size_t at = 0; at < token.n;) {
        const struct str digits = str_sub(token, at, run_length(token, at, true));
        at += digits.n;
        const struct str word = str_sub(token, at, run_length(token, at, false));
        at += word.n;
        const bool joins = word.n == 0 || sv_words_have(language->ands, language->ands_n, word);
        if (digits.n == 0 || !joins || numbers.n == TOKENS_MAX)
            return whole;
        numbers.items[numbers.n++] = digits;
    }
    return numbers;
}

static bool take_numbers(const struct options *options, struct str token, struct taken *taken)
{
    const struct tokens numbers = numbers_of(token, options->language);
    for (size_t i = 0; i < numbers.n; i++) {
        const size_t at = sv_option_by_key(options->asked, numbers.items[i]);
        if (at == SIZE_MAX)
            return false;
        take(taken, at, SV_HOW_NUMBER);
    }
    return true;
}

/* Takes the option that the words from `at` on name, the longest first; how many words that were, 0 for none. Two
 * options that fit go to *out_doubt. */
static size_t take_words(const struct options *options, const struct tokens *tokens, size_t at, struct taken *taken,
                         struct match *out_doubt)
{
    struct match match = {.n = 0};
    size_t length = tokens->n - at < RUN_MAX ? tokens->n - at : RUN_MAX;
    for (; length > 0; length--) {
        const struct str last = tokens->items[at + length - 1];
        const char *const from = tokens->items[at].p;
        const struct str run = {.p = from, .n = (size_t)(last.p - from) + last.n};
        match = length > 1 ? sv_match_exact(options, run) : sv_match_any(options, run);
        if (match.n > 0)
            break;
    }
    if (match.n > 1)
        *out_doubt = match;
    if (match.n != 1)
        return 0;
    take(taken, match.at[0], match.how);
    return length;
}

/* From one word to the end of the text. */
static struct str text_from(const struct tokens *tokens, size_t at)
{
    const struct str last = tokens->items[tokens->n - 1];
    return (struct str){.p = tokens->items[at].p, .n = (size_t)(last.p + last.n - tokens->items[at].p)};
}

/* How many words from here only join or introduce, 0 for none. A single letter is none of them: it may be a mistyped
 * digit or a range, "l 3", "1 a 3". */
static size_t skipped_words(const struct tokens *tokens, size_t at, const struct sv_language *language)
{
    const bool joins = sv_words_have(language->ands, language->ands_n, tokens->items[at]);
    const size_t bytes = sv_answer_front(text_from(tokens, at), language);
    if (bytes < 2 && !joins)
        return 0;
    size_t n = 1;
    while (at + n < tokens->n && tokens->items[at + n].p < tokens->items[at].p + bytes)
        n++;
    return n;
}

/* "un" in "un logement" counts nothing; in "un et trois" it is a number. */
static bool is_article(const struct tokens *tokens, size_t at, const struct sv_language *language)
{
    const struct str word = tokens->items[at];
    if (at + 1 == tokens->n || !sv_words_have(language->fillers, language->fillers_n, word) ||
        sv_number_word_value(word, language) < 0)
        return false;
    const struct str next = tokens->items[at + 1];
    return !sv_words_have(language->ands, language->ands_n, next) && sv_number_word_value(next, language) < 0 &&
           run_length(next, 0, true) == 0;
}

/* Everything must mean something: one word not understood and nothing is taken. */
static bool take_tokens(const struct options *options, const struct tokens *tokens, struct taken *taken,
                        struct match *out_doubt)
{
    for (size_t at = 0; at < tokens->n;) {
        if (is_article(tokens, at, options->language)) {
            at++;
            continue;
        }
        const size_t used = take_words(options, tokens, at, taken, out_doubt);
        if (out_doubt->n > 0)
            return false;
        const size_t skipped = used > 0 ? 0 : skipped_words(tokens, at, options->language);
        if (used == 0 && skipped == 0 && !take_numbers(options, tokens->items[at], taken))
            return false;
        at += used + skipped > 0 ? used + skipped : 1;
    }
    return taken->n > 0;
}

static bool take_all(const struct options *options, struct str folded, struct taken *taken, struct match *out_doubt)
{
    const struct sv_language *language = options->language;
    const struct str polite = sv_courtesy_trim(folded, language);
    const struct str bare = sv_answer_trim(folded, language);
    if (sv_words_have(language->distinct, language->distinct_n, polite) || sv_is_quantity(polite, bare, language))
        return false;
    if (bare.n > 0 && run_length(bare, 0, true) == bare.n && sv_option_by_key(options->asked, bare) == SIZE_MAX)
        return take_digits(bare, taken);
    const struct tokens tokens = sv_tokens_of(polite);
    return take_tokens(options, &tokens, taken, out_doubt);
}

/* "tengo comida" among needs says the opposite of "comida". */
static bool is_statement(struct str folded, const struct sv_language *language)
{
    for (size_t n = sv_answer_front(folded, language); n > 0; n = sv_answer_front(folded, language)) {
        if (sv_words_have(language->units, language->units_n, str_sub(folded, 0, n)))
            return true;
        folded = str_sub(folded, n + 1, folded.n);
    }
    return false;
}

static enum rc taken_value(const struct taken *taken, struct arena *arena, struct str *out_value)
{
    const struct sv_list *list = &taken->asked->form->lists[taken->asked->question->list];
    size_t bytes = 0;
    for (size_t i = 0; i < list->choices_n; i++)
        bytes += taken->is[i] ? list->choices[i].name.n + 1 : 0;
    struct buf buf = buf_in(arena, bytes);
    for (size_t i = 0; i < list->choices_n; i++) {
        if (!taken->is[i])
            continue;
        if (buf.n > 0)
            buf_put_byte(&buf, ' ');
        buf_put(&buf, list->choices[i].name);
    }
    *out_value = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc sv_read_multiple(const struct sv_asked *asked, struct str text, struct arena *arena,
                         struct sv_reading *out_reading)
{
    struct str folded = STR_EMPTY;
    struct str value = STR_EMPTY;
    struct options options;
    const size_t list_n = asked->form->lists[asked->question->list].choices_n;
    struct taken taken = {.asked = asked, .is = ARENA_ARRAY(arena, bool, list_n), .n = 0, .how = SV_HOW_NONE};
    if (taken.is == NULL || sv_fold(text, sv_asked_language(asked), arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    const size_t typed = sv_option_by_key(asked, folded);
    if (typed != SIZE_MAX) {
        *out_reading = sv_understood(sv_choice_name(asked, typed), SV_HOW_NUMBER);
        return RC_OK;
    }
    if (sv_options_fold(asked, arena, &options) != RC_OK)
        return RC_TOO_BIG;
    struct match match = sv_match_exact(&options, folded);
    if (match.n == 0 && is_statement(folded, options.language)) {
        *out_reading = sv_not_understood(SV_PHRASE_INVALID_CHOICES);
        return RC_OK;
    }
    if (match.n == 0)
        match = sv_match_whole(&options, folded);
    if (match.n > 1 && sv_match_apostrophes(&options, text, arena, &match) != RC_OK)
        return RC_TOO_BIG;
    if (match.n > 0 || !take_all(&options, folded, &taken, &match))
        return sv_match_reading(asked, &match, SV_PHRASE_INVALID_CHOICES, arena, out_reading);
    if (taken_value(&taken, arena, &value) != RC_OK)
        return RC_TOO_BIG;
    *out_reading = sv_understood(value, taken.how);
    return RC_OK;
}
