#include <assert.h>

#include "options.h"

enum { NEITHER = -1, NO = 0, YES = 1 };

struct meaning {
    int answer;
    size_t length; /* of the words at the front that mean it */
};

static struct meaning longer(struct meaning best, struct str folded, const struct str *words, size_t words_n,
                             int answer)
{
    for (size_t i = 0; i < words_n; i++)
        if (words[i].n > best.length && sv_words_begin(folded, words[i]))
            best = (struct meaning){.answer = answer, .length = words[i].n};
    return best;
}

enum { STRETCHED_BYTES = 32 }; /* longer is no word for yes or no */

/* "siiii" and "nooon" are how people insist: letters that stand three times and more, or twice at the end, once. */
static struct str without_stretch(struct str word, char room[STRETCHED_BYTES])
{
    size_t n = 0;
    for (size_t at = 0; at < word.n && n < STRETCHED_BYTES;) {
        size_t run = 1;
        while (at + run < word.n && word.p[at + run] == word.p[at])
            run++;
        const size_t kept = run > 2 || at + run == word.n ? 1 : run;
        for (size_t i = 0; i < kept && n < STRETCHED_BYTES; i++)
            room[n++] = word.p[at];
        at += run;
    }
    return (struct str){.p = room, .n = n};
}

static struct meaning meaning_at_front(struct str folded, const struct sv_language *language)
{
    const struct str digits_yes = STR("1");
    const struct str digits_no = STR("2");
    struct meaning best = {.answer = NEITHER, .length = 0};
    best = longer(best, folded, &digits_yes, 1, YES);
    best = longer(best, folded, &digits_no, 1, NO);
    best = longer(best, folded, language->yes, language->yes_n, YES);
    best = longer(best, folded, language->no, language->no_n, NO);
    if (best.length > 0)
        return best;
    const struct str word = str_sub(folded, 0, str_find_byte(folded, ' '));
    char room[STRETCHED_BYTES];
    const struct str plain = without_stretch(word, room);
    if (sv_words_have(language->yes, language->yes_n, plain))
        return (struct meaning){.answer = YES, .length = word.n};
    if (sv_words_have(language->no, language->no_n, plain))
        return (struct meaning){.answer = NO, .length = word.n};
    return best;
}

/* Every word must mean the same: "1 si" and "si claro" are yes, "no si" and "si pero" are neither. */
static int read_words(struct str folded, const struct sv_language *language)
{
    int answer = NEITHER;
    while (folded.n > 0) {
        const struct meaning next = meaning_at_front(folded, language);
        if (next.answer == NEITHER || (answer != NEITHER && answer != next.answer))
            return NEITHER;
        answer = next.answer;
        folded = str_sub(folded, next.length + 1, folded.n);
    }
    return answer;
}

static bool has_digit(struct str folded)
{
    return str_find_byte(folded, '1') != SIZE_MAX || str_find_byte(folded, '2') != SIZE_MAX;
}

int sv_yes_no_folded(struct str folded, const struct sv_language *language)
{
    int answer = read_words(folded, language);
    if (answer != NEITHER)
        return answer;
    const struct str polite = sv_courtesy_trim(folded, language);
    if (polite.n < folded.n)
        answer = read_words(polite, language);
    if (answer != NEITHER || !has_digit(polite))
        return answer;
    /* "la 1" and "opción 2" are answers; "i am ok" is none to most questions. */
    const struct str bare = sv_answer_trim(polite, language);
    return sv_is_quantity(polite, bare, language) ? NEITHER : read_words(bare, language);
}

enum rc sv_yes_no(struct str text, const struct sv_language *language, struct arena *arena, int *out_answer)
{
    assert(language != NULL && out_answer != NULL);
    struct str folded = STR_EMPTY;
    if (sv_fold(text, language, arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    *out_answer = sv_yes_no_folded(folded, language);
    return RC_OK;
}
