#pragma once
/* What providers share: the amount they order, and what an answer means for money. Stricter than for texts: a status alone proves
 * little, and to a question about an earlier transfer it proves nothing. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/airtime.h"

/* The amount to order, as gw_amount_put writes it. RC_BAD_INPUT with a hint when it is no money. */
enum rc gw_topup_decimal(const struct gw_topup *topup, struct arena *arena, struct str *out_decimal, struct err *err);

/* An outcome, with the answer's status as error code unless it is good news. Retry-After goes along wherever it says when to try or ask again:
 * RETRYABLE, PROCESSING, UNKNOWN. */
struct gw_topup_result gw_topup_result_of(enum gw_transfer_outcome outcome, const struct gw_http_answer *answer,
                                          struct arena *arena);
/* The same with the provider's own word as error code, see gw_topup_code; an empty one leaves the status. */
struct gw_topup_result gw_topup_result_with(enum gw_transfer_outcome outcome, struct str word,
                                            const struct gw_http_answer *answer, struct arena *arena);
/* What a status without success says of a payment: 401 is our account, 429 was refused at the door; everything else is
 * UNKNOWN, 4xx too, for what stands between us may answer them as well. */
struct gw_topup_result gw_topup_result_of_status(const struct gw_http_answer *answer, struct arena *arena);

/* A provider's words as an error code: short, and every digit as '#', for they may quote a number of a person. p ==
 * NULL when there are none. */
struct str gw_topup_code(struct str word, struct arena *arena);
/* An id or reference that can be stored; p == NULL for an empty one or one over GW_ID_BYTES_MAX. */
struct str gw_topup_id(struct str id);

/* A provider's word for what became of a transfer. */
struct gw_transfer_row {
    struct str word;
    enum gw_transfer_outcome outcome;
};
/* UNKNOWN when the word is in none of the rows. */
enum gw_transfer_outcome gw_transfer_outcome_of(struct str word, const struct gw_transfer_row *rows, size_t n);
