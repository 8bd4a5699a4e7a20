#include "base/utf8.h"
#include "options.h"
#include "tokens.h"
#include "typo.h"

enum {
    LETTERS_MIN = 4, /* in short words one letter makes another word: casa, case */
    PHRASE_MIN = 7,  /* in "prefer not to sya" the other words say what was meant */
    CLEAR = 2        /* a slip counts only when no other option is this near */
};

static bool has_digit(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] >= '0' && folded.p[i] <= '9')
            return true;
    return false;
}

/* A number in words is known, unless both say the same: "ninguno", "ninguna". */
static bool is_other_number(struct str word, struct str target, const struct sv_language *language)
{
    const int32_t value = sv_number_word_value(word, language);
    return value >= 0 && value != sv_number_word_value(target, language);
}

/* A word of the language's lists was meant as it stands: "julio" is no slip of "Junio", nor "hambre" of "Hombre". */
static bool is_known(struct str word, struct str target, const struct sv_language *language)
{
    for (size_t month = 0; month < COUNT_OF(language->months); month++)
        if (sv_words_have(language->months[month], language->months_n[month], word))
            return true;
    for (size_t i = 0; i < SV_COMMAND_COUNT; i++)
        if (sv_words_have(language->words[i], language->words_n[i], word))
            return true;
    return is_other_number(word, target, language) || sv_words_have(language->distinct, language->distinct_n, word) ||
           sv_words_have(language->alone, language->alone_n, word) ||
           sv_words_have(language->courtesy, language->courtesy_n, word) ||
           sv_words_have(language->fillers, language->fillers_n, word) ||
           sv_words_have(language->yes, language->yes_n, word) || sv_words_have(language->no, language->no_n, word);
}

/* Where texts have the same number of words, the one that differs must be long, or stand among others, and must not be a
 * word of its own. A blank too many or too few makes no new word. */
static bool is_slip_of(struct str typed, struct str target, const struct sv_language *language)
{
    const struct tokens left = sv_tokens_of(typed);
    const struct tokens right = sv_tokens_of(target);
    if (!sv_slip_is_likely(typed, target))
        return false;
    for (size_t i = 0; left.n == right.n && i < left.n; i++) {
        if (str_eq(left.items[i], right.items[i]))
            continue;
        const bool is_short = utf8_count(left.items[i]) < LETTERS_MIN || utf8_count(right.items[i]) < LETTERS_MIN;
        if ((is_short && (left.n == 1 || typed.n < PHRASE_MIN)) || is_known(left.items[i], right.items[i], language))
            return false;
    }
    return true;
}

/* How far an option's text is. One wrong digit makes another number, so words with digits are never slips. */
struct nearest {
    size_t slips; /* CLEAR + 1: not near */
    bool is_one;  /* one slip, and one that fingers make */
};

static void offer(struct nearest *nearest, struct str target, struct str typed, const struct sv_language *language)
{
    if (utf8_count(target) < LETTERS_MIN || has_digit(target))
        return;
    const size_t slips = sv_typos(target, typed, CLEAR);
    nearest->slips = slips < nearest->slips ? slips : nearest->slips;
    nearest->is_one = nearest->is_one || (slips == 1 && is_slip_of(typed, target, language));
}

static struct nearest nearest_of(const struct option *option, struct str typed, const struct sv_language *language)
{
    struct nearest nearest = {.slips = CLEAR + 1, .is_one = false};
    offer(&nearest, option->label, typed, language);
    offer(&nearest, option->short_label, typed, language);
    offer(&nearest, option->name, typed, language);
    for (size_t i = 0; i < COUNT_OF(option->forms); i++)
        offer(&nearest, option->forms[i], typed, language);
    for (size_t i = 0; i < option->choice->aliases_n; i++)
        offer(&nearest, option->choice->aliases[i], typed, language);
    return nearest;
}

struct match sv_match_slip(const struct options *options, struct str folded)
{
    struct match match = {.n = 0, .how = SV_HOW_TYPO};
    bool found = false;
    if (has_digit(folded) || utf8_count(folded) < LETTERS_MIN)
        return match;
    for (size_t i = 0; i < options->asked->choices_n; i++) {
        const struct nearest nearest = nearest_of(&options->items[i], folded, options->language);
        if (nearest.slips > CLEAR)
            continue;
        found = found || nearest.is_one;
        if (match.n < COUNT_OF(match.at))
            match.at[match.n] = i;
        match.n++;
    }
    return found ? match : (struct match){.n = 0};
}
