#include <stdlib.h>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "payer.intern.h"

/* Money. A round: promises without a price are priced, transfers that a dead worker left behind become unknown; then
 * questions whose time has come, and payments, wallet by wallet. Nothing is called before its claim is committed, and
 * each claim is one call. */

enum {
    REST_MS = 500, /* between two looks: nobody counts the seconds until a reward */
    CONNECT_TIMEOUT_MS = 10 * 1000,
    TIMEOUT_MS = 60 * 1000, /* for a call that names none */
    WALLETS_MAX = 256
};

static void next_wallet(struct payer *payer);

struct payer *payer_new(struct worker *worker)
{
    struct payer *payer = gw_memory_new(1, sizeof *payer);
    payer->worker = worker;
    payer->wallets = gw_memory_new(WALLETS_MAX, sizeof *payer->wallets);
    const struct gw_http_client_options client = {.calls_max = PAYMENTS_MAX,
                                                  .timeout_ms = TIMEOUT_MS,
                                                  .connect_timeout_ms = CONNECT_TIMEOUT_MS,
                                                  .plain_http = true};
    payer->client = gw_http_client_new(worker->process.loop, &client);
    const struct gw_pg_options options = {.url = worker->process.url,
                                          .role = gw_role_database(GW_ROLE_WORKER),
                                          .by_key = true,
                                          .prepare = SQL_FILE_CONVERSATION | SQL_FILE_MONEY};
    payer->pg = gw_pg_new(worker->process.loop, &options);
    return payer;
}

void payer_free(struct payer *payer)
{
    if (payer == NULL)
        return;
    gw_http_client_free(payer->client);
    gw_pg_free(payer->pg);
    if (payer->writing != NULL)
        payment_free(payer->writing);
    while (payer->finished != NULL) {
        struct payment *payment = payer->finished;
        payer->finished = payment->next;
        payment_free(payment);
    }
    free(payer->wallets);
    free(payer);
}

static size_t free_places(const struct payer *payer)
{
    return payer->on_the_way >= PAYMENTS_MAX ? 0 : PAYMENTS_MAX - payer->on_the_way;
}

static void rest(struct payer *payer)
{
    payer->busy = false;
    payer->not_before_ms = payer->more ? 0 : gw_monotonic_ms() + REST_MS;
}

/* Half of the places: a look costs five statements, whatever it finds. */
void payer_has_room(struct payer *payer)
{
    if (payer->more && free_places(payer) >= PAYMENTS_MAX / 2)
        payer_kick(payer);
}

/* ---- payments ---- */

/* Columns of payment_begin. */
static void take_payment(struct payer *payer, int32_t wallet_id, const struct gw_rows *rows, size_t row)
{
    struct payment *payment = payment_new(payer, wallet_id);
    if (payment == NULL)
        return;
    const int64_t now_ms = gw_now_ms();
    payment->incentive_id = gw_row_i64(rows, row, 0);
    payment->fence = (int32_t)gw_row_i64(rows, row, 1);
    payment->n = (int16_t)gw_row_i64(rows, row, 2);
    payment->reference = payment_keep(payment, gw_row_str(rows, row, 3));
    payment->amount_minor = gw_row_i64(rows, row, 4);
    payment->currency = payment_keep(payment, gw_row_str(rows, row, 5));
    payment->facts.n = payment->n;
    payment->facts.age_ms = 0;
    payment->facts.first_age_ms = now_ms - gw_row_time(rows, row, 10);
    payer->on_the_way++;
    payer->worker->process.metrics.values[GW_METRIC_TRANSFERS_BEGUN]++;
    struct str number = STR_EMPTY;
    const int64_t contact_id = gw_row_i64(rows, row, 6);
    const enum rc rc = number_open(&payer->worker->process.keys, contact_id, gw_row_str(rows, row, 7),
                                   gw_row_str(rows, row, 8), payment->arena, &number);
    if (rc == RC_OK) {
        payment_start(payment, number);
        return;
    }
    LOG(GW_LOG_ERROR, "number_refused", LOG_NUMBER("contact", contact_id));
    payment_finish(payment, (struct gw_topup_result){.outcome = GW_TRANSFER_REFUSED, .error_code = STR("number")});
}

