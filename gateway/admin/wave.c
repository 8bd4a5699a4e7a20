#include "admin.intern.h"

enum {
    CODE_BYTES = 40,
    MONTHS_MAX = 120,
    DAYS_MAX = 3650,
    WINDOW_DAYS_MAX = 365,
    SPREAD_MINUTES_MAX = 24 * 60,
    REASON_BYTES_MAX = 200
};

/* ---- create ---- */

struct after {
    int32_t months;
    int32_t days;
};

static enum rc read_after(struct str text, struct after *out_after, struct err *err)
{
    int64_t n = 0;
    const bool months = str_ends(text, STR("m"));
    const bool read = (months || str_ends(text, STR("d"))) && str_to_i64(str_sub(text, 0, text.n - 1), &n);
    if (!read || n < 0 || n > (months ? MONTHS_MAX : DAYS_MAX))
        return err_set(err, RC_BAD_INPUT,
                       "'%.*s' is no time after the return; hint: 3m for three months or 30d for thirty days",
                       STR_FMT(text));
    *out_after = (struct after){.months = months ? (int32_t)n : 0, .days = months ? 0 : (int32_t)n};
    return RC_OK;
}

static enum rc check_wish(const struct gw_wave_wish *wish, struct after *out_after, struct err *err)
{
    if (!code_valid(wish->code))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no code; hint: up to %d of a-z, 0-9 and _", STR_FMT(wish->code),
                       CODE_BYTES);
    if (wish->window_days < 1 || wish->window_days > WINDOW_DAYS_MAX)
        return err_set(err, RC_BAD_INPUT, "a window has 1 to %d days", WINDOW_DAYS_MAX);
    if (wish->spread_minutes < 0 || wish->spread_minutes > SPREAD_MINUTES_MAX)
        return err_set(err, RC_BAD_INPUT, "invitations are spread over 0 to %d minutes", SPREAD_MINUTES_MAX);
    return read_after(wish->after, out_after, err);
}

static void ask_parts(struct change *change, const struct gw_wave_wish *wish)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, wish->programme);
    gw_arg_text(&args, wish->survey);
    gw_arg_text(&args, wish->channel);
    gw_arg_text(&args, wish->code);
    gw_unit_add(change->read, SQL_WAVE_PARTS, &args);
}

/* Columns of wave_parts. */
enum { PART_SURVEY, PART_CHANNEL, PART_TAKEN };

static enum rc judge_parts(const struct gw_rows *rows, const struct gw_wave_wish *wish, struct err *err)
{
    if (gw_row_bool(rows, 0, PART_TAKEN))
        return err_set(err, RC_CONFLICT, "wave '%.*s' exists already in programme '%.*s'", STR_FMT(wish->code),
                       STR_FMT(wish->programme));
    if (gw_row_null(rows, 0, PART_SURVEY))
        return err_set(err, RC_NOT_FOUND,
                       "programme '%.*s' has published no survey '%.*s'; hint: puente survey publish",
                       STR_FMT(wish->programme), STR_FMT(wish->survey));
    if (gw_row_null(rows, 0, PART_CHANNEL))
        return err_set(err, RC_NOT_FOUND, "programme '%.*s' has no channel '%.*s'; hint: puente channel list",
                       STR_FMT(wish->programme), STR_FMT(wish->channel));
    return RC_OK;
}

static void insert_wave(struct change *change, const struct gw_wave_wish *wish, const struct after *after,
                        const struct gw_rows *parts, int32_t programme_id)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, programme_id);
    gw_arg_text(&args, wish->code);
    gw_arg_i32(&args, (int32_t)gw_row_i64(parts, 0, PART_SURVEY));
    gw_arg_i32(&args, (int32_t)gw_row_i64(parts, 0, PART_CHANNEL));
    gw_arg_i32(&args, after->months);
    gw_arg_i32(&args, after->days);
    gw_arg_i32(&args, (int32_t)wish->window_days);
    gw_arg_i32(&args, (int32_t)wish->spread_minutes);
    gw_unit_add(change->write, SQL_WAVE_INSERT, &args);
}

