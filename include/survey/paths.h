#pragma once
/* The ways through a survey: what is said on the shortest and the longest one, and on average. Every text is what the engine sends
 * for answers that its own readers accept; nothing is added up from the rows of the form. What it costs is not known here. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"
#include "survey/language.h"

struct sv_paths_setting {
    const struct sv_form *form;
    const struct sv_languages *languages;
    size_t language; /* of the form: nobody is asked for it */
    struct str country;
    int64_t now_ms;       /* when it begins */
    struct arena *step;   /* of one step */
    struct arena *now;    /* of one walk */
    struct arena *behind; /* of one walk: where `now` goes on */
};

/* One conversation, or the sum of many. */
struct sv_path {
    int64_t messages; /* outgoing */
    int64_t segments;
    int64_t ucs2;    /* of the messages */
    int64_t replies; /* what the person sends */
    int64_t calls;   /* tickets: a person must call or act */
    int64_t completed;
};

/* `limited`: there were more ways than are kept, or more answers than are tried: shorter or longer ones may exist.
 * `assumed`: a question (the first) where no answer that is tried was accepted, and one was put there; -1. */
struct sv_path_bounds {
    bool found; /* some way ends in a completed survey */
    bool limited;
    int32_t assumed;
    struct sv_path shortest; /* fewest outgoing segments, then fewest replies */
    struct sv_path longest;  /* most of them */
};

/* Over completed conversations in which each question is answered or, where that is allowed, skipped at once: no reminders, nothing
 * mistyped, no help. An answer is branched on only where something hangs on it. RC_TOO_BIG when an arena is full. */
enum rc sv_paths_bounds(const struct sv_paths_setting *setting, struct sv_path_bounds *out_bounds, struct err *err);

/* The sum over `walks` people who answer everything at once: agree, choose uniformly among what is on offer, and are not understood
 * one time in twenty. The same seed gives the same people. */
enum rc sv_paths_answering(const struct sv_paths_setting *setting, size_t walks, uint64_t seed, struct sv_path *out_sum,
                           struct err *err);

/* Somebody who never answers: invitation and reminders. */
enum rc sv_paths_silent(const struct sv_paths_setting *setting, struct sv_path *out_path, struct err *err);
