#include "admin.intern.h"
#include "gateway/airtime.h"
#include "gateway/money.h"
#include "gateway/payment.h"
#include "gateway/store/catalog_store.h"
#include "money.intern.h"

/* ---- is the wish sound? ---- */

static struct settings_table table_of(const struct gw_airtime *airtime)
{
    size_t n = 0;
    const struct gw_setting_help *timing = gw_payment_settings(&n);
    return (struct settings_table){
        .adapter = airtime->name,
        .command = "wallet add",
        .parts = {{.rows = airtime->settings, .n = airtime->settings_n}, {.rows = timing, .n = n}}};
}

static enum rc unknown_adapter(struct str name, struct err *err)
{
    enum { KNOWN_TEXT_BYTES = 160 };
    char storage[KNOWN_TEXT_BYTES];
    struct buf known = buf_on(storage, sizeof storage);
    size_t n = 0;
    const struct gw_airtime *const *airtimes = gw_airtimes(&n);
    for (size_t i = 0; i < n; i++)
        buf_printf(&known, "%s%.*s", i == 0 ? "" : ", ", STR_FMT(airtimes[i]->name));
    return err_set(err, RC_NOT_FOUND, "no airtime adapter '%.*s'; hint: one of %.*s", STR_FMT(name),
                   STR_FMT(buf_str(&known)));
}

enum rc money_read(struct str amount, struct str currency, int64_t *out_minor, struct err *err)
{
    if (gw_amount_read(amount, currency, out_minor) == RC_OK && *out_minor > 0)
        return RC_OK;
    return err_set(err, RC_BAD_INPUT, "'%.*s' is no amount in %.*s; hint: above zero, such as 10 or 10.50",
                   STR_FMT(amount), STR_FMT(currency));
}

struct caps {
    int64_t max_minor;
    int64_t day_max_minor;
};

static enum rc check_caps(const struct caps *caps, struct err *err)
{
    return caps->max_minor <= caps->day_max_minor
               ? RC_OK
               : err_set(err, RC_BAD_INPUT, "a day's limit below that of one transfer; hint: --day-max");
}

static enum rc check_settings(const struct gw_airtime *airtime, const struct gw_wallet_wish *wish, struct err *err)
{
    struct gw_payment_timing timing;
    const struct settings_table table = table_of(airtime);
    const struct gw_settings settings = {.items = wish->settings, .n = wish->settings_n};
    const enum rc rc = settings_check(&table, wish->settings, wish->settings_n, wish->secrets, wish->secrets_n, err);
    return rc == RC_OK ? gw_payment_timing_read(&settings, &timing, err) : rc;
}

static enum rc check_wish(const struct gw_wallet_wish *wish, struct caps *out_caps, struct err *err)
{
    const struct gw_airtime *airtime = gw_airtime_find(wish->adapter);
    if (airtime == NULL)
        return unknown_adapter(wish->adapter, err);
    if (!public_id_valid(wish->public_id))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no wallet id; hint: up to 64 of A-Z a-z 0-9 _ -",
                       STR_FMT(wish->public_id));
    if (gw_currency_exponent(wish->currency) < 0)
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no currency; hint: three capital letters such as GTQ",
                       STR_FMT(wish->currency));
    if (!public_url_valid(wish->public_url))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no public URL; hint: https://host, without a path",
                       STR_FMT(wish->public_url));
    enum rc rc = money_read(wish->max, wish->currency, &out_caps->max_minor, err);
    if (rc == RC_OK)
        rc = money_read(wish->day_max, wish->currency, &out_caps->day_max_minor, err);
    if (rc == RC_OK)
        rc = check_caps(out_caps, err);
    return rc == RC_OK ? check_settings(airtime, wish, err) : rc;
}

/* ---- parts of changes ---- */

void wallet_ask(struct change *change, struct str public_id)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, public_id);
    gw_unit_add(change->read, SQL_WALLET_FIND, &args);
}

