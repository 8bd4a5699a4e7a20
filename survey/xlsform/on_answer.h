#pragma once
/* The column on_answer: "[if V1 V2:] route=value", several parted by ";". What it says is read here, for checks and writer alike. */
#include <stdbool.h>

#include "base/str.h"
#include "survey/nearest.h"

enum xl_way {
    XL_WAY_NONE,     /* no such route */
    XL_WAY_ITSELF,   /* an action of the engine */
    XL_WAY_TASK,     /* a person does it, and is told "contact_mode.call" */
    XL_WAY_INCENTIVE /* earned by completing the form; behind a condition a person sees to it */
};

struct xl_action {
    struct str values; /* of "if"; empty: whatever the answer is */
    struct str route;
    struct str value;
    enum xl_way way;
};

/* Takes the next action that is not blank off *rest; false at the end. *out_piece is its text; an action that cannot be read has an
 * empty route. */
bool xl_action_next(struct str *rest, struct str *out_piece, struct xl_action *out_action);
/* Somebody must do by hand what it asks for. */
bool xl_action_is_by_hand(const struct xl_action *action);
void xl_routes_offer(struct sv_nearest *nearest);
