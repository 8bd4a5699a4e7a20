#pragma once
/* From what happened to what is stored: the one path on which texts, timers and beginnings move sessions. A batch is one transaction:
 *   begin, lock and read | (who uses the number) | decide, write, commit
 * Natural batching: whoever owns a batch starts the next one with whatever queued up while the last was in flight. */
#include <stddef.h>
#include <stdint.h>

#include "gateway/catalog.h"
#include "gateway/store/pg.h"
#include "gateway/store/turn.h"

/* The engine's step for a turn that was read. Fills survey, setting, step, event_id, and of a new session its id and
 * person. Sets the fate to DUPLICATE or POISON where nothing is to be stored. */
enum rc gw_turn_decide(struct gw_turn *turn, const struct gw_catalog *catalog, const struct gw_writer *writer,
                       struct arena *arena);

/* Of a session of that wave (0: none), for sv_setting.reminders_max. */
int32_t gw_reminders_max(int32_t wave_id);

/* random() and uuid() of an event, derived from its ids by index.key: the same again when it is folded again. */
void gw_event_inputs(const struct gw_keys *keys, int64_t contact_id, struct sv_event *event);

struct gw_batch;

struct gw_batch_options {
    struct gw_pg *pg; /* used by this batch alone while it runs */
    const struct gw_catalog *catalog;
    const struct gw_writer *writer;
};

/* Every turn has its fate: DONE, DUPLICATE, POISON or WAITS; or the world failed (rc RC_UNAVAILABLE) and all are
 * PENDING as before. A batch that cannot be stored as a whole was split until the message at fault stood alone. */
typedef void gw_batch_fn(void *context, enum rc rc, const struct err *err);

void gw_batch_free(struct gw_batch *batch);
struct gw_batch *gw_batch_new(const struct gw_batch_options *options) MALLOC_BY(gw_batch_free) NODISCARD;
/* Runs turns of different contacts, at most GW_BATCH_MAX. The array is reordered; turns live until done is called. */
void gw_batch_run(struct gw_batch *batch, struct gw_turn **turns, size_t n, gw_batch_fn *done, void *context);
/* Takes and runs what is due: timers, or sessions that wait to begin. *out_n of the callback's turns is told through
 * due_n. */
void gw_batch_run_due(struct gw_batch *batch, enum gw_due due, gw_batch_fn *done, void *context);
/* How many turns the last run held. */
size_t gw_batch_n(const struct gw_batch *batch);
