#include "admin.intern.h"

/* The row of a setting. A secret may be there twice while it is being changed: "secret" and "secret_2". */
static const struct gw_setting_help *find_setting(const struct settings_table *table, struct str name)
{
    const struct str second = STR("_2");
    for (size_t part = 0; part < SETTINGS_PARTS; part++) {
        for (size_t i = 0; i < table->parts[part].n; i++) {
            const struct gw_setting_help *row = &table->parts[part].rows[i];
            const bool is_second = row->secret && name.n == row->name.n + second.n && str_starts(name, row->name) &&
                                   str_ends(name, second);
            if (str_eq(row->name, name) || is_second)
                return row;
        }
    }
    return NULL;
}

static enum rc check_known(const struct settings_table *table, struct str name, bool secret, struct err *err)
{
    const struct gw_setting_help *row = find_setting(table, name);
    if (row == NULL)
        return err_set(err, RC_BAD_INPUT, "adapter '%.*s' has no setting '%.*s'; hint: puente %s --help",
                       STR_FMT(table->adapter), STR_FMT(name), table->command);
    if (row->secret && !secret)
        return err_set(err, RC_BAD_INPUT, "'%.*s' is a secret; hint: --secret %.*s=@FILE", STR_FMT(name),
                       STR_FMT(name));
    if (!row->secret && secret)
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no secret; hint: --set %.*s=VALUE", STR_FMT(name), STR_FMT(name));
    return RC_OK;
}

static bool has(const struct gw_header *items, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(items[i].name, name))
            return true;
    return false;
}

enum rc settings_check_items(const struct settings_table *table, const struct gw_header *items, size_t n, bool secret,
                             struct err *err)
{
    if (n > SETTINGS_MAX)
        return err_set(err, RC_TOO_BIG, "more than %d settings", SETTINGS_MAX);
    for (size_t i = 0; i < n; i++) {
        const enum rc rc = check_known(table, items[i].name, secret, err);
        if (rc != RC_OK)
            return rc;
        if (has(items, i, items[i].name))
            return err_set(err, RC_BAD_INPUT, "'%.*s' is given twice", STR_FMT(items[i].name));
        if (items[i].value.n == 0)
            return err_set(err, RC_BAD_INPUT, "'%.*s' is empty", STR_FMT(items[i].name));
    }
    return RC_OK;
}

static enum rc check_required(const struct settings_table *table, const struct gw_setting_help *row, bool given,
                              struct err *err)
{
    if (!row->required || given)
        return RC_OK;
    return err_set(err, RC_MISSING, "adapter '%.*s' needs '%.*s': %.*s; hint: --%s %.*s=%s", STR_FMT(table->adapter),
                   STR_FMT(row->name), STR_FMT(row->help), row->secret ? "secret" : "set", STR_FMT(row->name),
                   row->secret ? "@FILE" : "VALUE");
}

enum rc settings_check(const struct settings_table *table, const struct gw_header *settings, size_t settings_n,
                       const struct gw_header *secrets, size_t secrets_n, struct err *err)
{
    enum rc rc = settings_check_items(table, settings, settings_n, false, err);
    if (rc == RC_OK)
        rc = settings_check_items(table, secrets, secrets_n, true, err);
    for (size_t part = 0; part < SETTINGS_PARTS; part++) {
        for (size_t i = 0; rc == RC_OK && i < table->parts[part].n; i++) {
            const struct gw_setting_help *row = &table->parts[part].rows[i];
            const bool given = row->secret ? has(secrets, secrets_n, row->name) : has(settings, settings_n, row->name);
            rc = check_required(table, row, given, err);
        }
    }
    return rc;
}

void settings_put(struct gw_args *args, const struct gw_header *items, size_t n)
{
    struct str names[SETTINGS_MAX];
    struct str values[SETTINGS_MAX];
    for (size_t i = 0; i < n; i++) {
        names[i] = items[i].name;
        values[i] = items[i].value;
    }
    gw_arg_texts(args, names, n);
    gw_arg_texts(args, values, n);
}

enum rc settings_seal(const struct gw_admin *admin, settings_seal_fn *seal, struct str public_id,
                      const struct gw_header *secrets, size_t n, struct arena *arena, struct gw_header *out_sealed,
                      struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        out_sealed[i].name = secrets[i].name;
        const enum rc rc =
            seal(&admin->keys, public_id, secrets[i].name, secrets[i].value, arena, &out_sealed[i].value);
        if (rc != RC_OK)
            return err_set(err, rc, "secret '%.*s' is too long", STR_FMT(secrets[i].name));
    }
    return RC_OK;
}