static void payments_begun(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct payer *payer = context;
    const int32_t wallet_id = payer->wallets[payer->wallets_at++];
    if (rc != RC_OK)
        gw_log_err("payment_begin", err);
    const struct gw_rows *rows = rc == RC_OK ? gw_unit_rows(unit, 1) : NULL;
    payer->more = payer->more || (rows != NULL && rows->n == payer->asked_n);
    for (size_t row = 0; rows != NULL && row < rows->n; row++) {
        const struct str verdict = gw_row_str(rows, row, 11);
        if (str_eq(verdict, STR("send")))
            take_payment(payer, wallet_id, rows, row);
        else
            LOG(GW_LOG_WARNING, "not_paid", LOG_NUMBER("wallet", wallet_id),
                LOG_NUMBER("incentive", gw_row_i64(rows, row, 0)), LOG_TEXT("reason", verdict));
    }
    next_wallet(payer);
}

static void begin_payments(struct payer *payer, const struct gw_wallet *wallet, int64_t lease_ms)
{
    struct gw_unit *unit = gw_unit_new(payer->pg);
    struct gw_args lock = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&lock, wallet->wallet_id);
    gw_unit_add(unit, SQL_WALLET_LOCK, &lock);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, wallet->wallet_id);
    payer->asked_n = free_places(payer);
    gw_arg_i32(&args, (int32_t)payer->asked_n);
    gw_arg_i64(&args, lease_ms);
    gw_unit_add(unit, SQL_PAYMENT_BEGIN, &args);
    payer->claimed_ms = gw_monotonic_ms();
    gw_unit_send(unit, payments_begun, payer);
}

/* How long a call of this wallet takes at most, and a margin. 0: the wallet cannot be used as it is. */
static int64_t lease_of(const struct gw_wallet *wallet)
{
    struct gw_payment_timing timing;
    struct err err = {.code = RC_OK};
    if (wallet->airtime == NULL)
        return 0;
    if (gw_payment_timing_read(&wallet->settings, &timing, &err) != RC_OK) {
        gw_log_err("wallet_refused", &err);
        return 0;
    }
    const int64_t lease_ms =
        (timing.timeout_ms > 0 ? timing.timeout_ms : wallet->airtime->timeout_ms) + LEASE_MARGIN_MS;
    return lease_ms < LEASE_MS_MAX ? lease_ms : LEASE_MS_MAX;
}

static void next_wallet(struct payer *payer)
{
    for (; payer->wallets_at < payer->wallets_n; payer->wallets_at++) {
        const struct gw_wallet *wallet =
            gw_catalog_wallet_of(payer->worker->process.catalog, payer->wallets[payer->wallets_at]);
        const int64_t lease_ms = wallet == NULL ? 0 : lease_of(wallet);
        if (wallet == NULL)
            gw_process_reload(&payer->worker->process);
        if (lease_ms > 0 && free_places(payer) > 0 && !payer->worker->process.stopping) {
            begin_payments(payer, wallet, lease_ms);
            return;
        }
    }
    rest(payer);
}

/* ---- questions ---- */

