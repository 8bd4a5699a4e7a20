#pragma once
/* What the form sets off by an answer: work for a person, a consent, an opt-out. Nothing of it is undone by going back: a
 * person decides. Only a consent is refused again by any other answer. */
#include <stdint.h>

#include "base/str.h"

struct step;

/* The question was answered; `value` is empty when it was skipped, which sets off nothing. */
void sv_actions_answered(struct step *step, int32_t question, struct str value);
/* The note was put before the person. */
void sv_actions_shown(struct step *step, int32_t note);
