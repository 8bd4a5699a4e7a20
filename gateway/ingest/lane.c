#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/columns.h"
#include "ingest.h"

/* One database connection and the texts waiting for it. A contact always comes to the same lane, so its texts stay in
 * order. Natural batching: the next transaction is whatever queued while the last was in flight. */

enum {
    SEEN_SLOTS = 2048, /* open addressing, at most a quarter full with GW_BATCH_MAX */
    LEFT_MAX = 4096
};

struct left {
    int64_t contact_id;
    int64_t event_id;
};

struct lane {
    struct ingest *ingest;
    struct gw_pg *pg;
    struct gw_batch *batch;
    struct message *first;
    struct message *last;
    struct message *running[GW_BATCH_MAX];
    struct gw_turn *turns[GW_BATCH_MAX];
    size_t running_n;
    bool busy;
    struct left left[LEFT_MAX]; /* answers seen to leave, written when the lane is free */
    size_t left_n;
};

static void on_ready(void *context, bool up)
{
    if (up)
        lane_kick(context);
}

struct lane *lane_new(struct ingest *ingest)
{
    struct lane *lane = gw_memory_new(1, sizeof *lane);
    lane->ingest = ingest;
    const struct gw_pg_options options = {.url = ingest->process.url,
                                          .role = gw_role_database(GW_ROLE_INGEST),
                                          .by_key = true,
                                          .prepare = SQL_FILE_CONVERSATION,
                                          .ready = on_ready,
                                          .context = lane};
    lane->pg = gw_pg_new(ingest->process.loop, &options);
    const struct gw_batch_options batch = {
        .pg = lane->pg, .catalog = ingest->process.catalog, .writer = &ingest->process.writer};
    lane->batch = gw_batch_new(&batch);
    return lane;
}

struct lane *ingest_lane(struct ingest *ingest, const uint8_t bidx[GW_INDEX_BYTES])
{
    return ingest->lanes[bidx[0] % ingest->lanes_n];
}

void lane_put(struct lane *lane, struct message *message)
{
    message->next = NULL;
    if (lane->last == NULL)
        lane->first = message;
    else
        lane->last->next = message;
    lane->last = message;
    lane->ingest->waiting++;
}

static bool expired(const struct message *message, int64_t now_ms)
{
    return now_ms >= message->call->deadline_ms;
}

static void settle(struct lane *lane, struct message *message, bool stored)
{
    struct call *call = message->call;
    lane->ingest->waiting--;
    call->open_n--;
    call->failed = call->failed || !stored;
    gw_call_settle(call);
}

void lane_free(struct lane *lane)
{
    if (lane == NULL)
        return;
    /* What was in flight fails and comes back to the queue; its providers will repeat it. */
    gw_pg_free(lane->pg);
    while (lane->first != NULL) {
        struct message *message = lane->first;
        lane->first = message->next;
        settle(lane, message, false);
    }
    gw_batch_free(lane->batch);
    free(lane);
}

/* True when this contact has no text among those gathered so far: a second one must see what the first one did. */
static bool first_of_contact(uint64_t slots[SEEN_SLOTS], const uint8_t bidx[GW_INDEX_BYTES])
{
    uint64_t key = 0;
    memcpy(&key, bidx, sizeof key);
    key |= 1; /* 0 is an empty slot; equal keys of two contacts only make one of them wait */
    size_t at = (size_t)(key >> 1) % SEEN_SLOTS;
    while (slots[at] != 0 && slots[at] != key)
        at = (at + 1) % SEEN_SLOTS;
    if (slots[at] == key)
        return false;
    slots[at] = key;
    return true;
}

/* Moves what can run together from the queue to `running`; expired texts are given back on the way. */
static void gather(struct lane *lane)
{
    uint64_t slots[SEEN_SLOTS] = {0};
    const int64_t now_ms = gw_monotonic_ms();
    struct message *message = lane->first;
    struct message *const end = lane->last;
    lane->first = NULL;
    lane->last = NULL;
    while (message != NULL) {
        struct message *next = message->next;
        if (expired(message, now_ms)) {
            settle(lane, message, false);
        } else if (lane->running_n < lane->ingest->batch_max && first_of_contact(slots, message->turn.bidx)) {
            lane->running[lane->running_n++] = message;
        } else {
            lane_put(lane, message);
            lane->ingest->waiting--;
        }
        message = next;
        /* A full batch: the rest of the queue stays as it is. */
        if (lane->running_n == lane->ingest->batch_max && message != NULL) {
            if (lane->first == NULL)
                lane->first = message;
            else
                lane->last->next = message;
            lane->last = end;
            return;
        }
    }
}

void lane_expire(struct lane *lane)
{
    const int64_t now_ms = gw_monotonic_ms();
    /* Texts wait in the order they came, so the first tells whether looking further is worth it. */
    if (lane->busy || lane->first == NULL || !expired(lane->first, now_ms))
        return;
    struct message *message = lane->first;
    lane->first = NULL;
    lane->last = NULL;
    while (message != NULL) {
        struct message *next = message->next;
        if (expired(message, now_ms)) {
            settle(lane, message, false);
        } else {
            lane_put(lane, message);
            lane->ingest->waiting--;
        }
        message = next;
    }
}

/* ---- quarantine ---- */

static void quarantined(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct message *message = context;
    (void)unit;
    struct ingest *ingest = message->call->ingest;
    if (rc == RC_OK)
        ingest->process.metrics.values[GW_METRIC_QUARANTINED]++;
    else
        gw_log_err("quarantine", err);
    settle(ingest_lane(ingest, message->turn.bidx), message, rc == RC_OK);
}

