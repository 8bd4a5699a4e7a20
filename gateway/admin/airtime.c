#include "gateway/airtime.h"

#include "base/buf.h"
#include "gateway/money.h"
#include "money.intern.h"

enum { PURPOSE_BYTES_MAX = 64, SENTENCE_BYTES = 256 };

/* ---- rules ---- */

/* As a form may write it: see survey/form/form.schema.json. */
static bool is_purpose(struct str purpose)
{
    for (size_t i = 0; i < purpose.n; i++) {
        const char c = purpose.p[i];
        const bool letter = (c >= 'a' && c <= 'z') || c == '_';
        const bool other = (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return purpose.n > 0 && purpose.n <= PURPOSE_BYTES_MAX;
}

static enum rc write_rule(const struct change *change, const struct gw_incentive_rule *rule, int32_t programme_id,
                          int32_t wave_id, const struct wallet *wallet, struct err *err)
{
    int64_t minor = 0;
    const enum rc rc = money_read(rule->amount, wallet->currency, &minor, err);
    if (rc != RC_OK)
        return rc;
    if (wallet->programme_id != programme_id)
        return err_set(err, RC_BAD_INPUT, "wallet '%.*s' is another programme's", STR_FMT(rule->wallet));
    if (minor > wallet->max_minor)
        return err_set(err, RC_BAD_INPUT, "'%.*s' is over the wallet's limit of one transfer; hint: puente wallet set",
                       STR_FMT(rule->amount));
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, programme_id);
    gw_arg_i32(&args, wave_id);
    gw_arg_text(&args, rule->purpose);
    gw_arg_i32(&args, wallet->id);
    gw_arg_i64(&args, minor);
    gw_unit_add(change->write, SQL_INCENTIVE_RULE_SET, &args);
    return RC_OK;
}

static enum rc set_rule(struct change *change, const struct gw_incentive_rule *rule, struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_WALLET, AT_WAVE };
    struct programme programme;
    struct wallet wallet;
    struct wave wave = {.id = 0};
    programme_ask(change, rule->programme);
    wallet_ask(change, rule->wallet);
    if (rule->wave.n > 0)
        wave_ask(change->read, rule->programme, rule->wave);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, rule->programme, &programme, err);
    if (rc == RC_OK)
        rc = wallet_take(change, AT_WALLET, rule->wallet, &wallet, err);
    if (rc == RC_OK)
        rc = rule->wave.n == 0
                 ? RC_OK
                 : wave_take(gw_unit_rows(change->read, AT_WAVE), rule->programme, rule->wave, &wave, err);
    if (rc == RC_OK)
        rc = write_rule(change, rule, programme.id, wave.id, &wallet, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_header details[] = {{STR("amount"), rule->amount},
                                        {STR("purpose"), rule->purpose},
                                        {STR("wallet"), rule->wallet},
                                        {STR("wave"), rule->wave}};
    const struct audit_entry entry = {.action = STR("airtime.rule"),
                                      .object = rule->programme,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("work")};
    return change_commit(change, &entry, err);
}

enum rc gw_airtime_rule_set(struct gw_admin *admin, const struct gw_incentive_rule *rule, struct err *err)
{
    if (!is_purpose(rule->purpose))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no purpose; hint: lower case, as the form's \"incentive\"",
                       STR_FMT(rule->purpose));
    struct change change = change_begin(admin);
    const enum rc rc = set_rule(&change, rule, err);
    change_release(&change);
    return rc;
}

enum rc gw_airtime_rule_list(struct gw_admin *admin, const struct gw_incentive_rule **out_rules, size_t *out_n,
                             struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    gw_unit_add(unit, SQL_INCENTIVE_RULE_LIST, NULL);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_incentive_rule *rules = ARENA_ARRAY(gw_unit_arena(unit), struct gw_incentive_rule, rows->n);
    if (rules == NULL)
        return err_set(err, RC_TOO_BIG, "too many rules");
    for (size_t row = 0; row < rows->n; row++)
        rules[row] =
            (struct gw_incentive_rule){.programme = gw_row_str(rows, row, 0),
                                       .wave = gw_row_str(rows, row, 1),
                                       .purpose = gw_row_str(rows, row, 2),
                                       .wallet = gw_row_str(rows, row, 3),
                                       .amount = money_put(admin, gw_row_i64(rows, row, 4), gw_row_str(rows, row, 5)),
                                       .currency = gw_row_str(rows, row, 5)};
    *out_rules = rules;
    *out_n = rows->n;
    return RC_OK;
}

/* ---- the kill switch ---- */

