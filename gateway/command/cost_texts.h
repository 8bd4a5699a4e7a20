#pragma once
/* What in the texts of a survey costs more than it says: letters that halve what fits a message, and promises that answering is free. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "cost_money.h"
#include "survey_source.h"

struct cost_notes {
    const struct survey_source *source;
    enum sv_finding_language language; /* of what is said */
    enum finding_shape shape;
    struct arena *arena;
    size_t errors_n;
};

/* K001: a text promises that something is free, and the channel was not declared so. K002: a character for which GSM-7 has no code,
 * with a spelling it has. Printed; RC_TOO_BIG only. */
enum rc cost_note_texts(struct cost_notes *notes, size_t language, bool declared_free, struct err *err);
/* K003: replying costs more than the reward. */
enum rc cost_note_reward(struct cost_notes *notes, size_t language, const char *path, const struct cost_sum *sum,
                         double reward, struct err *err);
