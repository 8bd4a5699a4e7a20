#pragma once
/* Management: what people do by command, and later by the console. Every change is one transaction with one row of
 * audit, and changes happen one at a time under a lock, so that what was checked still holds when it is written.
 * Everything here blocks: it is not for a serving process.
 *
 * Errors of every function that takes an admin: RC_BAD_INPUT, RC_NOT_FOUND and RC_CONFLICT say what is wrong with the
 * wish, RC_UNAVAILABLE and RC_REFUSED what is wrong with the world. Texts of results live until the next reading or
 * gw_admin_free. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"
#include "gateway/crypto.h"
#include "survey/form.h"

/* ---- admin.c: a connection that may manage ---- */

struct gw_admin;

struct gw_admin_options {
    struct str url;   /* libpq connection string of a login that may act as puente_owner */
    struct str keys;  /* directory */
    struct str actor; /* who does it, for the audit: "uid:1000" */
};

void gw_admin_free(struct gw_admin *admin);
/* RC_REFUSED when the schema is not this program's or a key is not the database's. Without seal.sec texts stay closed. */
enum rc gw_admin_open(const struct gw_admin_options *options, struct gw_admin **out_admin, struct err *err);

/* ---- migrate.c ---- */

struct gw_migrate_options {
    struct str url;         /* of a login that may create roles and schemas */
    struct str keys;        /* directory; missing keys are made while the database knows none */
    bool unsafe_durability; /* accept a server that may lose what it confirmed: for control runs of tests */
};

enum { GW_MIGRATIONS_MAX = 512 };

struct gw_migrated {
    struct str applied[GW_MIGRATIONS_MAX]; /* names, now; they live as long as the program */
    size_t applied_n;
    bool reports;     /* the report views were made anew */
    size_t keys_kept; /* check values of keys that the database did not know before */
};

/* Brings the database to this program's schema; nothing to do is a success. Safe to run twice at the same time.
 * RC_REFUSED: the server is too old or unsafe, the database is newer than the program, an applied migration was
 * changed, or a key is not the database's. */
enum rc gw_migrate(const struct gw_migrate_options *options, struct gw_migrated *out_migrated, struct err *err);

/* ---- audit.c: the chain of what was done ---- */

struct gw_audit_proof {
    int64_t rows;
    int64_t broken_id; /* first row that does not follow from the one before, 0: none */
    uint8_t last[GW_KEY_BYTES];
};
/* Recomputes the chain under audit.key. Rows cut off at the end cannot show here: compare `last` with one written down
 * before. */
enum rc gw_audit_verify(struct gw_admin *admin, struct gw_audit_proof *out_proof, struct err *err);

/* ---- programme.c ---- */

struct gw_programme {
    struct str code;
    struct str name;
    struct str language; /* one this program has texts for */
    struct str country;  /* ISO 3166-1 alpha-2 or empty */
    struct str zone;     /* IANA */
};
/* A programme's own word for a command. RC_CONFLICT names the command and language that have it already; RC_BAD_INPUT for
 * what is no word or no command. */
struct gw_word {
    struct str language;
    struct str command; /* "stop", "help", ... */
    struct str word;
};
enum rc gw_programme_add_word(struct gw_admin *admin, struct str programme, const struct gw_word *word,
                              struct err *err);
enum rc gw_programme_words(struct gw_admin *admin, struct str programme, const struct gw_word **out_words,
                           size_t *out_n, struct err *err);
/* RC_CONFLICT when the code is taken. */
enum rc gw_programme_add(struct gw_admin *admin, const struct gw_programme *programme, struct err *err);
enum rc gw_programme_list(struct gw_admin *admin, const struct gw_programme **out_programmes, size_t *out_n,
                          struct err *err);

/* ---- survey.c ---- */

/* Stores an immutable version of the form, compiled from exactly this JSON. *out_new is false when the same bytes were
 * published before; other bytes under the same version, or a keyword that another survey of the programme has, are
 * RC_CONFLICT. */
enum rc gw_survey_publish(struct gw_admin *admin, struct str programme, struct str json, const struct sv_form *form,
                          bool *out_new, struct err *err);

/* ---- channel.c ---- */

