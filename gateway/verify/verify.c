#include "gateway/verify.h"

#include "base/buf.h"
#include "gateway/conversation.h"
#include "gateway/store/catalog_store.h"
#include "survey/engine.h"
#include "verify.intern.h"

enum { CONNECT_MS = 5000 };

void verify_found(struct verify *v, struct str check, enum gw_severity severity, struct str object, struct str message)
{
    const struct gw_finding finding = {.check = check, .severity = severity, .object = object, .message = message};
    v->done.errors += severity == GW_FINDING_ERROR;
    v->done.notes += severity == GW_FINDING_INFO;
    v->options->found(v->options->context, &finding);
}

/* ---- words: the table that explains stored numbers says what this program means by them ---- */

struct words {
    struct str list;
    int n;
    struct str (*word)(int code);
};

static struct str disposition_word(int code)
{
    return sv_disposition_word((enum sv_disposition)code);
}

static struct str how_word(int code)
{
    return sv_how_word((enum sv_how)code);
}

static struct str event_word(int code)
{
    return sv_event_word((enum sv_event_kind)code);
}

static struct str heard_word(int code)
{
    return sv_heard_word((enum sv_heard_kind)code);
}

static struct str command_word(int code)
{
    return sv_command_word((enum sv_command)code);
}

static const struct words *words_of(struct str list)
{
    static const struct words all[] = {
        {{"disposition", 11}, SV_DISPOSITION_COUNT, disposition_word},
        {{"how", 3}, SV_HOW_COUNT, how_word},
        {{"event", 5}, SV_EVENT_COUNT, event_word},
        {{"heard", 5}, SV_HEARD_COUNT, heard_word},
        {{"command", 7}, SV_COMMAND_COUNT, command_word},
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (str_eq(all[i].list, list))
            return &all[i];
    return NULL;
}

static void check_words(struct verify *v, const struct gw_rows *rows)
{
    size_t row = 0;
    while (row < rows->n) {
        const struct str list = gw_row_str(rows, row, 0);
        const struct words *words = words_of(list);
        const size_t first = row;
        bool same = words != NULL;
        for (; row < rows->n && str_eq(gw_row_str(rows, row, 0), list); row++) {
            const int64_t code = gw_row_i64(rows, row, 1);
            same = same && code >= 0 && code < words->n && str_eq(gw_row_str(rows, row, 2), words->word((int)code));
        }
        if (!same || row - first != (size_t)words->n)
            verify_found(v, STR("words"), GW_FINDING_ERROR, list,
                         STR("the table of words does not say what the program means"));
    }
}

/* ---- the whole ---- */

enum { AT_WORDS = 1, AT_PLACE, AT_CATALOG };

static enum rc read_basics(struct verify *v, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(v->pg);
    gw_unit_add(unit, SQL_VERIFY_BEGIN, NULL);
    gw_unit_add(unit, SQL_VERIFY_WORDS, NULL);
    gw_unit_add(unit, SQL_VERIFY_PLACE, NULL);
    gw_catalog_ask(v->catalog, unit);
    enum rc rc = gw_unit_run(unit, err);
    if (rc == RC_OK)
        rc = gw_catalog_take(v->catalog, &v->keys, unit, AT_CATALOG, err);
    if (rc == RC_OK && gw_unit_rows(unit, AT_PLACE)->n == 0)
        rc = err_set(err, RC_NOT_FOUND, "the projector has no place; hint: puente migrate");
    if (rc == RC_OK) {
        v->place_xact = gw_row_i64(gw_unit_rows(unit, AT_PLACE), 0, 0);
        v->place_event_id = gw_row_i64(gw_unit_rows(unit, AT_PLACE), 0, 1);
        check_words(v, gw_unit_rows(unit, AT_WORDS));
    }
    gw_unit_release(unit);
    return rc;
}

static void note(struct verify *v, struct str check, int64_t n, const char *what)
{
    char storage[FINDING_TEXT_BYTES];
    struct buf text = buf_on(storage, sizeof storage);
    buf_put_i64(&text, n);
    buf_put(&text, str_of(what));
    if (n > 0)
        verify_found(v, check, GW_FINDING_INFO, STR("sessions"), buf_str(&text));
}

static enum rc prove(struct verify *v, struct err *err)
{
    enum rc rc = read_basics(v, err);
    if (rc == RC_OK)
        rc = sessions_check(v, err);
    if (rc != RC_OK)
        return rc;
    note(v, STR("revisions"), v->of_other_revisions, " are of another revision of the engine and were not folded");
    note(v, STR("lag"), v->behind, " have events that the projector has not reached");
    return checks_run(v, err);
}

static enum rc open_all(struct verify *v, struct err *err)
{
    enum rc rc = gw_keys_load(v->options->keys, 1U << GW_KEY_INDEX, &v->keys, err);
    if (rc == RC_OK)
        rc = gw_catalog_new(&v->catalog, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_pg_options pg = {
        .url = v->options->url, .role = STR("puente_owner"), .prepare = SQL_FILE_CONVERSATION | SQL_FILE_VERIFY};
    v->loop = gw_loop_new();
    v->pg = gw_pg_new(v->loop, &pg);
    return gw_pg_wait(v->pg, CONNECT_MS, err);
}

enum rc gw_prove(const struct gw_prove_options *options, struct gw_proof *out_proof, struct err *err)
{
    struct verify v = {.options = options};
    enum rc rc = open_all(&v, err);
    if (rc == RC_OK)
        rc = prove(&v, err);
    /* Closing the connection ends the snapshot. */
    gw_pg_free(v.pg);
    gw_loop_free(v.loop);
    gw_catalog_free(v.catalog);
    if (rc == RC_OK)
        *out_proof = v.done;
    return rc;
}
