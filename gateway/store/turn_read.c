#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/store/columns.h"
#include "gateway/store/turn.h"

static int by_bidx(const void *a, const void *b)
{
    const struct gw_turn *const *x = a;
    const struct gw_turn *const *y = b;
    return memcmp((*x)->bidx, (*y)->bidx, GW_INDEX_BYTES);
}

void gw_turns_sort(struct gw_turn **turns, size_t n)
{
    qsort(turns, n, sizeof *turns, by_bidx); /* NOLINT(bugprone-sizeof-expression): pointers are sorted */
}

/* The turn of a blind index, by halving. NULL: a row nobody asked for. */
static struct gw_turn *find(struct gw_turn **turns, size_t n, struct str bidx)
{
    assert(bidx.n == GW_INDEX_BYTES);
    size_t from = 0;
    while (n > 0) {
        const size_t half = n / 2;
        const int order = memcmp(turns[from + half]->bidx, bidx.p, GW_INDEX_BYTES);
        if (order == 0)
            return turns[from + half];
        if (order < 0) {
            from += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return NULL;
}

static struct str bytes(const uint8_t *p, size_t n)
{
    return (struct str){.p = (const char *)p, .n = n};
}

struct key_columns {
    struct str *bidx;
    struct str *dedupe;
    struct str *weak;
    size_t weak_n;
};

static bool key_columns(struct arena *arena, struct gw_turn *const *turns, size_t n, struct key_columns *out)
{
    *out = (struct key_columns){.bidx = ARENA_ARRAY(arena, struct str, n),
                                .dedupe = ARENA_ARRAY(arena, struct str, n),
                                .weak = ARENA_ARRAY(arena, struct str, n)};
    if (out->bidx == NULL || out->dedupe == NULL || out->weak == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        out->bidx[i] = bytes(turns[i]->bidx, GW_INDEX_BYTES);
        out->dedupe[i] = bytes(turns[i]->dedupe, GW_DEDUPE_BYTES);
        if (turns[i]->weak)
            out->weak[out->weak_n++] = out->bidx[i];
    }
    return true;
}

static bool any_weak(struct gw_turn *const *turns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (turns[i]->weak)
            return true;
    return false;
}

static size_t dialogues_n(struct gw_turn *const *turns, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += turns[i]->dialogue != NULL;
    return found;
}

/* Only where there are any: texts do not pay for screens. */
static void read_screens(struct gw_unit *unit, struct gw_turn *const *turns, size_t n)
{
    const size_t found = dialogues_n(turns, n);
    if (found == 0)
        return;
    struct gw_columns c = gw_columns(unit, found);
    for (size_t i = 0; i < n; i++) {
        if (turns[i]->dialogue == NULL)
            continue;
        gw_put_bytea(&c, bytes(turns[i]->bidx, GW_INDEX_BYTES));
        gw_put_bytea(&c, bytes(turns[i]->dialogue->key, GW_DEDUPE_BYTES));
        gw_put_bytea(&c, bytes(turns[i]->dedupe, GW_DEDUPE_BYTES));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_USSD_READ);
}

void gw_turns_read(struct gw_unit *unit, struct gw_turn *const *turns, size_t n)
{
    struct arena *arena = gw_unit_arena(unit);
    struct key_columns columns;
    /* The arena of a unit holds many times a full batch. */
    const bool fits = key_columns(arena, turns, n, &columns);
    assert(fits);
    (void)fits;
    /* Only where there are any, as with screens. */
    if (any_weak(turns, n)) {
        struct gw_args weak = gw_args_on(arena);
        gw_arg_byteas(&weak, columns.weak, columns.weak_n);
        gw_unit_add(unit, SQL_CONTACT_LOCK, &weak);
    }
    struct gw_args who = gw_args_on(arena);
    gw_arg_byteas(&who, columns.bidx, n);
    gw_unit_add(unit, SQL_SESSION_LOCK, &who);
    gw_arg_byteas(&who, columns.dedupe, n);
    gw_unit_add(unit, SQL_CONTACT_READ, &who);
    read_screens(unit, turns, n);
}

/* The first twelve columns of session_lock, timer_lock and queued_lock. */
static void take_session(struct gw_turn *turn, const struct gw_rows *rows, size_t row)
{
    turn->contact_id = gw_row_i64(rows, row, 0);
    turn->session_id = gw_row_i64(rows, row, 1);
    turn->participant_id = gw_row_i64(rows, row, 2);
    turn->survey_version_id = (int32_t)gw_row_i64(rows, row, 3);
    turn->session_channel_id = (int32_t)gw_row_i64(rows, row, 4);
    turn->seq = (int32_t)gw_row_i64(rows, row, 5);
    turn->country = gw_row_str(rows, row, 6);
    turn->zone = gw_row_str(rows, row, 7);
    turn->utc_offset_s = (int32_t)gw_row_i64(rows, row, 8);
    turn->timer_at_ms = gw_row_time(rows, row, 9);
    turn->state = gw_row_str(rows, row, 10);
    turn->by_person = gw_row_bool(rows, row, 11);
    turn->wave_id = (int32_t)gw_row_i64(rows, row, 12);
}

/* Contacts were read after the sessions were locked, so that they are as new as the lock. */
static void take_contacts(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    for (size_t row = 0; row < rows->n; row++) {
        struct gw_turn *turn = find(turns, n, gw_row_str(rows, row, 0));
        assert(turn != NULL);
        turn->contact_exists = true;
        turn->contact_id = gw_row_i64(rows, row, 1);
        turn->language = gw_row_str(rows, row, 2);
        turn->opted_out = gw_row_bool(rows, row, 3);
        turn->greeted = gw_row_bool(rows, row, 4);
        turn->left_event_id = gw_row_i64(rows, row, 5);
        turn->seen = gw_row_bool(rows, row, 6);
    }
}

static int by_contact(const void *a, const void *b)
{
    const struct gw_turn *const *x = a;
    const struct gw_turn *const *y = b;
    return ((*x)->contact_id > (*y)->contact_id) - ((*x)->contact_id < (*y)->contact_id);
}

/* Rows in the order of contacts meet turns in the order of contacts. */
static void take_sessions(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    qsort(turns, n, sizeof *turns, by_contact); /* NOLINT(bugprone-sizeof-expression): pointers are sorted */
    size_t row = 0;
    for (size_t i = 0; i < n && row < rows->n; i++)
        if (turns[i]->contact_exists && turns[i]->contact_id == gw_row_i64(rows, row, 0))
            take_session(turns[i], rows, row++);
    /* A session of a contact created between the two statements cannot be: its key was not asked for before. */
    gw_turns_sort(turns, n);
}

/* In the order they were shown: the last row of a contact is the latest. */
static void take_screens(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    for (size_t row = 0; row < rows->n; row++) {
        struct gw_turn *turn = find(turns, n, gw_row_str(rows, row, 0));
        assert(turn != NULL && turn->dialogue != NULL);
        turn->dialogue->last = (struct gw_screen){.hop = (int32_t)gw_row_i64(rows, row, 2),
                                                  .session_id = gw_row_i64(rows, row, 3),
                                                  .position = (int16_t)gw_row_i64(rows, row, 4),
                                                  .page = (int16_t)gw_row_i64(rows, row, 5),
                                                  .more = gw_row_bool(rows, row, 6),
                                                  .awaits = gw_row_bool(rows, row, 7),
                                                  .text = gw_row_str(rows, row, 8),
                                                  .shown = gw_row_str(rows, row, 9)};
        if (!gw_row_bool(rows, row, 1))
            continue;
        turn->seen = true;
        turn->dialogue->again = turn->dialogue->last;
    }
}

void gw_turns_take(struct gw_turn **turns, size_t n, const struct gw_unit *unit, size_t at)
{
    for (size_t i = 0; i < n; i++)
        turns[i]->timer_at_ms = INT64_MIN;
    const size_t sessions_at = at + any_weak(turns, n);
    take_contacts(turns, n, gw_unit_rows(unit, sessions_at + 1));
    take_sessions(turns, n, gw_unit_rows(unit, sessions_at));
    if (dialogues_n(turns, n) > 0)
        take_screens(turns, n, gw_unit_rows(unit, sessions_at + 2));
}

bool gw_turn_needs_details(const struct gw_turn *turn)
{
    return turn->contact_exists && !turn->seen && (turn->weak || turn->session_id == 0);
}

void gw_details_read(struct gw_unit *unit, struct gw_turn *const *turns, size_t n)
{
    struct arena *arena = gw_unit_arena(unit);
    int64_t *contacts = ARENA_ARRAY(arena, int64_t, n);
    struct str *weak = ARENA_ARRAY(arena, struct str, n);
    assert(contacts != NULL && weak != NULL);
    size_t contacts_n = 0;
    size_t weak_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!gw_turn_needs_details(turns[i]))
            continue;
        contacts[contacts_n++] = turns[i]->contact_id;
        if (turns[i]->weak)
            weak[weak_n++] = bytes(turns[i]->bidx, GW_INDEX_BYTES);
    }
    struct gw_args who = gw_args_on(arena);
    gw_arg_i64s(&who, contacts, contacts_n);
    gw_unit_add(unit, SQL_PARTICIPANT_READ, &who);
    gw_unit_add(unit, SQL_WAITING_LOCK, &who);
    struct gw_args last = gw_args_on(arena);
    gw_arg_byteas(&last, weak, weak_n);
    gw_unit_add(unit, SQL_EVENT_LAST, &last);
}

