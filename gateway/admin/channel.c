#include "admin.intern.h"
#include "base/buf.h"
#include "gateway/store/catalog_store.h"

enum {
    PUBLIC_ID_BYTES_MAX = 64,
    SETTINGS_MAX = 32,
    KNOWN_TEXT_BYTES = 160,
    ANSWER_MS_MIN = 100,
    ANSWER_MS_MAX = 30000,
    RATE_MAX = 10000
};

/* ---- is the wish sound? ---- */

static bool is_public_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        const char c = id.p[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return id.n > 0 && id.n <= PUBLIC_ID_BYTES_MAX;
}

/* "10" or "0.5": above zero, at most two places. */
static bool is_rate(struct str rate)
{
    struct str rest = rate;
    struct str piece;
    int64_t whole = 0;
    int64_t hundredths = 0;
    if (!str_next(&rest, '.', &piece) || !str_to_i64(piece, &whole) || piece.p[0] == '-')
        return false;
    if (rest.n > 2 || (rest.n > 0 && (!str_to_i64(rest, &hundredths) || rest.p[0] == '-')))
        return false;
    return (whole > 0 || hundredths > 0) && whole <= RATE_MAX && !str_ends(rate, STR("."));
}

static enum rc unknown_adapter(struct str name, struct err *err)
{
    char storage[KNOWN_TEXT_BYTES];
    struct buf known = buf_on(storage, sizeof storage);
    size_t n = 0;
    const struct gw_aggregator *const *aggregators = gw_aggregators(&n);
    for (size_t i = 0; i < n; i++)
        buf_printf(&known, "%s%.*s", i == 0 ? "" : ", ", STR_FMT(aggregators[i]->name));
    return err_set(err, RC_NOT_FOUND, "no adapter '%.*s'; hint: one of %.*s", STR_FMT(name), STR_FMT(buf_str(&known)));
}

/* The row of a setting. A secret may be there twice while it is being changed: "secret" and "secret_2". */
static const struct gw_setting_help *find_setting(const struct gw_aggregator *adapter, struct str name)
{
    const struct str second = STR("_2");
    for (size_t i = 0; i < adapter->settings_n; i++) {
        const struct gw_setting_help *row = &adapter->settings[i];
        const bool is_second =
            row->secret && name.n == row->name.n + second.n && str_starts(name, row->name) && str_ends(name, second);
        if (str_eq(row->name, name) || is_second)
            return row;
    }
    return NULL;
}

static enum rc check_known(const struct gw_aggregator *adapter, struct str name, bool secret, struct err *err)
{
    const struct gw_setting_help *row = find_setting(adapter, name);
    if (row == NULL)
        return err_set(err, RC_BAD_INPUT, "adapter '%.*s' has no setting '%.*s'; hint: puente channel add --help",
                       STR_FMT(adapter->name), STR_FMT(name));
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

static enum rc check_items(const struct gw_aggregator *adapter, const struct gw_header *items, size_t n, bool secret,
                           struct err *err)
{
    if (n > SETTINGS_MAX)
        return err_set(err, RC_TOO_BIG, "more than %d settings", SETTINGS_MAX);
    for (size_t i = 0; i < n; i++) {
        const enum rc rc = check_known(adapter, items[i].name, secret, err);
        if (rc != RC_OK)
            return rc;
        if (has(items, i, items[i].name))
            return err_set(err, RC_BAD_INPUT, "'%.*s' is given twice", STR_FMT(items[i].name));
        if (items[i].value.n == 0)
            return err_set(err, RC_BAD_INPUT, "'%.*s' is empty", STR_FMT(items[i].name));
    }
    return RC_OK;
}

static enum rc check_settings(const struct gw_aggregator *adapter, const struct gw_channel_wish *wish, struct err *err)
{
    enum rc rc = check_items(adapter, wish->settings, wish->settings_n, false, err);
    if (rc == RC_OK)
        rc = check_items(adapter, wish->secrets, wish->secrets_n, true, err);
    for (size_t i = 0; rc == RC_OK && i < adapter->settings_n; i++) {
        const struct gw_setting_help *row = &adapter->settings[i];
        const bool given = row->secret ? has(wish->secrets, wish->secrets_n, row->name)
                                       : has(wish->settings, wish->settings_n, row->name);
        if (row->required && !given)
            rc = err_set(err, RC_MISSING, "adapter '%.*s' needs '%.*s': %.*s; hint: --%s %.*s=%s",
                         STR_FMT(adapter->name), STR_FMT(row->name), STR_FMT(row->help), row->secret ? "secret" : "set",
                         STR_FMT(row->name), row->secret ? "@FILE" : "VALUE");
    }
    return rc;
}

static enum rc check_wish(const struct gw_channel_wish *wish, struct err *err)
{
    const struct gw_aggregator *adapter = gw_aggregator_find(wish->adapter);
    if (adapter == NULL)
        return unknown_adapter(wish->adapter, err);
    if (!is_public_id(wish->public_id))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no channel id; hint: up to %d of A-Z a-z 0-9 _ -",
                       STR_FMT(wish->public_id), PUBLIC_ID_BYTES_MAX);
    if (!is_rate(wish->rate))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no rate; hint: texts a second, 0.01 to %d", STR_FMT(wish->rate),
                       RATE_MAX);
    if (wish->answer_ms < ANSWER_MS_MIN || wish->answer_ms > ANSWER_MS_MAX)
        return err_set(err, RC_BAD_INPUT, "the time to answer is outside %d to %d ms", ANSWER_MS_MIN, ANSWER_MS_MAX);
    const struct str url = wish->public_url;
    if (url.n > 0 &&
        ((!str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))) || str_ends(url, STR("/"))))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no public URL; hint: https://host, without a path", STR_FMT(url));
    if (url.n == 0 && gw_scheme_signs_url(adapter->scheme))
        return err_set(
            err, RC_MISSING,
            "adapter '%.*s' signs the address it calls; hint: --public-url https://host, as configured there",
            STR_FMT(adapter->name));
    return check_settings(adapter, wish, err);
}

