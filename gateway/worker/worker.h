#pragma once
/* The parts of the worker process: sender.c brings the outbox to providers, due.c moves sessions whose time has come,
 * projector.c makes answers and scores from events (difference.c: what must change), keeper.c rewrites sealed numbers, recognises codes of unknown
 * numbers, makes next month's partitions. Each owns one connection or shares the process's, has at most one unit of
 * work in flight, and is kicked by notifications and a clock. */
#include <stddef.h>
#include <stdint.h>

#include "gateway/conversation.h"
#include "gateway/http_client.h"
#include "gateway/process.h"

struct sender;
struct due;
struct projector;
struct keeper;

struct worker {
    struct gw_process process;
    struct gw_http_client *client;
    struct sender *sender;
    struct due *due;
    struct projector *projector;
    struct keeper *keeper;
    struct gw_timer *tick;
};

struct sender *sender_new(struct worker *worker);
void sender_free(struct sender *sender);
/* `all`: reminders and invitations are looked for too, not only replies, for which somebody waits. */
void sender_kick(struct sender *sender, bool all);
/* By the clock: everything that is due is looked at, also what became due out of order. */
void sender_tick(struct sender *sender);
/* No text is on its way and every outcome is written. */
bool sender_idle(const struct sender *sender);

struct due *due_new(struct worker *worker);
void due_free(struct due *due);
void due_kick(struct due *due);

struct projector *projector_new(struct worker *worker);
void projector_free(struct projector *projector);
void projector_kick(struct projector *projector);

struct keeper *keeper_new(struct worker *worker);
void keeper_free(struct keeper *keeper);
void keeper_kick(struct keeper *keeper);

/* A number under the worker's own key, bound to its contact. */
struct str number_associated(const int64_t *contact_id);
enum rc number_open(const struct gw_keys *keys, int64_t contact_id, struct str enclosed, struct str sealed,
                    struct arena *arena, struct str *out_number);
