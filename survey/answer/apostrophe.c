#include "options.h"
#include "survey/language.h"

/* Whether an option's texts are this one, apostrophes included. */
static enum rc is_named(const struct options *options, size_t at, struct str kept, struct arena *arena, bool *out_is)
{
    const struct sv_asked *asked = options->asked;
    const struct sv_choice *choice = options->items[at].choice;
    const struct str texts[] = {choice->label[asked->language], choice->short_label[asked->language], choice->name};
    bool is = false;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct str folded = STR_EMPTY;
        if (sv_fold_apostrophes(texts[i], options->language, arena, &folded) != RC_OK)
            return RC_TOO_BIG;
        is = is || str_eq(folded, kept);
    }
    *out_is = is;
    return RC_OK;
}

enum rc sv_match_apostrophes(const struct options *options, struct str text, struct arena *arena,
                             struct match *in_out_match)
{
    struct str kept = STR_EMPTY;
    struct match match = {.n = 0, .how = in_out_match->how};
    if (sv_fold_apostrophes(text, options->language, arena, &kept) != RC_OK)
        return RC_TOO_BIG;
    kept = sv_answer_trim(kept, options->language);
    /* Without an apostrophe the person may have left one out: still two options. */
    if (str_find_byte(kept, '\'') == SIZE_MAX)
        return RC_OK;
    for (size_t i = 0; i < options->asked->choices_n; i++) {
        bool is = false;
        if (is_named(options, i, kept, arena, &is) != RC_OK)
            return RC_TOO_BIG;
        if (is && match.n < COUNT_OF(match.at))
            match.at[match.n] = i;
        match.n += is ? 1 : 0;
    }
    if (match.n == 1)
        *in_out_match = match;
    return RC_OK;
}
