#pragma once
/* USSD: from a request to what the engine hears, and from what it says to a screen. */
#include "base/arena.h"
#include "base/err.h"
#include "gateway/store/turn.h"

/* Reads the request against what the person saw last and the session as it stands (SV_SESSION_NEW: none open). Fills
 * kind and text of the turn, and the hop of the next screen; or turns a page, when nothing is heard. RC_TOO_BIG. */
enum rc dialogue_hear(struct gw_turn *turn, const struct sv_session *session, struct arena *arena);

/* The screen that this very request got before, kept beyond the reading it came with. RC_TOO_BIG. */
enum rc dialogue_show_again(struct gw_turn *turn);
/* The screen after the step. RC_TOO_BIG. */
enum rc dialogue_show(struct gw_turn *turn);
