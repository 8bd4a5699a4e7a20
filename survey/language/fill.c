#include <assert.h>

#include "base/buf.h"
#include "survey/language.h"

/* The value for a place "{name}" at the front of `text`, and how long the place is; NULL when it is none of ours. */
static const struct sv_fill *fill_at(struct str text, const struct sv_fill *fills, size_t fills_n, size_t *out_length)
{
    if (text.p[0] != '{')
        return NULL;
    const size_t end = str_find_byte(text, '}');
    if (end == SIZE_MAX)
        return NULL;
    const struct str name = str_sub(text, 1, end - 1);
    for (size_t i = 0; i < fills_n; i++) {
        if (!str_eq(fills[i].name, name))
            continue;
        *out_length = end + 1;
        return &fills[i];
    }
    return NULL;
}

/* Appends to `out`, or only counts when it is NULL. */
static size_t fill_into(struct str text, const struct sv_fill *fills, size_t fills_n, struct buf *out)
{
    size_t n = 0;
    while (text.n > 0) {
        size_t length = 1;
        const struct sv_fill *fill = fill_at(text, fills, fills_n, &length);
        const struct str put = fill == NULL ? str_sub(text, 0, 1) : fill->value;
        if (out != NULL)
            buf_put(out, put);
        n += put.n;
        text = str_sub(text, length, text.n);
    }
    return n;
}

enum rc sv_text_fill(struct str text, const struct sv_fill *fills, size_t fills_n, struct arena *arena,
                     struct str *out_text)
{
    assert(fills != NULL || fills_n == 0);
    struct buf buf = buf_in(arena, fill_into(text, fills, fills_n, NULL));
    (void)fill_into(text, fills, fills_n, &buf);
    if (buf.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&buf);
    return RC_OK;
}
