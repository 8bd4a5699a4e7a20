#pragma once
/* What the programme knows of a person before it asks: values of hidden questions. */
#include "base/arena.h"
#include "base/err.h"
#include "options.h"
#include "survey/form.h"

/* Every "NAME=VALUE" of option row `row` takes the place of what the form has for a hidden question, in a copy of the questions.
 * RC_BAD_INPUT when one is not NAME=VALUE, RC_NOT_FOUND when it names no hidden question. */
enum rc simulate_set(const struct options *options, size_t row, struct arena *arena, struct sv_form *form,
                     struct err *err);
