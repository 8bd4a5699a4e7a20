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
    const struct str words = sv_option_by_key(options->asked, first) != SIZE_MAX
                                 ? str_sub(folded, first.n + 1, folded.n)
                                 : str_sub(folded, 0, folded.n - last.n);
    const struct match said = sv_match_any(options, sv_courtesy_trim(str_trim(words), options->language));
    if (said.n == 0)
        return (struct match){.n = 0};
    for (size_t i = 0; i < said.n && i < COUNT_OF(said.at); i++)
        add(&match, said.at[i]);
    return match;
}

struct match sv_match_whole(const struct options *options, struct str folded)
{
    const struct match exact = sv_match_exact(options, folded);
    if (exact.n > 0)
        return exact;
    const struct match trimmed = sv_match_any(options, sv_courtesy_trim(folded, options->language));
    return trimmed.n > 0 ? trimmed : sv_match_any(options, folded);
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
        match = match_number_and_words(&options, sv_courtesy_trim(folded, options.language));
    return sv_match_reading(asked, &match, SV_PHRASE_INVALID_CHOICE, arena, out_reading);
}
