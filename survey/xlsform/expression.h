#pragma once
/* Expressions as texts: what is done to them before a parser reads them. */
#include "model.h"

/* Typographic quotes become straight ones. RC_TOO_BIG over the arena. */
enum rc xl_straight(struct str text, struct arena *arena, struct str *out_text);
/* Whether a default is worked out and not taken as it stands: it looks at an answer, calls a function, or is arithmetic. */
enum rc xl_is_dynamic(const struct xl_form *form, struct str text, struct arena *arena, bool *out_dynamic);
