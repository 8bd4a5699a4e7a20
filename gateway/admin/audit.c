#include <assert.h>
#include <string.h>

#include "admin.intern.h"
#include "base/buf.h"
#include "gateway/clock.h"

/* Each row's hash covers the row before it and audit.key: who can write the table but does not hold the key cannot make
 * rows that fit. */

enum { NUMBER_BYTES = 24, DETAIL_BYTES_MAX = 64 * 1024, SEPARATOR_VALUE = 31, SEPARATOR_ROW = 30 };
enum { AT_LAST = 2 };
static_assert(AT_LAST + 1 == CHANGE_READS, "begin, lock, last link");

struct link {
    int64_t at_ms;
    struct str actor;
    struct str action;
    struct str object;
    struct str details;
};

static struct str bytes_of(const uint8_t *p, size_t n)
{
    return (struct str){.p = (const char *)p, .n = n};
}

static void hash_link(const struct gw_admin *admin, const uint8_t previous[GW_KEY_BYTES], const struct link *link,
                      uint8_t out[GW_KEY_BYTES])
{
    char storage[NUMBER_BYTES];
    struct buf at = buf_on(storage, sizeof storage);
    buf_put_i64(&at, link->at_ms);
    const struct str parts[] = {
        bytes_of(previous, GW_KEY_BYTES), buf_str(&at), link->actor, link->action, link->object, link->details};
    gw_chain(admin->keys.bytes[GW_KEY_AUDIT], parts, COUNT_OF(parts), out);
}

/* ---- a change ---- */

struct change change_begin(struct gw_admin *admin)
{
    struct change change = {.admin = admin, .read = gw_unit_new(admin->pg), .write = gw_unit_new(admin->pg)};
    gw_unit_add(change.read, SQL_BEGIN, NULL);
    gw_unit_add(change.read, SQL_AUDIT_LOCK, NULL);
    gw_unit_add(change.read, SQL_AUDIT_LAST, NULL);
    return change;
}

enum rc change_read(struct change *change, struct err *err)
{
    /* What the server refuses is rolled back by the connection itself. */
    const enum rc rc = gw_unit_run(change->read, err);
    change->open = rc == RC_OK;
    return rc;
}

/* As audit_read gives them back. */
static struct str details_text(struct arena *arena, const struct audit_entry *entry)
{
    struct buf text = buf_in(arena, DETAIL_BYTES_MAX);
    for (size_t i = 0; i < entry->details_n; i++) {
        const struct gw_header *detail = &entry->details[i];
        assert(i == 0 || str_compare(entry->details[i - 1].name, detail->name) < 0);
        buf_put(&text, detail->name);
        buf_put_byte(&text, SEPARATOR_VALUE);
        buf_put(&text, detail->value);
        buf_put_byte(&text, SEPARATOR_ROW);
    }
    return text.overflow ? (struct str){.p = NULL, .n = 0} : buf_str(&text);
}

static void add_entry(struct change *change, const struct audit_entry *entry)
{
    struct arena *arena = gw_unit_arena(change->write);
    const struct gw_rows *last = gw_unit_rows(change->read, AT_LAST);
    uint8_t previous[GW_KEY_BYTES] = {0};
    uint8_t hash[GW_KEY_BYTES];
    if (last->n == 1 && gw_row_str(last, 0, 0).n == sizeof previous)
        memcpy(previous, gw_row_str(last, 0, 0).p, sizeof previous);
    const struct link link = {.at_ms = gw_now_ms(),
                              .actor = change->admin->actor,
                              .action = entry->action,
                              .object = entry->object,
                              .details = details_text(arena, entry)};
    struct str *names = ARENA_ARRAY(arena, struct str, entry->details_n);
    struct str *values = ARENA_ARRAY(arena, struct str, entry->details_n);
    if (link.details.p == NULL || names == NULL || values == NULL) {
        gw_unit_mark_too_big(change->write);
        return;
    }
    for (size_t i = 0; i < entry->details_n; i++) {
        names[i] = entry->details[i].name;
        values[i] = entry->details[i].value;
    }
    hash_link(change->admin, previous, &link, hash);
    struct gw_args args = gw_args_on(arena);
    gw_arg_time(&args, link.at_ms);
    gw_arg_text(&args, link.actor);
    gw_arg_text(&args, link.action);
    gw_arg_text(&args, link.object);
    gw_arg_texts(&args, names, entry->details_n);
    gw_arg_texts(&args, values, entry->details_n);
    gw_arg_text(&args, bytes_of(previous, sizeof previous));
    gw_arg_text(&args, bytes_of(hash, sizeof hash));
    gw_unit_add(change->write, SQL_AUDIT_INSERT, &args);
}

