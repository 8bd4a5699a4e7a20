#pragma once
/* Expressions of the form, seen from a conversation: relevance, constraint, required, calculation, choice filter, default. What has no value (a
 * pattern out of its match limit, a number that is none) is false or '' in XPath's way: what a person wrote never stops
 * the conversation. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "survey/answer.h"

struct step;
struct sv_question;

/* Once per step, before anything else of this file. */
void sv_logic_init(struct step *step);
/* After any change of an answer: what was concluded from the old ones is void. */
void sv_logic_forget(struct step *step);

/* Its own relevance and that of every group around it. */
bool sv_logic_relevant(struct step *step, const struct sv_question *question);
bool sv_logic_required(struct step *step, const struct sv_question *question);
bool sv_logic_accepts(struct step *step, const struct sv_question *question, struct str value);
/* Value of a calculate, at most SV_VALUE_BYTES_MAX; `old` is its value so far, which once() keeps. */
struct str sv_logic_calculation(struct step *step, const struct sv_question *question, struct str old);

/* What a person takes by skipping, or a hidden question holds. Empty when there is none, and when it is no answer here: of
 * another type, not on offer, against the constraint. */
struct str sv_logic_default(struct step *step, const struct sv_question *question);

/* Asked: neither note nor calculate nor hidden. */
bool sv_logic_is_asked(const struct sv_question *question);
/* There is something to answer: a choice filter has left some choice. */
bool sv_logic_offers(struct step *step, const struct sv_question *question);
/* What was answered is still on offer; a skipped question as long as it offers anything. */
bool sv_logic_is_on_offer(struct step *step, const struct sv_question *question, struct str value);
/* Everything an answer is read against: the options on offer, the language, the local date. */
struct sv_asked sv_logic_asked(struct step *step, const struct sv_question *question);
/* "0" is an answer here (a number that fits, an option), not a wish to skip. */
bool sv_logic_takes_zero(struct step *step, const struct sv_question *question);
