#pragma once
/* A USSD screen differs from a text in two things: it must say something, and what it does not show is not there. */
#include <stdbool.h>

struct step;

/* The person dialled, or must see again what is open. */
void sv_screen_dial(struct step *step);
/* After a step on a screen: shows what is open unless the step did, and never leaves the screen empty. */
void sv_screen_finish(struct step *step);
/* Whether the person may go on at once, or the dialogue is over. */
bool sv_screen_awaits(const struct step *step);
