#include "recorded.h"

#include <assert.h>

#include "admin.intern.h"

static const char *const folders[] = {
    [RECORDED_MIGRATION] = "sql/migrations/",
    [RECORDED_REPORT] = "sql/reports/",
};

struct str recorded_reports_name(void)
{
    return STR("reports");
}

bool recorded_is(const struct gw_embedded *file, enum recorded_kind kind, struct str *out_name)
{
    const struct str path = str_of(file->path);
    const struct str folder = str_of(folders[kind]);
    *out_name = str_sub(path, folder.n, path.n);
    return str_starts(path, folder);
}

struct str recorded_text(const struct gw_embedded *file)
{
    return (struct str){.p = (const char *)file->bytes, .n = file->n};
}

struct recorded_hash recorded_hash(const struct str *texts, size_t n)
{
    struct recorded_hash hash = {.bytes = {0}};
    gw_dedupe_key(texts, n, hash.bytes);
    return hash;
}

bool recorded_hash_is(const struct recorded_hash *hash, struct str bytes)
{
    return str_eq(bytes, (struct str){.p = (const char *)hash->bytes, .n = sizeof hash->bytes});
}

struct str recorded_find(const struct gw_rows *recorded, struct str name)
{
    for (size_t row = 0; row < recorded->n; row++)
        if (str_eq(gw_row_str(recorded, row, 0), name))
            return gw_row_str(recorded, row, 1);
    return (struct str){.p = NULL, .n = 0};
}

enum rc recorded_run(struct gw_pg *pg, struct str sql, struct gw_unit **out_unit, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(pg);
    gw_unit_add_text(unit, sql);
    const enum rc rc = gw_unit_run(unit, err);
    if (rc != RC_OK || out_unit == NULL)
        gw_unit_release(unit);
    else
        *out_unit = unit;
    return rc;
}

enum rc recorded_read(struct gw_pg *pg, struct gw_unit **out_unit, struct err *err)
{
    return recorded_run(pg, STR("select name, hash from puente_meta.migration order by name"), out_unit, err);
}

/* ---- does it fit? ---- */

static bool is_known(struct str name)
{
    struct str own;
    for (size_t i = 0; i < gw_embedded_files_n; i++)
        if (recorded_is(&gw_embedded_files[i], RECORDED_MIGRATION, &own) && str_eq(own, name))
            return true;
    return str_eq(name, recorded_reports_name());
}

enum rc recorded_check(const struct gw_rows *recorded, struct err *err)
{
    for (size_t row = 0; row < recorded->n; row++)
        if (!is_known(gw_row_str(recorded, row, 0)))
            return err_set(err, RC_REFUSED,
                           "the database is newer: it has migration '%.*s'; hint: use the newer program",
                           STR_FMT(gw_row_str(recorded, row, 0)));
    struct str name;
    for (size_t i = 0; i < gw_embedded_files_n; i++) {
        if (!recorded_is(&gw_embedded_files[i], RECORDED_MIGRATION, &name))
            continue;
        const struct str text = recorded_text(&gw_embedded_files[i]);
        const struct recorded_hash hash = recorded_hash(&text, 1);
        const struct str before = recorded_find(recorded, name);
        if (before.p != NULL && !recorded_hash_is(&hash, before))
            return err_set(err, RC_REFUSED,
                           "migration '%.*s' is not the one that was applied; hint: a released migration never "
                           "changes, write a new one",
                           STR_FMT(name));
    }
    return RC_OK;
}

static enum rc check_none_pending(const struct gw_rows *recorded, struct err *err)
{
    struct str name;
    for (size_t i = 0; i < gw_embedded_files_n; i++)
        if (recorded_is(&gw_embedded_files[i], RECORDED_MIGRATION, &name) && recorded_find(recorded, name).p == NULL)
            return err_set(err, RC_REFUSED, "the database lacks migration '%.*s'; hint: puente migrate", STR_FMT(name));
    return RC_OK;
}

enum rc schema_check(struct gw_pg *pg, struct err *err)
{
    struct gw_unit *unit = NULL;
    enum rc rc = recorded_run(pg, STR("select to_regclass('puente_meta.migration') is not null"), &unit, err);
    if (rc != RC_OK)
        return rc;
    const bool exists = gw_row_bool(gw_unit_rows(unit, 0), 0, 0);
    gw_unit_release(unit);
    if (!exists)
        return err_set(err, RC_REFUSED, "the database has no schema of Puente; hint: puente migrate");
    rc = recorded_read(pg, &unit, err);
    if (rc != RC_OK)
        return rc;
    rc = recorded_check(gw_unit_rows(unit, 0), err);
    if (rc == RC_OK)
        rc = check_none_pending(gw_unit_rows(unit, 0), err);
    gw_unit_release(unit);
    return rc;
}
