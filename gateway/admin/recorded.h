#pragma once
/* What the program brings along and what the database says was applied: migrations and report views, each with a hash
 * of its text. The record is a schema of its own, which exists before the first migration. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/crypto.h"
#include "gateway/embedded.h"
#include "gateway/store/pg.h"

enum recorded_kind { RECORDED_MIGRATION, RECORDED_REPORT };

struct recorded_hash {
    uint8_t bytes[GW_DEDUPE_BYTES];
};

/* The row of all report views together, among those of the migrations. */
struct str recorded_reports_name(void);

/* False for files of other folders; the name is that of the file alone. */
bool recorded_is(const struct gw_embedded *file, enum recorded_kind kind, struct str *out_name);
struct str recorded_text(const struct gw_embedded *file);
struct recorded_hash recorded_hash(const struct str *texts, size_t n);
bool recorded_hash_is(const struct recorded_hash *hash, struct str bytes);

/* One statement of text; *out_unit (may be NULL) keeps its rows until released. */
enum rc recorded_run(struct gw_pg *pg, struct str sql, struct gw_unit **out_unit, struct err *err);
/* The record: name, hash. */
enum rc recorded_read(struct gw_pg *pg, struct gw_unit **out_unit, struct err *err);
/* The hash something was applied with; p == NULL when it never was. */
struct str recorded_find(const struct gw_rows *recorded, struct str name);
/* RC_REFUSED when the database is newer than the program, or an applied migration is not the program's. */
enum rc recorded_check(const struct gw_rows *recorded, struct err *err);