enum rc gw_airtime_stop(struct gw_admin *admin, struct str reason, struct err *err)
{
    struct change change = change_begin(admin);
    enum rc rc = change_read(&change, err);
    if (rc == RC_OK) {
        struct gw_args args = gw_args_on(gw_unit_arena(change.write));
        gw_arg_text(&args, reason);
        gw_unit_add(change.write, SQL_PAYMENTS_STOP, &args);
        const struct gw_header details[] = {{STR("reason"), reason}};
        const struct audit_entry entry = {.action = STR("airtime.stop"),
                                          .object = STR("payments"),
                                          .details = details,
                                          .details_n = COUNT_OF(details)};
        rc = change_commit(&change, &entry, err);
    }
    change_release(&change);
    return rc;
}

enum rc gw_airtime_resume(struct gw_admin *admin, struct err *err)
{
    struct change change = change_begin(admin);
    enum rc rc = change_read(&change, err);
    if (rc == RC_OK) {
        gw_unit_add(change.write, SQL_PAYMENTS_RESUME, NULL);
        const struct audit_entry entry = {
            .action = STR("airtime.resume"), .object = STR("payments"), .notify = STR("work")};
        rc = change_commit(&change, &entry, err);
    }
    change_release(&change);
    return rc;
}

/* ---- stories ---- */

/* Columns of incentive_story. */
enum story_column {
    STORY_ID,
    STORY_PROGRAMME,
    STORY_CASE,
    STORY_WAVE,
    STORY_PURPOSE,
    STORY_SURVEY,
    STORY_SESSION,
    STORY_STATE,
    STORY_AMOUNT,
    STORY_CURRENCY,
    STORY_WALLET,
    STORY_GRANTED,
    STORY_PAID,
    STORY_NEXT,
    STORY_PARKED,
    STORY_STOPPED
};

struct next_row {
    struct str state;
    const char *timed; /* with the moment behind it; NULL: always the other */
    const char *untimed;
};

static const struct next_row next_rows[] = {
    {{"unpriced", 8}, NULL, "priced and paid as soon as there is a rule; hint: puente airtime rule"},
    {{"owed", 4}, "a transfer begins, not before ", "waits for a person"},
    {{"sending", 7}, NULL, "the provider's answer is awaited"},
    {{"processing", 10},
     "the provider has it and is asked again, not before ",
     "the provider has it and is not asked any more: a person must look there"},
    {{"unknown", 7},
     "perhaps executed: the provider is asked, not before ",
     "perhaps executed, and the provider cannot be asked: a person must look there"},
    {{"paid", 4}, NULL, "nothing: it is paid"},
    {{"refused", 7}, NULL, "a person must act: see the ticket"},
    {{"held", 4}, NULL, "over the wallet's limit of one transfer: a person must act; hint: puente wallet set"},
};

static struct str next_sentence(const struct gw_rows *rows, size_t row, struct arena *arena)
{
    const struct str state = gw_row_str(rows, row, STORY_STATE);
    const struct str moment = gw_row_str(rows, row, STORY_NEXT);
    const struct str parked = gw_row_str(rows, row, STORY_PARKED);
    struct buf text = buf_in(arena, SENTENCE_BYTES + moment.n + parked.n);
    const bool owed = str_eq(state, STR("owed"));
    if (owed && gw_row_bool(rows, row, STORY_STOPPED)) {
        buf_put(&text, STR("waits: all payments are stopped; hint: puente airtime resume"));
        return buf_str(&text);
    }
    if (owed && parked.n > 0) {
        buf_printf(&text, "waits: the wallet is parked (%.*s); hint: puente wallet fund or unpark", STR_FMT(parked));
        return buf_str(&text);
    }
    for (size_t i = 0; i < COUNT_OF(next_rows); i++) {
        if (!str_eq(next_rows[i].state, state))
            continue;
        const bool timed = next_rows[i].timed != NULL && moment.n > 0;
        buf_put(&text, str_of(timed ? next_rows[i].timed : next_rows[i].untimed));
        buf_put(&text, timed ? moment : STR_EMPTY);
    }
    return buf_str(&text);
}

static void take_story(struct gw_admin *admin, const struct gw_rows *rows, size_t row, struct gw_incentive_story *out)
{
    const struct str currency = gw_row_str(rows, row, STORY_CURRENCY);
    *out = (struct gw_incentive_story){
        .incentive_id = gw_row_i64(rows, row, STORY_ID),
        .programme = gw_row_str(rows, row, STORY_PROGRAMME),
        .case_code = gw_row_str(rows, row, STORY_CASE),
        .wave = gw_row_str(rows, row, STORY_WAVE),
        .purpose = gw_row_str(rows, row, STORY_PURPOSE),
        .survey = gw_row_str(rows, row, STORY_SURVEY),
        .session_id = gw_row_i64(rows, row, STORY_SESSION),
        .state = gw_row_str(rows, row, STORY_STATE),
        .amount = currency.n == 0 ? STR_EMPTY : money_put(admin, gw_row_i64(rows, row, STORY_AMOUNT), currency),
        .currency = currency,
        .wallet = gw_row_str(rows, row, STORY_WALLET),
        .granted_at = gw_row_str(rows, row, STORY_GRANTED),
        .paid_at = gw_row_str(rows, row, STORY_PAID),
        .next = next_sentence(rows, row, gw_unit_arena(admin->reading)),
    };
}

