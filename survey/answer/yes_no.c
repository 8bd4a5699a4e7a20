#include <assert.h>

#include "reader.h"

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

/* "siiii" and "noooo" are how people insist. */
static struct str without_stretch(struct str word)
{
    while (word.n > 1 && word.p[word.n - 1] == word.p[word.n - 2])
        word.n--;
    return word;
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
    const struct str plain = without_stretch(word);
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

int sv_yes_no_folded(struct str folded, const struct sv_language *language)
{
    const int whole = read_words(folded, language);
    return whole != NEITHER ? whole : read_words(sv_courtesy_trim(folded, language), language);
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
