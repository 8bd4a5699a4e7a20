#include "base/buf.h"
#include "survey/engine.h"
#include "verify.intern.h"

enum {
    PAGE_SESSIONS = 200,
    PAGE_EVENTS = 4000, /* and those of one session more: a page must fit a unit of work */
    PAGE_ARENA_BYTES_MAX = 64 * 1024 * 1024
};

enum { READ_EVENTS, READ_ANSWERS, READ_SCORES, READ_TICKETS, READ_INCENTIVES, READS };

/* Pages of rows in the order of sessions; each session takes its own off the front. */
struct page {
    struct gw_unit *sessions;
    struct gw_unit *details;
    size_t at[READS];
};

void session_found(struct verify *v, struct str check, enum gw_severity severity, const struct stored *stored,
                   struct str message)
{
    char storage[FINDING_TEXT_BYTES];
    struct buf object = buf_on(storage, sizeof storage);
    buf_printf(&object, "session %lld", (long long)stored->session_id);
    verify_found(v, check, severity, buf_str(&object), message);
}

static struct stored read_session(const struct verify *v, const struct gw_rows *rows, size_t row)
{
    return (struct stored){
        .contact_id = gw_row_i64(rows, row, 0),
        .session_id = gw_row_i64(rows, row, 1),
        .survey = gw_catalog_survey(v->catalog, (int32_t)gw_row_i64(rows, row, 2)),
        .engine_rev = gw_row_i64(rows, row, 3),
        .seq = gw_row_i64(rows, row, 4),
        .open = gw_row_bool(rows, row, 5),
        .queued = gw_row_bool(rows, row, 6),
        .disposition = gw_row_i64(rows, row, 7),
        .country = gw_row_str(rows, row, 8),
        .heard_ms = gw_row_time(rows, row, 9),
        .due_ms = gw_row_time(rows, row, 10),
        .bytes = gw_row_str(rows, row, 11),
        .wave_id = (int32_t)gw_row_i64(rows, row, 12),
        .participant_id = gw_row_i64(rows, row, 13),
        .session = SV_SESSION_NEW,
    };
}

/* Both are sorted by (contact, session), so what comes before this session belongs to none of the page. */
static struct span take_span(struct page *page, size_t which, const struct stored *stored)
{
    const struct gw_rows *rows = gw_unit_rows(page->details, which);
    struct span span = {.rows = rows, .from = page->at[which]};
    while (span.from + span.n < rows->n && gw_row_i64(rows, span.from + span.n, 0) == stored->contact_id &&
           gw_row_i64(rows, span.from + span.n, 1) == stored->session_id)
        span.n++;
    page->at[which] += span.n;
    return span;
}

/* ---- what is checked of each session ---- */

static bool sequence_holds(struct verify *v, const struct stored *stored, const struct span *events)
{
    char storage[FINDING_TEXT_BYTES];
    struct buf message = buf_on(storage, sizeof storage);
    size_t i = 0;
    while (i < events->n && gw_row_i64(events->rows, events->from + i, EVENT_SEQ) == (int64_t)i + 1)
        i++;
    if (i < events->n)
        buf_printf(&message, "its event number %zu says it is number %lld", i + 1,
                   (long long)gw_row_i64(events->rows, events->from + i, EVENT_SEQ));
    else if (stored->seq != (int64_t)events->n)
        buf_printf(&message, "has %zu events, but its row counts %lld", events->n, (long long)stored->seq);
    else
        return true;
    session_found(v, STR("sequence"), GW_FINDING_ERROR, stored, buf_str(&message));
    return false;
}

static int64_t or_never(int64_t ms)
{
    return ms == 0 ? INT64_MIN : ms;
}

/* What the row tells in the clear about the state inside it. */
static void check_columns(struct verify *v, const struct stored *stored)
{
    const struct sv_session *session = &stored->session;
    const struct {
        bool same;
        struct str message;
    } columns[] = {
        {stored->open == (session->state != SV_STATE_CLOSED), STR("open is not what the state says")},
        {stored->disposition == (int64_t)session->disposition, STR("disposition is not that of the state")},
        {stored->seq == (int64_t)session->seq, STR("seq is not that of the state")},
        {stored->heard_ms == or_never(session->heard_ms), STR("heard_at is not that of the state")},
        {stored->due_ms == or_never(session->wake_ms), STR("due_at is not when the state wants to be woken")},
    };
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (!columns[i].same)
            session_found(v, STR("columns"), GW_FINDING_ERROR, stored, columns[i].message);
}

static bool is_projected(const struct verify *v, const struct span *events)
{
    for (size_t i = 0; i < events->n; i++) {
        const int64_t xact = gw_row_i64(events->rows, events->from + i, EVENT_XACT);
        const int64_t event_id = gw_row_i64(events->rows, events->from + i, EVENT_ID);
        if (xact > v->place_xact || (xact == v->place_xact && event_id > v->place_event_id))
            return false;
    }
    return true;
}

