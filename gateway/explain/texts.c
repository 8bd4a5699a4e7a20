/* Cases about texts and USSD, answered by the aggregators' own functions. */
#include "explain.intern.h"
#include "gateway/aggregator/json.h"
#include "gateway/aggregator/reading.h"

/* What we would answer, where the provider wants to hear something. */
static enum rc add_ack(const struct subject *subject, const struct question *question,
                       const struct gw_aggregator *adapter, json_t *answer)
{
    struct gw_http_response response = {0};
    if (adapter->ack == NULL)
        return RC_OK;
    const enum rc rc = adapter->ack(&question->settings, subject->webhook, question->arena, &response);
    if (rc == RC_OK)
        (void)json_object_set_new(answer, "response", gw_response_to_json(&response));
    return rc;
}

enum rc answer_parse(const struct subject *subject, const struct question *question, json_t **out_answer)
{
    struct gw_http_request request;
    struct gw_inbound inbound;
    struct str url;
    const struct gw_aggregator *adapter = gw_aggregator_find(question->provider);
    if (adapter == NULL || adapter->parse[subject->webhook] == NULL)
        return RC_UNSUPPORTED;
    /* cppcheck-suppress AssignmentIntegerToAddress ; a table of functions, which 2.10 takes for one of numbers */
    gw_parse_fn *parse = adapter->parse[subject->webhook];
    enum rc rc = gw_case_request(question->request, question->arena, &request, &url, question->err);
    if (rc == RC_OK)
        rc = parse(&question->settings, &request, question->arena, &inbound, question->err);
    if (rc != RC_OK)
        return rc;
    *out_answer = gw_inbound_to_json(&inbound, subject->list_name);
    return add_ack(subject, question, adapter, *out_answer);
}

enum rc answer_screen(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_response response;
    struct gw_reader in = {.object = question->request, .arena = question->arena, .err = question->err};
    const struct gw_aggregator *adapter = gw_aggregator_find(question->provider);
    if (adapter == NULL || adapter->screen == NULL)
        return RC_UNSUPPORTED;
    const bool more = json_is_true(json_object_get(question->request, "continue"));
    const struct str text = gw_read_text(&in, "text");
    enum rc rc = in.rc;
    if (rc == RC_OK)
        rc = adapter->screen(&question->settings, text, more, question->arena, &response);
    if (rc == RC_OK)
        *out_answer = gw_response_to_json(&response);
    return rc;
}

enum rc answer_reply(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_answer reply;
    const struct gw_aggregator *adapter = gw_aggregator_find(question->provider);
    if (adapter == NULL)
        return RC_UNSUPPORTED;
    const enum rc rc = gw_case_answer(question->request, question->arena, &reply, question->err);
    if (rc != RC_OK)
        return rc;
    const struct gw_send_result result = adapter->read_reply(&question->settings, &reply, question->arena);
    *out_answer = gw_result_to_json(&result);
    return RC_OK;
}

enum rc answer_signature(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_request request;
    struct str url;
    enum gw_refusal reason;
    const enum rc rc = gw_case_request(question->request, question->arena, &request, &url, question->err);
    if (rc != RC_OK)
        return rc;
    const struct gw_secrets secrets = {
        .active = {gw_setting(&question->settings, STR("secret")), gw_setting(&question->settings, STR("secret_2"))}};
    int64_t tolerance_s = 0;
    if (!str_to_i64(gw_setting(&question->settings, STR("tolerance_s")), &tolerance_s) || tolerance_s < 0)
        tolerance_s = 0;
    const struct str scheme = gw_setting(&question->settings, STR("scheme"));
    const bool valid = gw_verify(scheme, &request, url, &secrets, tolerance_s, question->now_ms, &reason) == RC_OK;
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "valid", json_boolean(valid));
    if (!valid)
        (void)json_object_set_new(answer, "reason", gw_json_of_str(gw_refusal_word(reason)));
    if (reason == GW_REFUSAL_UNKNOWN_SCHEME)
        (void)json_object_update_missing_new(answer, gw_fault_to_json(RC_UNSUPPORTED, question->err, NULL));
    *out_answer = answer;
    return RC_OK;
}
