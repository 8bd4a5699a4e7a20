#pragma once
/* What questions and lists of choices say of each other. */
#include "model.h"

enum { XL_RANK_CHOICES_MAX = 9 /* a digit each */ };

/* Which lists a question uses or a formula looks up with instance(); one entry a list, NULL over the arena. */
const bool *xl_lists_used(const struct xl_form *form, struct arena *arena);
/* Takes the next bare name off a choice filter: a column of the choices. False: there is none left. */
bool xl_next_column(struct str filter, size_t *at, struct str *out_name);
