#pragma once
/* Expressions as texts: what is done to them before a parser reads them. */
#include "model.h"

/* Typographic quotes become straight ones. RC_TOO_BIG over the arena. */
enum rc xl_straight(struct str text, struct arena *arena, struct str *out_text);
/* Whether a default looks like a formula: it names a question, calls a function, or is arithmetic. */
bool xl_is_formula(struct str text);
