#pragma once
/* What a simulated conversation has come to: its status, the answers, the scores. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "survey/form.h"
#include "survey/session.h"

enum rc simulate_print_end(const struct sv_form *form, const struct sv_session *session, struct arena *arena,
                           bool json);
