/* Cases about airtime, answered by the providers' own functions. */
#include "explain.intern.h"

/* An answer to a payment and one to a question look alike, and a case need not say which it is: where the payment's
 * reader makes nothing of it, the question's is tried. `request.question` true or false decides. */
enum rc answer_topup(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_answer reply;
    const struct gw_airtime *provider = gw_airtime_find(question->provider);
    if (provider == NULL)
        return RC_UNSUPPORTED;
    const enum rc rc = gw_case_answer(question->request, question->arena, &reply, question->err);
    if (rc != RC_OK)
        return rc;
    const json_t *said = json_object_get(question->request, "question");
    struct gw_topup_result result = provider->read_payment(&question->settings, &reply, question->arena);
    if (json_is_true(said) || (!json_is_boolean(said) && result.outcome == GW_TRANSFER_UNKNOWN)) {
        const struct gw_topup_result told = provider->read_question(&question->settings, &reply, question->arena);
        if (json_is_true(said) || told.outcome != GW_TRANSFER_UNKNOWN)
            result = told;
    }
    *out_answer = gw_topup_to_json(&result);
    return RC_OK;
}

/* What we would answer to an order that is ours; explain cannot know whether it is. */
static enum rc add_validated(const struct gw_airtime *provider, const struct question *question, json_t *answer)
{
    struct gw_http_response response = {0};
    const enum rc rc = provider->validated(true, question->arena, &response);
    if (rc == RC_OK)
        (void)json_object_set_new(answer, "response", gw_response_to_json(&response));
    return rc;
}

/* Which of the two webhooks it is stands in the path. */
enum rc answer_topup_webhook(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_request request;
    struct gw_topup_result result;
    struct str url;
    const struct gw_airtime *provider = gw_airtime_find(question->provider);
    if (provider == NULL)
        return RC_UNSUPPORTED;
    enum rc rc = gw_case_request(question->request, question->arena, &request, &url, question->err);
    if (rc != RC_OK)
        return rc;
    const bool validates = str_starts(request.path, STR("/airtime-validate/"));
    gw_topup_webhook_fn *webhook = validates ? provider->validate : provider->webhook;
    if (webhook == NULL)
        return RC_UNSUPPORTED;
    rc = webhook(&question->settings, &request, question->arena, &result, question->err);
    if (rc != RC_OK)
        return rc;
    *out_answer = gw_topup_to_json(&result);
    (void)json_object_set_new(*out_answer, "ok", json_true());
    return validates ? add_validated(provider, question, *out_answer) : RC_OK;
}
