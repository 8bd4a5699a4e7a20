#include <assert.h>
#include <string.h>

#include "survey/language.h"

enum sv_command sv_command_of(struct str word)
{
    for (int command = 0; command < SV_COMMAND_COUNT; command++)
        if (str_eq(sv_command_word((enum sv_command)command), word))
            return (enum sv_command)command;
    return SV_COMMAND_COUNT;
}

/* The list of one command with one word more. */
static enum rc append(struct sv_language *language, const struct sv_added_word *added, struct arena *arena)
{
    const size_t n = language->words_n[added->command];
    struct str *words = ARENA_ARRAY(arena, struct str, n + 1);
    if (words == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < n; i++)
        words[i] = language->words[added->command][i];
    const enum rc rc = sv_fold(added->word, language, arena, &words[n]);
    language->words[added->command] = words;
    language->words_n[added->command] = n + 1;
    return rc;
}

static struct sv_language *find(struct sv_language *items, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(items[i].code, code))
            return &items[i];
    return NULL;
}

enum rc sv_languages_add(const struct sv_languages *languages, const struct sv_added_word *words, size_t words_n,
                         struct arena *arena, struct sv_languages *out_languages, struct err *err)
{
    assert(languages->n > 0);
    struct sv_language *items = ARENA_ARRAY(arena, struct sv_language, languages->n);
    if (items == NULL)
        return err_set(err, RC_TOO_BIG, "more words than fit");
    memcpy(items, languages->items, languages->n * sizeof *items);
    for (size_t i = 0; i < words_n; i++) {
        struct sv_language *language = find(items, languages->n, words[i].language);
        if (language == NULL)
            return err_set(err, RC_NOT_FOUND, "no language '%.*s'", STR_FMT(words[i].language));
        if (append(language, &words[i], arena) != RC_OK)
            return err_set(err, RC_TOO_BIG, "more words than fit");
    }
    const struct sv_languages added = {.items = items, .n = languages->n};
    const enum rc rc = sv_languages_check(&added, err);
    if (rc == RC_OK)
        *out_languages = added;
    return rc;
}
