#pragma once
/* Result codes and the one way to tell a human what went wrong. */
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

/* One list, two views: the enum and its machine-readable word. */
#define RC_LIST(X)                                                                                                     \
    X(RC_OK, "ok")                                                                                                     \
    X(RC_BAD_INPUT, "bad_input")   /* caller's data is wrong; repeating will not help */                               \
    X(RC_MISSING, "missing_field") /* a required member is absent; err.text names it */                                \
    X(RC_TOO_BIG, "too_big")       /* over a limit of limits.h */                                                      \
    X(RC_NOT_FOUND, "not_found")                                                                                       \
    X(RC_CONFLICT, "conflict")                                                                                         \
    X(RC_REFUSED, "refused")         /* signature, permission */                                                       \
    X(RC_UNAVAILABLE, "unavailable") /* failing world; repeat later */                                                 \
    X(RC_UNSUPPORTED, "unsupported")

enum rc {
#define X(name, word) name,
    RC_LIST(X)
#undef X
        RC_COUNT
};

enum { ERR_TEXT_BYTES = 240 };

/* What a human needs. line and column are 1-based, 0 = does not apply. */
struct err {
    enum rc code;
    int line;
    int column;
    char text[ERR_TEXT_BYTES];
};

struct str rc_word(enum rc code);

/* Fills *err (may be NULL) and returns `code`, so that `return err_set(err, RC_BAD_INPUT, "...")` reads as one thought.
 * Lower case, no full stop, values in quotes, then "hint: ..." when there is something to do. Never a phone number or
 * message text. */
enum rc err_set(struct err *err, enum rc code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with a place. */
enum rc err_at(struct err *err, enum rc code, int line, int column, const char *format, ...) PRINTF_LIKE(5, 6);
