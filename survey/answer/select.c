#include <assert.h>

#include "base/buf.h"
#include "options.h"
#include "tokens.h"

enum rc sv_choice_key(const struct sv_asked *asked, size_t at, struct arena *arena, struct str *out_key)
{
    assert(at < asked->choices_n);
    const struct sv_list *list = &asked->form->lists[asked->question->list];
    struct buf buf = buf_in(arena, list->keyed_by_name ? sv_choice_name(asked, at).n : sizeof "18446744073709551615");
    if (list->keyed_by_name)
        buf_put(&buf, sv_choice_name(asked, at));
    else
        buf_printf(&buf, "%zu", at + 1);
    if (buf.overflow)
        return RC_TOO_BIG;
    *out_key = buf_str(&buf);
    return RC_OK;
}

struct str sv_choice_name(const struct sv_asked *asked, size_t at)
{
    return asked->form->lists[asked->question->list].choices[asked->choices[at]].name;
}

/* "2 San Marcos": as the option was shown. */
static enum rc option_text(const struct sv_asked *asked, size_t at, struct arena *arena, struct str *out_text)
{
    const struct sv_choice *choice = &asked->form->lists[asked->question->list].choices[asked->choices[at]];
    const struct str short_label = choice->short_label[asked->language];
    const struct str label = short_label.n > 0 ? short_label : choice->label[asked->language];
    struct str key = STR_EMPTY;
    if (sv_choice_key(asked, at, arena, &key) != RC_OK)
        return RC_TOO_BIG;
    struct buf buf = buf_in(arena, key.n + 1 + label.n);
    buf_put(&buf, key);
    buf_put_byte(&buf, ' ');
    buf_put(&buf, label);
    if (buf.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&buf);
    return RC_OK;
}

enum rc sv_match_reading(const struct sv_asked *asked, const struct match *match, enum sv_phrase phrase,
                         struct arena *arena, struct sv_reading *out_reading)
{
    struct str first = STR_EMPTY;
    struct str second = STR_EMPTY;
    if (match->n == 0) {
        *out_reading = sv_not_understood(phrase);
        return RC_OK;
    }
    if (match->n == 1) {
        *out_reading = sv_understood(sv_choice_name(asked, match->at[0]), match->how);
        return RC_OK;
    }
    if (match->n == 2 && (option_text(asked, match->at[0], arena, &first) != RC_OK ||
                          option_text(asked, match->at[1], arena, &second) != RC_OK))
        return RC_TOO_BIG;
    *out_reading = sv_ambiguous(first, second, phrase);
    return RC_OK;
}

/* Adds an option unless it is there already. */
static void add(struct match *match, size_t at)
{
    for (size_t i = 0; i < match->n && i < COUNT_OF(match->at); i++)
        if (match->at[i] == at)
            return;
    if (match->n < COUNT_OF(match->at))
        match->at[match->n] = at;
    match->n++;
}

/* "1 si" and "mujer 1" say the same twice and are understood; "1 o 2" and "1 no" say two things and are asked again. */
static struct match match_number_and_words(const struct options *options, struct str folded)
{
    struct match match = {.n = 0, .how = SV_HOW_NUMBER};
    const struct tokens tokens = sv_tokens_of(folded);
    for (size_t i = 0; i < tokens.n; i++) {
        const size_t at = sv_option_by_key(options->asked, tokens.items[i]);
        if (at != SIZE_MAX)
            add(&match, at);
    }
    if (match.n != 1)
        return match;
    const struct str first = tokens.items[0];
    const struct str last = tokens.items[tokens.n - 1];
    const bool is_first = sv_option_by_key(options->asked, first) != SIZE_MAX;
    if (!is_first && sv_option_by_key(options->asked, last) == SIZE_MAX)
        return (struct match){.n = 0};
    const struct str words = is_first ? str_sub(folded, first.n + 1, folded.n) : str_sub(folded, 0, folded.n - last.n);
    /* "3 veces" is a quantity. */
    if (sv_words_have(options->language->units, options->language->units_n, str_trim(words)))
        return (struct match){.n = 0};
    const struct match said = sv_match_any(options, sv_answer_trim(str_trim(words), options->language));
    if (said.n == 0)
        return (struct match){.n = 0};
    for (size_t i = 0; i < said.n && i < COUNT_OF(said.at); i++)
        add(&match, said.at[i]);
    return match;
}

