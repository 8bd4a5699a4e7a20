#include "gateway/admin.h"

#include <stdlib.h>

#include "admin.intern.h"
#include "base/buf.h"
#include "gateway/memory.h"
#include "gateway/store/key_check.h"

enum { LANGUAGES_TEXT_BYTES = 128, ARENA_BYTES_MAX = 4096 };

static const unsigned keys_needed = 1U << GW_KEY_INDEX | 1U << GW_KEY_SEAL_PUBLIC | 1U << GW_KEY_AUDIT;

void gw_admin_free(struct gw_admin *admin)
{
    if (admin == NULL)
        return;
    if (admin->reading != NULL)
        gw_unit_release(admin->reading);
    gw_pg_free(admin->pg);
    gw_loop_free(admin->loop);
    gw_catalog_free(admin->catalog);
    arena_free(admin->arena);
    free(admin);
}

/* Texts can be opened only where seal.sec is; its absence is no error, its being open to others is. */
static enum rc load_keys(struct str directory, struct gw_keys *keys, struct err *err)
{
    const enum rc rc = gw_keys_load(directory, keys_needed | 1U << GW_KEY_SEAL_SECRET, keys, err);
    return rc == RC_UNAVAILABLE ? gw_keys_load(directory, keys_needed, keys, err) : rc;
}

/* On a connection that has prepared nothing: on a schema of another version preparing could not succeed. */
static enum rc check_schema(struct gw_admin *admin, struct str url, struct err *err)
{
    const struct gw_pg_options plain = {.url = url};
    struct gw_pg *pg = gw_pg_new(admin->loop, &plain);
    enum rc rc = gw_pg_wait(pg, ADMIN_WAIT_MS, err);
    if (rc == RC_OK)
        rc = schema_check(pg, err);
    gw_pg_free(pg);
    return rc;
}

static enum rc connect(struct gw_admin *admin, struct str url, struct err *err)
{
    const struct gw_pg_options options = {
        .url = url, .role = STR("puente_owner"), .prepare = SQL_FILE_ADMIN | SQL_FILE_CONVERSATION};
    admin->pg = gw_pg_new(admin->loop, &options);
    enum rc rc = gw_pg_wait(admin->pg, ADMIN_WAIT_MS, err);
    if (rc != RC_OK)
        return rc;
    struct gw_unit *unit = gw_unit_new(admin->pg);
    gw_unit_add(unit, SQL_KEY_CHECK_READ, NULL);
    gw_unit_add(unit, SQL_PROCESS_SLOT, NULL);
    rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        rc = gw_keys_fit(&admin->keys, gw_unit_rows(unit, 0), false, err);
    if (rc == RC_OK)
        admin->ids.slot = (int32_t)gw_row_i64(gw_unit_rows(unit, 1), 0, 0);
    gw_unit_release(unit);
    return rc;
}

enum rc gw_admin_open(const struct gw_admin_options *options, struct gw_admin **out_admin, struct err *err)
{
    struct gw_admin *admin = gw_memory_new(1, sizeof *admin);
    admin->arena = arena_new(ARENA_BYTES_MAX);
    admin->actor = arena_str(admin->arena, options->actor);
    admin->loop = gw_loop_new();
    enum rc rc = admin->actor.n == 0 ? err_set(err, RC_BAD_INPUT, "who does it is not known or too long")
                                     : gw_catalog_new(&admin->catalog, err);
    if (rc == RC_OK)
        rc = check_schema(admin, options->url, err);
    if (rc == RC_OK)
        rc = load_keys(options->keys, &admin->keys, err);
    if (rc == RC_OK)
        rc = connect(admin, options->url, err);
    if (rc != RC_OK) {
        gw_admin_free(admin);
        return rc;
    }
    *out_admin = admin;
    return RC_OK;
}

enum rc admin_read(struct gw_admin *admin, struct gw_unit *unit, struct err *err)
{
    if (admin->reading != NULL)
        gw_unit_release(admin->reading);
    admin->reading = unit;
    return gw_unit_run(unit, err);
}

enum rc admin_check_language(const struct gw_admin *admin, struct str code, struct err *err)
{
    const struct sv_languages *languages = gw_catalog_languages(admin->catalog);
    if (sv_language_find(languages, code) != NULL)
        return RC_OK;
    char storage[LANGUAGES_TEXT_BYTES];
    struct buf known = buf_on(storage, sizeof storage);
    for (size_t i = 0; i < languages->n; i++)
        buf_printf(&known, "%s%.*s", i == 0 ? "" : ", ", STR_FMT(languages->items[i].code));
    return err_set(err, RC_BAD_INPUT, "no texts in language '%.*s'; hint: one of %.*s", STR_FMT(code),
                   STR_FMT(buf_str(&known)));
}
