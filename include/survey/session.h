#pragma once
/* Where one participant's run through one survey version stands. A value: the engine makes a new one at each step. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define SV_STATE_LIST(X)                                                                                               \
    X(SV_STATE_NONE, "none")         /* no session: texts are commands or for a human */                               \
    X(SV_STATE_LANGUAGE, "language") /* asked which language */                                                        \
    X(SV_STATE_CONSENT, "consent")   /* asked for consent */                                                           \
    X(SV_STATE_ASKING, "asking")     /* a question is open */                                                          \
    X(SV_STATE_CLOSED, "closed")

enum sv_state {
#define X(name, word) name,
    SV_STATE_LIST(X)
#undef X
        SV_STATE_COUNT
};

/* facts: AAPOR Standard Definitions adapted to SMS. */
#define SV_DISPOSITION_LIST(X)                                                                                         \
    X(SV_DISPOSITION_OPEN, "")                                                                                         \
    X(SV_DISPOSITION_I, "I")   /* complete */                                                                          \
    X(SV_DISPOSITION_P, "P")   /* consented and at least half of the required questions answered */                    \
    X(SV_DISPOSITION_BO, "BO") /* broke off below that */                                                              \
    X(SV_DISPOSITION_R, "R")   /* refused or opted out */                                                              \
    X(SV_DISPOSITION_NC, "NC") /* no reply */                                                                          \
    X(SV_DISPOSITION_O, "O")                                                                                           \
    X(SV_DISPOSITION_UH, "UH")                                                                                         \
    X(SV_DISPOSITION_UO, "UO")                                                                                         \
    X(SV_DISPOSITION_NE, "NE")

enum sv_disposition {
#define X(name, word) name,
    SV_DISPOSITION_LIST(X)
#undef X
        SV_DISPOSITION_COUNT
};

/* How a value was reached. */
#define SV_HOW_LIST(X)                                                                                                 \
    X(SV_HOW_NONE, "none")                                                                                             \
    X(SV_HOW_NUMBER, "number") /* typed the option's number, or a number */                                            \
    X(SV_HOW_NAME, "name")                                                                                             \
    X(SV_HOW_LABEL, "label")                                                                                           \
    X(SV_HOW_ALIAS, "alias")                                                                                           \
    X(SV_HOW_PREFIX, "prefix")                                                                                         \
    X(SV_HOW_TYPO, "typo")                                                                                             \
    X(SV_HOW_WORD, "word") /* yes/no or a number in words */                                                           \
    X(SV_HOW_DATE, "date") /* or a time of day */                                                                      \
    X(SV_HOW_TEXT, "text")                                                                                             \
    X(SV_HOW_SKIPPED, "skipped")   /* by the person */                                                                 \
    X(SV_HOW_GIVEN_UP, "given_up") /* not understood too often */                                                      \
    X(SV_HOW_CALCULATED, "calculated")                                                                                 \
    X(SV_HOW_PREFILLED, "prefilled")                                                                                   \
    X(SV_HOW_ERASED, "erased")   /* there was an answer; retention removed it */                                       \
    X(SV_HOW_DEFAULT, "default") /* the person skipped and took what the form has; numbers are stored: append only */

enum sv_how {
#define X(name, word) name,
    SV_HOW_LIST(X)
#undef X
        SV_HOW_COUNT
};

struct sv_answer {
    int32_t question;
    int32_t row; /* of a repeat; 0 outside */
    enum sv_how how;
    struct str value; /* canonical: "3", "2026-01-15", "1 3"; '' when skipped */
};

struct sv_session {
    enum sv_state state;
    enum sv_disposition disposition;
    int32_t question; /* open question in ASKING, else -1 */
    int32_t row;
    int32_t language;  /* index in the form, -1 not known */
    int32_t attempts;  /* texts in a row that were not understood */
    int32_t reminders; /* sent since the last sign of life */
    bool consented;
    bool call_planned; /* a ticket was raised because we did not understand */
    int64_t started_ms;
    int64_t prompted_ms;             /* when the open question was last put */
    int64_t heard_ms;                /* last text of the person, 0 = never */
    int64_t wake_ms;                 /* next timer, 0 = none */
    uint32_t seq;                    /* events folded so far */
    const struct sv_answer *answers; /* ordered by (question, row) */
    size_t answers_n;
};

#define SV_SESSION_NEW ((struct sv_session){.state = SV_STATE_NONE, .question = -1, .language = -1})

struct str sv_state_word(enum sv_state state);
struct str sv_disposition_word(enum sv_disposition disposition);
struct str sv_how_word(enum sv_how how);

/* NULL when unanswered. */
const struct sv_answer *sv_session_answer(const struct sv_session *session, int32_t question, int32_t row);

/* Compact, versioned, architecture-independent. Overflow of the buffer is seen in buf->overflow. */
void sv_session_encode(const struct sv_session *session, struct buf *out);
/* Answers live in the arena, their values borrow `bytes`. RC_BAD_INPUT on anything sv_session_encode did not write. */
enum rc sv_session_decode(struct str bytes, struct arena *arena, struct sv_session *out_session, struct err *err);