static void take_transfers(const struct gw_rows *rows, struct gw_transfer_story *all,
                           struct gw_incentive_story *stories, size_t stories_n)
{
    size_t story = 0;
    for (size_t row = 0; row < rows->n; row++) {
        while (story < stories_n && stories[story].incentive_id != gw_row_i64(rows, row, 0))
            story++;
        if (story == stories_n)
            return;
        all[row] = (struct gw_transfer_story){.n = (int32_t)gw_row_i64(rows, row, 1),
                                              .reference = gw_row_str(rows, row, 2),
                                              .outcome = gw_row_str(rows, row, 3),
                                              .asked = (int32_t)gw_row_i64(rows, row, 4),
                                              .provider_id = gw_row_str(rows, row, 5),
                                              .error_code = gw_row_str(rows, row, 6),
                                              .started_at = gw_row_str(rows, row, 7),
                                              .ended_at = gw_row_str(rows, row, 8)};
        if (stories[story].transfers_n++ == 0)
            stories[story].transfers = &all[row];
    }
}

static void take_entries(struct gw_admin *admin, const struct gw_rows *rows, struct gw_ledger_story *all,
                         struct gw_incentive_story *stories, size_t stories_n)
{
    size_t story = 0;
    for (size_t row = 0; row < rows->n; row++) {
        while (story < stories_n && stories[story].incentive_id != gw_row_i64(rows, row, 0))
            story++;
        if (story == stories_n)
            return;
        all[row] =
            (struct gw_ledger_story){.posting_id = gw_row_i64(rows, row, 1),
                                     .kind = gw_row_str(rows, row, 2),
                                     .account = gw_row_str(rows, row, 3),
                                     .amount = money_put(admin, gw_row_i64(rows, row, 4), gw_row_str(rows, row, 5)),
                                     .at = gw_row_str(rows, row, 6)};
        if (stories[story].entries_n++ == 0)
            stories[story].entries = &all[row];
    }
}

enum { AT_STORIES, AT_TRANSFERS, AT_ENTRIES };

static struct gw_unit *ask_story(struct gw_admin *admin, int64_t incentive_id, struct str programme,
                                 struct str case_code)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    static const enum gw_sql statements[] = {SQL_INCENTIVE_STORY, SQL_TRANSFER_STORY, SQL_LEDGER_STORY};
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        struct gw_args args = gw_args_on(gw_unit_arena(unit));
        gw_arg_i64(&args, incentive_id);
        gw_arg_text(&args, programme.p == NULL ? STR_EMPTY : programme);
        gw_arg_text(&args, case_code.p == NULL ? STR_EMPTY : case_code);
        gw_unit_add(unit, statements[i], &args);
    }
    return unit;
}

enum rc gw_airtime_story(struct gw_admin *admin, int64_t incentive_id, struct str programme, struct str case_code,
                         const struct gw_incentive_story **out_stories, size_t *out_n, struct err *err)
{
    struct gw_unit *unit = ask_story(admin, incentive_id, programme, case_code);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, AT_STORIES);
    const struct gw_rows *transfers = gw_unit_rows(unit, AT_TRANSFERS);
    const struct gw_rows *entries = gw_unit_rows(unit, AT_ENTRIES);
    struct arena *arena = gw_unit_arena(unit);
    struct gw_incentive_story *stories = ARENA_ARRAY(arena, struct gw_incentive_story, rows->n);
    struct gw_transfer_story *all_transfers = ARENA_ARRAY(arena, struct gw_transfer_story, transfers->n);
    struct gw_ledger_story *all_entries = ARENA_ARRAY(arena, struct gw_ledger_story, entries->n);
    if (stories == NULL || all_transfers == NULL || all_entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many incentives");
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no such incentive; hint: puente airtime show --case CODE --programme P");
    for (size_t row = 0; row < rows->n; row++)
        take_story(admin, rows, row, &stories[row]);
    take_transfers(transfers, all_transfers, stories, rows->n);
    take_entries(admin, entries, all_entries, stories, rows->n);
    *out_stories = stories;
    *out_n = rows->n;
    return RC_OK;
}
