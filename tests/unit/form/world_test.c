#include "world.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "base/attr.h"

struct str world_file(const char *path, struct arena *arena)
{
    enum { FILE_BYTES_MAX = 1 << 18 };
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    cr_assert(bytes != NULL);
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){.p = bytes, .n = n};
}

const struct sv_languages *world_languages(struct arena *arena)
{
    static const char *const paths[] = {SOURCE_DIR "/survey/languages/es.csv", SOURCE_DIR "/survey/languages/fr.csv",
                                        SOURCE_DIR "/survey/languages/en.csv"};
    struct sv_language *items = ARENA_ARRAY(arena, struct sv_language, COUNT_OF(paths));
    struct sv_languages *languages = ARENA_NEW(arena, struct sv_languages);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct err err = {0};
        cr_assert(eq(int, sv_language_read(world_file(paths[i], arena), arena, &items[i], &err), RC_OK), "%s: %s",
                  paths[i], err.text);
    }
    *languages = (struct sv_languages){.items = items, .n = COUNT_OF(paths)};
    return languages;
}

struct sv_form world_form(const char *path, struct arena *arena)
{
    struct sv_form form = {0};
    struct err err = {0};
    const enum rc rc = sv_form_read_json(world_file(path, arena), world_languages(arena), arena, &form, &err);
    cr_assert(eq(int, rc, RC_OK), "%s: %s", path, err.text);
    return form;
}
