#pragma once
/* The parts of the ingest process: route.c reads a webhook, lane.c carries texts and screens through transactions,
 * receipts.c does so with delivery reports, screens.c is USSD, voices.c remembers who speaks what, airtime.c takes
 * callbacks about transfers, refusals.c remembers what was turned away. */
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "gateway/conversation.h"
#include "gateway/process.h"

struct lane;
struct receipts;
struct refusals;
struct voices;

struct ingest {
    struct gw_process process;
    struct lane *lanes[GW_LANES_MAX];
    size_t lanes_n;   /* connections; two are 1.7 times one, four add nothing on two cores */
    size_t batch_max; /* texts in one transaction */
    struct receipts *receipts;
    struct refusals *refusals;
    struct voices *voices;
    size_t waiting; /* texts in all lanes, bounded by GW_WAITING_MAX */
};

/* One webhook call that waits for its texts to be stored. Lives in the exchange's arena. */
struct call {
    struct ingest *ingest;
    struct gw_http_exchange *exchange;
    const struct gw_aggregator *aggregator;
    struct gw_settings settings;
    enum gw_kind kind;
    int64_t deadline_ms;                 /* monotonic; afterwards the server has answered 503 */
    size_t open_n;                       /* texts not yet stored */
    bool failed;                         /* one of them cannot be stored now: the provider repeats the call */
    struct message *weak;                /* last text of a channel without ids: told when the answer left */
    struct message *screen;              /* of a USSD request */
    const struct gw_http_response *busy; /* its answer when there is no screen in time */
};

struct message {
    struct gw_turn turn;
    struct call *call;
    struct message *next;
};

void gw_route(void *context, struct gw_http_exchange *exchange);
/* Who sent a request, as far as its signature goes: a channel or a wallet. */
struct peer {
    struct str scheme; /* of the adapter; empty: a token in the URL, where there is one */
    struct str public_url;
    const struct gw_settings *settings;
    const struct gw_secrets *secrets;
};
/* A peer with a secret never makes an unsigned call; one without is open, which the commands that add it warn about. */
bool route_is_genuine(const struct peer *peer, const struct gw_http_request *request, struct arena *arena,
                      enum gw_refusal *out_reason);
/* Answers with a status and remembers it; code is a machine-readable word. */
void route_refuse(struct ingest *ingest, struct gw_http_exchange *exchange, int status, struct str code,
                  struct str field);
void route_unavailable(struct ingest *ingest, struct gw_http_exchange *exchange);
bool route_content_type_known(const struct gw_http_request *request);
/* The status of a request that a parser refused. */
int route_status_of(enum rc rc);
/* Callbacks of airtime providers. False when the path is none of theirs. */
bool airtime_route(struct ingest *ingest, struct gw_http_exchange *exchange);
/* Answers the provider once nothing of the call is open any more. */
void gw_call_settle(struct call *call);

struct lane *lane_new(struct ingest *ingest);
void lane_free(struct lane *lane);
void lane_put(struct lane *lane, struct message *message);
/* Starts a transaction with what waits, unless one is in flight. */
void lane_kick(struct lane *lane);
/* Gives up texts whose call was already answered 503. */
void lane_expire(struct lane *lane);
/* An answer to this text of a channel without ids reached the provider. */
void lane_left(struct lane *lane, int64_t contact_id, int64_t event_id);
struct lane *ingest_lane(struct ingest *ingest, const uint8_t bidx[GW_INDEX_BYTES]);

struct receipts *receipts_new(struct ingest *ingest);
void receipts_free(struct receipts *receipts);
/* Appends the receipts of a call; the call is settled after the commit. RC_UNAVAILABLE when too many wait. */
enum rc receipts_put(struct receipts *receipts, struct call *call, int32_t channel_id, const struct gw_receipt *items,
                     size_t n);
void receipts_kick(struct receipts *receipts);

/* RC_BAD_INPUT for a number that is none, RC_TOO_BIG; otherwise the call is answered, now or later. */
enum rc screens_put(struct call *call, const struct gw_channel *channel, const struct gw_ussd *ussd);
void screens_answer(struct call *call);
/* How a dialogue ended; the call is settled after the commit. */
enum rc screens_end(struct call *call, const struct gw_channel *channel, const struct gw_ussd_end *end);
/* Before anything is known of channels: the polite page. False when the adapter has no screens. */
bool screens_turn_away(struct ingest *ingest, struct str adapter, struct gw_http_exchange *exchange);

struct voices *voices_new(void);
void voices_free(struct voices *voices);
/* Whoever was heard last at this number speaks this language. */
void voices_note(struct voices *voices, const struct sv_languages *languages, const uint8_t bidx[GW_INDEX_BYTES],
                 struct str code);
/* NULL when not remembered. */
const struct sv_language *voices_find(const struct voices *voices, const struct sv_languages *languages,
                                      const uint8_t bidx[GW_INDEX_BYTES]);

struct refusals *refusals_new(struct ingest *ingest);
void refusals_free(struct refusals *refusals);
/* Time, path without query, and reason: nothing else of a call that nobody vouched for. */
void refusals_note(struct refusals *refusals, struct str path, struct str reason);
