#pragma once
/* A made-up person at one place of one conversation. A value: where several answers are tried, each gives another one. */
#include "base/err.h"
#include "survey/engine.h"
#include "survey/paths.h"

struct walker {
    struct str state; /* the session, encoded; empty: it has not begun */
    int64_t now_ms;
    struct sv_path path; /* so far */
};

/* What comes of one step. The session lives until the next step. */
struct stride {
    struct walker walker; /* its state is not kept yet */
    struct sv_session session;
    bool refused; /* the text was not understood or not accepted */
};

enum rc sv_walk_session(const struct sv_paths_setting *setting, const struct walker *walker,
                        struct sv_session *out_session, struct err *err);
/* From the session of `walker`; `event` has kind, text or heard, and chance. */
enum rc sv_walk(const struct sv_paths_setting *setting, const struct walker *walker, const struct sv_session *before,
                const struct sv_event *event, struct stride *out_stride, struct err *err);
/* Keeps the session behind the next step. */
enum rc sv_walk_keep(struct stride *stride, struct arena *arena, struct err *err);

/* An answer that is taken for understood: where nothing that is tried is accepted. */
struct sv_heard sv_walk_assumed(const struct sv_paths_setting *setting, int32_t question);
