#pragma once
/* The second half of a step: moves the session by what was heard. Never looks at the text of the event. */
#include "survey/engine.h"

struct step;

void sv_apply(struct step *step, const struct sv_heard *heard);
