#include "survey/language.h"

#include <assert.h>

static const struct str command_words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
    SV_COMMAND_LIST(X)
#undef X
};
static_assert(COUNT_OF(command_words) == SV_COMMAND_COUNT, "a word for every command");

static const struct str inside_words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
    SV_INSIDE_LIST(X)
#undef X
};
static_assert(COUNT_OF(inside_words) == SV_INSIDE_COUNT, "a key for every place");

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

struct str sv_inside_word(enum sv_inside inside)
{
    assert((unsigned)inside < SV_INSIDE_COUNT);
    return inside_words[inside];
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

bool sv_words_end(struct str folded, struct str words)
{
    if (words.n == 0 || folded.n < words.n || (folded.n > words.n && folded.p[folded.n - words.n - 1] != ' '))
        return false;
    return str_ends(folded, words);
}

/* Most words are told apart by one letter. */
static size_t longest_in_front(struct str folded, const struct sv_words *list, size_t longest)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct str words = list->items[i];
        if (words.n > longest && words.n <= folded.n && words.p[0] == folded.p[0] && sv_words_begin(folded, words))
            longest = words.n;
    }
    return longest;
}

static size_t longest_at_end(struct str folded, const struct sv_words *list, size_t longest)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct str words = list->items[i];
        if (words.n > longest && words.n <= folded.n && words.p[words.n - 1] == folded.p[folded.n - 1] &&
            sv_words_end(folded, words))
            longest = words.n;
    }
    return longest;
}

/* The bytes of the longest of the words at the front or at the end of a text that is not empty; 0 for none. */
static size_t longest_of(struct str folded, const struct sv_words *lists, size_t lists_n,
                         size_t (*longest_in)(struct str folded, const struct sv_words *list, size_t longest))
{
    size_t longest = 0;
    for (size_t i = 0; i < lists_n; i++)
        longest = longest_in(folded, &lists[i], longest);
    return longest;
}

struct str sv_words_trim(struct str folded, const struct sv_words *lists, size_t lists_n)
{
    while (folded.n > 0) {
        const size_t front = longest_of(folded, lists, lists_n, longest_in_front);
        if (front > 0) {
            folded = str_sub(folded, front + 1, folded.n);
            continue;
        }
        const size_t end = longest_of(folded, lists, lists_n, longest_at_end);
        if (end == 0)
            break;
        folded = str_sub(folded, 0, folded.n > end ? folded.n - end - 1 : 0);
    }
    return folded;
}

struct str sv_courtesy_trim(struct str folded, const struct sv_language *language)
{
    const struct sv_words courtesy = {.items = language->courtesy, .n = language->courtesy_n};
    return sv_words_trim(folded, &courtesy, 1);
}

#define LIST(language, name)                                                                                           \
    {                                                                                                                  \
        .items = (language)->name, .n = (language)->name##_n                                                           \
    }

struct str sv_answer_trim(struct str folded, const struct sv_language *language)
{
    const struct sv_words lists[] = {LIST(language, courtesy), LIST(language, fillers), LIST(language, ands)};
    return sv_words_trim(folded, lists, COUNT_OF(lists));
}

size_t sv_answer_front(struct str folded, const struct sv_language *language)
{
    const struct sv_words lists[] = {LIST(language, courtesy), LIST(language, fillers), LIST(language, ands)};
    return folded.n == 0 ? 0 : longest_of(folded, lists, COUNT_OF(lists), longest_in_front);
}

struct str sv_fillers_trim(struct str folded, const struct sv_language *language)
{
    const struct sv_words lists[] = {LIST(language, courtesy), LIST(language, fillers), LIST(language, units)};
    return sv_words_trim(folded, lists, COUNT_OF(lists));
}

/* Whether these words stand at the front of a text that begins with a word. */
static bool words_stand(struct str rest, struct str words)
{
    if (words.n == 0 || rest.p[0] != words.p[0])
        return false;
    if (words.p[words.n - 1] == '*')
        return str_starts(rest, str_sub(words, 0, words.n - 1));
    return sv_words_begin(rest, words);
}

bool sv_words_inside(struct str folded, const struct str *words, size_t words_n)
{
    for (struct str rest = folded; rest.n > 0;) {
        for (size_t i = 0; i < words_n; i++)
            if (words_stand(rest, words[i]))
                return true;
        const size_t blank = str_find_byte(rest, ' ');
        rest = blank == SIZE_MAX ? STR_EMPTY : str_sub(rest, blank + 1, rest.n);
    }
    return false;
}
