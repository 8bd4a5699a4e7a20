#include "admin.intern.h"
#include "gateway/store/catalog_store.h"

/* Secrets in clear, for whoever configures the other side. That somebody saw them is written down first. */

static enum rc note_opening(struct gw_admin *admin, struct str public_id, struct err *err)
{
    const struct audit_entry entry = {.action = STR("channel.open"), .object = public_id};
    struct change change = change_begin(admin);
    enum rc rc = change_read(&change, err);
    if (rc == RC_OK)
        rc = change_commit(&change, &entry, err);
    change_release(&change);
    return rc;
}

static enum rc take_settings(const struct gw_admin *admin, struct str public_id, const struct gw_rows *rows,
                             struct arena *arena, struct gw_settings *out_settings, struct err *err)
{
    struct gw_header *items = ARENA_ARRAY(arena, struct gw_header, rows->n);
    if (items == NULL)
        return err_set(err, RC_TOO_BIG, "too many settings");
    for (size_t row = 0; row < rows->n; row++) {
        items[row] = (struct gw_header){.name = gw_row_str(rows, row, 0), .value = gw_row_str(rows, row, 1)};
        const bool sealed = gw_row_bool(rows, row, 2);
        if (sealed && gw_channel_secret_open(&admin->keys, public_id, items[row].name, items[row].value, arena,
                                             &items[row].value) != RC_OK)
            return err_set(err, RC_REFUSED, "secret '%.*s' does not open; hint: index.key is of another database",
                           STR_FMT(items[row].name));
    }
    *out_settings = (struct gw_settings){.items = items, .n = rows->n};
    return RC_OK;
}

enum rc gw_channel_open(struct gw_admin *admin, struct str public_id, struct gw_channel_opened *out_channel,
                        struct err *err)
{
    enum { AT_CHANNEL, AT_SETTINGS };
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct arena *arena = gw_unit_arena(unit);
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, public_id);
    gw_unit_add(unit, SQL_CHANNEL_OPEN, &args);
    gw_unit_add(unit, SQL_CHANNEL_SETTINGS, &args);
    enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, AT_CHANNEL);
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no channel '%.*s'; hint: puente channel list", STR_FMT(public_id));
    struct gw_channel_opened channel = {.adapter = gw_row_str(rows, 0, 0), .public_url = gw_row_str(rows, 0, 1)};
    rc = take_settings(admin, public_id, gw_unit_rows(unit, AT_SETTINGS), arena, &channel.settings, err);
    if (rc == RC_OK)
        rc = note_opening(admin, public_id, err);
    if (rc == RC_OK)
        *out_channel = channel;
    return rc;
}
