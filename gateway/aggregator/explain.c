#include "explain.h"

#include <assert.h>

#include "adapter.h"
#include "json.h"
#include "reading.h"

/* One case. */
struct question {
    const json_t *root;
    const json_t *request;
    const struct gw_aggregator *adapter; /* NULL: none of this name */
    struct gw_settings settings;
    int64_t now_ms;
    struct arena *arena;
    struct err *err;
};

struct subject;
/* Answers a question, or gives a fault: RC_UNSUPPORTED when the provider does not do this. */
typedef enum rc answer_fn(const struct subject *subject, const struct question *question, json_t **out_answer);

static answer_fn answer_parse, answer_screen, answer_reply, answer_signature;

/* A kind of case. */
struct subject {
    struct str kind;
    answer_fn *answer;
    enum gw_kind webhook;  /* of answer_parse */
    const char *list_name; /* of answer_parse: the member that is an empty list on failure */
};

static const struct subject subjects[] = {
    {STR_INIT("inbound_sms"), answer_parse, GW_KIND_IN, "messages"},
    {STR_INIT("dlr"), answer_parse, GW_KIND_DLR, "statuses"},
    {STR_INIT("ussd"), answer_parse, GW_KIND_USSD, NULL},
    {STR_INIT("ussd_end"), answer_parse, GW_KIND_USSD_END, NULL},
    {STR_INIT("ussd_reply"), answer_screen, GW_KIND_COUNT, NULL},
    {STR_INIT("send_response"), answer_reply, GW_KIND_COUNT, NULL},
    {STR_INIT("signature"), answer_signature, GW_KIND_COUNT, NULL},
};

/* The machine-readable word of a fault, as the gateway's 4xx carries it. */
static json_t *fault_word(enum rc rc, const struct err *err)
{
    if (rc == RC_UNSUPPORTED)
        return json_string("unknown_provider");
    if (rc == RC_MISSING)
        return json_sprintf("missing_field:%s", err->text);
    return rc == RC_TOO_BIG ? json_string("too_big") : json_string(err->text);
}

/* subject: whose request would have been refused; NULL when there was no request to refuse. */
static json_t *fault_to_json(enum rc rc, const struct err *err, const struct subject *subject)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "ok", json_false());
    (void)json_object_set_new(object, "error", fault_word(rc, err));
    if (subject == NULL || rc == RC_UNSUPPORTED)
        return object;
    (void)json_object_set_new(object, "http_status", json_integer(rc == RC_TOO_BIG ? 413 : 400));
    if (subject->list_name != NULL)
        (void)json_object_set_new(object, subject->list_name, json_array());
    return object;
}

/* What we would answer, where the provider wants to hear something. */
static enum rc add_ack(const struct subject *subject, const struct question *question, json_t *answer)
{
    struct gw_http_response response = {0};
    if (question->adapter->ack == NULL)
        return RC_OK;
    const enum rc rc = question->adapter->ack(&question->settings, subject->webhook, question->arena, &response);
    if (rc == RC_OK)
        (void)json_object_set_new(answer, "response", gw_response_to_json(&response));
    return rc;
}

static enum rc answer_parse(const struct subject *subject, const struct question *question, json_t **out_answer)
{
    struct gw_http_request request;
    struct gw_inbound inbound;
    struct str url;
    if (question->adapter == NULL || question->adapter->parse[subject->webhook] == NULL)
        return RC_UNSUPPORTED;
    /* cppcheck-suppress AssignmentIntegerToAddress ; a table of functions, which 2.10 takes for one of numbers */
    gw_parse_fn *parse = question->adapter->parse[subject->webhook];
    enum rc rc = gw_case_request(question->request, question->arena, &request, &url, question->err);
    if (rc == RC_OK)
        rc = parse(&question->settings, &request, question->arena, &inbound, question->err);
    if (rc != RC_OK)
        return rc;
    *out_answer = gw_inbound_to_json(&inbound, subject->list_name);
    return add_ack(subject, question, *out_answer);
}

static enum rc answer_screen(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_response response;
    struct gw_reader in = {.object = question->request, .arena = question->arena, .err = question->err};
    if (question->adapter == NULL || question->adapter->screen == NULL)
        return RC_UNSUPPORTED;
    const bool more = json_is_true(json_object_get(question->request, "continue"));
    const struct str text = gw_read_text(&in, "text");
    enum rc rc = in.rc;
    if (rc == RC_OK)
        rc = question->adapter->screen(&question->settings, text, more, question->arena, &response);
    if (rc == RC_OK)
        *out_answer = gw_response_to_json(&response);
    return rc;
}

static enum rc answer_reply(const struct subject *subject UNUSED, const struct question *question, json_t **out_answer)
{
    struct gw_http_answer reply;
    if (question->adapter == NULL)
        return RC_UNSUPPORTED;
    const enum rc rc = gw_case_answer(question->request, question->arena, &reply, question->err);
    if (rc != RC_OK)
        return rc;
    const struct gw_send_result result = question->adapter->read_reply(&question->settings, &reply, question->arena);
    *out_answer = gw_result_to_json(&result);
    return RC_OK;
}

static enum rc answer_signature(const struct subject *subject UNUSED, const struct question *question,
                                json_t **out_answer)
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
        (void)json_object_update_missing_new(answer, fault_to_json(RC_UNSUPPORTED, question->err, NULL));
    *out_answer = answer;
    return RC_OK;
}

static const struct subject *subject_find(struct str kind)
{
    for (size_t i = 0; i < COUNT_OF(subjects); i++)
        if (str_eq(subjects[i].kind, kind))
            return &subjects[i];
    return NULL;
}

/* Fills what is in the case; RC_UNSUPPORTED: unknown kind. */
static enum rc question_read(struct question *question, const struct subject **out_subject)
{
    struct str kind;
    struct str provider;
    struct arena *arena = question->arena;
    enum rc rc = gw_json_str(question->root, "kind", arena, &kind, question->err);
    if (rc == RC_OK)
        rc = gw_json_str(question->root, "provider", arena, &provider, question->err);
    if (rc == RC_OK)
        rc = gw_case_settings(json_object_get(question->root, "config"), arena, &question->settings, question->err);
    if (rc != RC_OK)
        return rc;
    const json_t *now = json_object_get(question->root, "now");
    if (json_is_integer(now) && json_integer_value(now) >= 0 && json_integer_value(now) <= INT64_MAX / 1000)
        question->now_ms = json_integer_value(now) * 1000;
    question->adapter = gw_aggregator_find(provider);
    question->request = json_object_get(question->root, "request");
    const struct subject *subject = subject_find(kind);
    if (subject == NULL)
        return RC_UNSUPPORTED;
    if (!json_is_object(question->request))
        return err_set(question->err, RC_MISSING, "request");
    *out_subject = subject;
    return RC_OK;
}

enum rc gw_explain(struct str line, int64_t now_ms, struct arena *arena, struct str *out_json)
{
    json_auto_t *root = NULL;
    json_auto_t *answer = NULL;
    struct err err = {0};
    const struct subject *subject = NULL;
    struct question question = {.now_ms = now_ms, .arena = arena, .err = &err};
    enum rc rc = gw_json_read_object(line, &root, &err);
    question.root = root;
    if (rc == RC_OK)
        rc = question_read(&question, &subject);
    if (rc == RC_OK) {
        assert(subject != NULL);
        rc = subject->answer(subject, &question, &answer);
    }
    if (rc != RC_OK) {
        json_decref(answer);
        answer = fault_to_json(rc, &err, subject);
    }
    return gw_json_write(answer, arena, out_json);
}