/* "bien bien" is "bien". */
static struct str said_once(struct str folded)
{
    const struct tokens tokens = sv_tokens_of(folded);
    for (size_t i = 1; i < tokens.n; i++)
        if (!str_eq(tokens.items[i], tokens.items[0]))
            return folded;
    return tokens.n > 1 ? tokens.items[0] : folded;
}

static bool has_and_inside(struct str folded, const struct sv_language *language)
{
    const struct tokens tokens = sv_tokens_of(folded);
    for (size_t i = 1; i + 1 < tokens.n; i++)
        if (sv_words_have(language->ands, language->ands_n, tokens.items[i]))
            return true;
    return false;
}

bool sv_is_quantity(struct str polite, struct str bare, const struct sv_language *language)
{
    const struct sv_words units = {.items = language->units, .n = language->units_n};
    if (bare.n == 0 || (bare.p[0] > '9' && sv_number_word_value(bare, language) < 0))
        return false;
    return sv_words_inside(polite, units.items, units.n) && polite.n > bare.n;
}

/* Without the words that say nothing; "un et trois" says two things, although "un" may be an article. */
static struct str bare_answer(struct str polite, const struct sv_language *language)
{
    const struct str bare = sv_answer_trim(polite, language);
    const bool loses_and = has_and_inside(polite, language) && !has_and_inside(bare, language);
    return loses_and || sv_is_quantity(polite, bare, language) ? polite : bare;
}

static bool has_letter(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++)
        if ((uint8_t)folded.p[i] > '9')
            return true;
    return false;
}

struct match sv_match_whole(const struct options *options, struct str folded)
{
    const struct sv_language *language = options->language;
    if (!has_letter(folded))
        return sv_match_exact(options, folded);
    const struct str polite = said_once(sv_courtesy_trim(folded, language));
    const struct str ways[] = {polite, bare_answer(polite, language), polite, folded};
    struct match match = sv_match_exact(options, folded);
    /* "los dos" is both, not the second. */
    if (match.n == 0 && sv_words_have(language->distinct, language->distinct_n, polite) &&
        str_find_byte(polite, ' ') != SIZE_MAX)
        return match;
    for (size_t i = 0; i < COUNT_OF(ways) && match.n == 0; i++) {
        /* The last ways are often the same text again. */
        if (i > 1 && (ways[i].n == ways[i - 1].n || ways[i].n == ways[1].n))
            continue;
        /* "i am ok" is no yes. */
        const bool strict = i == 0 || (ways[i].n < polite.n && sv_yes_no_folded(ways[i], language) >= 0);
        match = strict ? sv_match_exact(options, ways[i]) : sv_match_any(options, ways[i]);
    }
    return match;
}

enum rc sv_read_one(const struct sv_asked *asked, struct str text, struct arena *arena, struct sv_reading *out_reading)
{
    struct str folded = STR_EMPTY;
    struct options options;
    if (sv_fold(text, sv_asked_language(asked), arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    const size_t typed = sv_option_by_key(asked, folded);
    if (typed != SIZE_MAX) {
        *out_reading = sv_understood(sv_choice_name(asked, typed), SV_HOW_NUMBER);
        return RC_OK;
    }
    if (sv_options_fold(asked, arena, &options) != RC_OK)
        return RC_TOO_BIG;
    struct match match = sv_match_whole(&options, folded);
    if (match.n == 0)
        match =
            match_number_and_words(&options, bare_answer(sv_courtesy_trim(folded, options.language), options.language));
    if (match.n > 1 && sv_match_apostrophes(&options, text, arena, &match) != RC_OK)
        return RC_TOO_BIG;
    return sv_match_reading(asked, &match, SV_PHRASE_INVALID_CHOICE, arena, out_reading);
}