static enum rc check_state(struct verify *v, struct stored *stored, const struct span reads[READS], struct arena *arena,
                           struct err *err)
{
    if (stored->survey == NULL) {
        session_found(v, STR("fold"), GW_FINDING_ERROR, stored, STR("its survey version cannot be read"));
        return RC_OK;
    }
    enum rc rc = sv_session_decode(stored->bytes, arena, &stored->session, err);
    if (rc == RC_TOO_BIG)
        return rc;
    if (rc != RC_OK) {
        session_found(v, STR("fold"), GW_FINDING_ERROR, stored, str_of(err->text));
        return RC_OK;
    }
    check_columns(v, stored);
    if (is_projected(v, &reads[READ_EVENTS]))
        projection_check(v, stored, &reads[READ_ANSWERS], &reads[READ_SCORES]);
    else
        v->behind++;
    const struct fold_spans spans = {
        .events = reads[READ_EVENTS], .tickets = reads[READ_TICKETS], .incentives = reads[READ_INCENTIVES]};
    if (stored->engine_rev == SV_ENGINE_REV)
        return fold_check(v, stored, &spans, arena, err);
    v->of_other_revisions++;
    return RC_OK;
}

static enum rc check_session(struct verify *v, struct stored *stored, struct page *page, struct arena *arena,
                             struct err *err)
{
    struct span reads[READS];
    for (size_t i = 0; i < READS; i++)
        reads[i] = take_span(page, i, stored);
    v->done.sessions++;
    v->done.events += (int64_t)reads[READ_EVENTS].n;
    /* One that waits to begin has no state yet. */
    if (!sequence_holds(v, stored, &reads[READ_EVENTS]) || stored->queued)
        return RC_OK;
    return check_state(v, stored, reads, arena, err);
}

/* ---- page by page ---- */

static enum rc read_sessions(struct verify *v, const struct stored *after, struct page *page, struct err *err)
{
    page->sessions = gw_unit_new(v->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(page->sessions));
    gw_arg_i64(&args, after->contact_id);
    gw_arg_i64(&args, after->session_id);
    gw_arg_i32(&args, PAGE_SESSIONS);
    gw_arg_i32(&args, PAGE_EVENTS);
    gw_unit_add(page->sessions, SQL_VERIFY_SESSIONS, &args);
    return gw_unit_run(page->sessions, err);
}

static enum rc read_details(struct verify *v, struct page *page, struct err *err)
{
    static const enum gw_sql statements[READS] = {
        [READ_EVENTS] = SQL_VERIFY_EVENTS,         [READ_ANSWERS] = SQL_VERIFY_ANSWERS,
        [READ_SCORES] = SQL_VERIFY_SCORES,         [READ_TICKETS] = SQL_VERIFY_TICKETS,
        [READ_INCENTIVES] = SQL_VERIFY_INCENTIVES,
    };
    const struct gw_rows *rows = gw_unit_rows(page->sessions, 0);
    page->details = gw_unit_new(v->pg);
    struct arena *arena = gw_unit_arena(page->details);
    int64_t *contacts = ARENA_ARRAY(arena, int64_t, rows->n);
    int64_t *sessions = ARENA_ARRAY(arena, int64_t, rows->n);
    if (contacts == NULL || sessions == NULL)
        return err_set(err, RC_TOO_BIG, "no room for a page of sessions");
    for (size_t row = 0; row < rows->n; row++) {
        contacts[row] = gw_row_i64(rows, row, 0);
        sessions[row] = gw_row_i64(rows, row, 1);
    }
    struct gw_args keys = gw_args_on(arena);
    gw_arg_i64s(&keys, contacts, rows->n);
    gw_arg_i64s(&keys, sessions, rows->n);
    for (size_t i = 0; i < READS; i++)
        gw_unit_add(page->details, statements[i], &keys);
    return gw_unit_run(page->details, err);
}

/* *last is the last session of the page before, and then of this one; *out_n 0 at the end. */
static enum rc check_page(struct verify *v, struct stored *last, struct arena *arena, size_t *out_n, struct err *err)
{
    struct page page = {.sessions = NULL};
    enum rc rc = read_sessions(v, last, &page, err);
    const struct gw_rows *rows = gw_unit_rows(page.sessions, 0);
    if (rc == RC_OK && rows->n > 0)
        rc = read_details(v, &page, err);
    for (size_t row = 0; rc == RC_OK && row < rows->n; row++) {
        arena_reset(arena);
        *last = read_session(v, rows, row);
        rc = check_session(v, last, &page, arena, err);
    }
    *out_n = rows->n;
    if (page.details != NULL)
        gw_unit_release(page.details);
    gw_unit_release(page.sessions);
    return rc;
}

enum rc sessions_check(struct verify *v, struct err *err)
{
    struct arena *arena = arena_new(PAGE_ARENA_BYTES_MAX);
    struct stored last = {.contact_id = INT64_MIN, .session_id = INT64_MIN};
    size_t n = 0;
    enum rc rc = RC_OK;
    do {
        rc = check_page(v, &last, arena, &n, err);
    } while (rc == RC_OK && n > 0);
    arena_free(arena);
    return rc;
}
