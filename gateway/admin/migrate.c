#include <string.h>

#include "admin.intern.h"
#include "base/buf.h"
#include "gateway/store/key_check.h"
#include "recorded.h"

/* Nothing here may be a prepared statement before the migrations are applied: the tables they speak of come with them. */

enum { SERVER_VERSION_MIN = 150000, FRAME_BYTES = 1024, REPORTS_MAX = 256 };

struct migrating {
    const struct gw_migrate_options *options;
    struct gw_loop *loop;
    struct gw_pg *pg; /* holds the lock */
    struct gw_migrated done;
};

/* ---- the server ---- */

static enum rc judge_server(const struct gw_rows *rows, bool unsafe_durability, struct err *err)
{
    const int64_t version = gw_row_i64(rows, 0, 0);
    if (version < SERVER_VERSION_MIN)
        return err_set(err, RC_REFUSED, "the server is PostgreSQL %d; hint: %d or newer", (int)(version / 10000),
                       SERVER_VERSION_MIN / 10000);
    static const char *const settings[] = {"fsync", "full_page_writes", "synchronous_commit"};
    for (size_t i = 0; !unsafe_durability && i < COUNT_OF(settings); i++)
        if (!gw_row_bool(rows, 0, i + 1))
            return err_set(err, RC_REFUSED,
                           "the server has %s = off and may lose what it confirmed; hint: set it on in postgresql.conf",
                           settings[i]);
    return RC_OK;
}

static enum rc check_server(const struct migrating *m, struct err *err)
{
    struct gw_unit *unit = NULL;
    enum rc rc = recorded_run(
        m->pg,
        STR("select current_setting('server_version_num')::int, current_setting('fsync') <> 'off', "
            "current_setting('full_page_writes') <> 'off', current_setting('synchronous_commit') <> 'off'"),
        &unit, err);
    if (rc != RC_OK)
        return rc;
    rc = judge_server(gw_unit_rows(unit, 0), m->options->unsafe_durability, err);
    gw_unit_release(unit);
    return rc;
}

/* The lock is this connection's until it ends. Should it end early, the primary key still lets each migration in only
 * once. */
static enum rc lock_and_prepare(const struct migrating *m, struct err *err)
{
    static const char *const steps[] = {
        "select pg_advisory_lock(hashtextextended('puente migrate', 0))",
        "create schema if not exists puente_meta",
        "create table if not exists puente_meta.migration (name text primary key, hash bytea not null, "
        "applied_at timestamptz not null default now())",
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(steps); i++)
        rc = recorded_run(m->pg, str_of(steps[i]), NULL, err);
    return rc;
}

/* ---- applying ---- */

static void put_record(struct buf *script, struct str name, const struct recorded_hash *hash)
{
    buf_printf(script, "insert into puente_meta.migration (name, hash) values ('%.*s', '\\x", STR_FMT(name));
    buf_put_hex(script, hash->bytes, sizeof hash->bytes);
    buf_put(script, STR("')"));
}

static enum rc run_script(const struct migrating *m, const struct buf *script, struct str name, struct err *err)
{
    struct err why = {.code = RC_OK};
    if (script->overflow)
        return err_set(err, RC_TOO_BIG, "migration '%.*s' is too big", STR_FMT(name));
    const enum rc rc = gw_pg_script(m->options->url, buf_str(script), &why);
    if (rc != RC_OK)
        return err_set(err, rc, "migration '%.*s': %.*s", STR_FMT(name), STR_FMT(str_trim(str_of(why.text))));
    return RC_OK;
}

/* Recorded first, so that of two programs without the lock the second fails before it has done anything. */
static enum rc apply_migration(struct migrating *m, const struct gw_embedded *file, struct str name, struct err *err)
{
    const struct str text = recorded_text(file);
    const struct recorded_hash hash = recorded_hash(&text, 1);
    struct arena *arena = arena_new(text.n + FRAME_BYTES + FRAME_BYTES);
    struct buf script = buf_in(arena, text.n + FRAME_BYTES);
    buf_put(&script, STR("begin;\n"));
    put_record(&script, name, &hash);
    buf_put(&script, STR(";\n"));
    buf_put(&script, text);
    buf_put(&script, STR("\n;reset role;\ncommit"));
    const enum rc rc = run_script(m, &script, name, err);
    arena_free(arena);
    if (rc == RC_OK)
        m->done.applied[m->done.applied_n++] = name;
    return rc;
}

static enum rc apply_migrations(struct migrating *m, const struct gw_rows *recorded, struct err *err)
{
    enum rc rc = RC_OK;
    struct str name;
    for (size_t i = 0; rc == RC_OK && i < gw_embedded_files_n; i++) {
        if (!recorded_is(&gw_embedded_files[i], RECORDED_MIGRATION, &name) || recorded_find(recorded, name).p != NULL)
            continue;
        if (m->done.applied_n == GW_MIGRATIONS_MAX)
            return err_set(err, RC_TOO_BIG, "more than %d migrations", GW_MIGRATIONS_MAX);
        rc = apply_migration(m, &gw_embedded_files[i], name, err);
    }
    return rc;
}

