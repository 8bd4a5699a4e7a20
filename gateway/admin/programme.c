#include "admin.intern.h"

enum { CODE_BYTES_MAX = 40 };

bool code_valid(struct str code)
{
    for (size_t i = 0; i < code.n; i++) {
        const char c = code.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return code.n > 0 && code.n <= CODE_BYTES_MAX;
}

bool country_valid(struct str country)
{
    const bool two =
        country.n == 2 && country.p[0] >= 'A' && country.p[0] <= 'Z' && country.p[1] >= 'A' && country.p[1] <= 'Z';
    return two || country.n == 0;
}

/* ---- parts of other changes ---- */

static void ask_text(struct change *change, enum gw_sql sql, struct str value)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, value);
    gw_unit_add(change->read, sql, &args);
}

void programme_ask(struct change *change, struct str code)
{
    ask_text(change, SQL_PROGRAMME_FIND, code);
}

enum rc programme_of(const struct gw_rows *rows, struct str code, struct programme *out_programme, struct err *err)
{
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no programme '%.*s'; hint: puente programme list", STR_FMT(code));
    *out_programme = (struct programme){.id = (int32_t)gw_row_i64(rows, 0, 0),
                                        .language = gw_row_str(rows, 0, 1),
                                        .country = gw_row_str(rows, 0, 2),
                                        .zone = gw_row_str(rows, 0, 3)};
    return RC_OK;
}

enum rc programme_take(const struct change *change, size_t at, struct str code, struct programme *out_programme,
                       struct err *err)
{
    return programme_of(gw_unit_rows(change->read, at), code, out_programme, err);
}

void zone_ask(struct change *change, struct str zone)
{
    ask_text(change, SQL_ZONE_KNOWN, zone);
}

enum rc zone_take(const struct change *change, size_t at, struct str zone, struct err *err)
{
    if (gw_row_bool(gw_unit_rows(change->read, at), 0, 0))
        return RC_OK;
    return err_set(err, RC_BAD_INPUT, "no time zone '%.*s'; hint: a name such as America/Guatemala", STR_FMT(zone));
}

/* ---- programmes ---- */

static enum rc check_programme(const struct gw_admin *admin, const struct gw_programme *programme, struct err *err)
{
    if (!code_valid(programme->code))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no code; hint: up to %d of a-z, 0-9 and _",
                       STR_FMT(programme->code), CODE_BYTES_MAX);
    if (programme->name.n == 0)
        return err_set(err, RC_BAD_INPUT, "the name is empty");
    if (!country_valid(programme->country))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no country; hint: two capital letters such as GT",
                       STR_FMT(programme->country));
    return admin_check_language(admin, programme->language, err);
}

static void insert_programme(struct gw_unit *unit, const struct gw_programme *programme)
{
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, programme->code);
    gw_arg_text(&args, programme->name);
    gw_arg_text(&args, programme->language);
    gw_arg_text(&args, programme->country);
    gw_arg_text(&args, programme->zone);
    gw_unit_add(unit, SQL_PROGRAMME_INSERT, &args);
}

enum rc gw_programme_add(struct gw_admin *admin, const struct gw_programme *programme, struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_ZONE };
    enum rc rc = check_programme(admin, programme, err);
    if (rc != RC_OK)
        return rc;
    struct change change = change_begin(admin);
    programme_ask(&change, programme->code);
    zone_ask(&change, programme->zone);
    rc = change_read(&change, err);
    if (rc == RC_OK && gw_unit_rows(change.read, AT_PROGRAMME)->n > 0)
        rc = err_set(err, RC_CONFLICT, "programme '%.*s' exists already", STR_FMT(programme->code));
    if (rc == RC_OK)
        rc = zone_take(&change, AT_ZONE, programme->zone, err);
    if (rc == RC_OK) {
        const struct audit_entry entry = {.action = STR("programme.add"), .object = programme->code};
        insert_programme(change.write, programme);
        rc = change_commit(&change, &entry, err);
    }
    change_release(&change);
    return rc;
}

enum rc gw_programme_list(struct gw_admin *admin, const struct gw_programme **out_programmes, size_t *out_n,
                          struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    gw_unit_add(unit, SQL_PROGRAMME_LIST, NULL);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_programme *programmes = ARENA_ARRAY(gw_unit_arena(unit), struct gw_programme, rows->n);
    if (programmes == NULL)
        return err_set(err, RC_TOO_BIG, "too many programmes");
    for (size_t row = 0; row < rows->n; row++)
        programmes[row] = (struct gw_programme){.code = gw_row_str(rows, row, 0),
                                                .name = gw_row_str(rows, row, 1),
                                                .language = gw_row_str(rows, row, 2),
                                                .country = gw_row_str(rows, row, 3),
                                                .zone = gw_row_str(rows, row, 4)};
    *out_programmes = programmes;
    *out_n = rows->n;
    return RC_OK;
}
