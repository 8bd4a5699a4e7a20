#include "spelled.h"

#include "reader.h"

enum {
    PARTS_MAX = 12, /* "nueve cientos noventa y nueve mil novecientos noventa y nueve" has fewer */
    HUNDRED = 100,
    THOUSAND = 1000,
    MULTIPLIER_MAX = 19 /* "fifteen hundred" is said, "twenty hundred" is not */
};

/* A number while it is put together: "dos mil" + "tres" so far. */
struct sum {
    int64_t total;  /* of closed groups */
    int64_t group;  /* below a thousand, still open */
    int64_t scale;  /* of the last closed group: the next one is smaller */
    bool has_group; /* a word of the group was there */
};

const struct sv_number_word *sv_number_word_at(struct str folded, const struct sv_language *language)
{
    const struct sv_number_word *best = NULL;
    for (size_t i = 0; i < language->numbers_n; i++) {
        const struct sv_number_word *word = &language->numbers[i];
        if ((best == NULL || word->word.n > best->word.n) && folded.n >= word->word.n &&
            folded.p[0] == word->word.p[0] && sv_words_begin(folded, word->word))
            best = word;
    }
    return best;
}

/* A thousand or a million closes the group: "veinte mil", "mil". */
static bool close_group(struct sum *sum, int64_t scale)
{
    /* "millones" alone is no number; "mil" is. */
    if (scale >= sum->scale || (sum->has_group ? sum->group == 0 : scale > THOUSAND))
        return false;
    sum->total += (sum->has_group ? sum->group : 1) * scale;
    sum->scale = scale;
    sum->group = 0;
    sum->has_group = false;
    return sum->total <= SPELLED_MAX;
}

/* "two hundred": the small number before it counts hundreds. */
static bool multiply(struct sum *sum)
{
    if (sum->group < 2 || sum->group > MULTIPLIER_MAX)
        return false;
    sum->group *= HUNDRED;
    return true;
}

/* Hundreds, then tens, then ones: "ciento" + "cuarenta" + "cinco". "dos tres" is two numbers. */
static bool add_small(struct sum *sum, int64_t value)
{
    const int64_t below = sum->group % HUNDRED;
    const bool after_hundreds = below == 0;
    const bool after_tens = below >= 20 && below % 10 == 0 && value >= 1 && value <= 9;
    if (sum->has_group && !after_hundreds && !after_tens)
        return false;
    if (value == 0 && (sum->has_group || sum->scale <= THOUSAND))
        return false;
    sum->group += value;
    sum->has_group = true;
    return true;
}

static bool add_word(struct sum *sum, int64_t value)
{
    if (value >= THOUSAND)
        return (value == THOUSAND || value == (int64_t)THOUSAND * THOUSAND) && close_group(sum, value);
    if (value == HUNDRED && sum->has_group)
        return multiply(sum);
    if (value >= HUNDRED && sum->has_group)
        return false;
    if (sum->has_group && sum->group == 0)
        return false;
    return add_small(sum, value);
}

/* An "and" between two words of a number, off the front. */
static struct str without_and(struct str rest, const struct sv_language *language)
{
    for (size_t i = 0; i < language->ands_n; i++)
        if (sv_words_begin(rest, language->ands[i]) && rest.n > language->ands[i].n)
            return str_sub(rest, language->ands[i].n + 1, rest.n);
    return rest;
}

bool sv_number_spelled(struct str folded, const struct sv_language *language, int32_t *out_value)
{
    const int32_t whole = sv_number_word_value(folded, language);
    if (whole >= 0 && (whole <= THOUSAND || str_find_byte(folded, ' ') != SIZE_MAX)) {
        *out_value = whole;
        return true;
    }
    struct sum sum = {.scale = INT64_MAX};
    struct str rest = folded;
    for (size_t parts = 0; rest.n > 0; parts++) {
        if (parts > 0)
            rest = without_and(rest, language);
        const struct sv_number_word *word = parts < PARTS_MAX ? sv_number_word_at(rest, language) : NULL;
        if (word == NULL || !add_word(&sum, word->value))
            return false;
        rest = str_sub(rest, word->word.n + 1, rest.n);
    }
    const int64_t value = sum.total + sum.group;
    if (folded.n == 0 || value > SPELLED_MAX)
        return false;
    *out_value = (int32_t)value;
    return true;
}
