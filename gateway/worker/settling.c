#include "base/buf.h"
#include "gateway/log.h"
#include "payer.intern.h"

static void count(struct payment *payment)
{
    struct gw_metrics *metrics = &payment->payer->worker->process.metrics;
    switch (payment->verdict.outcome) {
    case GW_TRANSFER_CONFIRMED:
        metrics->values[GW_METRIC_TRANSFERS_CONFIRMED]++;
        return;
    case GW_TRANSFER_REFUSED:
        metrics->values[GW_METRIC_TRANSFERS_REFUSED]++;
        return;
    case GW_TRANSFER_UNKNOWN:
        metrics->values[GW_METRIC_TRANSFERS_UNKNOWN] += !payment->question;
        return;
    case GW_TRANSFER_ACCOUNT:
    case GW_TRANSFER_RETRYABLE:
    case GW_TRANSFER_PROCESSING:
    case GW_TRANSFER_NOT_FOUND:
    case GW_TRANSFER_VALIDATE:
    case GW_TRANSFER_COUNT:
        return;
    }
}

void payment_finish(struct payment *payment, struct gw_topup_result result)
{
    struct payer *payer = payment->payer;
    payment->facts.retry_after_ms = result.retry_after_ms;
    payment->result = result;
    payment->verdict = gw_payment_judge(&payment->timing, &payment->facts, result.outcome);
    count(payment);
    if (payment->verdict.park)
        LOG(GW_LOG_ERROR, "wallet_parked", LOG_NUMBER("wallet", payment->wallet_id),
            LOG_TEXT("code", result.error_code));
    payment->next = payer->finished;
    payer->finished = payment;
    payments_write(payer);
}

/* Known outcomes are kept until they are written. One that the database refuses for good is left to its lease: it will
 * be unknown and asked about, which is always safe. */
static void written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct payer *payer = context;
    struct payment *payment = payer->writing;
    payer->writing = NULL;
    if (rc == RC_UNAVAILABLE) {
        gw_log_err("outcome_waits", err);
        payment->next = payer->finished;
        payer->finished = payment;
        return;
    }
    if (rc != RC_OK)
        gw_log_err("outcome_refused", err);
    else if (gw_unit_rows(unit, 0)->n == 0)
        LOG(GW_LOG_WARNING, "outcome_too_late", LOG_NUMBER("incentive", payment->incentive_id));
    payer->on_the_way--;
    payment_free(payment);
    payments_write(payer);
    payer_has_room(payer);
}

/* A definite no by the provider itself uses the reference up, where the adapter says so. */
static bool burns(const struct payment *payment)
{
    const enum gw_transfer_outcome outcome = payment->verdict.outcome;
    return payment->airtime->burns_references && payment->answered &&
           (outcome == GW_TRANSFER_REFUSED || outcome == GW_TRANSFER_RETRYABLE || outcome == GW_TRANSFER_ACCOUNT);
}

/* It told an id, or a word that says that it has the transfer. */
static bool acknowledges(const struct payment *payment)
{
    const enum gw_transfer_outcome outcome = payment->result.outcome;
    return outcome == GW_TRANSFER_PROCESSING || outcome == GW_TRANSFER_CONFIRMED ||
           (payment->result.provider_id.p != NULL && outcome == GW_TRANSFER_UNKNOWN);
}

static struct str park_reason(const struct payment *payment)
{
    if (!payment->verdict.park)
        return (struct str){.p = NULL, .n = 0};
    const struct str code = payment->result.error_code;
    struct buf reason = buf_in(payment->arena, code.n + 64);
    buf_printf(&reason, "account%s%.*s", code.n > 0 ? ": " : "", STR_FMT(code));
    return buf_str(&reason);
}

/* Parameters of payment_settle. */
static void add_settle(struct gw_unit *unit, const struct payment *payment)
{
    const struct gw_payment_verdict *verdict = &payment->verdict;
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i64(&args, payment->incentive_id);
    gw_arg_i32(&args, payment->fence);
    gw_arg_i16(&args, payment->n);
    gw_arg_text(&args, gw_incentive_word(verdict->state));
    gw_arg_text(&args, gw_transfer_word(verdict->outcome));
    gw_arg_bool(&args, verdict->ended);
    gw_arg_text(&args, gw_posting_word(verdict->posting));
    gw_arg_i64(&args, verdict->next_ms);
    gw_arg_i32(&args, payment->question ? 1 : 0);
    gw_arg_bool(&args, acknowledges(payment));
    gw_arg_bool(&args, burns(payment));
    gw_arg_text(&args, payment->result.provider_id);
    gw_arg_text(&args, payment->result.error_code);
    gw_arg_text(&args, park_reason(payment));
    gw_arg_bool(&args, verdict->ticket);
    gw_unit_add(unit, SQL_PAYMENT_SETTLE, &args);
}

void payments_write(struct payer *payer)
{
    if (payer->writing != NULL || payer->finished == NULL || !gw_pg_ready(payer->pg))
        return;
    struct gw_unit *unit = gw_unit_new(payer->pg);
    payer->writing = payer->finished;
    payer->finished = payer->writing->next;
    add_settle(unit, payer->writing);
    gw_unit_send(unit, written, payer);
}
