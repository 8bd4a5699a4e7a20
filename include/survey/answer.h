#pragma once
/* From what a person typed to a typed answer, or an honest "ask again". Ambiguous is never guessed. */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"
#include "survey/session.h"

enum sv_verdict { SV_UNDERSTOOD, SV_AMBIGUOUS, SV_NOT_UNDERSTOOD };

struct sv_reading {
    enum sv_verdict verdict;
    struct str value; /* canonical; in the arena or borrowed from the form */
    enum sv_how how;
    enum sv_phrase phrase; /* what to say when it was not understood */
    struct str first;      /* the two readings of an ambiguous text, for {a} and {b}; may be empty */
    struct str second;
};

struct sv_asked {
    const struct sv_form *form;
    const struct sv_question *question;
    size_t language;         /* index in the form */
    const uint16_t *choices; /* offered options as indexes into the list, in the order shown */
    size_t choices_n;
    struct str country; /* ISO 3166-1 alpha-2 of the person, '' unknown: decides "1,500" */
    int64_t today_days; /* local date, days since 1970-01-01: for years of two digits */
};

/* What is typed for option number `at` (0-based, in the order shown): its name or its position. Written to the arena. */
enum rc sv_choice_key(const struct sv_asked *asked, size_t at, struct arena *arena, struct str *out_key);

/* Reads `text` as an answer to the question. RC_OK with a verdict for every text; RC_TOO_BIG over the arena's cap.
 * Never decides about commands, required, constraint: the engine does. */
enum rc sv_answer_read(const struct sv_asked *asked, struct str text, struct arena *arena,
                       struct sv_reading *out_reading);

/* Canonical "YYYY-MM-DD" to days since 1970-01-01. False when it is not a date of the calendar. */
bool sv_date_days(struct str date, int64_t *out_days);
enum rc sv_date_text(int64_t days, struct arena *arena, struct str *out_date);
/* Yes and no in the words of a language, 1 and 2 included: 1, 0, or -1 for neither. */
enum rc sv_yes_no(struct str text, const struct sv_language *language, struct arena *arena, int *out_answer);
