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

static bool begins_with(struct str folded, const struct str *words, size_t words_n)
{
    for (size_t i = 0; i < words_n; i++)
        if (sv_words_begin(folded, words[i]))
            return true;
    return false;
}

/* "2 stop", where nobody tells a story. */
static bool ends_with_stop(struct str folded, const struct sv_language *language)
{
    const struct str *last = language->inside[SV_INSIDE_STOP_LAST];
    for (size_t i = 0; i < language->inside_n[SV_INSIDE_STOP_LAST]; i++)
        if (sv_words_end(folded, last[i]))
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

/* A text as this language folds it; most languages fold as all do. */
static enum rc fold_in(struct str text, const struct sv_language *language, const struct sv_languages *languages,
                       struct arena *arena, struct folded *in_out_folded)
{
    struct str whole = STR_EMPTY;
    if (language->folds_n == 0)
        return RC_OK;
    if (sv_fold(text, language, arena, &whole) != RC_OK)
        return RC_TOO_BIG;
    if (!str_eq(whole, in_out_folded->whole))
        *in_out_folded = (struct folded){.whole = whole, .bare = trim_courtesy(whole, languages)};
    return RC_OK;
}

/* STOP with more words: first, or where it is said to us anywhere; within a story of free text only at its beginning. */
static bool has_stop(const struct folded *folded, const struct sv_language *language, bool free_text)
{
    const struct str *const to_us = language->inside[SV_INSIDE_STOP];
    const size_t to_us_n = language->inside_n[SV_INSIDE_STOP];
    if (begins_with(folded->bare, to_us, to_us_n))
        return true;
    if (free_text)
        return false;
    return begins_with(folded->bare, language->words[SV_COMMAND_STOP], language->words_n[SV_COMMAND_STOP]) ||
           sv_words_inside(folded->whole, to_us, to_us_n) || ends_with_stop(folded->bare, language);
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
    bool stop = false;
    /* A whole command of any language goes before a first word of another. */
    for (size_t i = 0; i < languages->n && command == SV_COMMAND_NONE && worded; i++) {
        const struct sv_language *language = &languages->items[i];
        struct folded folded = plain;
        if (fold_in(text, language, languages, arena, &folded) != RC_OK)
            return RC_TOO_BIG;
        command = command_in(language, &folded);
        stop = stop || has_stop(&folded, language, free_text);
    }
    const bool more = command == SV_COMMAND_NONE && stop;
    *out_command = more ? SV_COMMAND_STOP : command;
    *out_more = more;
    return RC_OK;
}