struct gw_channel_wish {
    struct str public_id;
    struct str programme;
    struct str adapter;
    struct str sender;
    struct str rate; /* texts a second, decimal */
    int32_t answer_ms;
    struct str public_url; /* may be empty */
    const struct gw_header *settings;
    size_t settings_n;
    const struct gw_header *secrets; /* sealed before they leave this process */
    size_t secrets_n;
};

struct gw_channel_entry {
    struct str public_id;
    struct str programme;
    struct str adapter;
    struct str sender;
    struct str settings; /* JSON object */
    struct str secrets;  /* names only, separated by commas */
    double rate_per_s;
    int32_t answer_ms;
    struct str public_url;
    struct str paused; /* reason; empty: not paused */
};

/* Checks the wish against the adapter's settings table. RC_CONFLICT when the public id is taken. */
enum rc gw_channel_add(struct gw_admin *admin, const struct gw_channel_wish *wish, struct err *err);
/* Changes one setting that is no secret. */
enum rc gw_channel_set(struct gw_admin *admin, struct str public_id, struct str name, struct str value,
                       struct err *err);
enum rc gw_channel_list(struct gw_admin *admin, const struct gw_channel_entry **out_entries, size_t *out_n,
                        struct err *err);

/* ---- channel_open.c ---- */

struct gw_channel_opened {
    struct str adapter;
    struct str public_url;       /* may be empty */
    struct gw_settings settings; /* secrets among them, in clear */
};

/* For configuring the other side; leaves a row of audit. RC_REFUSED when a secret does not open. */
enum rc gw_channel_open(struct gw_admin *admin, struct str public_id, struct gw_channel_opened *out_channel,
                        struct err *err);

/* ---- participant.c ---- */

struct gw_participant_wish {
    struct str programme;
    struct str case_code;
    struct str number;   /* as a person writes it */
    struct str language; /* empty: the programme's; so are country and zone */
    struct str country;
    struct str zone;
    struct str join_code; /* may be empty */
};

struct gw_participant_entry {
    struct str programme;
    struct str case_code;
    struct str language;
    struct str country;
    struct str zone;
    int32_t numbers_n;
    bool opted_out; /* on every number */
    bool join_code;
    int64_t participant_id;
};

/* RC_CONFLICT when the case or the join code is taken. A number known before keeps its contact, opt-out included:
 * *out_opted_out. */
enum rc gw_participant_add(struct gw_admin *admin, const struct gw_participant_wish *wish, bool *out_opted_out,
                           struct err *err);
/* One page of a programme (empty: all) behind participant_id `after`; *out_n 0 at the end. */
enum rc gw_participant_list(struct gw_admin *admin, struct str programme, int64_t after,
                            const struct gw_participant_entry **out_entries, size_t *out_n, struct err *err);

/* ---- wave.c: follow-up rounds ---- */

struct gw_wave_wish {
    struct str programme;
    struct str code; /* up to 40 of a-z, 0-9 and _ */
    struct str survey;
    struct str channel;
    struct str after; /* "3m" months or "30d" days after the return */
    int64_t window_days;
    int64_t spread_minutes; /* invitations at a random minute within so many */
};

/* RC_CONFLICT when the code is taken. A draft sends nothing. */
enum rc gw_wave_create(struct gw_admin *admin, const struct gw_wave_wish *wish, struct err *err);

enum gw_wave_change {
    GW_WAVE_STARTED, /* for the first time: the version is frozen */
    GW_WAVE_RESUMED,
    GW_WAVE_PAUSED,
    GW_WAVE_UNCHANGED /* it is already so */
};
/* Only says so: the worker takes people in, each on their day. */
enum rc gw_wave_start(struct gw_admin *admin, struct str programme, struct str code, enum gw_wave_change *out_change,
                      struct err *err);
/* Until it is started again nobody is invited or reminded; answers are answered, and the window grows. RC_CONFLICT of a
 * draft. */
enum rc gw_wave_pause(struct gw_admin *admin, struct str programme, struct str code, struct str reason,
                      enum gw_wave_change *out_change, struct err *err);

/* What a wave has for the people of its programme today. */
#define GW_FORECAST_LIST(X)                                                                                            \
    X(GW_FORECAST_MEMBERS, "members")         /* the wave has looked at them before */                                 \
    X(GW_FORECAST_DUE, "due")                 /* to be invited now */                                                  \
    X(GW_FORECAST_BUSY, "busy")               /* of those: in the middle of another survey */                          \
    X(GW_FORECAST_EARLY, "early")             /* their day comes later */                                              \
    X(GW_FORECAST_LATE, "late")               /* their window is over: not offered */                                  \
    X(GW_FORECAST_OPTED_OUT, "opted_out")     /* said STOP before */                                                   \
    X(GW_FORECAST_NO_NUMBER, "no_number")     /* nowhere to send to */                                                 \
    X(GW_FORECAST_UNDATED, "by_registration") /* of all: their day of return is not known */