enum rc wallet_take(const struct change *change, size_t at, struct str public_id, struct wallet *out_wallet,
                    struct err *err)
{
    const struct gw_rows *rows = gw_unit_rows(change->read, at);
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no wallet '%.*s'; hint: puente wallet list", STR_FMT(public_id));
    *out_wallet = (struct wallet){.id = (int32_t)gw_row_i64(rows, 0, 0),
                                  .adapter = gw_row_str(rows, 0, 1),
                                  .currency = gw_row_str(rows, 0, 2),
                                  .max_minor = gw_row_i64(rows, 0, 3),
                                  .day_max_minor = gw_row_i64(rows, 0, 4),
                                  .balance_minor = gw_row_i64(rows, 0, 5),
                                  .programme_id = (int32_t)gw_row_i64(rows, 0, 6)};
    return RC_OK;
}

/* ---- adding ---- */

static enum rc insert_wallet(const struct change *change, const struct gw_wallet_wish *wish, const struct caps *caps,
                             int32_t programme_id, struct err *err)
{
    struct arena *arena = gw_unit_arena(change->write);
    struct gw_header sealed[SETTINGS_MAX];
    const enum rc rc = settings_seal(change->admin, gw_wallet_secret_seal, wish->public_id, wish->secrets,
                                     wish->secrets_n, arena, sealed, err);
    if (rc != RC_OK)
        return rc;
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, wish->public_id);
    gw_arg_i32(&args, programme_id);
    gw_arg_text(&args, wish->adapter);
    gw_arg_text(&args, wish->currency);
    gw_arg_i16(&args, (int16_t)gw_currency_exponent(wish->currency));
    gw_arg_i64(&args, caps->max_minor);
    gw_arg_i64(&args, caps->day_max_minor);
    settings_put(&args, wish->settings, wish->settings_n);
    settings_put(&args, sealed, wish->secrets_n);
    gw_arg_text(&args, wish->public_url);
    gw_unit_add(change->write, SQL_WALLET_INSERT, &args);
    return RC_OK;
}

static enum rc add_wallet(struct change *change, const struct gw_wallet_wish *wish, const struct caps *caps,
                          struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_WALLET };
    struct programme programme;
    programme_ask(change, wish->programme);
    wallet_ask(change, wish->public_id);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK && gw_unit_rows(change->read, AT_WALLET)->n > 0)
        rc = err_set(err, RC_CONFLICT, "wallet '%.*s' exists already", STR_FMT(wish->public_id));
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, wish->programme, &programme, err);
    if (rc == RC_OK)
        rc = insert_wallet(change, wish, caps, programme.id, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_header details[] = {{STR("adapter"), wish->adapter},
                                        {STR("currency"), wish->currency},
                                        {STR("day_max"), wish->day_max},
                                        {STR("max"), wish->max},
                                        {STR("programme"), wish->programme}};
    const struct audit_entry entry = {.action = STR("wallet.add"),
                                      .object = wish->public_id,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("catalog")};
    return change_commit(change, &entry, err);
}

enum rc gw_wallet_add(struct gw_admin *admin, const struct gw_wallet_wish *wish, struct err *err)
{
    struct caps caps = {.max_minor = 0};
    enum rc rc = check_wish(wish, &caps, err);
    if (rc != RC_OK)
        return rc;
    struct change change = change_begin(admin);
    rc = add_wallet(&change, wish, &caps, err);
    change_release(&change);
    return rc;
}

/* ---- changing ---- */

/* What somebody wants of a wallet; each kind of change looks at what it needs. */
struct order {
    struct str public_id;
    struct str max;
    struct str day_max;
    const struct gw_header *settings;
    size_t settings_n;
    struct str amount;
    struct str reason;
};

static enum rc write_set(const struct change *change, const struct wallet *wallet, const struct order *order,
                         struct err *err)
{
    const struct gw_airtime *airtime = gw_airtime_find(wallet->adapter);
    struct caps caps = {.max_minor = wallet->max_minor, .day_max_minor = wallet->day_max_minor};
    if (airtime == NULL)
        return unknown_adapter(wallet->adapter, err);
    const struct settings_table table = table_of(airtime);
    const struct gw_settings settings = {.items = order->settings, .n = order->settings_n};
    struct gw_payment_timing timing;
    enum rc rc = settings_check_items(&table, order->settings, order->settings_n, false, err);
    if (rc == RC_OK)
        rc = gw_payment_timing_read(&settings, &timing, err);
    if (rc == RC_OK && order->max.p != NULL)
        rc = money_read(order->max, wallet->currency, &caps.max_minor, err);
    if (rc == RC_OK && order->day_max.p != NULL)
        rc = money_read(order->day_max, wallet->currency, &caps.day_max_minor, err);
    if (rc == RC_OK)
        rc = check_caps(&caps, err);
    if (rc != RC_OK)
        return rc;
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, wallet->id);
    gw_arg_i64(&args, caps.max_minor);
    gw_arg_i64(&args, caps.day_max_minor);
    settings_put(&args, order->settings, order->settings_n);
    gw_unit_add(change->write, SQL_WALLET_CHANGE, &args);
    return RC_OK;
}

