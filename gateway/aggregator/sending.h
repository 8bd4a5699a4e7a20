#pragma once
/* What adapters share when they build a request and read its answer. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"

/* RC_BAD_INPUT with a hint when the setting is missing or empty. */
enum rc gw_need_setting(const struct gw_settings *settings, struct str name, struct str *out_value, struct err *err);

/* The setting "url" or the default, without slashes at its end, and the path behind it. RC_TOO_BIG. */
enum rc gw_url_of(const struct gw_settings *settings, struct str standard, struct str path, struct arena *arena,
                  struct str *out_url);

/* "name=value" pairs, percent-encoded and joined by '&'. Pairs without a value are left out. */
enum rc gw_pairs_write(const struct gw_header *pairs, size_t n, struct arena *arena, struct str *out);

/* Accepted under this id; p == NULL when the provider names none. An id over GW_ID_BYTES_MAX is none: it cannot be
 * stored. */
struct gw_send_result gw_accepted(struct str provider_id);
/* An outcome with the answer's status as error code, and Retry-After when it is RETRY. */
struct gw_send_result gw_result(enum gw_outcome outcome, const struct gw_http_answer *answer, struct arena *arena);
/* The same with the provider's own code, cut to GW_ID_BYTES_MAX; an empty one leaves the status. */
struct gw_send_result gw_result_with(enum gw_outcome outcome, struct str code, const struct gw_http_answer *answer,
                                     struct arena *arena);
/* What a status alone says: 400, 422 rejected; 401, 402, 403 account; 429 retry; 503 retry when it comes with
 * Retry-After, which says that nothing was done; everything else unknown. Never accepted: that takes more than a
 * status. */
struct gw_send_result gw_result_of_status(const struct gw_http_answer *answer, struct arena *arena);
bool gw_is_success(const struct gw_http_answer *answer);