static struct gw_turn *find_contact(struct gw_turn **turns, size_t n, int64_t contact_id)
{
    for (size_t i = 0; i < n; i++)
        if (turns[i]->contact_exists && turns[i]->contact_id == contact_id)
            return turns[i];
    return NULL;
}

static void take_persons(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    struct gw_turn *turn = NULL;
    for (size_t row = 0; row < rows->n; row++) {
        const int64_t contact_id = gw_row_i64(rows, row, 0);
        if (turn == NULL || turn->contact_id != contact_id)
            turn = find_contact(turns, n, contact_id);
        assert(turn != NULL);
        const bool here = gw_row_i64(rows, row, 2) == turn->programme_id;
        const bool better = turn->persons_n == 0 || (here && turn->persons_here_n == 0);
        turn->persons_n++;
        turn->persons_here_n += here;
        if (!better)
            continue;
        turn->person = (struct gw_person){.participant_id = gw_row_i64(rows, row, 1),
                                          .programme_id = (int32_t)gw_row_i64(rows, row, 2),
                                          .language = gw_row_str(rows, row, 3),
                                          .country = gw_row_str(rows, row, 4),
                                          .zone = gw_row_str(rows, row, 5),
                                          .utc_offset_s = (int32_t)gw_row_i64(rows, row, 6)};
    }
}

