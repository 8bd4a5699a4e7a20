#pragma once
/* How a conversation that ends before its end is counted (AAPOR Standard Definitions adapted to text messages). */
#include "survey/session.h"

struct step;

/* NC: never heard of. P: consented, at least half of the relevant required questions answered and, where the form has
 * scores, one of them computable. BO: anything less. */
enum sv_disposition sv_outcome_of(struct step *step);