enum gw_forecast {
#define X(name, word) name,
    GW_FORECAST_LIST(X)
#undef X
        GW_FORECAST_COUNT
};

enum rc gw_wave_forecast(struct gw_admin *admin, struct str programme, struct str code,
                         int64_t out_counts[GW_FORECAST_COUNT], struct err *err);

/* As report.waves has it; one or, with an empty code, all of the programme. */
#define GW_WAVE_COUNT_LIST(X)                                                                                          \
    X(members)                                                                                                         \
    X(not_offered)                                                                                                     \
    X(waiting)                                                                                                         \
    X(open)                                                                                                            \
    X(invited)                                                                                                         \
    X(delivered)                                                                                                       \
    X(heard)                                                                                                           \
    X(consented)                                                                                                       \
    X(i)                                                                                                               \
    X(p)                                                                                                               \
    X(bo)                                                                                                              \
    X(r)                                                                                                               \
    X(nc)                                                                                                              \
    X(o)                                                                                                               \
    X(uh)                                                                                                              \
    X(uo)                                                                                                              \
    X(ne)

struct gw_wave_entry {
    struct str wave;
    struct str code;
    struct str programme;
    struct str survey;
    struct str version; /* empty: not started */
    struct str channel;
    struct str after;
    int64_t window_days;
    struct str state;
    struct str pause_reason;
    struct str started_at; /* RFC 3339, UTC; empty: never */
#define X(name) int64_t name;
    GW_WAVE_COUNT_LIST(X)
#undef X
};
enum rc gw_wave_list(struct gw_admin *admin, struct str programme, struct str code,
                     const struct gw_wave_entry **out_entries, size_t *out_n, struct err *err);

/* ---- inbox.c: texts that no rule took ---- */

struct gw_inbox_entry {
    int64_t inbox_id;
    struct str programme;
    struct str cases; /* of the people who use the number, separated by commas */
    struct str reason;
    struct str at; /* RFC 3339, UTC */
    bool opened;   /* text is in clear; else it is empty: no seal.sec, or dropped by retention */
    struct str text;
};

/* One page of what waits, oldest first, behind `after`. Opening texts leaves a row of audit that names them. */
enum rc gw_inbox_list(struct gw_admin *admin, struct str programme, int64_t after,
                      const struct gw_inbox_entry **out_entries, size_t *out_n, struct err *err);
/* Sends a text on the contact's last channel, in waking hours within a day, and closes the item. RC_CONFLICT when it is
 * closed already or the person has opted out since writing. */
enum rc gw_inbox_answer(struct gw_admin *admin, int64_t inbox_id, struct str text, struct err *err);
enum rc gw_inbox_close(struct gw_admin *admin, int64_t inbox_id, struct err *err);

/* ---- ticket.c: what a person must do ---- */

struct gw_ticket_entry {
    int64_t ticket_id;
    struct str programme;
    struct str cases; /* of the people who use the number, separated by commas */
    struct str kind;
    struct str topic; /* '' where the kind says all */
    bool urgent;
    struct str opened_at; /* RFC 3339, UTC */
    int64_t times;        /* the same wish again counts up the open ticket */
};

/* What is open, urgent first, then oldest first; at most 1000. Empty programme or kind: of all. */
enum rc gw_ticket_list(struct gw_admin *admin, struct str programme, struct str kind,
                       const struct gw_ticket_entry **out_entries, size_t *out_n, struct err *err);
/* RC_CONFLICT when it is closed already. */
enum rc gw_ticket_close(struct gw_admin *admin, int64_t ticket_id, struct err *err);

/* ---- staff.c ---- */

/* Words of the roles, in the order of the help. */
const struct str *gw_staff_roles(size_t *out_n);
/* RC_CONFLICT when the login is taken. */
enum rc gw_staff_add(struct gw_admin *admin, struct str login, struct str role, const struct str *programmes,
                     size_t programmes_n, struct err *err);
