#include "result.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "gateway/aggregator/sending.h"

static const struct str absent = {.p = NULL, .n = 0};

enum rc gw_topup_decimal(const struct gw_topup *topup, struct arena *arena, struct str *out_decimal, struct err *err)
{
    enum rc rc = RC_BAD_INPUT;
    if (topup->amount_minor > 0)
        rc = gw_amount_put(topup->amount_minor, topup->currency, arena, out_decimal);
    if (rc == RC_BAD_INPUT)
        return err_set(err, rc, "amount is no money; hint: give a currency of ISO 4217 and more than 0");
    return rc == RC_OK ? rc : err_set(err, rc, "too_big");
}

static bool is_good(enum gw_transfer_outcome outcome)
{
    return outcome == GW_TRANSFER_CONFIRMED || outcome == GW_TRANSFER_PROCESSING;
}

static bool is_for_later(enum gw_transfer_outcome outcome)
{
    return outcome == GW_TRANSFER_RETRYABLE || outcome == GW_TRANSFER_PROCESSING || outcome == GW_TRANSFER_UNKNOWN;
}

struct gw_topup_result gw_topup_result_of(enum gw_transfer_outcome outcome, const struct gw_http_answer *answer,
                                          struct arena *arena)
{
    const struct gw_send_result status = gw_result(GW_OUTCOME_RETRY, answer, arena);
    return (struct gw_topup_result){.outcome = outcome,
                                    .error_code = is_good(outcome) ? absent : status.error_code,
                                    .retry_after_ms = is_for_later(outcome) ? status.retry_after_ms : 0};
}

struct gw_topup_result gw_topup_result_with(enum gw_transfer_outcome outcome, struct str word,
                                            const struct gw_http_answer *answer, struct arena *arena)
{
    struct gw_topup_result result = gw_topup_result_of(outcome, answer, arena);
    const struct str code = is_good(outcome) ? absent : gw_topup_code(word, arena);
    if (code.p != NULL)
        result.error_code = code;
    return result;
}

struct gw_topup_result gw_topup_result_of_status(const struct gw_http_answer *answer, struct arena *arena)
{
    enum { UNAUTHORIZED = 401, TOO_MANY = 429 };
    if (answer->status == UNAUTHORIZED)
        return gw_topup_result_of(GW_TRANSFER_ACCOUNT, answer, arena);
    if (answer->status == TOO_MANY)
        return gw_topup_result_of(GW_TRANSFER_RETRYABLE, answer, arena);
    return gw_topup_result_of(GW_TRANSFER_UNKNOWN, answer, arena);
}

struct str gw_topup_code(struct str word, struct arena *arena)
{
    const struct str text = utf8_prefix(word, GW_ID_BYTES_MAX);
    struct buf code = buf_in(arena, text.n);
    for (size_t i = 0; i < text.n; i++)
        buf_put_byte(&code, text.p[i] >= '0' && text.p[i] <= '9' ? '#' : (uint8_t)text.p[i]);
    return text.n == 0 || code.overflow ? absent : buf_str(&code);
}

struct str gw_topup_id(struct str id)
{
    return id.n > 0 && id.n <= GW_ID_BYTES_MAX ? id : absent;
}

enum gw_transfer_outcome gw_transfer_outcome_of(struct str word, const struct gw_transfer_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].word, word))
            return rows[i].outcome;
    return GW_TRANSFER_UNKNOWN;
}
