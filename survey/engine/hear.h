#pragma once
/* The first half of a step: what the person meant, given what is open. Looks at the text, changes nothing. */
#include "survey/engine.h"

struct step;

/* The text of a SV_EVENT_TEXT; events without a text are SV_HEARD_NOTHING. */
struct sv_heard sv_hear(struct step *step);
