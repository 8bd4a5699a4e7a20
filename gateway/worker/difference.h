#pragma once
/* What must change in the tables of answers and scores, so that they say what a session's state says. */
#include "gateway/store/columns.h"
#include "survey/engine.h"
#include "survey/form.h"

struct difference {
    struct gw_columns answers;
    struct gw_columns gone_answers;
    struct gw_columns scores;
    struct gw_columns gone_scores;
};

/* Whose answers they are. */
struct projected {
    int64_t contact_id;
    int64_t session_id;
    int32_t survey_version_id;
};

/* Rows in the order of sessions, and those of one session among them. */
struct stored {
    const struct gw_rows *rows; /* the first column is the session */
    size_t from;
    size_t n;
};

/* When that answer was given. */
typedef int64_t answered_fn(const void *context, const struct sv_answer *answer);

struct difference difference_on(struct gw_unit *unit);
/* Goes on to the rows of the next session. */
void stored_next(struct stored *stored, int64_t session_id);
void difference_of_answers(struct difference *difference, const struct projected *session,
                           const struct sv_session *state, const struct stored *stored, answered_fn *answered,
                           const void *context);
void difference_of_scores(struct difference *difference, const struct projected *session,
                          const struct sv_session *state, const struct sv_form *form, const struct stored *stored);
void difference_send(struct difference *difference);
