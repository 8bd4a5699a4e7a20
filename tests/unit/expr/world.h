#pragma once
/* A small world for expressions: some answers, two lists, Thursday 2026-01-15 10:00 six hours west of Greenwich. */
#include "survey/expr.h"

extern const struct sv_names world_names;
extern const struct sv_reader world_reader;

/* The text of an expression's value, or the error's text with "!" before it. */
struct str world_value(struct str expression, struct arena *arena);

/* What each expression is worth in this world, as a text. */
struct world_row {
    const char *expression;
    const char *value;
};
void world_check(const struct world_row *rows, size_t n);
