#include <stdlib.h>

#include "base/buf.h"
#include "gateway/clock.h"
#include "gateway/store/columns.h"
#include "import.intern.h"

enum {
    BATCH_ROWS = 5000, /* a statement of some hundred milliseconds */
    ZONES_MAX = 1024,  /* there are about 600 */
    NUMBER_TEXT_BYTES = 24,
    DAY_MS = 24 * 60 * 60 * 1000
};

/* The next sound rows of the file. */
struct batch {
    size_t next;
    size_t n;
    struct import_row *rows[BATCH_ROWS];
};

static bool next_batch(const struct import *import, struct batch *batch)
{
    batch->n = 0;
    for (; batch->next < import->found.rows_n && batch->n < BATCH_ROWS; batch->next++)
        if (!import->rows[batch->next].bad)
            batch->rows[batch->n++] = &import->rows[batch->next];
    return batch->n > 0;
}

static struct str bytes_of(const uint8_t *p, size_t n)
{
    return (struct str){.p = (const char *)p, .n = n};
}

static struct str join_of(const struct import_row *row)
{
    return row->has_join ? bytes_of(row->join, sizeof row->join) : (struct str){.p = NULL, .n = 0};
}

static void bad_cell(struct import *import, struct import_row *row, enum import_column column,
                     enum import_mistake mistake)
{
    row->bad = true;
    import_found(import, row->row, import_place(import, column), mistake, 0);
}

/* ---- what the database says ---- */

static enum rc read_programme(struct gw_admin *admin, struct import *import, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    struct programme found;
    gw_arg_text(&args, import->wish->programme);
    gw_unit_add(unit, SQL_PROGRAMME_FIND, &args);
    enum rc rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        rc = programme_of(gw_unit_rows(unit, 0), import->wish->programme, &found, err);
    if (rc == RC_OK)
        import->programme = (struct programme){.id = found.id,
                                               .language = arena_str(import->arena, found.language),
                                               .country = arena_str(import->arena, found.country),
                                               .zone = arena_str(import->arena, found.zone)};
    gw_unit_release(unit);
    return rc;
}

static bool is_among(struct str word, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(words[i], word))
            return true;
    return false;
}

/* Names of the zones in the file, each once. More than there are zones cannot all be right. */
static size_t zones_of(const struct import *import, struct str zones[ZONES_MAX])
{
    size_t n = 0;
    struct str last = STR_EMPTY;
    for (size_t i = 0; i < import->found.rows_n && n < ZONES_MAX; i++) {
        const struct str zone = import->rows[i].cells[IMPORT_ZONE];
        if (!str_eq(zone, last) && zone.n > 0 && !is_among(zone, zones, n))
            zones[n++] = zone;
        last = zone;
    }
    return n;
}

static void judge_zones(struct import *import, const struct gw_rows *rows)
{
    struct str known[ZONES_MAX];
    size_t n = 0;
    for (; n < rows->n && n < ZONES_MAX; n++)
        known[n] = gw_row_str(rows, n, 0);
    struct str last = STR_EMPTY;
    bool last_known = true;
    for (size_t i = 0; i < import->found.rows_n; i++) {
        const struct str zone = import->rows[i].cells[IMPORT_ZONE];
        if (!str_eq(zone, last))
            last_known = zone.n == 0 || is_among(zone, known, n);
        last = zone;
        if (!last_known)
            bad_cell(import, &import->rows[i], IMPORT_ZONE, MISTAKE_ZONE);
    }
}

static enum rc check_zones(struct gw_admin *admin, struct import *import, struct err *err)
{
    struct str zones[ZONES_MAX];
    const size_t n = zones_of(import, zones);
    if (n == 0)
        return RC_OK;
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_texts(&args, zones, n);
    gw_unit_add(unit, SQL_ZONES_KNOWN, &args);
    const enum rc rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        judge_zones(import, gw_unit_rows(unit, 0));
    gw_unit_release(unit);
    return rc;
}

/* Rows of import_check in the order of the batch. */
static void judge_batch(struct import *import, const struct batch *batch, const struct gw_rows *rows)
{
    for (size_t i = 0; i < batch->n; i++) {
        struct import_row *row = batch->rows[i];
        row->participant_id = gw_row_i64(rows, i, 0);
        row->number_known = gw_row_bool(rows, i, 1);
        import->found.opted_out_n += gw_row_bool(rows, i, 2);
        *(row->participant_id == 0 ? &import->found.new_n : &import->found.updated_n) += 1;
        if (row->participant_id != 0 && !gw_row_bool(rows, i, 3))
            bad_cell(import, row, IMPORT_NUMBER, MISTAKE_OTHER_NUMBER);
        if (gw_row_bool(rows, i, 4))
            bad_cell(import, row, IMPORT_JOIN_CODE, MISTAKE_JOIN_CODE_TAKEN);
    }
}