static void take_last(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    for (size_t row = 0; row < rows->n; row++) {
        struct gw_turn *turn = find(turns, n, gw_row_str(rows, row, 0));
        assert(turn != NULL);
        const int64_t event_id = gw_row_i64(rows, row, 1);
        if (turn->last_event_id != 0) {
            turn->before_last_event_id = event_id;
            continue;
        }
        const struct str dedupe = gw_row_str(rows, row, 2);
        assert(dedupe.n == GW_DEDUPE_BYTES);
        turn->last_event_id = event_id;
        memcpy(turn->last_dedupe, dedupe.p, GW_DEDUPE_BYTES);
        turn->last_at_ms = gw_row_time(rows, row, 3);
        turn->last_silent = gw_row_bool(rows, row, 4);
        turn->last_waiting = gw_row_bool(rows, row, 5);
        turn->last_sent_ms = gw_row_time(rows, row, 6);
    }
}

static void take_waiting(struct gw_turn **turns, size_t n, const struct gw_rows *rows)
{
    for (size_t row = 0; row < rows->n; row++) {
        struct gw_turn *turn = find_contact(turns, n, gw_row_i64(rows, row, 0));
        assert(turn != NULL);
        if (turn->session_id != 0 || turn->waiting_n == GW_WAITING_SESSIONS_MAX)
            continue;
        turn->waiting[turn->waiting_n++] = (struct gw_waiting){.session_id = gw_row_i64(rows, row, 1),
                                                               .participant_id = gw_row_i64(rows, row, 2),
                                                               .survey_version_id = (int32_t)gw_row_i64(rows, row, 3),
                                                               .country = gw_row_str(rows, row, 4),
                                                               .zone = gw_row_str(rows, row, 5),
                                                               .utc_offset_s = (int32_t)gw_row_i64(rows, row, 6),
                                                               .wave_id = (int32_t)gw_row_i64(rows, row, 7)};
    }
}

