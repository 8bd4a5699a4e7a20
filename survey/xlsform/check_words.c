#include "check_words.h"

#include "survey/language.h"

const char *xl_check_words_in_folded(struct str folded, struct check_words words)
{
    for (size_t i = 0; i < words.n; i++) {
        const struct str word = str_of(words.items[i]);
        if (sv_words_inside(folded, &word, 1))
            return words.items[i];
    }
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
