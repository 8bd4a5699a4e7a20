/* Any bytes as a language's spreadsheet, and as a message that may be a command. The first byte chooses. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "survey/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void read_spreadsheet(struct str text, struct arena *arena)
{
    struct sv_language language;
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_language_read(text, arena, &language, &err);
    must(rc == RC_OK || (err.code == rc && err.text[0] != '\0'));
    if (rc != RC_OK)
        return;
    for (int i = 0; i < SV_PHRASE_COUNT; i++)
        must(language.phrases[i].n > 0 && utf8_valid(language.phrases[i]));
    for (int place = 0; place < SV_INSIDE_COUNT; place++)
        for (size_t i = 0; i < language.inside_n[place]; i++)
            must(language.inside[place][i].n > 0 && language.inside[place][i].p[0] != '*');
    for (int command = 0; command < SV_COMMAND_COUNT; command++) {
        for (size_t i = 0; i < language.words_n[command]; i++) {
            must(!sv_words_have(language.yes, language.yes_n, language.words[command][i]));
            must(!sv_words_have(language.courtesy, language.courtesy_n, language.words[command][i]));
        }
    }
}

/* Folded text is clean, and folding it again changes nothing. */
static void fold_twice(struct str text, struct arena *arena)
{
    struct str once = STR_EMPTY;
    struct str twice = STR_EMPTY;
    if (sv_fold(text, NULL, arena, &once) != RC_OK || sv_fold(once, NULL, arena, &twice) != RC_OK)
        return;
    must(utf8_valid(once) && str_eq(once, twice));
    must(str_find(once, STR("  ")) == SIZE_MAX && str_eq(once, str_trim(once)));
    struct str kept = STR_EMPTY;
    if (sv_fold_apostrophes(text, NULL, arena, &kept) == RC_OK)
        must(utf8_valid(kept) && str_eq(kept, str_trim(kept)));
}

static void read_command(struct str text, struct arena *arena)
{
    static const struct str stop[] = {{"alto", 4}, {"no mas", 6}};
    static const struct str polite[] = {{"gracias", 7}};
    static const struct str to_us[] = {{"no me escriban", 14}};
    static const struct str last[] = {{"stop", 4}};
    static const struct str danger[] = {{"amenaz*", 7}, {"auxilio", 7}};
    static const struct sv_language spanish = {.words = {[SV_COMMAND_STOP] = stop},
                                               .words_n = {[SV_COMMAND_STOP] = COUNT_OF(stop)},
                                               .courtesy = polite,
                                               .courtesy_n = COUNT_OF(polite),
                                               .inside = {to_us, last, danger},
                                               .inside_n = {1, 1, 2}};
    static const struct sv_languages languages = {.items = &spanish, .n = 1};
    enum sv_command strict = SV_COMMAND_NONE;
    enum sv_command loose = SV_COMMAND_NONE;
    bool more = false;
    if (sv_command_read(text, &languages, true, arena, &strict, &more) != RC_OK)
        return;
    must(!more || strict == SV_COMMAND_STOP);
    if (sv_command_read(text, &languages, false, arena, &loose, &more) != RC_OK)
        return;
    must(!more || loose == SV_COMMAND_STOP);
    must(strict == SV_COMMAND_NONE || strict == loose);
    bool in_danger = false;
    if (sv_danger_read(text, &languages, arena, &in_danger) != RC_OK)
        return;
    must(!in_danger || text.n >= 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(SV_FORM_BYTES_MAX);
    const struct str input = {.p = (const char *)data, .n = size};
    const struct str text = str_sub(input, 1, size);
    if (size > 0 && data[0] == 'S') {
        read_spreadsheet(text, arena);
    } else if (size > 0) {
        fold_twice(text, arena);
        read_command(text, arena);
    }
    arena_free(arena);
    return 0;
}