static enum rc check_batch(struct gw_admin *admin, struct import *import, const struct batch *batch, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    struct gw_columns c = gw_columns(unit, batch->n);
    gw_arg_i32(&args, import->programme.id);
    for (size_t i = 0; i < batch->n; i++) {
        gw_put_text(&c, batch->rows[i]->cells[IMPORT_CASE]);
        gw_put_bytea(&c, bytes_of(batch->rows[i]->index, GW_INDEX_BYTES));
        gw_put_bytea(&c, join_of(batch->rows[i]));
        gw_next_row(&c);
    }
    gw_columns_args(&c, &args);
    gw_unit_add(unit, SQL_IMPORT_CHECK, &args);
    const enum rc rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        judge_batch(import, batch, gw_unit_rows(unit, 0));
    gw_unit_release(unit);
    return rc;
}

static enum rc check_all(struct gw_admin *admin, struct import *import, struct err *err)
{
    struct batch batch = {.next = 0};
    import->found.new_n = 0;
    import->found.updated_n = 0;
    import->found.opted_out_n = 0;
    enum rc rc = RC_OK;
    while (rc == RC_OK && next_batch(import, &batch))
        rc = check_batch(admin, import, &batch, err);
    return rc;
}

/* ---- what it takes ---- */

/* Before the lock is taken: sealing takes 70 microseconds a number. */
static enum rc seal_new(struct import *import, struct err *err)
{
    for (size_t i = 0; i < import->found.rows_n; i++) {
        struct import_row *row = &import->rows[i];
        if (row->number_known || row->sealed.n > 0)
            continue;
        uint8_t *sealed = arena_alloc(import->arena, row->e164.n + GW_SEAL_OVERHEAD);
        if (sealed == NULL)
            return err_set(err, RC_TOO_BIG, "the file is too big; hint: import in parts");
        gw_seal(import->keys->bytes[GW_KEY_SEAL_PUBLIC], row->e164, sealed);
        row->sealed = bytes_of(sealed, row->e164.n + GW_SEAL_OVERHEAD);
    }
    return RC_OK;
}

static void write_contacts(struct gw_admin *admin, struct gw_unit *unit, const struct import *import,
                           const struct batch *batch)
{
    struct gw_columns c = gw_columns(unit, batch->n);
    for (size_t i = 0; i < batch->n; i++) {
        const struct import_row *row = batch->rows[i];
        if (row->number_known)
            continue;
        const struct str language = row->cells[IMPORT_LANGUAGE];
        gw_put_i64(&c, gw_id_next(&admin->ids, gw_now_ms()));
        gw_put_bytea(&c, bytes_of(row->index, GW_INDEX_BYTES));
        gw_put_bytea(&c, row->sealed);
        gw_put_text(&c, language.n > 0 ? language : import->programme.language);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_IMPORT_CONTACTS);
}

/* New people or those who are there; both statements take the same columns. */
static void write_people(struct gw_unit *unit, const struct import *import, const struct batch *batch,
                         const bool is_new[BATCH_ROWS], bool wanted, enum gw_sql sql)
{
    struct gw_columns c = gw_columns(unit, batch->n);
    for (size_t i = 0; i < batch->n; i++) {
        const struct import_row *row = batch->rows[i];
        if (is_new[i] != wanted)
            continue;
        gw_put_i64(&c, row->participant_id);
        gw_put_text(&c, row->cells[IMPORT_CASE]);
        gw_put_bytea(&c, join_of(row));
        gw_put_text(&c, row->cells[IMPORT_LANGUAGE]);
        gw_put_text(&c, row->cells[IMPORT_COUNTRY]);
        gw_put_text(&c, row->cells[IMPORT_ZONE]);
        gw_put_text(&c, row->cells[IMPORT_RETURN_DATE]);
        gw_put_text(&c, row->attributes);
        gw_next_row(&c);
    }
    if (c.rows_n == 0)
        return;
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, import->programme.id);
    gw_arg_texts(&args, import->attributes, import->found.attributes_n);
    gw_columns_args(&c, &args);
    gw_unit_add(unit, sql, &args);
}

static void write_links(struct gw_unit *unit, const struct batch *batch)
{
    struct gw_columns c = gw_columns(unit, batch->n);
    for (size_t i = 0; i < batch->n; i++) {
        gw_put_i64(&c, batch->rows[i]->participant_id);
        gw_put_bytea(&c, bytes_of(batch->rows[i]->index, GW_INDEX_BYTES));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_IMPORT_LINKS);
}

