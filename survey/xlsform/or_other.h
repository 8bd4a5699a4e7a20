#pragma once
/* "select_one LIST or_other": a further choice "other", and a question that asks for it in words. As KoBo and ODK do it, but said in
 * the languages of the form. */
#include "reading.h"

/* The question that follows the select. RC_TOO_BIG over the arena. */
enum rc xl_other_question(struct xl_reading *in, const struct xl_row *select, struct xl_row *out_row);
/* Adds the choice to a list that has none of that name. */
enum rc xl_other_choice(struct xl_reading *in, struct xl_list *list);
/* Notes languages for which there are no texts. */
void xl_check_other_texts(struct xl_reading *in, const struct xl_row *select);
