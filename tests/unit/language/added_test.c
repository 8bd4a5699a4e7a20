#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "survey/language.h"
#include "unit/language/load.h"

TestSuite(added, .timeout = 30);

static enum sv_command command_of(const struct sv_languages *languages, const char *text, struct arena *arena)
{
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    cr_assert(eq(int, sv_command_read(str_of(text), languages, false, arena, &command, &more), RC_OK));
    return command;
}

Test(added, a_word_of_the_programme_works_beside_the_others)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * (SHIPPED + 1));
    const struct sv_languages shipped = load_languages(arena);
    const struct sv_added_word words[] = {{STR("es"), SV_COMMAND_STOP, STR("Ya no MÁS")}};
    struct sv_languages all;
    struct err err = {.text = ""};
    cr_assert(eq(int, sv_languages_add(&shipped, words, 1, arena, &all, &err), RC_OK), "%s", err.text);
    cr_expect(eq(int, command_of(&all, "ya no más!", arena), SV_COMMAND_STOP));
    cr_expect(eq(int, command_of(&all, "ALTO", arena), SV_COMMAND_STOP));
    cr_expect(eq(int, command_of(&shipped, "ya no más", arena), SV_COMMAND_NONE), "nobody else gets it");
    arena_free(arena);
}

Test(added, a_word_that_would_mean_two_things_is_refused)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * (SHIPPED + 1));
    const struct sv_languages shipped = load_languages(arena);
    const struct sv_added_word words[] = {{STR("fr"), SV_COMMAND_HELP, STR("alto")}};
    struct sv_languages all = shipped;
    struct err err = {.text = ""};
    cr_expect(eq(int, sv_languages_add(&shipped, words, 1, arena, &all, &err), RC_CONFLICT));
    cr_expect(strstr(err.text, "alto") != NULL, "%s", err.text);
    cr_expect(eq(ptr, (void *)all.items, (void *)shipped.items), "untouched");
    arena_free(arena);
}

Test(added, a_language_that_is_not_there_is_named)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * (SHIPPED + 1));
    const struct sv_languages shipped = load_languages(arena);
    const struct sv_added_word words[] = {{STR("xx"), SV_COMMAND_HELP, STR("hilfe")}};
    struct sv_languages all;
    struct err err = {.text = ""};
    cr_expect(eq(int, sv_languages_add(&shipped, words, 1, arena, &all, &err), RC_NOT_FOUND));
    arena_free(arena);
}
