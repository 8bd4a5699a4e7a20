#include <assert.h>

#include "survey/language.h"

static struct str primary_subtag(struct str code)
{
    return str_sub(code, 0, str_find_byte(code, '-'));
}

const struct sv_language *sv_language_find(const struct sv_languages *languages, struct str code)
{
    assert(languages != NULL);
    const struct sv_language *close = NULL;
    for (size_t i = 0; i < languages->n; i++) {
        const struct sv_language *language = &languages->items[i];
        if (str_eq_ascii_nocase(language->code, code))
            return language;
        if (close == NULL && str_eq_ascii_nocase(primary_subtag(language->code), primary_subtag(code)))
            close = language;
    }
    return close;
}

/* What a word does outside its command list, or nothing. Courtesy words are dropped and yes/no words are answers: a
 * command among them would be lost, or would act on an answer. */
static struct str other_use(const struct sv_language *language, struct str word)
{
    if (sv_words_have(language->yes, language->yes_n, word))
        return STR("yes");
    if (sv_words_have(language->no, language->no_n, word))
        return STR("no");
    if (sv_words_have(language->courtesy, language->courtesy_n, word))
        return STR("courtesy");
    return STR_EMPTY;
}

static enum rc check_word(const struct sv_language *language, enum sv_command command, struct str word,
                          const struct sv_language *other, struct err *err)
{
    struct str use = other_use(other, word);
    for (int i = SV_COMMAND_NONE + 1; i < SV_COMMAND_COUNT && use.n == 0; i++)
        if (i != (int)command && sv_words_have(other->words[i], other->words_n[i], word))
            use = sv_command_word((enum sv_command)i);
    if (use.n == 0)
        return RC_OK;
    return err_set(err, RC_CONFLICT, "\"%.*s\" is %.*s in \"%.*s\" and %.*s in \"%.*s\"; hint: choose another word",
                   STR_FMT(word), STR_FMT(sv_command_word(command)), STR_FMT(language->code), STR_FMT(use),
                   STR_FMT(other->code));
}

static enum rc check_pair(const struct sv_language *language, const struct sv_language *other, struct err *err)
{
    for (int command = SV_COMMAND_NONE + 1; command < SV_COMMAND_COUNT; command++) {
        for (size_t i = 0; i < language->words_n[command]; i++) {
            const enum rc rc = check_word(language, (enum sv_command)command, language->words[command][i], other, err);
            if (rc != RC_OK)
                return rc;
        }
    }
    return RC_OK;
}

enum rc sv_languages_check(const struct sv_languages *languages, struct err *err)
{
    assert(languages != NULL);
    for (size_t i = 0; i < languages->n; i++) {
        for (size_t j = 0; j < languages->n; j++) {
            const struct sv_language *language = &languages->items[i];
            const struct sv_language *other = &languages->items[j];
            if (j < i && str_eq(language->code, other->code))
                return err_set(err, RC_CONFLICT, "two languages are \"%.*s\"", STR_FMT(language->code));
            const enum rc rc = check_pair(language, other, err);
            if (rc != RC_OK)
                return rc;
        }
    }
    return RC_OK;
}
