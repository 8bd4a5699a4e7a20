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

/* ---- settings.c: those of a channel or wallet, against the tables that say what there is ---- */

enum { SETTINGS_MAX = 32, SETTINGS_PARTS = 2 };

struct settings_table {
    struct str adapter;
    const char *command; /* whose --help tells more: "channel add" */
    struct {
        const struct gw_setting_help *rows;
        size_t n;
    } parts[SETTINGS_PARTS];
};

enum rc settings_check_items(const struct settings_table *table, const struct gw_header *items, size_t n, bool secret,
                             struct err *err);
/* All of them, and whether what is required is there. */
enum rc settings_check(const struct settings_table *table, const struct gw_header *settings, size_t settings_n,
                       const struct gw_header *secrets, size_t secrets_n, struct err *err);
/* Names and values as two parameters. */
void settings_put(struct gw_args *args, const struct gw_header *items, size_t n);
/* gw_channel_secret_seal or gw_wallet_secret_seal. */
typedef enum rc settings_seal_fn(const struct gw_keys *keys, struct str public_id, struct str name, struct str value,
                                 struct arena *arena, struct str *out_sealed);
/* out_sealed has n places. */
enum rc settings_seal(const struct gw_admin *admin, settings_seal_fn *seal, struct str public_id,
                      const struct gw_header *secrets, size_t n, struct arena *arena, struct gw_header *out_sealed,
                      struct err *err);

/* ---- channel.c ---- */

/* Up to 64 of A-Z a-z 0-9 _ - */
bool public_id_valid(struct str id);
bool public_url_valid(struct str url);

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

/* ---- wave.c ---- */

struct wave {
    int32_t id;
    struct str state;
};
/* Adds wave_find to a unit, and takes its rows; RC_NOT_FOUND. */
void wave_ask(struct gw_unit *unit, struct str programme, struct str code);
enum rc wave_take(const struct gw_rows *rows, struct str programme, struct str code, struct wave *out_wave,
                  struct err *err);

/* ---- participant.c ---- */

enum { CASE_BYTES_MAX = 64, CODE_CHARACTERS_MIN = 4, NUMBER_BYTES_MAX = 64 };
bool case_code_valid(struct str code);
