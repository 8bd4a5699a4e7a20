#pragma once
/* What the services of this folder share: the open connection, and the frame of every change. */
#include "base/arena.h"
#include "gateway/admin.h"
#include "gateway/catalog.h"
#include "gateway/ids.h"
#include "gateway/keys.h"
#include "gateway/loop.h"
#include "gateway/store/pg.h"

struct gw_admin {
    struct gw_loop *loop;
    struct gw_pg *pg;
    struct gw_keys keys;
    struct gw_catalog *catalog; /* for its languages */
    struct gw_ids ids;
    struct arena *arena; /* what lives as long as this */
    struct str actor;
    struct gw_unit *reading; /* whose rows the last results borrow */
};

enum { ADMIN_WAIT_MS = 5000 };

/* ---- recorded.c ---- */

/* RC_REFUSED unless exactly the migrations of this program are applied. The connection need not have prepared anything. */
enum rc schema_check(struct gw_pg *pg, struct err *err);

/* ---- admin.c ---- */

/* Runs a unit of readings and keeps its rows until the next one. */
enum rc admin_read(struct gw_admin *admin, struct gw_unit *unit, struct err *err);
/* RC_BAD_INPUT when this program has no texts in that language. */
enum rc admin_check_language(const struct gw_admin *admin, struct str code, struct err *err);

/* ---- audit.c: the frame of every change ---- */

struct audit_entry {
    struct str action;               /* "channel.add" */
    struct str object;               /* "demo" */
    const struct gw_header *details; /* sorted by name; never a number, a text, a secret */
    size_t details_n;
    struct str notify; /* payload for the serving processes; empty: none */
};

/* The caller adds what must be known to `read`, runs it with change_read, finds its rows from CHANGE_READS on, judges,
 * adds what is to be done to `write`, commits, and releases in any case, which takes back what was not committed. */
struct change {
    struct gw_admin *admin;
    struct gw_unit *read;
    struct gw_unit *write;
    bool open;
};
enum { CHANGE_READS = 3 };

struct change change_begin(struct gw_admin *admin);
enum rc change_read(struct change *change, struct err *err);
enum rc change_commit(struct change *change, const struct audit_entry *entry, struct err *err);
void change_release(struct change *change);

/* ---- programme.c ---- */

/* Adds programme_find to the change's reading. */
void programme_ask(struct change *change, struct str code);
struct programme {
    int32_t id;
    struct str language;
    struct str country;
    struct str zone;
};
/* From the row of programme_find; RC_NOT_FOUND. */
enum rc programme_of(const struct gw_rows *rows, struct str code, struct programme *out_programme, struct err *err);
/* Of the change's reading, statement `at`. */
enum rc programme_take(const struct change *change, size_t at, struct str code, struct programme *out_programme,
                       struct err *err);
/* Adds zone_known to the change's reading, and judges its row. */
void zone_ask(struct change *change, struct str zone);
enum rc zone_take(const struct change *change, size_t at, struct str zone, struct err *err);
bool country_valid(struct str country);
/* Of a programme or a wave. */
bool code_valid(struct str code);

/* ---- participant.c ---- */

enum { CASE_BYTES_MAX = 64, CODE_CHARACTERS_MIN = 4, NUMBER_BYTES_MAX = 64 };
bool case_code_valid(struct str code);
