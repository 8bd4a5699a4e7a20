#pragma once
/* The parts of gw_explain: reading a case, and writing what was understood. Nothing is stored or sent. */
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"

/* The webhook request of a case, its bytes made of `body`, `body_b64` or `body_hex`. A path may be a full URL, which
 * goes to *out_url as it is. Results live as long as `request` and the arena. Faults as gw_parse_fn. */
enum rc gw_case_request(const json_t *request, struct arena *arena, struct gw_http_request *out_request,
                        struct str *out_url, struct err *err);
/* The answer of a provider. */
enum rc gw_case_answer(const json_t *request, struct arena *arena, struct gw_http_answer *out_answer, struct err *err);
/* The text members of an object as settings; NULL gives none. */
enum rc gw_case_settings(json_t *config, struct arena *arena, struct gw_settings *out_settings, struct err *err);

/* What was understood, as a new reference. list_name: the member that holds texts or receipts, NULL when the kind has
 * neither. */
json_t *gw_inbound_to_json(const struct gw_inbound *inbound, const char *list_name);
json_t *gw_result_to_json(const struct gw_send_result *result);
json_t *gw_response_to_json(const struct gw_http_response *response);
