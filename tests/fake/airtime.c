#include "airtime.h"

#include <stdio.h>

#include "airtime_wire.h"
#include "world.h"

enum when { EXECUTES_NEVER, EXECUTES_NOW, EXECUTES_AFTER_DELAY };

/* Where the answer comes from: the provider that read the order, or what stands before it. */
enum speaker { SPEAKS_PROVIDER, SPEAKS_BROKEN, SPEAKS_THROTTLED, SPEAKS_UNAVAILABLE };

struct behaviour {
    enum when executes;
    enum speaker speaker;
    enum saying saying; /* of the provider */
    enum finish finish;
};

static const struct behaviour behaviours[MODES] = {
    [MODE_OK] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_DONE, FINISH_NOW},
    [MODE_TIMEOUT_AFTER] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_DONE, FINISH_NEVER},
    [MODE_ERROR_AFTER] = {EXECUTES_NOW, SPEAKS_BROKEN, SAY_DONE, FINISH_NOW},
    [MODE_DROP_AFTER] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_DONE, FINISH_CLOSE},
    [MODE_DROP_BEFORE] = {EXECUTES_NEVER, SPEAKS_PROVIDER, SAY_DONE, FINISH_CLOSE},
    [MODE_DELAY] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_DONE, FINISH_LATER},
    [MODE_THROTTLED] = {EXECUTES_NEVER, SPEAKS_THROTTLED, SAY_DONE, FINISH_NOW},
    [MODE_UNAVAILABLE] = {EXECUTES_NEVER, SPEAKS_UNAVAILABLE, SAY_DONE, FINISH_NOW},
    [MODE_ERROR_BODY] = {EXECUTES_NEVER, SPEAKS_PROVIDER, SAY_NONSENSE, FINISH_NOW},
    [MODE_SLOW_DRIP] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_DONE, FINISH_DRIP},
    [MODE_PROCESSING] = {EXECUTES_NOW, SPEAKS_PROVIDER, SAY_PROCESSING, FINISH_NOW},
    [MODE_FAILS] = {EXECUTES_NEVER, SPEAKS_PROVIDER, SAY_PROCESSING, FINISH_NOW},
    [MODE_INSUFFICIENT] = {EXECUTES_NEVER, SPEAKS_PROVIDER, SAY_NO_CREDIT, FINISH_NOW},
    [MODE_REFUSED] = {EXECUTES_NEVER, SPEAKS_PROVIDER, SAY_REFUSED, FINISH_NOW},
    [MODE_LATE] = {EXECUTES_AFTER_DELAY, SPEAKS_BROKEN, SAY_DONE, FINISH_NOW},
    [MODE_RACY] = {EXECUTES_AFTER_DELAY, SPEAKS_PROVIDER, SAY_DONE, FINISH_LATER},
};

void airtime_open(struct airtime *airtime)
{
    airtime->serial = transfers_restore(&airtime->executed, airtime->journal);
}

void airtime_close(struct airtime *airtime)
{
    transfers_free(&airtime->executed);
    transfers_free(&airtime->waiting);
    transfers_free(&airtime->failing);
    timers_free(&airtime->due);
    fields_free(&airtime->fields);
    bytes_free(&airtime->line);
}

static int64_t execute(struct airtime *airtime, struct transfer *transfer)
{
    const int64_t n = journal_next(airtime->journal);
    transfer->at_ms = world_wall_ms();
    airtime->line.n = 0;
    transfer_write(transfer, n, &airtime->line);
    journal_add(airtime->journal, bytes_view(&airtime->line));
    transfers_add(&airtime->executed, transfer);
    return n;
}

static int64_t carry_out(struct airtime *airtime, struct transfer *transfer, enum when when, int64_t delay_us)
{
    switch (when) {
    case EXECUTES_NEVER:
        break;
    case EXECUTES_NOW:
        return execute(airtime, transfer);
    case EXECUTES_AFTER_DELAY:
        timers_add(&airtime->due, world_now_us() + delay_us, airtime->waiting.n);
        transfers_add(&airtime->waiting, transfer);
        break;
    }
    return 0;
}

static bool was_executed(const struct airtime *airtime, const struct airtime_protocol *protocol,
                         const struct transfer *transfer)
{
    const struct transfer *const earlier =
        transfers_by_reference(&airtime->executed, protocol->name, view_z(transfer->reference));
    return earlier != NULL && (protocol->window_ms == 0 || world_wall_ms() - earlier->at_ms < protocol->window_ms);
}

