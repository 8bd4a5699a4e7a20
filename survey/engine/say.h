#pragma once
/* Everything that leaves: texts of one step become SEND effects here and nowhere else. */
#include <stddef.h>

#include "base/limits.h"
#include "survey/engine.h"

struct step;

/* What is said in one go, in order: notes or one sentence, then the question. */
enum { SPEECH_PARTS_MAX = SV_NOTES_PER_STEP_MAX + 2 };

struct speech {
    struct str parts[SPEECH_PARTS_MAX];
    size_t n;
};

/* An empty text is not said. More than SPEECH_PARTS_MAX parts is our own mistake. */
void sv_speech_add(struct speech *speech, struct str text);

/* Sends the parts: as one message when that fits one segment, else one message each. */
void sv_say(struct step *step, const struct speech *speech, enum sv_priority priority);
/* One of Puente's own sentences, as a reply. */
void sv_say_phrase(struct step *step, enum sv_phrase phrase);
