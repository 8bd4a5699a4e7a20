#pragma once
/* The parts of a form, in the order they are read: each may look at those before it. */
#include <stdbool.h>

#include "read_json.h"

bool sv_read_lists(struct sv_form_in *in, const struct sv_place *form);
/* All of groups and questions but their expressions. */
bool sv_read_questions(struct sv_form_in *in, const struct sv_place *form);
/* What the answers of a question set off; its list is known. */
bool sv_read_actions(struct sv_form_in *in, const struct sv_place *question, struct sv_question *q);
/* A text that must be an answer to the question as it is stored. */
bool sv_fits(struct sv_form_in *in, const struct sv_place *place, const struct sv_question *q, struct str value);
/* When every name is known. */
bool sv_read_expressions(struct sv_form_in *in, const struct sv_place *form);
bool sv_read_scores(struct sv_form_in *in, const struct sv_place *form);