static enum rc write_batch(struct gw_admin *admin, const struct import *import, const struct batch *batch,
                           struct err *err)
{
    bool is_new[BATCH_ROWS];
    for (size_t i = 0; i < batch->n; i++) {
        is_new[i] = batch->rows[i]->participant_id == 0;
        if (is_new[i])
            batch->rows[i]->participant_id = gw_id_next(&admin->ids, gw_now_ms());
    }
    struct gw_unit *unit = gw_unit_new(admin->pg);
    write_contacts(admin, unit, import, batch);
    write_people(unit, import, batch, is_new, true, SQL_IMPORT_PARTICIPANTS);
    write_people(unit, import, batch, is_new, false, SQL_IMPORT_UPDATE);
    write_links(unit, batch);
    const enum rc rc = gw_unit_run(unit, err);
    gw_unit_release(unit);
    return rc;
}

static struct str number_text(struct arena *arena, size_t number)
{
    struct buf buf = buf_in(arena, NUMBER_TEXT_BYTES);
    buf_put_i64(&buf, (int64_t)number);
    return buf_str(&buf);
}

static enum rc commit(struct change *change, const struct import *import, struct err *err)
{
    struct arena *arena = import->arena;
    uint8_t hash[GW_DEDUPE_BYTES];
    gw_dedupe_key(&import->wish->bytes, 1, hash);
    struct buf hex = buf_in(arena, 2 * sizeof hash);
    buf_put_hex(&hex, hash, sizeof hash);
    const struct gw_header details[] = {
        {STR("file"), buf_str(&hex)},
        {STR("new"), number_text(arena, import->found.new_n)},
        {STR("opted_out"), number_text(arena, import->found.opted_out_n)},
        {STR("updated"), number_text(arena, import->found.updated_n)},
    };
    const struct audit_entry entry = {.action = STR("participant.import"),
                                      .object = import->wish->programme,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("work")};
    /* A wave need not wait for its next pass. */
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, import->programme.id);
    gw_unit_add(change->write, SQL_IMPORT_WAVES, &args);
    return change_commit(change, &entry, err);
}

/* All or nothing, and only if the database still says what it said. */
static enum rc take(struct gw_admin *admin, struct import *import, struct err *err)
{
    struct batch batch = {.next = 0};
    struct change change = change_begin(admin);
    enum rc rc = change_read(&change, err);
    if (rc == RC_OK)
        rc = check_all(admin, import, err);
    if (rc == RC_OK && import->found.errors_n == 0) {
        rc = seal_new(import, err);
        while (rc == RC_OK && next_batch(import, &batch))
            rc = write_batch(admin, import, &batch, err);
        if (rc == RC_OK)
            rc = commit(&change, import, err);
        import->found.committed = rc == RC_OK;
    }
    change_release(&change);
    return rc;
}

/* ---- the whole ---- */

static int by_place(const void *a, const void *b)
{
    const struct gw_import_finding *x = a;
    const struct gw_import_finding *y = b;
    if (x->row != y->row)
        return x->row > y->row ? 1 : -1;
    return (x->column_at > y->column_at) - (x->column_at < y->column_at);
}

static enum rc import_all(struct gw_admin *admin, struct import *import, struct err *err)
{
    enum rc rc = read_programme(admin, import, err);
    if (rc == RC_OK)
        rc = import_read(import, err);
    if (rc == RC_OK)
        rc = check_zones(admin, import, err);
    if (rc == RC_OK)
        rc = check_all(admin, import, err);
    if (rc != RC_OK || import->found.errors_n > 0 || !import->wish->commit || import->found.rows_n == 0)
        return rc;
    rc = seal_new(import, err);
    return rc == RC_OK ? take(admin, import, err) : rc;
}

enum rc gw_participants_import(struct gw_admin *admin, const struct gw_import_wish *wish, struct arena *arena,
                               struct gw_import *out_import, struct err *err)
{
    if (str_starts(wish->bytes, STR("PK\x03\x04")))
        return err_set(err, RC_UNSUPPORTED,
                       "this is a workbook, and this version reads CSV only; hint: save the sheet as CSV UTF-8");
    struct import import = {.wish = wish,
                            .keys = &admin->keys,
                            .languages = gw_catalog_languages(admin->catalog),
                            .arena = arena,
                            .today = gw_now_ms() / DAY_MS,
                            .findings = ARENA_ARRAY(arena, struct gw_import_finding, GW_IMPORT_FINDINGS_MAX)};
    if (import.findings == NULL)
        return err_set(err, RC_TOO_BIG, "no room for findings");
    const enum rc rc = import_all(admin, &import, err);
    if (rc != RC_OK)
        return rc;
    qsort(import.findings, import.found.findings_n, sizeof *import.findings, by_place);
    import.found.findings = import.findings;
    *out_import = import.found;
    return RC_OK;
}
