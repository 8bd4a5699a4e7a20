#pragma once
/* What the checks share. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/catalog.h"
#include "gateway/keys.h"
#include "gateway/loop.h"
#include "gateway/store/pg.h"
#include "gateway/verify.h"
#include "survey/session.h"

enum { FINDING_TEXT_BYTES = 320 };

struct verify {
    const struct gw_prove_options *options;
    struct gw_loop *loop;
    struct gw_pg *pg; /* inside one read-only snapshot */
    struct gw_keys keys;
    struct gw_catalog *catalog; /* every version that was ever published */
    int64_t place_xact;         /* how far the projector has come */
    int64_t place_event_id;
    int64_t behind; /* sessions with events beyond that place */
    int64_t of_other_revisions;
    struct gw_proof done;
};

void verify_found(struct verify *v, struct str check, enum gw_severity severity, struct str object, struct str message);

/* ---- checks.c: those that are one query ---- */
enum rc checks_run(struct verify *v, struct err *err);

/* ---- sessions.c: those that look at every session and its events ---- */

/* A session as its row has it. */
struct stored {
    int64_t contact_id;
    int64_t session_id;
    const struct gw_survey *survey; /* NULL: not in the catalogue */
    int64_t engine_rev;
    int64_t seq;
    bool open;
    bool queued;
    int32_t wave_id;        /* 0: none */
    int64_t participant_id; /* 0: a number that belongs to nobody known */
    int64_t disposition;
    struct str country;
    int64_t heard_ms; /* INT64_MIN: never */
    int64_t due_ms;   /* INT64_MIN: never */
    struct str bytes;
    struct sv_session session; /* `bytes` decoded */
};

/* The rows of one session among those of a page. */
struct span {
    const struct gw_rows *rows;
    size_t from;
    size_t n;
};

enum event_column {
    EVENT_CONTACT,
    EVENT_SESSION,
    EVENT_ID,
    EVENT_XACT,
    EVENT_AT,
    EVENT_UTC_OFFSET,
    EVENT_SEQ,
    EVENT_KIND,
    EVENT_HEARD,
    EVENT_COMMAND,
    EVENT_QUESTION,
    EVENT_ROW,
    EVENT_HOW,
    EVENT_PHRASE,
    EVENT_FLAGS,
    EVENT_VALUE
};

enum rc sessions_check(struct verify *v, struct err *err);
void session_found(struct verify *v, struct str check, enum gw_severity severity, const struct stored *stored,
                   struct str message);

/* ---- fold.c ---- */

/* The rows of verify_events, verify_tickets and verify_incentives. */
struct fold_spans {
    struct span events;
    struct span tickets;
    struct span incentives;
};

/* Folds the events from nothing and compares; where they agree, the contact's tickets were asked for at least as often as the
 * steps did, and what the steps say was earned is there. RC_TOO_BIG for want of memory only. */
enum rc fold_check(struct verify *v, const struct stored *stored, const struct fold_spans *spans, struct arena *arena,
                   struct err *err);

/* ---- projection.c ---- */

/* Rows of verify_answers and verify_scores against the state. */
void projection_check(struct verify *v, const struct stored *stored, const struct span *answers,
                      const struct span *scores);
