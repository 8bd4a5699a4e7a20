#include "survey/language.h"

#include <assert.h>

static const struct str command_words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
    SV_COMMAND_LIST(X)
#undef X
};
static_assert(COUNT_OF(command_words) == SV_COMMAND_COUNT, "a word for every command");

static const struct str phrase_keys[] = {
#define X(name, key) [name] = {.p = (key), .n = sizeof(key) - 1},
    SV_PHRASE_LIST(X)
#undef X
};
static_assert(COUNT_OF(phrase_keys) == SV_PHRASE_COUNT, "a key for every phrase");

struct str sv_command_word(enum sv_command command)
{
    assert((unsigned)command < SV_COMMAND_COUNT);
    return command_words[command];
}

struct str sv_phrase_key(enum sv_phrase phrase)
{
    assert((unsigned)phrase < SV_PHRASE_COUNT);
    return phrase_keys[phrase];
}

bool sv_words_have(const struct str *words, size_t words_n, struct str folded)
{
    for (size_t i = 0; i < words_n; i++)
        if (str_eq(words[i], folded))
            return true;
    return false;
}

bool sv_words_begin(struct str folded, struct str words)
{
    if (words.n == 0 || folded.n < words.n || (folded.n > words.n && folded.p[words.n] != ' '))
        return false;
    return str_starts(folded, words);
}

static bool words_end(struct str folded, struct str words)
{
    if (words.n == 0 || folded.n < words.n || (folded.n > words.n && folded.p[folded.n - words.n - 1] != ' '))
        return false;
    return str_ends(folded, words);
}

struct str sv_words_trim(struct str folded, const struct str *words, size_t words_n)
{
    for (size_t i = 0; i < words_n && folded.n > 0;) {
        const size_t n = words[i].n;
        if (sv_words_begin(folded, words[i]))
            folded = str_sub(folded, n + 1, folded.n);
        else if (words_end(folded, words[i]))
            folded = str_sub(folded, 0, folded.n - n - 1);
        else {
            i++;
            continue;
        }
        /* What is left may begin or end with one that was passed over. */
        i = 0;
    }
    return folded;
}

struct str sv_courtesy_trim(struct str folded, const struct sv_language *language)
{
    return sv_words_trim(folded, language->courtesy, language->courtesy_n);
}
