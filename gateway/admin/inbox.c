#include <string.h>

#include "admin.intern.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "gateway/clock.h"
#include "gateway/store/columns.h"
#include "survey/engine.h"
#include "survey/text.h"

enum {
    ANSWER_SEGMENTS_MAX = 6, /* more is a mistake, or money */
    ANSWER_MS = 24 * 60 * 60 * 1000,
    OBJECT_BYTES = 24,
    ITEMS_BYTES_MAX = 8 * 1024
};

/* ---- reading ---- */

/* The text of a row of inbox_list; RC_REFUSED where the key or the text is gone. */
static enum rc open_text(const struct gw_admin *admin, const struct gw_rows *rows, size_t row, struct arena *arena,
                         struct str *out_text)
{
    const struct gw_seal_pair pair = gw_keys_seal_pair(&admin->keys);
    const int64_t event_id = gw_row_i64(rows, row, 5);
    struct str key;
    uint8_t bytes[GW_KEY_BYTES];
    if (!admin->keys.held[GW_KEY_SEAL_SECRET] || gw_row_null(rows, row, 6) || gw_row_null(rows, row, 7))
        return RC_REFUSED;
    if (gw_seal_open(&pair, gw_row_str(rows, row, 7), arena, &key) != RC_OK || key.n != sizeof bytes)
        return RC_REFUSED;
    memcpy(bytes, key.p, sizeof bytes);
    const struct str associated = {.p = (const char *)&event_id, .n = sizeof event_id};
    return gw_box_open(bytes, gw_row_str(rows, row, 6), associated, arena, out_text);
}

static void take_entry(const struct gw_admin *admin, const struct gw_rows *rows, size_t row, struct arena *arena,
                       struct gw_inbox_entry *out)
{
    *out = (struct gw_inbox_entry){.inbox_id = gw_row_i64(rows, row, 0),
                                   .programme = gw_row_str(rows, row, 1),
                                   .cases = gw_row_str(rows, row, 2),
                                   .reason = gw_row_str(rows, row, 3),
                                   .at = gw_row_str(rows, row, 4),
                                   .text = STR_EMPTY};
    out->opened = open_text(admin, rows, row, arena, &out->text) == RC_OK;
}

/* Who read which texts is written down before anybody sees them. */
static enum rc note_reading(struct gw_admin *admin, const struct gw_inbox_entry *entries, size_t n, struct arena *arena,
                            struct err *err)
{
    struct buf items = buf_in(arena, ITEMS_BYTES_MAX);
    for (size_t i = 0; i < n; i++) {
        if (!entries[i].opened)
            continue;
        buf_put(&items, items.n == 0 ? STR_EMPTY : STR(","));
        buf_put_i64(&items, entries[i].inbox_id);
    }
    if (items.n == 0)
        return RC_OK;
    if (items.overflow)
        return err_set(err, RC_TOO_BIG, "too many texts at once");
    const struct gw_header details[] = {{STR("items"), buf_str(&items)}};
    const struct audit_entry entry = {
        .action = STR("inbox.read"), .object = STR("inbox"), .details = details, .details_n = COUNT_OF(details)};
    struct change change = change_begin(admin);
    enum rc rc = change_read(&change, err);
    if (rc == RC_OK)
        rc = change_commit(&change, &entry, err);
    change_release(&change);
    return rc;
}

enum rc gw_inbox_list(struct gw_admin *admin, struct str programme, int64_t after,
                      const struct gw_inbox_entry **out_entries, size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct arena *arena = gw_unit_arena(unit);
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, programme);
    gw_arg_i64(&args, after);
    gw_unit_add(unit, SQL_INBOX_LIST, &args);
    enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_inbox_entry *entries = ARENA_ARRAY(arena, struct gw_inbox_entry, rows->n);
    if (entries == NULL)
        return err_set(err, RC_TOO_BIG, "too many texts at once");
    for (size_t row = 0; row < rows->n; row++)
        take_entry(admin, rows, row, arena, &entries[row]);
    rc = note_reading(admin, entries, rows->n, arena, err);
    if (rc != RC_OK)
        return rc;
    *out_entries = entries;
    *out_n = rows->n;
    return RC_OK;
}

/* ---- answering and closing ---- */

struct item {
    int64_t inbox_id;
    int64_t contact_id;
    int64_t event_id;
    int32_t channel_id;
    bool opted_out;
    bool wrote_after_stop; /* what a person starts after STOP is answered */
};

