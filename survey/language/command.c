#include <assert.h>

#include "survey/language.h"

/* The same in every language, so that one poster serves all. */
static const struct {
    struct str digits;
    enum sv_command command;
} numeric[] = {
    {{"0", 1}, SV_COMMAND_SKIP},
    {{"00", 2}, SV_COMMAND_STOP},
    {{"000", 3}, SV_COMMAND_CALL_ME},
    {{"0000", 4}, SV_COMMAND_QUICK_EXIT},
};

static enum sv_command numeric_command(struct str folded)
{
    for (size_t i = 0; i < COUNT_OF(numeric); i++)
        if (str_eq(numeric[i].digits, folded))
            return numeric[i].command;
    return SV_COMMAND_NONE;
}

static enum sv_command whole_command(struct str folded, const struct sv_language *language)
{
    for (int command = SV_COMMAND_STOP; command < SV_COMMAND_COUNT; command++)
        if (sv_words_have(language->words[command], language->words_n[command], folded))
            return (enum sv_command)command;
    return SV_COMMAND_NONE;
}

static bool begins_with_stop(struct str folded, const struct sv_language *language)
{
    for (size_t i = 0; i < language->words_n[SV_COMMAND_STOP]; i++)
        if (sv_words_begin(folded, language->words[SV_COMMAND_STOP][i]))
            return true;
    return false;
}

/* "Stop. Thank you" is polite in one language and a command in all. */
static struct str trim_courtesy(struct str folded, const struct sv_languages *languages)
{
    size_t before = SIZE_MAX;
    while (folded.n < before) {
        before = folded.n;
        for (size_t i = 0; i < languages->n; i++)
            folded = sv_courtesy_trim(folded, &languages->items[i]);
    }
    return folded;
}

static bool has_letter(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ' ' && (folded.p[i] < '0' || folded.p[i] > '9'))
            return true;
    return false;
}

/* A text as one language folds it, with and without the courtesy words around it. */
struct folded {
    struct str whole;
    struct str bare;
};

static enum sv_command command_in(const struct sv_language *language, const struct folded *folded)
{
    const enum sv_command command = whole_command(folded->bare, language);
    /* A courtesy word may be part of a command: "de baja". */
    return command != SV_COMMAND_NONE ? command : whole_command(folded->whole, language);
}

enum rc sv_command_read(struct str text, const struct sv_languages *languages, bool free_text, struct arena *arena,
                        enum sv_command *out_command, bool *out_more)
{
    assert(languages != NULL && out_command != NULL && out_more != NULL);
    struct folded plain = {.whole = STR_EMPTY};
    if (sv_fold(text, NULL, arena, &plain.whole) != RC_OK)
        return RC_TOO_BIG;
    const bool worded = has_letter(plain.whole);
    plain.bare = worded ? trim_courtesy(plain.whole, languages) : plain.whole;
    enum sv_command command = numeric_command(plain.bare);
    bool stop_first = false;
    /* A whole command of any language goes before a first word of another. */
    for (size_t i = 0; i < languages->n && command == SV_COMMAND_NONE && worded; i++) {
        const struct sv_language *language = &languages->items[i];
        struct folded folded = plain;
        if (language->folds_n > 0) {
            if (sv_fold(text, language, arena, &folded.whole) != RC_OK)
                return RC_TOO_BIG;
            folded.bare = trim_courtesy(folded.whole, languages);
        }
        command = command_in(language, &folded);
        stop_first = stop_first || begins_with_stop(folded.bare, language);
    }
    const bool more = command == SV_COMMAND_NONE && stop_first && !free_text;
    *out_command = more ? SV_COMMAND_STOP : command;
    *out_more = more;
    return RC_OK;
}
