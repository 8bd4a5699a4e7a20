#include "check_words.h"

#include "survey/language.h"

static bool is_whole(struct str folded, size_t at, size_t n)
{
    return (at == 0 || folded.p[at - 1] == ' ') && (at + n == folded.n || folded.p[at + n] == ' ');
}

static bool has_words(struct str folded, struct str words)
{
    for (size_t from = 0; from < folded.n;) {
        const size_t at = str_find(str_sub(folded, from, folded.n), words);
        if (at == SIZE_MAX)
            return false;
        if (is_whole(folded, from + at, words.n))
            return true;
        from += at + 1;
    }
    return false;
}

const char *xl_check_words_in_folded(struct str folded, struct check_words words)
{
    for (size_t i = 0; i < words.n; i++)
        if (has_words(folded, str_of(words.items[i])))
            return words.items[i];
    return NULL;
}

const char *xl_check_words_in(const struct check *check, struct str text, struct check_words words)
{
    struct str folded = STR_EMPTY;
    if (text.n == 0 || sv_fold(text, NULL, check->arena, &folded) != RC_OK)
        return NULL;
    return xl_check_words_in_folded(folded, words);
}

bool xl_check_words_in_row(const struct check *check, const struct xl_row *row, struct check_words words)
{
    if (xl_check_words_in(check, row->name.text, words) != NULL)
        return true;
    for (size_t i = 0; i < check->form->languages_n; i++)
        if (xl_check_words_in(check, row->label[i].text, words) != NULL)
            return true;
    return false;
}
