#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/conversation.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"

enum { BATCH_ARENA_BYTES_MAX = 256 * 1024 * 1024, CONFLICTS_MAX = 3 };

/* A stretch of the turns that is tried as one transaction; what fails is halved and tried again. */
struct stretch {
    size_t from;
    size_t n;
    int conflicts;
};

enum { STRETCHES_MAX = 32 }; /* halving 500 down to one needs 10 open halves at most */

struct gw_batch {
    struct gw_batch_options options;
    struct arena *arena; /* steps of this run */
    struct gw_turn **turns;
    size_t due_limit;
    size_t n;
    struct stretch stack[STRETCHES_MAX];
    size_t stack_n;
    struct stretch now;
    struct gw_unit *read; /* kept: turns borrow its rows */
    struct gw_unit *details;
    bool is_due;
    enum gw_due due;
    gw_batch_fn *done;
    void *context;
    enum rc rc;
    struct err err;
};

static void next_stretch(struct gw_batch *batch);

void gw_batch_free(struct gw_batch *batch)
{
    if (batch == NULL)
        return;
    arena_free(batch->arena);
    free(batch);
}

struct gw_batch *gw_batch_new(const struct gw_batch_options *options)
{
    struct gw_batch *batch = gw_memory_new(1, sizeof *batch);
    *batch = (struct gw_batch){
        .options = *options, .arena = arena_new(BATCH_ARENA_BYTES_MAX), .due_limit = GW_WORKER_BATCH_MAX};
    return batch;
}

size_t gw_batch_n(const struct gw_batch *batch)
{
    return batch->n;
}

static void release_units(struct gw_batch *batch)
{
    if (batch->read != NULL)
        gw_unit_release(batch->read);
    if (batch->details != NULL)
        gw_unit_release(batch->details);
    batch->read = NULL;
    batch->details = NULL;
}

static void finish(struct gw_batch *batch)
{
    release_units(batch);
    batch->done(batch->context, batch->rc, &batch->err);
    arena_reset(batch->arena);
}

static struct gw_turn **now_turns(const struct gw_batch *batch)
{
    return batch->turns + batch->now.from;
}

static void push(struct gw_batch *batch, struct stretch stretch)
{
    assert(batch->stack_n < STRETCHES_MAX);
    batch->stack[batch->stack_n++] = stretch;
}

static void poison(struct gw_batch *batch, enum rc rc, const struct err *err)
{
    struct gw_turn *turn = now_turns(batch)[0];
    turn->fate = GW_TURN_POISON;
    if (turn->err.code == RC_OK)
        turn->err = *err;
    turn->err.code = rc;
}

/* The transaction failed for a reason of its own contents. */
static void split(struct gw_batch *batch, enum rc rc, const struct err *err)
{
    const struct stretch now = batch->now;
    if (batch->is_due) {
        /* Taken by the database, so the next run takes fewer until the one at fault is alone. */
        batch->due_limit = batch->due_limit > 1 ? batch->due_limit / 2 : 1;
        batch->rc = rc;
        batch->err = *err;
        finish(batch);
        return;
    }
    /* Another process was first with the same contact or event: everything is read again and decided anew. */
    if (rc == RC_CONFLICT && now.conflicts < CONFLICTS_MAX) {
        push(batch, (struct stretch){.from = now.from, .n = now.n, .conflicts = now.conflicts + 1});
    } else if (now.n == 1) {
        poison(batch, rc, err);
    } else {
        const size_t half = now.n / 2;
        push(batch, (struct stretch){.from = now.from + half, .n = now.n - half});
        push(batch, (struct stretch){.from = now.from, .n = half});
    }
    next_stretch(batch);
}

static void fail(struct gw_batch *batch, enum rc rc, const struct err *err)
{
    release_units(batch);
    if (rc != RC_UNAVAILABLE) {
        split(batch, rc, err);
        return;
    }
    batch->rc = rc;
    batch->err = *err;
    finish(batch);
}

static void rolled_back(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_batch *batch = context;
    (void)unit;
    if (rc == RC_OK)
        fail(batch, batch->rc, &batch->err);
    else
        fail(batch, rc, err);
}

