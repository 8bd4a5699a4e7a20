#include "typo.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { CHARACTERS_MAX = 64 };

struct word {
    uint32_t c[CHARACTERS_MAX];
    size_t n;
};

static bool word_of(struct str text, struct word *out_word)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n; n++) {
        if (n == CHARACTERS_MAX)
            return false;
        out_word->c[n] = utf8_next(text, &at);
    }
    out_word->n = n;
    return true;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the usual table are enough: a swap looks two rows up. */
static size_t distance(const struct word *a, const struct word *b)
{
    size_t rows[3][CHARACTERS_MAX + 1];
    for (size_t j = 0; j <= b->n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a->n; i++) {
        size_t *const row = rows[i % 3];
        const size_t *const above = rows[(i + 2) % 3];
        const size_t *const two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b->n; j++) {
            const size_t replaced = above[j - 1] + (a->c[i - 1] == b->c[j - 1] ? 0 : 1);
            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] && a->c[i - 2] == b->c[j - 1])
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a->n % 3][b->n];
}

size_t sv_typos(struct str a, struct str b, size_t limit)
{
    struct word left;
    struct word right;
    if (!word_of(a, &left) || !word_of(b, &right))
        return limit + 1;
    const size_t longer = left.n > right.n ? left.n - right.n : right.n - left.n;
    if (longer > limit)
        return limit + 1;
    return smaller(distance(&left, &right), limit + 1);
}

/* Letters side by side on a keyboard. */
static const char *const rows_of_keys[] = {"qwertyuiop", "azerty", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "wxcvbn"};
/* Letters one above the other, under one key of a phone, or of one sound; every vowel for every other. */
static const char *const groups[] = {"qaz", "wsx", "edc", "rfv", "tgb",  "yhn", "ujm",  "ik",   "ol",  "abc",
                                     "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz", "bv",   "scz", "gj",
                                     "ckq", "ly",  "dt",  "pb",  "fv",   "iy",  "jxh",  "aeiou"};

static bool are_side_by_side(const char *row, char a, char b)
{
    const char *const left = strchr(row, a);
    const char *const right = strchr(row, b);
    return left != NULL && right != NULL && (left + 1 == right || right + 1 == left);
}

static bool is_likely(uint32_t a, uint32_t b)
{
    /* Of other scripts no keyboard is known here. */
    if (a < 'a' || a > 'z' || b < 'a' || b > 'z')
        return a >= 0x80 && b >= 0x80;
    for (size_t i = 0; i < COUNT_OF(rows_of_keys); i++)
        if (are_side_by_side(rows_of_keys[i], (char)a, (char)b))
            return true;
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        if (strchr(groups[i], (int)a) != NULL && strchr(groups[i], (int)b) != NULL)
            return true;
    return false;
}

bool sv_slip_is_likely(struct str a, struct str b)
{
    struct word left;
    struct word right;
    if (!word_of(a, &left) || !word_of(b, &right))
        return false;
    if (left.n != right.n)
        return true;
    for (size_t i = 0; i < left.n; i++) {
        if (left.c[i] == right.c[i])
            continue;
        const bool swapped = i + 1 < left.n && left.c[i] == right.c[i + 1] && left.c[i + 1] == right.c[i];
        return swapped || is_likely(left.c[i], right.c[i]);
    }
    return true;
}
