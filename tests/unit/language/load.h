#pragma once
/* The shipped languages, for tests. */
#include <stdio.h>
#include <stdlib.h>

#include "survey/language.h"

enum { LANGUAGE_ARENA_BYTES = 1024 * 1024, SHIPPED = 3 };

static inline struct str load_file(const char *path, struct arena *arena)
{
    static char bytes[512 * 1024];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        abort();
    }
    const size_t n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    return arena_str(arena, (struct str){.p = bytes, .n = n});
}

static inline void load_language(const char *code, struct arena *arena, struct sv_language *out_language)
{
    char path[512];
    struct err err;
    (void)snprintf(path, sizeof path, SOURCE_DIR "/survey/languages/%s.csv", code);
    if (sv_language_read(load_file(path, arena), arena, out_language, &err) != RC_OK) {
        (void)fprintf(stderr, "%s:%d: %s\n", path, err.line, err.text);
        abort();
    }
}

/* es, fr, en in this order. */
static inline struct sv_languages load_languages(struct arena *arena)
{
    static const char *const codes[SHIPPED] = {"es", "fr", "en"};
    struct sv_language *languages = ARENA_ARRAY(arena, struct sv_language, SHIPPED);
    if (languages == NULL)
        abort();
    for (size_t i = 0; i < SHIPPED; i++)
        load_language(codes[i], arena, &languages[i]);
    return (struct sv_languages){.items = languages, .n = SHIPPED};
}
