#pragma once
/* Where a conversation goes: the only place that moves a session. */
#include <stdint.h>

#include "survey/engine.h"

struct step;

/* Asks for the language, if it must be asked, else goes on. */
void sv_flow_begin(struct step *step, enum sv_priority priority);
/* The next thing not yet known: consent, the first relevant question without an answer, or the end. */
void sv_flow_go_on(struct step *step, enum sv_priority priority);
/* Puts what is open once more, after `lead` (may be empty). */
void sv_flow_ask(struct step *step, struct str lead, enum sv_priority priority);
/* Stores the answer of the open question. */
void sv_flow_answer(struct step *step, enum sv_how how, struct str value);
/* Opens the question asked before again and takes its answer back. False at the first one. */
bool sv_flow_back(struct step *step);
void sv_flow_close(struct step *step, enum sv_disposition disposition);

/* Still something to ask: not after two unclear replies to the consent question, where only a person may ask again. */
bool sv_flow_may_ask(const struct step *step);
/* A reminder is left of those that the form and the setting allow in a row. */
bool sv_flow_may_remind(const struct step *step);
/* When the session ends for want of a sign of life. */
int64_t sv_flow_expiry_ms(const struct step *step);
/* When the next timer is due; 0 when nothing is open. */
int64_t sv_flow_wake_ms(const struct step *step);