/* Our own refusal inside a healthy transaction: give the locks back first. */
static void abandon(struct gw_batch *batch, enum rc rc, const struct err *err)
{
    batch->rc = rc;
    batch->err = *err;
    struct gw_unit *unit = gw_unit_new(batch->options.pg);
    gw_unit_add(unit, SQL_ROLLBACK, NULL);
    gw_unit_send(unit, rolled_back, batch);
}

static void committed(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_batch *batch = context;
    (void)unit;
    if (rc != RC_OK) {
        fail(batch, rc, err);
        return;
    }
    struct gw_turn **turns = now_turns(batch);
    for (size_t i = 0; i < batch->now.n; i++)
        if (turns[i]->fate == GW_TURN_PENDING)
            turns[i]->fate = GW_TURN_DONE;
    release_units(batch);
    if (batch->is_due)
        batch->due_limit = GW_WORKER_BATCH_MAX;
    next_stretch(batch);
}

static void decide_all(struct gw_batch *batch)
{
    struct gw_turn **turns = now_turns(batch);
    for (size_t i = 0; i < batch->now.n; i++) {
        if (turns[i]->fate != GW_TURN_PENDING)
            continue;
        turns[i]->err = (struct err){.code = RC_OK};
        const enum rc rc = gw_turn_decide(turns[i], batch->options.catalog, batch->options.writer, batch->arena);
        if (rc == RC_OK)
            continue;
        /* The others of the batch need not wait for this one. */
        turns[i]->fate = rc == RC_UNAVAILABLE ? GW_TURN_WAITS : GW_TURN_POISON;
        turns[i]->err.code = rc;
    }
}

/* What is due and cannot be processed is looked at again in an hour instead of at once. */
static void defer_poison(const struct gw_batch *batch, struct gw_unit *unit)
{
    struct gw_columns c = gw_columns(unit, batch->now.n);
    for (size_t i = 0; i < batch->now.n; i++) {
        const struct gw_turn *turn = now_turns(batch)[i];
        if (turn->fate != GW_TURN_POISON)
            continue;
        gw_log_err("due_deferred", &turn->err);
        gw_put_i64(&c, turn->contact_id);
        gw_put_i64(&c, turn->session_id);
        gw_next_row(&c);
    }
    gw_columns_send(&c, batch->due == GW_DUE_TIMERS ? SQL_TIMER_DEFER : SQL_QUEUED_DEFER);
}

static void decide_and_write(struct gw_batch *batch)
{
    decide_all(batch);
    struct gw_unit *unit = gw_unit_new(batch->options.pg);
    if (batch->is_due)
        defer_poison(batch, unit);
    (void)gw_turns_write(unit, batch->options.writer, now_turns(batch), batch->now.n);
    gw_unit_add(unit, SQL_COMMIT, NULL);
    if (gw_unit_too_big(unit)) {
        gw_unit_release(unit);
        struct err err;
        abandon(batch, err_set(&err, RC_TOO_BIG, "more than one transaction may hold"), &err);
        return;
    }
    gw_unit_send(unit, committed, batch);
}

static void details_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_batch *batch = context;
    if (rc != RC_OK) {
        fail(batch, rc, err);
        return;
    }
    gw_unit_keep(unit);
    batch->details = unit;
    gw_details_take(now_turns(batch), batch->now.n, unit, 0);
    decide_and_write(batch);
}

static bool needs_details(const struct gw_batch *batch)
{
    for (size_t i = 0; i < batch->now.n; i++)
        if (gw_turn_needs_details(now_turns(batch)[i]))
            return true;
    return false;
}

static void sessions_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_batch *batch = context;
    if (rc != RC_OK) {
        fail(batch, rc, err);
        return;
    }
    gw_unit_keep(unit);
    batch->read = unit;
    gw_turns_take(now_turns(batch), batch->now.n, unit, 1);
    if (!needs_details(batch)) {
        decide_and_write(batch);
        return;
    }
    struct gw_unit *details = gw_unit_new(batch->options.pg);
    gw_details_read(details, now_turns(batch), batch->now.n);
    gw_unit_send(details, details_read, batch);
}

