#pragma once
/* The parts of gw_explain: reading a case, and writing what was understood. Nothing is stored or sent. */
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"
#include "gateway/aggregator/adapter.h"
#include "gateway/airtime.h"

/* One case. */
struct question {
    const json_t *root;
    const json_t *request;
    struct str provider; /* p == NULL: none named */
    struct gw_settings settings;
    int64_t now_ms;
    struct arena *arena;
    struct err *err;
};

struct subject;
/* Answers a question, or gives a fault: RC_UNSUPPORTED when the provider does not do this. */
typedef enum rc answer_fn(const struct subject *subject, const struct question *question, json_t **out_answer);

/* A kind of case. */
struct subject {
    struct str kind;
    answer_fn *answer;
    enum gw_kind webhook;  /* of answer_parse */
    const char *list_name; /* of answer_parse: the member that is an empty list on failure */
};

answer_fn answer_parse, answer_screen, answer_reply, answer_signature;
answer_fn answer_topup, answer_topup_webhook;

/* A fault as the gateway's 4xx tells it. subject: whose request would have been refused; NULL when there was no request
 * to refuse. */
json_t *gw_fault_to_json(enum rc rc, const struct err *err, const struct subject *subject);

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
json_t *gw_topup_to_json(const struct gw_topup_result *result);
json_t *gw_response_to_json(const struct gw_http_response *response);