static enum rc create(struct change *change, const struct gw_wave_wish *wish, const struct after *after,
                      struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_PARTS };
    struct programme programme;
    programme_ask(change, wish->programme);
    ask_parts(change, wish);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, wish->programme, &programme, err);
    if (rc == RC_OK)
        rc = judge_parts(gw_unit_rows(change->read, AT_PARTS), wish, err);
    if (rc != RC_OK)
        return rc;
    insert_wave(change, wish, after, gw_unit_rows(change->read, AT_PARTS), programme.id);
    const struct gw_header details[] = {{STR("after"), wish->after},
                                        {STR("channel"), wish->channel},
                                        {STR("programme"), wish->programme},
                                        {STR("survey"), wish->survey}};
    const struct audit_entry entry = {
        .action = STR("wave.create"), .object = wish->code, .details = details, .details_n = COUNT_OF(details)};
    return change_commit(change, &entry, err);
}

enum rc gw_wave_create(struct gw_admin *admin, const struct gw_wave_wish *wish, struct err *err)
{
    struct after after;
    enum rc rc = check_wish(wish, &after, err);
    if (rc != RC_OK)
        return rc;
    struct change change = change_begin(admin);
    rc = create(&change, wish, &after, err);
    change_release(&change);
    return rc;
}

/* ---- start and pause ---- */

void wave_ask(struct gw_unit *unit, struct str programme, struct str code)
{
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, programme);
    gw_arg_text(&args, code);
    gw_unit_add(unit, SQL_WAVE_FIND, &args);
}

enum rc wave_take(const struct gw_rows *rows, struct str programme, struct str code, struct wave *out_wave,
                  struct err *err)
{
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no wave '%.*s' in programme '%.*s'; hint: puente wave show", STR_FMT(code),
                       STR_FMT(programme));
    *out_wave = (struct wave){.id = (int32_t)gw_row_i64(rows, 0, 0), .state = gw_row_str(rows, 0, 1)};
    return RC_OK;
}

static enum rc find_locked(struct change *change, struct str programme, struct str code, struct wave *out_wave,
                           struct err *err)
{
    wave_ask(change->read, programme, code);
    const enum rc rc = change_read(change, err);
    return rc == RC_OK ? wave_take(gw_unit_rows(change->read, CHANGE_READS), programme, code, out_wave, err) : rc;
}

static void add_for_wave(struct gw_unit *unit, enum gw_sql sql, int32_t wave_id)
{
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, wave_id);
    gw_unit_add(unit, sql, &args);
}

static enum rc start(struct change *change, struct str programme, struct str code, enum gw_wave_change *out_change,
                     struct err *err)
{
    struct wave wave;
    enum rc rc = find_locked(change, programme, code, &wave, err);
    *out_change = GW_WAVE_UNCHANGED;
    if (rc != RC_OK || str_eq(wave.state, STR("running")))
        return rc;
    const bool resumes = str_eq(wave.state, STR("paused"));
    add_for_wave(change->write, SQL_WAVE_START, wave.id);
    if (resumes)
        add_for_wave(change->write, SQL_WAVE_WAKE, wave.id);
    const struct gw_header details[] = {{STR("programme"), programme}};
    const struct audit_entry entry = {.action = resumes ? STR("wave.resume") : STR("wave.start"),
                                      .object = code,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("work")};
    rc = change_commit(change, &entry, err);
    *out_change = resumes ? GW_WAVE_RESUMED : GW_WAVE_STARTED;
    return rc;
}

enum rc gw_wave_start(struct gw_admin *admin, struct str programme, struct str code, enum gw_wave_change *out_change,
                      struct err *err)
{
    struct change change = change_begin(admin);
    const enum rc rc = start(&change, programme, code, out_change, err);
    change_release(&change);
    return rc;
}