static void add_post(const struct change *change, int32_t wallet_id, int64_t minor)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, wallet_id);
    gw_arg_i64(&args, minor);
    gw_unit_add(change->write, SQL_WALLET_POST, &args);
}

static enum rc write_fund(const struct change *change, const struct wallet *wallet, const struct order *order,
                          struct err *err)
{
    int64_t minor = 0;
    const enum rc rc = money_read(order->amount, wallet->currency, &minor, err);
    if (rc == RC_OK)
        add_post(change, wallet->id, minor);
    return rc;
}

static enum rc write_withdraw(const struct change *change, const struct wallet *wallet, const struct order *order,
                              struct err *err)
{
    int64_t minor = 0;
    const enum rc rc = money_read(order->amount, wallet->currency, &minor, err);
    if (rc != RC_OK)
        return rc;
    if (minor > wallet->balance_minor)
        return err_set(err, RC_CONFLICT, "wallet '%.*s' holds less than %.*s; hint: puente airtime ledger",
                       STR_FMT(order->public_id), STR_FMT(order->amount));
    add_post(change, wallet->id, -minor);
    return RC_OK;
}

static enum rc write_park(const struct change *change, const struct wallet *wallet, const struct order *order,
                          struct err *err UNUSED)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, wallet->id);
    gw_arg_text(&args, order->reason);
    gw_unit_add(change->write, SQL_WALLET_PARK, &args);
    return RC_OK;
}

static enum rc write_unpark(const struct change *change, const struct wallet *wallet, const struct order *order UNUSED,
                            struct err *err UNUSED)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, wallet->id);
    gw_unit_add(change->write, SQL_WALLET_UNPARK, &args);
    return RC_OK;
}

typedef enum rc write_fn(const struct change *change, const struct wallet *wallet, const struct order *order,
                         struct err *err);

static enum rc carry_out(struct change *change, const struct order *order, write_fn *write,
                         const struct audit_entry *entry, struct err *err)
{
    struct wallet wallet;
    wallet_ask(change, order->public_id);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK)
        rc = wallet_take(change, CHANGE_READS, order->public_id, &wallet, err);
    if (rc == RC_OK)
        rc = write(change, &wallet, order, err);
    return rc == RC_OK ? change_commit(change, entry, err) : rc;
}

static enum rc change_wallet(struct gw_admin *admin, const struct order *order, write_fn *write,
                             const struct audit_entry *entry, struct err *err)
{
    struct change change = change_begin(admin);
    const enum rc rc = carry_out(&change, order, write, entry, err);
    change_release(&change);
    return rc;
}

enum rc gw_wallet_set(struct gw_admin *admin, struct str public_id, struct str max, struct str day_max,
                      const struct gw_header *settings, size_t settings_n, struct err *err)
{
    const struct order order = {
        .public_id = public_id, .max = max, .day_max = day_max, .settings = settings, .settings_n = settings_n};
    struct gw_header details[2] = {{.name = STR_EMPTY}};
    size_t n = 0;
    if (day_max.p != NULL)
        details[n++] = (struct gw_header){STR("day_max"), day_max};
    if (max.p != NULL)
        details[n++] = (struct gw_header){STR("max"), max};
    const struct audit_entry entry = {
        .action = STR("wallet.set"), .object = public_id, .details = details, .details_n = n, .notify = STR("catalog")};
    return change_wallet(admin, &order, write_set, &entry, err);
}

