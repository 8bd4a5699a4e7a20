#include "admin.intern.h"
#include "base/buf.h"

enum { OBJECT_BYTES = 24 };

enum column {
    TICKET_ID,
    TICKET_PROGRAMME,
    TICKET_CASES,
    TICKET_KIND,
    TICKET_TOPIC,
    TICKET_URGENT,
    TICKET_AT,
    TICKET_TIMES
};

static struct gw_ticket_entry entry_of(const struct gw_rows *rows, size_t row)
{
    return (struct gw_ticket_entry){.ticket_id = gw_row_i64(rows, row, TICKET_ID),
                                    .programme = gw_row_str(rows, row, TICKET_PROGRAMME),
                                    .cases = gw_row_str(rows, row, TICKET_CASES),
                                    .kind = gw_row_str(rows, row, TICKET_KIND),
                                    .topic = gw_row_str(rows, row, TICKET_TOPIC),
                                    .urgent = gw_row_bool(rows, row, TICKET_URGENT),
                                    .opened_at = gw_row_str(rows, row, TICKET_AT),
                                    .times = gw_row_i64(rows, row, TICKET_TIMES)};
}

enum rc gw_ticket_list(struct gw_admin *admin, struct str programme, struct str kind,
                       const struct gw_ticket_entry **out_entries, size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct arena *arena = gw_unit_arena(unit);
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, programme);
    gw_arg_text(&args, kind);
    gw_unit_add(unit, SQL_TICKET_LIST, &args);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_ticket_entry *entries = ARENA_ARRAY(arena, struct gw_ticket_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many tickets at once");
    for (size_t row = 0; row < rows->n; row++)
        entries[row] = entry_of(rows, row);
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}

static enum rc find(struct change *change, int64_t ticket_id, struct err *err)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_i64(&args, ticket_id);
    gw_unit_add(change->read, SQL_TICKET_FIND, &args);
    const enum rc rc = change_read(change, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(change->read, CHANGE_READS);
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no ticket %lld; hint: puente ticket list", (long long)ticket_id);
    if (gw_row_bool(rows, 0, 0))
        return err_set(err, RC_CONFLICT, "ticket %lld is closed already", (long long)ticket_id);
    return RC_OK;
}

static enum rc finish(struct change *change, int64_t ticket_id, struct err *err)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i64(&args, ticket_id);
    gw_arg_text(&args, change->admin->actor);
    gw_unit_add(change->write, SQL_TICKET_CLOSE, &args);
    char storage[OBJECT_BYTES];
    struct buf object = buf_on(storage, sizeof storage);
    buf_put_i64(&object, ticket_id);
    const struct audit_entry entry = {.action = STR("ticket.close"), .object = buf_str(&object)};
    return change_commit(change, &entry, err);
}

enum rc gw_ticket_close(struct gw_admin *admin, int64_t ticket_id, struct err *err)
{
    struct change change = change_begin(admin);
    enum rc rc = find(&change, ticket_id, err);
    if (rc == RC_OK)
        rc = finish(&change, ticket_id, err);
    change_release(&change);
    return rc;
}