void gw_details_take(struct gw_turn **turns, size_t n, const struct gw_unit *unit, size_t at)
{
    take_persons(turns, n, gw_unit_rows(unit, at));
    take_waiting(turns, n, gw_unit_rows(unit, at + 1));
    take_last(turns, n, gw_unit_rows(unit, at + 2));
}

/* ---- the worker's turns ---- */

/* timer.kind */
enum { TIMER_WAKE, TIMER_REPLAN, TIMER_STOP };

static enum sv_event_kind kind_of(enum gw_due due, int64_t timer_kind)
{
    if (due == GW_DUE_QUEUED)
        return SV_EVENT_BEGIN;
    if (timer_kind == TIMER_REPLAN)
        return SV_EVENT_REPLAN;
    return timer_kind == TIMER_STOP ? SV_EVENT_STOP : SV_EVENT_TIMER;
}

void gw_due_read(struct gw_unit *unit, enum gw_due due, size_t limit)
{
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, (int32_t)limit);
    gw_unit_add(unit, due == GW_DUE_TIMERS ? SQL_TIMER_LOCK : SQL_QUEUED_LOCK, &args);
}

/* One event a step of a session: the place in the conversation is its identity. */
static void due_dedupe(struct gw_turn *turn)
{
    const int64_t place[2] = {turn->session_id, turn->seq};
    const struct str parts[] = {STR("due"), {.p = (const char *)place, .n = sizeof place}};
    gw_dedupe_key(parts, COUNT_OF(parts), turn->dedupe);
}

enum rc gw_due_take(const struct gw_unit *unit, enum gw_due due, size_t at, int64_t now_ms, struct arena *arena,
                    struct gw_turn **out_turns, size_t *out_n)
{
    const struct gw_rows *rows = gw_unit_rows(unit, at);
    struct gw_turn *turns = ARENA_ARRAY(arena, struct gw_turn, rows->n);
    if (turns == NULL)
        return RC_TOO_BIG;
    for (size_t row = 0; row < rows->n; row++) {
        struct gw_turn *turn = &turns[row];
        take_session(turn, rows, row);
        turn->kind = kind_of(due, gw_row_i64(rows, row, 13));
        turn->language = gw_row_str(rows, row, 14);
        turn->opted_out = gw_row_bool(rows, row, 15);
        turn->programme_id = (int32_t)gw_row_i64(rows, row, 16);
        turn->channel_id = turn->session_channel_id;
        turn->contact_exists = true;
        turn->queued = due == GW_DUE_QUEUED;
        turn->at_ms = now_ms;
        due_dedupe(turn);
    }
    *out_turns = turns;
    *out_n = rows->n;
    return RC_OK;
}
