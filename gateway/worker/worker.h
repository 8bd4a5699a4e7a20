#pragma once
/* The parts of the worker process: sender.c brings the outbox to providers, due.c moves sessions whose time has come,
 * projector.c makes answers and scores from events (difference.c: what must change), keeper.c rewrites sealed numbers,
 * recognises codes of unknown numbers, makes next month's partitions, waves.c takes people into waves, payer.c pays what
 * they have earned. Each owns one connection or shares the process's, has at most one unit of
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
struct payer;
struct waves;

struct worker {
    struct gw_process process;
    struct gw_http_client *client;
    struct sender *sender;
    struct due *due;
    struct projector *projector;
    struct keeper *keeper;
    struct payer *payer;
    struct waves *waves;
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

/* Pays incentives, with a connection to the database and calls of its own: money never waits behind texts. */
struct payer *payer_new(struct worker *worker);
void payer_free(struct payer *payer);
void payer_kick(struct payer *payer);
/* No call is under way and every outcome is written. */
bool payer_idle(const struct payer *payer);

struct projector *projector_new(struct worker *worker);
void projector_free(struct projector *projector);
void projector_kick(struct projector *projector);

struct keeper *keeper_new(struct worker *worker);
void keeper_free(struct keeper *keeper);
void keeper_kick(struct keeper *keeper);

struct waves *waves_new(struct worker *worker);
void waves_free(struct waves *waves);
void waves_kick(struct waves *waves);

/* ---- calls.c: what calls to providers have in common ---- */

/* A copy that outlives the next reading of the catalogue; n == 0 over the arena. */
struct gw_settings call_settings(struct arena *arena, const struct gw_settings *settings);
/* A partner who signs to us gets signed requests from us, with the same secret; any other scheme changes nothing. */
enum rc call_sign(struct str scheme, const struct gw_secrets *secrets, struct str id, struct arena *arena,
                  struct gw_http_call *call);

/* A number under the worker's own key, bound to its contact. */
struct str number_associated(const int64_t *contact_id);
enum rc number_open(const struct gw_keys *keys, int64_t contact_id, struct str enclosed, struct str sealed,
                    struct arena *arena, struct str *out_number);
