#pragma once
/* Regular expressions of constraints: the whole text must match; a pattern that needs too much work does not match. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct sv_regex;

/* The compiled pattern lives in the arena. */
enum rc sv_regex_compile(struct str pattern, struct arena *arena, const struct sv_regex **out_regex, struct err *err);
bool sv_regex_matches(const struct sv_regex *regex, struct str text);
