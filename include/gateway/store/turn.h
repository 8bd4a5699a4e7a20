#pragma once
/* One thing that happened to one contact, what was known under its lock, and what the engine made of it: the row that
 * travels through reading, deciding and writing. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/catalog.h"
#include "gateway/crypto.h"
#include "gateway/ids.h"
#include "gateway/store/dialogue.h"
#include "gateway/store/pg.h"
#include "survey/engine.h"

enum gw_turn_fate {
    GW_TURN_PENDING,
    GW_TURN_DONE,      /* committed */
    GW_TURN_DUPLICATE, /* was committed before: the same answer to the provider, nothing new */
    GW_TURN_POISON,    /* cannot be processed: err says why */
    GW_TURN_WAITS,     /* needs a survey version that this process has not read yet: later */
};

/* Bits of event.flags: what the engine was told besides the event, needed to fold it again. */
enum gw_event_flags {
    GW_FLAG_WEAK = 1,
    GW_FLAG_MORE = 2,
    GW_FLAG_BY_PERSON = 4,
    GW_FLAG_OPTED_OUT = 8,
    GW_FLAG_KNOWN = 16,
    GW_FLAG_GREETED = 32,
    GW_FLAG_SCREEN = 64 /* heard from a USSD screen and answered on it */
};

/* A session of the contact that waits to begin. */
struct gw_waiting {
    int64_t session_id;
    int64_t participant_id;
    int32_t survey_version_id;
    struct str country;
    struct str zone;
    int32_t utc_offset_s;
    int32_t wave_id; /* 0: none */
};
enum { GW_WAITING_SESSIONS_MAX = 4 };

struct gw_person {
    int64_t participant_id; /* 0: none */
    int32_t programme_id;
    struct str language;
    struct str country;
    struct str zone;
    int32_t utc_offset_s;
};

struct gw_turn {
    /* What happened: set by whoever makes the turn. */
    enum sv_event_kind kind;
    int64_t at_ms;
    int32_t channel_id;
    int32_t programme_id;
    struct str number; /* E.164; empty when the contact is known by id */
    uint8_t bidx[GW_INDEX_BYTES];
    struct str text;
    struct str link_id; /* p == NULL: none */
    uint8_t dedupe[GW_DEDUPE_BYTES];
    uint8_t asked_dedupe[GW_DEDUPE_BYTES]; /* as given: of a weak turn, dedupe is derived from it under the lock */
    bool weak;                    /* the provider sends neither id nor time: decided against the contact's last event */
    void *owner;                  /* whoever waits for the fate */
    struct gw_dialogue *dialogue; /* NULL: a text message, or the worker's */

    /* Who, as read under lock. */
    bool contact_exists;
    int64_t contact_id;
    struct str language;
    bool opted_out;
    bool greeted;
    int64_t left_event_id;
    int64_t session_id; /* 0: none open */
    int64_t participant_id;
    int32_t survey_version_id;
    int32_t session_channel_id;
    int32_t seq;
    struct str country;
    struct str zone;
    int32_t utc_offset_s;
    int64_t timer_at_ms; /* INT64_MIN: no timer row */
    struct str state;
    bool by_person;
    int32_t wave_id; /* 0: none */
    bool seen;
    bool queued;                                        /* a session that waits to begin; worker only */
    size_t persons_n;                                   /* who use the number */
    size_t persons_here_n;                              /* of them, in the programme of the channel */
    struct gw_person person;                            /* the first of those, else the first of all */
    struct gw_waiting waiting[GW_WAITING_SESSIONS_MAX]; /* oldest first */
    size_t waiting_n;
    int64_t last_event_id; /* of a weak turn */
    int64_t before_last_event_id;
    uint8_t last_dedupe[GW_DEDUPE_BYTES];
    int64_t last_at_ms;
    bool last_silent;     /* the last event had no reply */
    bool last_waiting;    /* its reply is still in the outbox */
    int64_t last_sent_ms; /* its reply was handed over, INT64_MIN: never */

    /* What came of it. */
    enum gw_turn_fate fate;
    struct err err;
    int64_t event_id;
    bool begins; /* a session is made by this turn */
    const struct gw_survey *survey;
    struct sv_setting setting;
    struct sv_step step;
    struct str begin_language; /* kept in event.value of a BEGIN, which has no other value */
};

/* Reading, in two steps. First everything that is needed where a session is open, in one round trip; the transaction
 * stays open. gw_turns_read adds the statements, gw_turns_take fills the turns from their rows, the first of which is
 * statement `at`; texts of the turns then borrow the unit. Turns have different contacts and are sorted by
 * gw_turns_sort. */
void gw_turns_sort(struct gw_turn **turns, size_t n);
void gw_turns_read(struct gw_unit *unit, struct gw_turn *const *turns, size_t n);
void gw_turns_take(struct gw_turn **turns, size_t n, const struct gw_unit *unit, size_t at);
/* Then, for turns without an open session and for weak ones, who uses the number, which sessions wait to begin, and what
 * was last heard from it. */
bool gw_turn_needs_details(const struct gw_turn *turn);
void gw_details_read(struct gw_unit *unit, struct gw_turn *const *turns, size_t n);
void gw_details_take(struct gw_turn **turns, size_t n, const struct gw_unit *unit, size_t at);

/* Turns of the worker: due timers, and sessions that wait to begin, locked and read by one statement. */
enum gw_due { GW_DUE_TIMERS, GW_DUE_QUEUED };
void gw_due_read(struct gw_unit *unit, enum gw_due due, size_t limit);
/* RC_TOO_BIG over the arena. */
enum rc gw_due_take(const struct gw_unit *unit, enum gw_due due, size_t at, int64_t now_ms, struct arena *arena,
                    struct gw_turn **out_turns, size_t *out_n);

/* What every write of a process needs. */
struct gw_writer {
    struct gw_ids *ids;
    const struct gw_keys *keys;
    int64_t seal_key_id; /* this process's own key for raw texts */
    uint8_t seal_key[GW_KEY_BYTES];
};

/* Adds the statements that store decided turns (fate PENDING, step filled); the caller adds commit, and
 * wakes the worker after it. Duplicates and poison write nothing. RC_TOO_BIG over the unit's arena. */
enum rc gw_turns_write(struct gw_unit *unit, const struct gw_writer *writer, struct gw_turn *const *turns, size_t n);
