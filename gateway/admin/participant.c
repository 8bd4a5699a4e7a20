#include <string.h>

#include "admin.intern.h"
#include "base/buf.h"
#include "gateway/clock.h"
#include "gateway/phone.h"
#include "gateway/store/join_code.h"

bool case_code_valid(struct str code)
{
    for (size_t i = 0; i < code.n; i++)
        if ((unsigned char)code.p[i] < ' ' || code.p[i] == ',')
            return false;
    return code.n > 0 && code.n <= CASE_BYTES_MAX && str_eq(str_trim(code), code);
}

/* p == NULL without a code. */
static enum rc join_index(const struct gw_admin *admin, struct str code, uint8_t storage[GW_INDEX_BYTES],
                          struct str *out_index, struct err *err)
{
    *out_index = (struct str){.p = NULL, .n = 0};
    if (code.n == 0)
        return RC_OK;
    if (gw_join_code_index(&admin->keys, code, storage) < CODE_CHARACTERS_MIN)
        return err_set(err, RC_BAD_INPUT, "the join code is too short or too long; hint: %d letters or digits and more",
                       CODE_CHARACTERS_MIN);
    *out_index = (struct str){.p = (const char *)storage, .n = GW_INDEX_BYTES};
    return RC_OK;
}

static enum rc check_wish(const struct gw_admin *admin, const struct gw_participant_wish *wish, struct err *err)
{
    if (!case_code_valid(wish->case_code))
        return err_set(err, RC_BAD_INPUT,
                       "the case code is no code; hint: 1 to %d characters, no comma, no blank at an end",
                       CASE_BYTES_MAX);
    if (!country_valid(wish->country))
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no country; hint: two capital letters such as GT",
                       STR_FMT(wish->country));
    return wish->language.n == 0 ? RC_OK : admin_check_language(admin, wish->language, err);
}

/* The number itself never stands in an error. */
static enum rc normalise(struct str number, struct str country, struct arena *arena, struct str *out_e164,
                         struct err *err)
{
    bool possible = false;
    const enum rc rc =
        number.n > NUMBER_BYTES_MAX ? RC_BAD_INPUT : gw_phone_normalise(number, country, arena, out_e164, &possible);
    if (rc == RC_TOO_BIG)
        return err_set(err, rc, "the number is too long");
    if (rc != RC_OK || !possible)
        return err_set(err, RC_BAD_INPUT, "the number is not possible; hint: write it with + and the country's code");
    return RC_OK;
}

static struct str first_of(struct str given, struct str fallback)
{
    return given.n > 0 ? given : fallback;
}

static enum rc insert_participant(const struct change *change, const struct gw_participant_wish *wish, struct str join,
                                  const struct programme *programme, struct err *err)
{
    struct gw_admin *admin = change->admin;
    struct arena *arena = gw_unit_arena(change->write);
    const struct str country = first_of(wish->country, programme->country);
    struct str e164 = STR_EMPTY;
    const enum rc rc = normalise(wish->number, country, arena, &e164, err);
    if (rc != RC_OK)
        return rc;
    uint8_t index[GW_INDEX_BYTES];
    uint8_t sealed[NUMBER_BYTES_MAX + GW_SEAL_OVERHEAD];
    gw_blind_index(admin->keys.bytes[GW_KEY_INDEX], e164, index);
    gw_seal(admin->keys.bytes[GW_KEY_SEAL_PUBLIC], e164, sealed);
    struct gw_args args = gw_args_on(arena);
    gw_arg_i64(&args, gw_id_next(&admin->ids, gw_now_ms()));
    gw_arg_text(&args, (struct str){.p = (const char *)index, .n = sizeof index});
    gw_arg_text(&args, (struct str){.p = (const char *)sealed, .n = e164.n + GW_SEAL_OVERHEAD});
    gw_arg_text(&args, first_of(wish->language, programme->language));
    gw_arg_i64(&args, gw_id_next(&admin->ids, gw_now_ms()));
    gw_arg_i32(&args, programme->id);
    gw_arg_text(&args, wish->case_code);
    gw_arg_text(&args, join);
    gw_arg_text(&args, country);
    gw_arg_text(&args, first_of(wish->zone, programme->zone));
    gw_unit_add(change->write, SQL_PARTICIPANT_INSERT, &args);
    return RC_OK;
}