static enum rc find_item(struct change *change, struct item *item, struct err *err)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_i64(&args, item->inbox_id);
    gw_unit_add(change->read, SQL_INBOX_FIND, &args);
    const enum rc rc = change_read(change, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(change->read, CHANGE_READS);
    if (rows->n == 0)
        return err_set(err, RC_NOT_FOUND, "no inbox item %lld; hint: puente inbox list", (long long)item->inbox_id);
    if (gw_row_bool(rows, 0, 2))
        return err_set(err, RC_CONFLICT, "inbox item %lld is closed already", (long long)item->inbox_id);
    item->contact_id = gw_row_i64(rows, 0, 0);
    item->event_id = gw_row_i64(rows, 0, 1);
    item->opted_out = gw_row_bool(rows, 0, 3);
    item->wrote_after_stop = gw_row_bool(rows, 0, 4);
    item->channel_id = (int32_t)gw_row_i64(rows, 0, 5);
    return RC_OK;
}

static enum rc close_item(struct change *change, const struct item *item, struct str action, struct err *err)
{
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i64(&args, item->inbox_id);
    gw_arg_text(&args, change->admin->actor);
    gw_unit_add(change->write, SQL_INBOX_HANDLE, &args);
    char storage[OBJECT_BYTES];
    struct buf object = buf_on(storage, sizeof storage);
    buf_put_i64(&object, item->inbox_id);
    const struct audit_entry entry = {.action = action, .object = buf_str(&object), .notify = STR("work")};
    return change_commit(change, &entry, err);
}

static void queue_answer(const struct change *change, const struct item *item, struct str text)
{
    const int64_t now_ms = gw_now_ms();
    struct gw_columns c = gw_columns(change->write, 1);
    gw_put_i64(&c, item->contact_id);
    gw_put_i64(&c, gw_id_next(&change->admin->ids, now_ms));
    gw_put_i64(&c, item->event_id);
    gw_put_i64(&c, 0);
    gw_put_i32(&c, item->channel_id);
    gw_put_i16(&c, SV_PRIORITY_REMINDER);
    gw_put_bool(&c, item->wrote_after_stop);
    gw_put_time(&c, now_ms);
    gw_put_time(&c, now_ms + ANSWER_MS);
    gw_put_text(&c, (struct str){.p = NULL, .n = 0});
    gw_put_text(&c, text);
    gw_next_row(&c);
    gw_columns_send(&c, SQL_OUTBOX_INSERT);
}

static enum rc check_answer(struct str text, struct err *err)
{
    static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    if (str_trim(text).n == 0)
        return err_set(err, RC_BAD_INPUT, "the text is empty");
    if (!utf8_valid(text) || str_find_byte(text, '\0') != SIZE_MAX)
        return err_set(err, RC_BAD_INPUT, "the text is not UTF-8");
    const size_t segments = sv_text_size(text, no_shifts).segments;
    if (segments > ANSWER_SEGMENTS_MAX)
        return err_set(err, RC_TOO_BIG, "the text takes %zu messages, more than %d; hint: puente text count", segments,
                       ANSWER_SEGMENTS_MAX);
    return RC_OK;
}

enum rc gw_inbox_answer(struct gw_admin *admin, int64_t inbox_id, struct str text, struct err *err)
{
    enum rc rc = check_answer(text, err);
    if (rc != RC_OK)
        return rc;
    struct item item = {.inbox_id = inbox_id};
    struct change change = change_begin(admin);
    rc = find_item(&change, &item, err);
    if (rc == RC_OK && item.channel_id == 0)
        rc = err_set(err, RC_NOT_FOUND, "no channel is known to reach this person");
    if (rc == RC_OK && item.opted_out && !item.wrote_after_stop)
        rc = err_set(err, RC_CONFLICT,
                     "the person has opted out since writing; hint: no text may go, close the item or call");
    if (rc == RC_OK) {
        queue_answer(&change, &item, text);
        rc = close_item(&change, &item, STR("inbox.answer"), err);
    }
    change_release(&change);
    return rc;
}

enum rc gw_inbox_close(struct gw_admin *admin, int64_t inbox_id, struct err *err)
{
    struct item item = {.inbox_id = inbox_id};
    struct change change = change_begin(admin);
    enum rc rc = find_item(&change, &item, err);
    if (rc == RC_OK)
        rc = close_item(&change, &item, STR("inbox.close"), err);
    change_release(&change);
    return rc;
}
