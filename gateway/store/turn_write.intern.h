#pragma once
/* Between the files that store decided turns. */
#include <stdbool.h>
#include <stddef.h>

#include "gateway/store/turn.h"

/* The turn is stored, and heard something: a page that was turned is stored as a screen only. */
bool turn_heard(const struct gw_turn *turn);

/* ---- screen_write.c ---- */

/* What stands on the screens of the turns that have one. */
void screens_write(struct gw_unit *unit, const struct gw_writer *writer, struct gw_turn *const *turns, size_t n);
