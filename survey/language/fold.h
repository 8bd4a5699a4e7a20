#pragma once
/* The first half of folding, which letter folds are written in too. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* NFKC, lower case, apostrophes of every kind dropped; marks still stand. */
enum rc sv_lower(struct str text, struct arena *arena, struct str *out_lower);