/* Number and text under the process key, with the reason: a human decides. */
static void quarantine(struct lane *lane, struct message *message)
{
    const struct gw_turn *turn = &message->turn;
    struct gw_process *process = &lane->ingest->process;
    gw_log_err("message_quarantined", &turn->err);
    struct gw_unit *unit = gw_unit_new(process->pg);
    struct arena *arena = gw_unit_arena(unit);
    struct buf plain = buf_in(arena, turn->number.n + turn->text.n + 1);
    buf_put(&plain, turn->number);
    buf_put_byte(&plain, '\n');
    buf_put(&plain, turn->text);
    uint8_t *box = arena_alloc(arena, plain.n + GW_BOX_OVERHEAD);
    assert(box != NULL);
    gw_box(process->writer.seal_key, buf_str(&plain), STR("quarantine"), box);
    struct gw_args args = gw_args_on(arena);
    gw_arg_i32(&args, turn->channel_id);
    if (turn->contact_exists)
        gw_arg_i64(&args, turn->contact_id);
    else
        gw_arg_null(&args);
    gw_arg_text(&args, str_of(turn->err.text));
    gw_arg_i64(&args, process->writer.seal_key_id);
    gw_arg_text(&args, (struct str){.p = (const char *)box, .n = plain.n + GW_BOX_OVERHEAD});
    gw_unit_add(unit, SQL_QUARANTINE_INSERT, &args);
    gw_unit_send(unit, quarantined, message);
}

/* ---- transactions ---- */

static void put_back(struct lane *lane, struct message *message)
{
    message->next = lane->first;
    lane->first = message;
    if (lane->last == NULL)
        lane->last = message;
}

static void count(struct gw_metrics *metrics, enum gw_turn_fate fate)
{
    metrics->values[GW_METRIC_INBOUND] += fate == GW_TURN_DONE;
    metrics->values[GW_METRIC_DUPLICATES] += fate == GW_TURN_DUPLICATE;
}

static bool is_unfinished(const struct message *message)
{
    return message->turn.fate == GW_TURN_PENDING || message->turn.fate == GW_TURN_WAITS;
}

/* In which language to apologise, should the database be away when this person dials. */
static void note_voice(struct lane *lane, const struct gw_turn *turn)
{
    const struct sv_session *session = &turn->step.session;
    const bool turned = turn->dialogue != NULL && turn->dialogue->turns_page;
    if (turn->fate != GW_TURN_DONE || turned || turn->setting.form == NULL || session->language < 0)
        return;
    voices_note(lane->ingest->voices, gw_catalog_languages(lane->ingest->process.catalog), turn->bidx,
                turn->setting.form->languages[session->language]);
}

static void ran(void *context, enum rc rc, const struct err *err)
{
    struct lane *lane = context;
    const size_t n = lane->running_n;
    lane->running_n = 0;
    lane->ingest->process.metrics.values[GW_METRIC_BATCHES]++;
    if (rc != RC_OK)
        gw_log_err("batch_waits", err);
    bool waits = rc != RC_OK;
    /* Backwards, so that what is put back keeps its order. */
    for (size_t i = n; i-- > 0;) {
        if (lane->running[i]->turn.fate == GW_TURN_WAITS)
            gw_process_reload(&lane->ingest->process);
        waits = waits || is_unfinished(lane->running[i]);
        if (is_unfinished(lane->running[i]))
            put_back(lane, lane->running[i]);
    }
    bool stored = false;
    for (size_t i = 0; i < n; i++) {
        struct message *message = lane->running[i];
        stored = stored || message->turn.fate == GW_TURN_DONE;
        count(&lane->ingest->process.metrics, message->turn.fate);
        note_voice(lane, &message->turn);
        if (message->turn.fate == GW_TURN_POISON)
            quarantine(lane, message);
        else if (!is_unfinished(message))
            settle(lane, message, true);
    }
    if (stored)
        gw_process_wake_worker(&lane->ingest->process);
    lane->busy = false;
    /* What has to wait is tried again by the clock of the process; otherwise the next batch starts at once. */
    if (!waits)
        lane_kick(lane);
}

static void left_written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct lane *lane = context;
    (void)unit;
    if (rc != RC_OK)
        gw_log_err("left", err);
    lane->busy = false;
    lane_kick(lane);
}

static void write_left(struct lane *lane)
{
    struct gw_unit *unit = gw_unit_new(lane->pg);
    struct gw_columns c = gw_columns(unit, lane->left_n);
    for (size_t i = 0; i < lane->left_n; i++) {
        gw_put_i64(&c, lane->left[i].contact_id);
        gw_put_i64(&c, lane->left[i].event_id);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_CONTACT_LEFT);
    lane->left_n = 0;
    lane->busy = true;
    gw_unit_send(unit, left_written, lane);
}

void lane_left(struct lane *lane, int64_t contact_id, int64_t event_id)
{
    /* Forgetting one only makes an identical text wait out its ten minutes. */
    if (lane->left_n < LEFT_MAX && event_id != 0)
        lane->left[lane->left_n++] = (struct left){.contact_id = contact_id, .event_id = event_id};
    lane_kick(lane);
}

void lane_kick(struct lane *lane)
{
    if (lane->busy || !gw_pg_ready(lane->pg))
        return;
    if (lane->left_n > 0) {
        write_left(lane);
        return;
    }
    if (lane->first == NULL)
        return;
    gather(lane);
    if (lane->running_n == 0)
        return;
    lane->busy = true;
    for (size_t i = 0; i < lane->running_n; i++)
        lane->turns[i] = &lane->running[i]->turn;
    gw_batch_run(lane->batch, lane->turns, lane->running_n, ran, lane);
}