static void ask_taken(struct change *change, const struct gw_participant_wish *wish, struct str join)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, wish->programme);
    gw_arg_text(&args, wish->case_code);
    gw_arg_text(&args, join);
    gw_unit_add(change->read, SQL_PARTICIPANT_TAKEN, &args);
}

static enum rc judge_taken(const struct gw_rows *rows, const struct gw_participant_wish *wish, struct err *err)
{
    if (gw_row_bool(rows, 0, 0))
        return err_set(err, RC_CONFLICT, "case '%.*s' exists already in programme '%.*s'", STR_FMT(wish->case_code),
                       STR_FMT(wish->programme));
    if (gw_row_bool(rows, 0, 1))
        return err_set(err, RC_CONFLICT, "the join code is somebody else's; hint: choose another");
    return RC_OK;
}

static enum rc add_participant(struct change *change, const struct gw_participant_wish *wish, bool *out_opted_out,
                               struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_TAKEN, AT_ZONE };
    uint8_t storage[GW_INDEX_BYTES];
    struct str join;
    struct programme programme;
    enum rc rc = join_index(change->admin, wish->join_code, storage, &join, err);
    if (rc != RC_OK)
        return rc;
    programme_ask(change, wish->programme);
    ask_taken(change, wish, join);
    if (wish->zone.n > 0)
        zone_ask(change, wish->zone);
    rc = change_read(change, err);
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, wish->programme, &programme, err);
    if (rc == RC_OK)
        rc = judge_taken(gw_unit_rows(change->read, AT_TAKEN), wish, err);
    if (rc == RC_OK && wish->zone.n > 0)
        rc = zone_take(change, AT_ZONE, wish->zone, err);
    if (rc == RC_OK)
        rc = insert_participant(change, wish, join, &programme, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_header details[] = {{STR("programme"), wish->programme}};
    const struct audit_entry entry = {.action = STR("participant.add"),
                                      .object = wish->case_code,
                                      .details = details,
                                      .details_n = COUNT_OF(details)};
    rc = change_commit(change, &entry, err);
    if (rc == RC_OK)
        *out_opted_out = gw_row_bool(gw_unit_rows(change->write, 0), 0, 0);
    return rc;
}

enum rc gw_participant_add(struct gw_admin *admin, const struct gw_participant_wish *wish, bool *out_opted_out,
                           struct err *err)
{
    enum rc rc = check_wish(admin, wish, err);
    if (rc != RC_OK)
        return rc;
    struct change change = change_begin(admin);
    rc = add_participant(&change, wish, out_opted_out, err);
    change_release(&change);
    return rc;
}

enum rc gw_participant_list(struct gw_admin *admin, struct str programme, int64_t after,
                            const struct gw_participant_entry **out_entries, size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, programme);
    gw_arg_i64(&args, after);
    gw_unit_add(unit, SQL_PARTICIPANT_LIST, &args);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_participant_entry *entries = ARENA_ARRAY(gw_unit_arena(unit), struct gw_participant_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many participants");
    for (size_t row = 0; row < rows->n; row++)
        entries[row] = (struct gw_participant_entry){.programme = gw_row_str(rows, row, 0),
                                                     .case_code = gw_row_str(rows, row, 1),
                                                     .language = gw_row_str(rows, row, 2),
                                                     .country = gw_row_str(rows, row, 3),
                                                     .zone = gw_row_str(rows, row, 4),
                                                     .numbers_n = (int32_t)gw_row_i64(rows, row, 5),
                                                     .opted_out = gw_row_bool(rows, row, 6),
                                                     .join_code = gw_row_bool(rows, row, 7),
                                                     .participant_id = gw_row_i64(rows, row, 8)};
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}
