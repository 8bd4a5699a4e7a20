#pragma once
/* What is put before a person: the open question with its options and hints, the consent text, the languages; texts of
 * the form with ${name} filled. */
#include "base/str.h"
#include "survey/engine.h"

struct step;

/* What is open now, as it is put now. The conversation must be open. */
struct str sv_prompt_open(struct step *step);
/* `text` with each ${name} replaced by that answer: the option's text for a select, nothing for an answer that is
 * sensitive or absent. */
struct str sv_prompt_filled(struct step *step, struct str text);
/* Why a text was refused: the form's own words where it has some. */
struct str sv_prompt_refusal(struct step *step, const struct sv_heard *heard);
