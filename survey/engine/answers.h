#pragma once
/* The answers of a session as it becomes: at most one per question, in the order of the form. The only place that
 * changes them. */
#include <stddef.h>
#include <stdint.h>

#include "survey/session.h"

struct step;

/* Where the answer of a question is, or would be. */
size_t sv_answers_place(const struct step *step, int32_t question);
void sv_answers_put(struct step *step, int32_t question, enum sv_how how, struct str value);
/* The question must be answered. */
void sv_answers_take_back(struct step *step, int32_t question);
/* Drops answers that are no longer relevant or no longer on offer, brings calculations up to date, gives hidden questions
 * their value. */
void sv_answers_settle(struct step *step);