static enum rc post(struct gw_admin *admin, struct str public_id, struct str amount, write_fn *write, struct str action,
                    struct err *err)
{
    const struct order order = {.public_id = public_id, .amount = amount};
    const struct gw_header details[] = {{STR("amount"), amount}};
    const struct audit_entry entry = {
        .action = action, .object = public_id, .details = details, .details_n = COUNT_OF(details)};
    return change_wallet(admin, &order, write, &entry, err);
}

enum rc gw_wallet_fund(struct gw_admin *admin, struct str public_id, struct str amount, struct err *err)
{
    return post(admin, public_id, amount, write_fund, STR("wallet.fund"), err);
}

enum rc gw_wallet_withdraw(struct gw_admin *admin, struct str public_id, struct str amount, struct err *err)
{
    return post(admin, public_id, amount, write_withdraw, STR("wallet.withdraw"), err);
}

enum rc gw_wallet_park(struct gw_admin *admin, struct str public_id, struct str reason, struct err *err)
{
    const struct order order = {.public_id = public_id, .reason = reason};
    const struct gw_header details[] = {{STR("reason"), reason}};
    const struct audit_entry entry = {
        .action = STR("wallet.park"), .object = public_id, .details = details, .details_n = COUNT_OF(details)};
    return change_wallet(admin, &order, write_park, &entry, err);
}

enum rc gw_wallet_unpark(struct gw_admin *admin, struct str public_id, struct err *err)
{
    const struct order order = {.public_id = public_id};
    const struct audit_entry entry = {.action = STR("wallet.unpark"), .object = public_id};
    return change_wallet(admin, &order, write_unpark, &entry, err);
}

/* ---- listing ---- */

struct str money_put(struct gw_admin *admin, int64_t minor, struct str currency)
{
    struct arena *arena = gw_unit_arena(admin->reading);
    struct str decimal = STR_EMPTY;
    if (gw_amount_put(minor < 0 ? -minor : minor, currency, arena, &decimal) != RC_OK)
        return STR("?");
    if (minor >= 0)
        return decimal;
    struct buf negative = buf_in(arena, decimal.n + 1);
    buf_put_byte(&negative, '-');
    buf_put(&negative, decimal);
    return buf_str(&negative);
}

static void take_entry(struct gw_admin *admin, const struct gw_rows *rows, size_t row, struct gw_wallet_entry *out)
{
    const struct str currency = gw_row_str(rows, row, 3);
    const int64_t owed_minor = gw_row_i64(rows, row, 12);
    const int64_t earned_minor = gw_row_i64(rows, row, 13);
    *out = (struct gw_wallet_entry){.public_id = gw_row_str(rows, row, 0),
                                    .programme = gw_row_str(rows, row, 1),
                                    .adapter = gw_row_str(rows, row, 2),
                                    .currency = currency,
                                    .max = money_put(admin, gw_row_i64(rows, row, 4), currency),
                                    .day_max = money_put(admin, gw_row_i64(rows, row, 5), currency),
                                    .settings = gw_row_str(rows, row, 6),
                                    .secrets = gw_row_str(rows, row, 7),
                                    .parked = gw_row_str(rows, row, 8),
                                    .funded = money_put(admin, gw_row_i64(rows, row, 9), currency),
                                    .balance = money_put(admin, gw_row_i64(rows, row, 10), currency),
                                    .in_transit = money_put(admin, gw_row_i64(rows, row, 11), currency),
                                    .owed = money_put(admin, owed_minor, currency),
                                    .spent = money_put(admin, earned_minor - owed_minor, currency),
                                    .earned = money_put(admin, earned_minor, currency)};
}

enum rc gw_wallet_list(struct gw_admin *admin, struct str public_id, const struct gw_wallet_entry **out_entries,
                       size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, public_id.p == NULL ? STR_EMPTY : public_id);
    gw_unit_add(unit, SQL_WALLET_LIST, &args);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_wallet_entry *entries = ARENA_ARRAY(gw_unit_arena(unit), struct gw_wallet_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many wallets");
    if (rows->n == 0 && public_id.n > 0)
        return err_set(err, RC_NOT_FOUND, "no wallet '%.*s'; hint: puente wallet list", STR_FMT(public_id));
    for (size_t row = 0; row < rows->n; row++)
        take_entry(admin, rows, row, &entries[row]);
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}