/* What reading fills is emptied, so that a second try sees only what it reads itself. */
static void forget_reading(struct gw_turn *turn)
{
    struct gw_turn fresh = {.kind = SV_EVENT_TEXT,
                            .at_ms = turn->at_ms,
                            .channel_id = turn->channel_id,
                            .programme_id = turn->programme_id,
                            .number = turn->number,
                            .text = turn->text,
                            .link_id = turn->link_id,
                            .weak = turn->weak,
                            .owner = turn->owner,
                            .dialogue = turn->dialogue,
                            .timer_at_ms = INT64_MIN,
                            .last_sent_ms = INT64_MIN};
    memcpy(fresh.bidx, turn->bidx, sizeof fresh.bidx);
    memcpy(fresh.dedupe, turn->asked_dedupe, sizeof fresh.dedupe);
    memcpy(fresh.asked_dedupe, turn->asked_dedupe, sizeof fresh.asked_dedupe);
    *turn = fresh;
    if (turn->dialogue == NULL)
        return;
    turn->dialogue->last = (struct gw_screen){.hop = 0};
    turn->dialogue->again = (struct gw_screen){.hop = 0};
    turn->dialogue->next = (struct gw_screen){.hop = 0};
    turn->dialogue->turns_page = false;
}

static void next_stretch(struct gw_batch *batch)
{
    if (batch->stack_n == 0) {
        batch->rc = RC_OK;
        finish(batch);
        return;
    }
    batch->now = batch->stack[--batch->stack_n];
    struct gw_turn **turns = now_turns(batch);
    for (size_t i = 0; i < batch->now.n; i++)
        forget_reading(turns[i]);
    gw_turns_sort(turns, batch->now.n);
    struct gw_unit *unit = gw_unit_new(batch->options.pg);
    gw_unit_add(unit, SQL_BEGIN, NULL);
    gw_turns_read(unit, turns, batch->now.n);
    gw_unit_send(unit, sessions_read, batch);
}

static void start(struct gw_batch *batch, gw_batch_fn *done, void *context)
{
    assert(batch->read == NULL && batch->details == NULL);
    batch->done = done;
    batch->context = context;
    batch->rc = RC_OK;
    batch->stack_n = 0;
    batch->is_due = false;
}

void gw_batch_run(struct gw_batch *batch, struct gw_turn **turns, size_t n, gw_batch_fn *done, void *context)
{
    assert(n > 0 && n <= GW_BATCH_MAX);
    start(batch, done, context);
    batch->turns = turns;
    batch->n = n;
    for (size_t i = 0; i < n; i++)
        memcpy(turns[i]->asked_dedupe, turns[i]->dedupe, GW_DEDUPE_BYTES);
    push(batch, (struct stretch){.from = 0, .n = n});
    next_stretch(batch);
}

/* ---- what is due ---- */

static void due_read(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct gw_batch *batch = context;
    if (rc != RC_OK) {
        fail(batch, rc, err);
        return;
    }
    gw_unit_keep(unit);
    batch->read = unit;
    struct gw_turn *turns = NULL;
    if (gw_due_take(unit, batch->due, 1, gw_now_ms(), batch->arena, &turns, &batch->n) == RC_OK)
        batch->turns = ARENA_ARRAY(batch->arena, struct gw_turn *, batch->n);
    struct err none = {.code = RC_OK};
    if (turns == NULL || batch->turns == NULL) {
        abandon(batch, err_set(&none, RC_TOO_BIG, "more is due than a batch may hold"), &none);
        return;
    }
    for (size_t i = 0; i < batch->n; i++)
        batch->turns[i] = &turns[i];
    batch->now = (struct stretch){.from = 0, .n = batch->n};
    decide_and_write(batch);
}

void gw_batch_run_due(struct gw_batch *batch, enum gw_due due, gw_batch_fn *done, void *context)
{
    start(batch, done, context);
    batch->is_due = true;
    batch->due = due;
    batch->n = 0;
    struct gw_unit *unit = gw_unit_new(batch->options.pg);
    gw_unit_add(unit, SQL_BEGIN, NULL);
    gw_due_read(unit, due, batch->due_limit);
    gw_unit_send(unit, due_read, batch);
}
