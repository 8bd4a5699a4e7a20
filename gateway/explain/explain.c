#include <assert.h>

#include "explain.intern.h"
#include "gateway/aggregator/json.h"
#include "gateway/explain.h"

static const struct subject subjects[] = {
    {STR_INIT("inbound_sms"), answer_parse, GW_KIND_IN, "messages"},
    {STR_INIT("dlr"), answer_parse, GW_KIND_DLR, "statuses"},
    {STR_INIT("ussd"), answer_parse, GW_KIND_USSD, NULL},
    {STR_INIT("ussd_end"), answer_parse, GW_KIND_USSD_END, NULL},
    {STR_INIT("ussd_reply"), answer_screen, GW_KIND_COUNT, NULL},
    {STR_INIT("send_response"), answer_reply, GW_KIND_COUNT, NULL},
    {STR_INIT("signature"), answer_signature, GW_KIND_COUNT, NULL},
    {STR_INIT("airtime_response"), answer_topup, GW_KIND_COUNT, NULL},
    {STR_INIT("airtime_webhook"), answer_topup_webhook, GW_KIND_COUNT, NULL},
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

json_t *gw_fault_to_json(enum rc rc, const struct err *err, const struct subject *subject)
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
    struct arena *arena = question->arena;
    enum rc rc = gw_json_str(question->root, "kind", arena, &kind, question->err);
    if (rc == RC_OK)
        rc = gw_json_str(question->root, "provider", arena, &question->provider, question->err);
    if (rc == RC_OK)
        rc = gw_case_settings(json_object_get(question->root, "config"), arena, &question->settings, question->err);
    if (rc != RC_OK)
        return rc;
    const json_t *now = json_object_get(question->root, "now");
    if (json_is_integer(now) && json_integer_value(now) >= 0 && json_integer_value(now) <= INT64_MAX / 1000)
        question->now_ms = json_integer_value(now) * 1000;
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
        answer = gw_fault_to_json(rc, &err, subject);
    }
    return gw_json_write(answer, arena, out_json);
}