static enum rc halt(struct change *change, struct str programme, struct str code, struct str reason,
                    enum gw_wave_change *out_change, struct err *err)
{
    struct wave wave;
    const enum rc rc = find_locked(change, programme, code, &wave, err);
    *out_change = GW_WAVE_UNCHANGED;
    if (rc != RC_OK || str_eq(wave.state, STR("paused")))
        return rc;
    if (str_eq(wave.state, STR("draft")))
        return err_set(err, RC_CONFLICT, "wave '%.*s' was never started", STR_FMT(code));
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, wave.id);
    gw_arg_text(&args, reason);
    gw_unit_add(change->write, SQL_WAVE_PAUSE, &args);
    const struct gw_header details[] = {{STR("programme"), programme}, {STR("reason"), reason}};
    const struct audit_entry entry = {.action = STR("wave.pause"),
                                      .object = code,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("work")};
    *out_change = GW_WAVE_PAUSED;
    return change_commit(change, &entry, err);
}

enum rc gw_wave_pause(struct gw_admin *admin, struct str programme, struct str code, struct str reason,
                      enum gw_wave_change *out_change, struct err *err)
{
    if (reason.n > REASON_BYTES_MAX)
        return err_set(err, RC_BAD_INPUT, "the reason has more than %d bytes", REASON_BYTES_MAX);
    struct change change = change_begin(admin);
    const enum rc rc = halt(&change, programme, code, reason, out_change, err);
    change_release(&change);
    return rc;
}

/* ---- looking ---- */

enum rc gw_wave_forecast(struct gw_admin *admin, struct str programme, struct str code,
                         int64_t out_counts[GW_FORECAST_COUNT], struct err *err)
{
    struct wave wave;
    struct gw_unit *unit = gw_unit_new(admin->pg);
    wave_ask(unit, programme, code);
    enum rc rc = admin_read(admin, unit, err);
    if (rc == RC_OK)
        rc = wave_take(gw_unit_rows(unit, 0), programme, code, &wave, err);
    if (rc != RC_OK)
        return rc;
    struct gw_unit *counts = gw_unit_new(admin->pg);
    add_for_wave(counts, SQL_WAVE_FORECAST, wave.id);
    rc = admin_read(admin, counts, err);
    for (size_t i = 0; rc == RC_OK && i < GW_FORECAST_COUNT; i++)
        out_counts[i] = gw_row_i64(gw_unit_rows(counts, 0), 0, i);
    return rc;
}

static struct gw_wave_entry entry_of(const struct gw_rows *rows, size_t row)
{
    size_t at = 0;
    struct gw_wave_entry entry = {.wave = gw_row_str(rows, row, at++)};
    entry.code = gw_row_str(rows, row, at++);
    entry.programme = gw_row_str(rows, row, at++);
    entry.survey = gw_row_str(rows, row, at++);
    entry.version = gw_row_str(rows, row, at++);
    entry.channel = gw_row_str(rows, row, at++);
    entry.after = gw_row_str(rows, row, at++);
    entry.window_days = gw_row_i64(rows, row, at++);
    entry.state = gw_row_str(rows, row, at++);
    entry.pause_reason = gw_row_str(rows, row, at++);
    entry.started_at = gw_row_str(rows, row, at++);
#define X(name) entry.name = gw_row_i64(rows, row, at++);
    GW_WAVE_COUNT_LIST(X)
#undef X
    return entry;
}

enum rc gw_wave_list(struct gw_admin *admin, struct str programme, struct str code,
                     const struct gw_wave_entry **out_entries, size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, programme);
    gw_arg_text(&args, code);
    gw_unit_add(unit, SQL_WAVE_LIST, &args);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    if (rows->n == 0 && code.n > 0)
        return err_set(err, RC_NOT_FOUND, "no wave '%.*s' in programme '%.*s'; hint: puente wave show", STR_FMT(code),
                       STR_FMT(programme));
    struct gw_wave_entry *entries = ARENA_ARRAY(gw_unit_arena(unit), struct gw_wave_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many waves");
    for (size_t row = 0; row < rows->n; row++)
        entries[row] = entry_of(rows, row);
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}