/* ---- adding ---- */

static void put_settings(struct gw_args *args, const struct gw_header *items, size_t n)
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

static enum rc insert_channel(const struct change *change, const struct gw_channel_wish *wish, int32_t programme_id,
                              struct err *err)
{
    struct arena *arena = gw_unit_arena(change->write);
    struct gw_header sealed[SETTINGS_MAX];
    for (size_t i = 0; i < wish->secrets_n; i++) {
        sealed[i].name = wish->secrets[i].name;
        const enum rc rc = gw_channel_secret_seal(&change->admin->keys, wish->public_id, wish->secrets[i].name,
                                                  wish->secrets[i].value, arena, &sealed[i].value);
        if (rc != RC_OK)
            return err_set(err, rc, "secret '%.*s' is too long", STR_FMT(sealed[i].name));
    }
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, wish->public_id);
    gw_arg_i32(&args, programme_id);
    gw_arg_text(&args, wish->adapter);
    gw_arg_text(&args, wish->sender);
    put_settings(&args, wish->settings, wish->settings_n);
    put_settings(&args, sealed, wish->secrets_n);
    gw_arg_text(&args, wish->rate);
    gw_arg_i32(&args, wish->answer_ms);
    gw_arg_text(&args, wish->public_url);
    gw_unit_add(change->write, SQL_CHANNEL_INSERT, &args);
    return RC_OK;
}

static void ask_channel(struct change *change, struct str public_id)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, public_id);
    gw_unit_add(change->read, SQL_CHANNEL_FIND, &args);
}

static enum rc add_channel(struct change *change, const struct gw_channel_wish *wish, struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_CHANNEL };
    struct programme programme;
    programme_ask(change, wish->programme);
    ask_channel(change, wish->public_id);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK && gw_unit_rows(change->read, AT_CHANNEL)->n > 0)
        rc = err_set(err, RC_CONFLICT, "channel '%.*s' exists already", STR_FMT(wish->public_id));
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, wish->programme, &programme, err);
    if (rc == RC_OK)
        rc = insert_channel(change, wish, programme.id, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_header details[] = {{STR("adapter"), wish->adapter}, {STR("programme"), wish->programme}};
    const struct audit_entry entry = {.action = STR("channel.add"),
                                      .object = wish->public_id,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("catalog")};
    return change_commit(change, &entry, err);
}

enum rc gw_channel_add(struct gw_admin *admin, const struct gw_channel_wish *wish, struct err *err)
{
    enum rc rc = check_wish(wish, err);
    if (rc != RC_OK)
        return rc;
    struct change change = change_begin(admin);
    rc = add_channel(&change, wish, err);
    change_release(&change);
    return rc;
}

/* ---- changing and listing ---- */

static enum rc set_setting(struct change *change, struct str public_id, const struct gw_header *setting,
                           struct err *err)
{
    ask_channel(change, public_id);
    enum rc rc = change_read(change, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *found = gw_unit_rows(change->read, CHANGE_READS);
    const struct gw_aggregator *adapter = found->n == 0 ? NULL : gw_aggregator_find(gw_row_str(found, 0, 0));
    if (adapter == NULL)
        return err_set(err, RC_NOT_FOUND, "no channel '%.*s'; hint: puente channel list", STR_FMT(public_id));
    rc = check_items(adapter, setting, 1, false, err);
    if (rc != RC_OK)
        return rc;
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_text(&args, public_id);
    gw_arg_text(&args, setting->name);
    gw_arg_text(&args, setting->value);
    gw_unit_add(change->write, SQL_CHANNEL_SET, &args);
    const struct gw_header details[] = {{STR("name"), setting->name}};
    const struct audit_entry entry = {.action = STR("channel.set"),
                                      .object = public_id,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("catalog")};
    return change_commit(change, &entry, err);
}

enum rc gw_channel_set(struct gw_admin *admin, struct str public_id, struct str name, struct str value, struct err *err)
{
    const struct gw_header setting = {.name = name, .value = value};
    struct change change = change_begin(admin);
    const enum rc rc = set_setting(&change, public_id, &setting, err);
    change_release(&change);
    return rc;
}

enum rc gw_channel_list(struct gw_admin *admin, const struct gw_channel_entry **out_entries, size_t *out_n,
                        struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    gw_unit_add(unit, SQL_CHANNEL_LIST, NULL);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_channel_entry *entries = ARENA_ARRAY(gw_unit_arena(unit), struct gw_channel_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many channels");
    for (size_t row = 0; row < rows->n; row++)
        entries[row] = (struct gw_channel_entry){.public_id = gw_row_str(rows, row, 0),
                                                 .programme = gw_row_str(rows, row, 1),
                                                 .adapter = gw_row_str(rows, row, 2),
                                                 .sender = gw_row_str(rows, row, 3),
                                                 .settings = gw_row_str(rows, row, 4),
                                                 .secrets = gw_row_str(rows, row, 5),
                                                 .rate_per_s = gw_row_f64(rows, row, 6),
                                                 .answer_ms = (int32_t)gw_row_i64(rows, row, 7),
                                                 .public_url = gw_row_str(rows, row, 8),
                                                 .paused = gw_row_str(rows, row, 9)};
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}
