#pragma once
/* One step under way: what it looks at, the session as it becomes, the effects so far. Lives on the stack of
 * sv_engine_step. A step fails only for want of room or because stored data do not fit; the first failure stays in
 * `rc`, what follows does no harm, and sv_engine_step looks once at the end. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "survey/engine.h"

/* The choices of one question that are on offer, as indexes into its list. */
struct offer {
    const struct sv_question *question; /* NULL: not known */
    const uint16_t *choices;
    size_t n;
};

struct step {
    const struct sv_setting *setting;
    const struct sv_form *form; /* of the setting; NULL without a session */
    const struct sv_event *event;
    struct arena *arena;
    struct err *err;
    enum rc rc;
    struct sv_reader reader; /* for expressions: set up once, only `self` changes */

    struct sv_session session; /* session.answers is `answers` or still that of the session before */
    struct sv_answer *answers; /* our own copy, made at the first change */
    size_t answers_max;
    uint8_t *groups;    /* what is known of each group's relevance (logic.c); forgotten when an answer changes */
    struct offer offer; /* the last one asked for; forgotten with it */
    const struct sv_choice *choice; /* the one a choice filter looks at */
    bool opted_out;                 /* as it becomes */
    bool asked;                     /* what is open was put in this step */
    bool left;                      /* the person wants nothing more to be seen: quick exit */

    struct sv_effect *effects;
    size_t effects_n;
    size_t effects_max;
};

void sv_step_fail(struct step *step, enum rc rc, const char *what);

/* A conversation is under way: something was asked and not yet answered. */
bool sv_step_is_open(const struct step *step);

void sv_step_effect(struct step *step, const struct sv_effect *effect);
/* `topic` as the form has it; empty where the kind says all. */
void sv_step_ticket(struct step *step, enum sv_ticket ticket, struct str topic);
/* `reason` is a literal. */
void sv_step_inbox(struct step *step, struct str reason);

/* The open question; only in ASKING. */
const struct sv_question *sv_step_question(const struct step *step);
/* Index of the form language to write in. */
size_t sv_step_language(const struct step *step);
/* Puente's own texts in the language of the person. */
const struct sv_language *sv_step_voice(const struct step *step);
/* The text in the person's language; '' when the form has none. */
struct str sv_step_text(const struct step *step, const struct str *texts);