static void answer(const struct airtime_protocol *protocol, enum speaker speaker, enum saying saying,
                   const struct transfer *transfer, bool asked, struct bytes *out)
{
    static const char again[] = "Retry-After: 1\r\n";
    switch (speaker) {
    case SPEAKS_PROVIDER:
        protocol->say(saying, transfer, asked, out);
        break;
    case SPEAKS_BROKEN:
        http_add_response(out, 500, "", view_z("{\"error\":\"internal\"}"));
        break;
    case SPEAKS_THROTTLED:
        http_add_response(out, 429, again, view_z("{\"error\":\"throttled\"}"));
        break;
    case SPEAKS_UNAVAILABLE:
        http_add_response(out, 503, again, view_z("{\"error\":\"unavailable\"}"));
        break;
    }
}

static struct verdict order(struct airtime *airtime, const struct airtime_protocol *protocol,
                            const struct http_message *request, struct bytes *out)
{
    struct transfer transfer = {0};
    airtime->orders_n++;
    if (protocol->is_signed && airtime->signer != NULL && !signature_fits(airtime->signer, request)) {
        http_add_response(out, 401, "", view_z("{\"error\":\"bad signature\"}"));
        return (struct verdict){.finish = FINISH_NOW};
    }
    if (!protocol->read_order(&airtime->fields, request, &transfer)) {
        http_add_response(out, 400, "", view_z("{\"error\":\"malformed\"}"));
        return (struct verdict){.finish = FINISH_NOW};
    }
    int64_t delay_ms = 0;
    const enum mode mode = rules_choose(&airtime->orders, view_z(transfer.to), airtime->chance, &delay_ms);
    struct behaviour behaviour = behaviours[mode];
    if (was_executed(airtime, protocol, &transfer)) {
        airtime->duplicates_n++;
        behaviour.executes = EXECUTES_NEVER;
        behaviour.saying = SAY_DUPLICATE;
    }
    (void)snprintf(transfer.id, sizeof(transfer.id), "%s%lld", protocol->id_prefix, (long long)++airtime->serial);
    transfer_set(transfer.protocol, sizeof(transfer.protocol), view_z(protocol->name));
    transfer_set(transfer.mode, sizeof(transfer.mode), view_z(mode_name(mode)));
    transfer.settles_us = behaviour.saying == SAY_PROCESSING ? world_now_us() + delay_ms * 1000 : 0;
    if (behaviour.saying == SAY_PROCESSING && behaviour.executes == EXECUTES_NEVER) {
        transfers_add(&airtime->failing, &transfer);
    }
    const int64_t n = carry_out(airtime, &transfer, behaviour.executes, delay_ms * 1000);
    answer(protocol, behaviour.speaker, behaviour.saying, &transfer, false, out);
    return (struct verdict){.finish = behaviour.finish, .delay_us = delay_ms * 1000, .n = n};
}

/* The truth, or nothing: a provider may be away, it does not lie about what it has executed. */
static struct verdict question(struct airtime *airtime, const struct airtime_protocol *protocol,
                               const struct http_message *request, struct bytes *out)
{
    struct transfer nobody = {0};
    airtime->questions_n++;
    if (!fields_read_form(&airtime->fields, request->query) ||
        !transfer_set(nobody.reference, sizeof(nobody.reference), fields_get(&airtime->fields, "reference"))) {
        http_add_response(out, 400, "", view_z("{\"error\":\"malformed\"}"));
        return (struct verdict){.finish = FINISH_NOW};
    }
    enum saying saying = SAY_DONE;
    const struct transfer *transfer = protocol->find(&airtime->fields, &airtime->executed);
    if (transfer == NULL) {
        saying = SAY_REFUSED;
        transfer = protocol->find(&airtime->fields, &airtime->failing);
    }
    if (transfer == NULL) {
        saying = SAY_NOT_FOUND;
        transfer = &nobody;
    }
    if (transfer->settles_us > world_now_us()) {
        saying = SAY_PROCESSING;
    }
    int64_t delay_ms = 0;
    const enum mode mode = rules_choose(&airtime->questions, view_z(transfer->to), airtime->chance, &delay_ms);
    const struct behaviour *const behaviour = &behaviours[mode];
    answer(protocol, behaviour->speaker, behaviour->saying == SAY_NONSENSE ? SAY_NONSENSE : saying, transfer, true,
           out);
    return (struct verdict){.finish = behaviour->finish, .delay_us = delay_ms * 1000};
}

bool airtime_answer(struct airtime *airtime, const struct http_message *request, struct bytes *out,
                    struct verdict *out_verdict)
{
    bool asked = false;
    const struct airtime_protocol *const protocol = airtime_protocol_find(request, &asked);
    if (protocol == NULL) {
        return false;
    }
    *out_verdict = asked ? question(airtime, protocol, request, out) : order(airtime, protocol, request, out);
    return true;
}

int64_t airtime_turn(struct airtime *airtime, int64_t now_us)
{
    uint64_t index = 0;
    while (timers_take(&airtime->due, now_us, &index)) {
        execute(airtime, &airtime->waiting.all[index]);
    }
    return timers_next(&airtime->due);
}
