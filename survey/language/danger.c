#include <assert.h>

#include "survey/language.h"

static bool is_spoken_of(struct str folded, const struct sv_language *language)
{
    return sv_words_inside(folded, language->inside[SV_INSIDE_DANGER], language->inside_n[SV_INSIDE_DANGER]);
}

static bool has_letter(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((uint8_t)text.p[i] > '9')
            return true;
    return false;
}

enum rc sv_danger_read(struct str text, const struct sv_languages *languages, struct arena *arena, bool *out_danger)
{
    assert(languages != NULL && arena != NULL && out_danger != NULL);
    struct str plain = STR_EMPTY;
    bool danger = false;
    /* Figures, which most messages are, say nothing of the kind. */
    if (!has_letter(text)) {
        *out_danger = false;
        return RC_OK;
    }
    if (sv_fold(text, NULL, arena, &plain) != RC_OK)
        return RC_TOO_BIG;
    for (size_t i = 0; i < languages->n && !danger; i++) {
        struct str folded = plain;
        if (languages->items[i].folds_n > 0 && sv_fold(text, &languages->items[i], arena, &folded) != RC_OK)
            return RC_TOO_BIG;
        danger = is_spoken_of(folded, &languages->items[i]);
    }
    *out_danger = danger;
    return RC_OK;
}
