#include "typo.h"

#include <stdint.h>

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
