#include <stdlib.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "payer.intern.h"

enum {
    PAYMENT_ARENA_BYTES_MAX = 256 * 1024,
    /* A process that was stopped between claim and call must not pay when it comes back: somebody else may have asked,
     * and been told that there is nothing. */
    START_MS_MAX = 15 * 1000
};

struct payment *payment_new(struct payer *payer, int32_t wallet_id)
{
    struct gw_process *process = &payer->worker->process;
    const struct gw_wallet *wallet = gw_catalog_wallet_of(process->catalog, wallet_id);
    struct gw_payment_timing timing;
    struct err err = {.code = RC_OK};
    if (wallet == NULL || wallet->airtime == NULL) {
        gw_process_reload(process);
        return NULL;
    }
    if (gw_payment_timing_read(&wallet->settings, &timing, &err) != RC_OK) {
        gw_log_err("wallet_refused", &err);
        return NULL;
    }
    struct payment *payment = gw_memory_new(1, sizeof *payment);
    struct arena *arena = arena_new(PAYMENT_ARENA_BYTES_MAX);
    *payment = (struct payment){.payer = payer,
                                .arena = arena,
                                .wallet_id = wallet_id,
                                .airtime = wallet->airtime,
                                .settings = call_settings(arena, &wallet->settings),
                                .timing = timing,
                                .claimed_ms = payer->claimed_ms};
    if (payment->timing.timeout_ms == 0)
        payment->timing.timeout_ms = wallet->airtime->timeout_ms;
    return payment;
}

void payment_free(struct payment *payment)
{
    arena_free(payment->arena);
    free(payment);
}

struct str payment_keep(struct payment *payment, struct str text)
{
    return text.p == NULL ? text : arena_str(payment->arena, text);
}

static void answered(void *context, const struct gw_http_answer *answer)
{
    struct payment *payment = context;
    struct gw_topup_result result = {.outcome = GW_TRANSFER_UNKNOWN, .error_code = answer->reason};
    payment->answered = answer->fate == GW_FATE_ANSWERED;
    if (payment->answered)
        result = (payment->question ? payment->airtime->read_question
                                    : payment->airtime->read_payment)(&payment->settings, answer, payment->arena);
    else if (answer->fate == GW_FATE_NOT_SENT && !payment->question)
        result.outcome = GW_TRANSFER_RETRYABLE;
    result.provider_id = payment_keep(payment, result.provider_id);
    result.error_code = payment_keep(payment, result.error_code);
    /* An answer about something else is none. */
    if (result.reference.p != NULL && !str_eq(result.reference, payment->reference)) {
        LOG(GW_LOG_ERROR, "other_reference", LOG_NUMBER("incentive", payment->incentive_id));
        result = (struct gw_topup_result){.outcome = GW_TRANSFER_UNKNOWN, .error_code = STR("other_reference")};
    }
    payment_finish(payment, result);
}

static enum rc build(struct payment *payment, struct str number, struct gw_http_call *out_call, struct err *err)
{
    if (payment->question) {
        const struct gw_topup_question question = {.reference = payment->reference,
                                                   .provider_id = payment->provider_id};
        return payment->airtime->ask(&payment->settings, &question, payment->arena, out_call, err);
    }
    const struct gw_topup topup = {.reference = payment->reference,
                                   .to = number,
                                   .amount_minor = payment->amount_minor,
                                   .currency = payment->currency};
    return payment->airtime->build(&payment->settings, &topup, payment->arena, out_call, err);
}

static enum rc sign(struct payment *payment, struct gw_http_call *call)
{
    const struct gw_secrets secrets = {.active = {gw_setting(&payment->settings, STR("secret"))}};
    return call_sign(payment->airtime->scheme, &secrets, payment->reference, payment->arena, call);
}

static enum rc call_provider(struct payment *payment, struct str number, struct err *err)
{
    struct gw_http_call call = {.method = GW_POST};
    enum rc rc = build(payment, number, &call, err);
    if (rc == RC_OK)
        rc = sign(payment, &call);
    if (rc != RC_OK)
        return rc;
    /* One connection for one request: on a connection that was used before, libcurl sends a POST again by itself when
     * the other side closes, and reports success. */
    call.fresh_connection = true;
    call.timeout_ms = payment->timing.timeout_ms;
    if (payment->question && call.timeout_ms > QUESTION_TIMEOUT_MS)
        call.timeout_ms = QUESTION_TIMEOUT_MS;
    return gw_http_client_call(payment->payer->client, &call, answered, payment);
}

/* Nothing left this machine. */
static struct gw_topup_result not_called(struct payment *payment, enum rc rc, const struct err *err)
{
    if (payment->question) {
        payment->facts.unaskable = rc == RC_NOT_FOUND;
        return (struct gw_topup_result){.outcome = GW_TRANSFER_UNKNOWN, .error_code = rc_word(rc)};
    }
    gw_log_err("payment_refused", err);
    /* A setting is missing or the amount cannot be expressed: nothing of this wallet can be paid as it is. */
    return (struct gw_topup_result){.outcome = rc == RC_UNAVAILABLE ? GW_TRANSFER_RETRYABLE : GW_TRANSFER_ACCOUNT,
                                    .error_code = rc_word(rc)};
}

void payment_start(struct payment *payment, struct str number)
{
    struct err err = {.code = RC_OK};
    if (gw_monotonic_ms() - payment->claimed_ms > START_MS_MAX) {
        payment_finish(payment, (struct gw_topup_result){.outcome = GW_TRANSFER_RETRYABLE, .error_code = STR("late")});
        return;
    }
    const enum rc rc = call_provider(payment, number, &err);
    if (rc != RC_OK)
        payment_finish(payment, not_called(payment, rc, &err));
}
