#include "base/buf.h"
#include "options.h"
#include "survey/language.h"

enum { ENDING_MAX = 3 }; /* "a", "as", "ora"; what is longer is a word of its own */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Splits "Soltero/a" or "Marié(e)" in two. False for labels that do not end so. */
static bool split(struct str label, struct str *out_first, struct str *out_second)
{
    const size_t slash = str_find_byte(label, '/');
    const size_t bracket = str_find_byte(label, '(');
    const size_t at = slash < bracket ? slash : bracket;
    if (at == SIZE_MAX)
        return false;
    struct str second = str_sub(label, at + 1, label.n);
    if (at == bracket && str_ends(second, STR(")")))
        second = str_sub(second, 0, second.n - 1);
    *out_first = str_sub(label, 0, at);
    *out_second = second;
    return str_find_byte(second, '/') == SIZE_MAX && str_find_byte(second, '(') == SIZE_MAX;
}

/* "soltero" and "a" are "soltera"; "marie" and "e" are "mariee"; "trabajador" and "a" are "trabajadora". */
static enum rc with_ending(struct str word, struct str ending, struct arena *arena, struct str *out_form)
{
    const bool replaces =
        word.n > ending.n && is_vowel(ending.p[0]) && is_vowel(word.p[word.n - ending.n]) && !str_ends(word, ending);
    struct buf buf = buf_in(arena, word.n + ending.n);
    buf_put(&buf, replaces ? str_sub(word, 0, word.n - ending.n) : word);
    buf_put(&buf, ending);
    *out_form = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc sv_label_forms(struct str label, const struct sv_language *language, struct arena *arena,
                       struct str out_forms[2])
{
    struct str first = STR_EMPTY;
    struct str second = STR_EMPTY;
    if (!split(label, &first, &second))
        return RC_OK;
    struct str forms[2] = {STR_EMPTY, STR_EMPTY};
    if (sv_fold(first, language, arena, &forms[0]) != RC_OK || sv_fold(second, language, arena, &forms[1]) != RC_OK)
        return RC_TOO_BIG;
    if (forms[0].n == 0 || forms[1].n == 0)
        return RC_OK;
    const struct str ending = forms[1];
    if (ending.n <= ENDING_MAX && with_ending(forms[0], ending, arena, &forms[1]) != RC_OK)
        return RC_TOO_BIG;
    out_forms[0] = forms[0];
    out_forms[1] = forms[1];
    return RC_OK;
}
