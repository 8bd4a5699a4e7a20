#pragma once
/* The shipped languages and files, for tests of forms. */
#include "base/arena.h"
#include "base/err.h"
#include "survey/form.h"

struct str world_file(const char *path, struct arena *arena);
const struct sv_languages *world_languages(struct arena *arena);
/* Reads a form; a failure ends the test. */
struct sv_form world_form(const char *path, struct arena *arena);