enum rc change_commit(struct change *change, const struct audit_entry *entry, struct err *err)
{
    add_entry(change, entry);
    if (entry->notify.n > 0) {
        struct gw_args args = gw_args_on(gw_unit_arena(change->write));
        gw_arg_text(&args, entry->notify);
        gw_unit_add(change->write, SQL_NOTIFY, &args);
    }
    gw_unit_add(change->write, SQL_COMMIT, NULL);
    const enum rc rc = gw_unit_run(change->write, err);
    change->open = rc == RC_TOO_BIG;
    return rc;
}

void change_release(struct change *change)
{
    if (change->open) {
        struct gw_unit *unit = gw_unit_new(change->admin->pg);
        gw_unit_add(unit, SQL_ROLLBACK, NULL);
        /* If this fails, the connection is gone and with it the change. */
        const enum rc rc = gw_unit_run(unit, NULL);
        (void)rc;
        gw_unit_release(unit);
    }
    gw_unit_release(change->read);
    gw_unit_release(change->write);
}

/* ---- the proof ---- */

static bool follows(const struct gw_admin *admin, const uint8_t previous[GW_KEY_BYTES], const struct gw_rows *rows,
                    size_t row)
{
    const struct link link = {.at_ms = gw_row_time(rows, row, 1),
                              .actor = gw_row_str(rows, row, 2),
                              .action = gw_row_str(rows, row, 3),
                              .object = gw_row_str(rows, row, 4),
                              .details = gw_row_str(rows, row, 5)};
    uint8_t hash[GW_KEY_BYTES];
    hash_link(admin, previous, &link, hash);
    return str_eq(gw_row_str(rows, row, 6), bytes_of(previous, GW_KEY_BYTES)) &&
           str_eq(gw_row_str(rows, row, 7), bytes_of(hash, sizeof hash));
}

static void prove_page(const struct gw_admin *admin, const struct gw_rows *rows, struct gw_audit_proof *proof)
{
    for (size_t row = 0; row < rows->n && proof->broken_id == 0; row++) {
        if (!follows(admin, proof->last, rows, row)) {
            proof->broken_id = gw_row_i64(rows, row, 0);
            return;
        }
        memcpy(proof->last, gw_row_str(rows, row, 7).p, sizeof proof->last);
        proof->rows++;
    }
}

enum rc gw_audit_verify(struct gw_admin *admin, struct gw_audit_proof *out_proof, struct err *err)
{
    struct gw_audit_proof proof = {.rows = 0};
    size_t n = 0;
    int64_t after = 0;
    do {
        struct gw_unit *unit = gw_unit_new(admin->pg);
        struct gw_args args = gw_args_on(gw_unit_arena(unit));
        gw_arg_i64(&args, after);
        gw_unit_add(unit, SQL_AUDIT_READ, &args);
        const enum rc rc = admin_read(admin, unit, err);
        if (rc != RC_OK)
            return rc;
        const struct gw_rows *rows = gw_unit_rows(unit, 0);
        n = rows->n;
        prove_page(admin, rows, &proof);
        after = n == 0 ? after : gw_row_i64(rows, n - 1, 0);
    } while (n > 0 && proof.broken_id == 0);
    *out_proof = proof;
    return RC_OK;
}