/* Columns of question_begin. */
static void take_question(struct payer *payer, const struct gw_rows *rows, size_t row)
{
    struct payment *payment = payment_new(payer, (int32_t)gw_row_i64(rows, row, 5));
    if (payment == NULL)
        return;
    const int64_t now_ms = gw_now_ms();
    payment->question = true;
    payment->incentive_id = gw_row_i64(rows, row, 0);
    payment->fence = (int32_t)gw_row_i64(rows, row, 1);
    payment->n = (int16_t)gw_row_i64(rows, row, 2);
    payment->reference = payment_keep(payment, gw_row_str(rows, row, 3));
    payment->provider_id = payment_keep(payment, gw_row_str(rows, row, 4));
    payment->facts = (struct gw_payment_facts){
        .question = true,
        .asks_by_reference = payment->airtime->asks_by_reference,
        .acknowledged = gw_row_bool(rows, row, 7),
        .was_processing = str_eq(gw_row_str(rows, row, 10), gw_transfer_word(GW_TRANSFER_PROCESSING)),
        .n = payment->n,
        .asked = (int32_t)gw_row_i64(rows, row, 6),
        .age_ms = now_ms - gw_row_time(rows, row, 8),
        .first_age_ms = now_ms - gw_row_time(rows, row, 9),
    };
    payer->on_the_way++;
    payment_start(payment, STR_EMPTY);
}

/* ---- the round ---- */

enum { AT_PRICE, AT_SWEEP, AT_GAUGES, AT_DUE, AT_QUESTIONS };

static void looked(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct payer *payer = context;
    if (rc != RC_OK) {
        gw_log_err("payer", err);
        rest(payer);
        return;
    }
    struct gw_metrics *metrics = &payer->worker->process.metrics;
    metrics->values[GW_METRIC_INCENTIVES_OWED] = gw_row_i64(gw_unit_rows(unit, AT_GAUGES), 0, 0);
    metrics->values[GW_METRIC_WALLETS_PARKED] = gw_row_i64(gw_unit_rows(unit, AT_GAUGES), 0, 1);
    const struct gw_rows *lost = gw_unit_rows(unit, AT_SWEEP);
    metrics->values[GW_METRIC_TRANSFERS_UNKNOWN] += (int64_t)lost->n;
    if (lost->n > 0)
        LOG(GW_LOG_WARNING, "transfers_lost", LOG_NUMBER("count", (int64_t)lost->n));
    const struct gw_rows *due = gw_unit_rows(unit, AT_DUE);
    payer->wallets_n = due->n < WALLETS_MAX ? due->n : WALLETS_MAX;
    payer->wallets_at = 0;
    for (size_t i = 0; i < payer->wallets_n; i++)
        payer->wallets[i] = (int32_t)gw_row_i64(due, i, 0);
    const struct gw_rows *questions = gw_unit_rows(unit, AT_QUESTIONS);
    /* Without a free place it is not known. */
    payer->more = questions->n == payer->asked_n;
    for (size_t row = 0; row < questions->n; row++)
        take_question(payer, questions, row);
    next_wallet(payer);
}

static void look(struct payer *payer)
{
    struct gw_unit *unit = gw_unit_new(payer->pg);
    gw_unit_add(unit, SQL_INCENTIVE_PRICE, NULL);
    gw_unit_add(unit, SQL_PAYMENT_SWEEP, NULL);
    gw_unit_add(unit, SQL_MONEY_GAUGES, NULL);
    gw_unit_add(unit, SQL_PAYMENT_DUE, NULL);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    payer->asked_n = free_places(payer);
    gw_arg_i32(&args, (int32_t)payer->asked_n);
    gw_arg_i64(&args, QUESTION_LEASE_MS);
    gw_unit_add(unit, SQL_QUESTION_BEGIN, &args);
    payer->busy = true;
    payer->claimed_ms = gw_monotonic_ms();
    gw_unit_send(unit, looked, payer);
}

bool payer_idle(const struct payer *payer)
{
    return payer->on_the_way == 0;
}

void payer_kick(struct payer *payer)
{
    if (!gw_pg_ready(payer->pg) || !payer->worker->process.loaded)
        return;
    payments_write(payer);
    if (!payer->busy && !payer->worker->process.stopping && gw_monotonic_ms() >= payer->not_before_ms)
        look(payer);
}
