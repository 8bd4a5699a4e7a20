#include "survey/nearest.h"

#include "base/buf.h"

enum { WORD_BYTES_MAX = 64 /* longer words are not names */ };

struct sv_nearest sv_nearest_of(struct str word)
{
    return (struct sv_nearest){.word = word, .best = STR_EMPTY, .distance = word.n <= 4 ? 2 : 3};
}

static char lower(char c)
{
    if (c < 'A' || c > 'Z')
        return c;
    return (char)(c + ('a' - 'A'));
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment. Three rows of the table are enough: a swap looks back two. */
static size_t distance(struct str a, struct str b)
{
    size_t rows[3][WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            const size_t wrong = lower(a.p[i - 1]) == lower(b.p[j - 1]) ? 0 : 1;
            row[j] = least(above[j - 1] + wrong, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) && lower(a.p[i - 2]) == lower(b.p[j - 1]))
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a.n % 3][b.n];
}

void sv_nearest_offer(struct sv_nearest *nearest, struct str candidate)
{
    const struct str word = nearest->word;
    if (word.n == 0 || word.n > WORD_BYTES_MAX || candidate.n > WORD_BYTES_MAX)
        return;
    const size_t gap = word.n > candidate.n ? word.n - candidate.n : candidate.n - word.n;
    if (gap >= nearest->distance)
        return;
    const size_t d = distance(word, candidate);
    if (d >= nearest->distance || d >= word.n)
        return;
    nearest->best = candidate;
    nearest->distance = d;
}

const char *sv_nearest_hint(const struct sv_nearest *nearest, char storage[SV_NEAREST_HINT_BYTES])
{
    storage[0] = '\0';
    if (nearest->best.n == 0)
        return storage;
    struct buf hint = buf_on(storage, SV_NEAREST_HINT_BYTES);
    buf_printf(&hint, "; hint: did you mean '%.*s'?", STR_FMT(nearest->best));
    return storage;
}