static enum rc apply_reports(struct migrating *m, const struct str *texts, size_t n, const struct recorded_hash *hash,
                             struct err *err)
{
    size_t bytes = FRAME_BYTES;
    for (size_t i = 0; i < n; i++)
        bytes += texts[i].n + FRAME_BYTES;
    struct arena *arena = arena_new(bytes + FRAME_BYTES);
    struct buf script = buf_in(arena, bytes);
    buf_put(&script, STR("begin;\n"));
    for (size_t i = 0; i < n; i++) {
        buf_put(&script, texts[i]);
        buf_put(&script, STR("\n;reset role;\nreset search_path;\n"));
    }
    put_record(&script, recorded_reports_name(), hash);
    buf_put(&script, STR(" on conflict (name) do update set hash = excluded.hash, applied_at = now();\ncommit"));
    const enum rc rc = run_script(m, &script, recorded_reports_name(), err);
    arena_free(arena);
    m->done.reports = rc == RC_OK;
    return rc;
}

/* The views are made anew when their text or what they look at has changed. */
static enum rc refresh_reports(struct migrating *m, const struct gw_rows *recorded, struct err *err)
{
    struct str texts[REPORTS_MAX];
    size_t n = 0;
    struct str name;
    for (size_t i = 0; i < gw_embedded_files_n && n < REPORTS_MAX; i++)
        if (recorded_is(&gw_embedded_files[i], RECORDED_REPORT, &name))
            texts[n++] = recorded_text(&gw_embedded_files[i]);
    if (n == 0)
        return RC_OK;
    const struct recorded_hash hash = recorded_hash(texts, n);
    if (m->done.applied_n == 0 && recorded_hash_is(&hash, recorded_find(recorded, recorded_reports_name())))
        return RC_OK;
    return apply_reports(m, texts, n, &hash, err);
}

static enum rc apply_all(struct migrating *m, struct err *err)
{
    struct gw_unit *unit = NULL;
    enum rc rc = recorded_read(m->pg, &unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *recorded = gw_unit_rows(unit, 0);
    rc = recorded_check(recorded, err);
    if (rc == RC_OK)
        rc = apply_migrations(m, recorded, err);
    if (rc == RC_OK)
        rc = refresh_reports(m, recorded, err);
    gw_unit_release(unit);
    return rc;
}

/* ---- keys ---- */

static enum rc keep_check_values(struct migrating *m, struct gw_pg *pg, const struct gw_keys *keys, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(pg);
    struct str names[GW_KEY_COUNT];
    struct str values[GW_KEY_COUNT];
    uint8_t bytes[GW_KEY_COUNT][GW_DEDUPE_BYTES];
    for (int key = 0; key < GW_KEY_COUNT; key++) {
        gw_key_check_value(keys, (enum gw_key)key, bytes[key]);
        names[key] = gw_key_name((enum gw_key)key);
        values[key] = (struct str){.p = (const char *)bytes[key], .n = GW_DEDUPE_BYTES};
    }
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_texts(&args, names, GW_KEY_COUNT);
    gw_arg_byteas(&args, values, GW_KEY_COUNT);
    gw_unit_add(unit, SQL_KEY_CHECK_INSERT, &args);
    const enum rc rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        m->done.keys_kept = gw_unit_rows(unit, 0)->n;
    gw_unit_release(unit);
    return rc;
}

/* Keys are made only while the database knows none: new ones beside old data would split every person in two. */
static enum rc fit_keys(struct migrating *m, struct gw_pg *pg, const struct gw_rows *known, struct err *err)
{
    struct gw_keys keys;
    enum rc rc = known->n == 0 ? gw_keys_make(m->options->keys, err) : RC_OK;
    if (rc == RC_OK)
        rc = gw_keys_load(m->options->keys, GW_KEYS_WORKER, &keys, err);
    if (rc == RC_OK)
        rc = gw_keys_fit(&keys, known, true, err);
    return rc == RC_OK ? keep_check_values(m, pg, &keys, err) : rc;
}

/* Connecting prepares every statement of the program, which proves that it fits the schema. */
static enum rc check_keys(struct migrating *m, struct err *err)
{
    const struct gw_pg_options options = {
        .url = m->options->url, .role = STR("puente_owner"), .prepare = SQL_FILES_ALL};
    struct gw_pg *pg = gw_pg_new(m->loop, &options);
    struct gw_unit *unit = NULL;
    enum rc rc = gw_pg_wait(pg, ADMIN_WAIT_MS, err);
    if (rc == RC_OK) {
        unit = gw_unit_new(pg);
        gw_unit_add(unit, SQL_KEY_CHECK_READ, NULL);
        rc = gw_unit_run(unit, err);
        if (rc == RC_OK)
            rc = fit_keys(m, pg, gw_unit_rows(unit, 0), err);
        gw_unit_release(unit);
    }
    gw_pg_free(pg);
    return rc;
}

enum rc gw_migrate(const struct gw_migrate_options *options, struct gw_migrated *out_migrated, struct err *err)
{
    struct migrating m = {.options = options, .loop = gw_loop_new()};
    const struct gw_pg_options plain = {.url = options->url};
    m.pg = gw_pg_new(m.loop, &plain);
    enum rc rc = gw_pg_wait(m.pg, ADMIN_WAIT_MS, err);
    if (rc == RC_OK)
        rc = check_server(&m, err);
    if (rc == RC_OK)
        rc = lock_and_prepare(&m, err);
    if (rc == RC_OK)
        rc = apply_all(&m, err);
    if (rc == RC_OK)
        rc = check_keys(&m, err);
    gw_pg_free(m.pg);
    gw_loop_free(m.loop);
    if (rc == RC_OK)
        *out_migrated = m.done;
    return rc;
}
