#include "simulate_end.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "session.h"
#include "survey/engine.h"

static const char *status_word(const struct sv_session *session)
{
    if (session->state != SV_STATE_CLOSED)
        return "open";
    switch (session->disposition) {
    case SV_DISPOSITION_I:
        return "completed";
    case SV_DISPOSITION_R:
        return "stopped";
    case SV_DISPOSITION_OPEN:
    case SV_DISPOSITION_P:
    case SV_DISPOSITION_BO:
    case SV_DISPOSITION_NC:
    case SV_DISPOSITION_O:
    case SV_DISPOSITION_UH:
    case SV_DISPOSITION_UO:
    case SV_DISPOSITION_NE:
    case SV_DISPOSITION_COUNT:
        return "expired";
    }
    __builtin_unreachable();
}

/* "name", or "name[2]" in the second row of a repeat. */
static json_t *values_json(const struct sv_form *form, const struct sv_session *session)
{
    enum { NAME_BYTES = 512 };
    json_t *values = json_object();
    for (size_t i = 0; i < session->answers_n; i++) {
        const struct sv_answer *answer = &session->answers[i];
        char storage[NAME_BYTES];
        struct buf name = buf_on(storage, sizeof storage);
        buf_put(&name, form->questions[answer->question].name);
        if (answer->row > 0)
            buf_printf(&name, "[%d]", answer->row);
        (void)json_object_setn_new(values, name.p, name.n, session_json(answer->value));
    }
    return values;
}

/* Scores belong to a whole interview. */
static json_t *scores_json(const struct sv_form *form, const struct sv_session *session, const double *scores)
{
    json_t *json = json_object();
    if (session->disposition != SV_DISPOSITION_I)
        return json;
    for (size_t i = 0; i < form->scores_n; i++)
        if (!isnan(scores[i]))
            (void)json_object_setn_new(json, form->scores[i].name.p, form->scores[i].name.n, json_real(scores[i]));
    return json;
}

static void print_members(json_t *object)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(object, key, value)
    {
        (void)printf("  %s = ", key);
        if (json_is_real(value))
            (void)printf("%.15g", json_real_value(value));
        else
            session_print_text((struct str){.p = json_string_value(value), .n = json_string_length(value)});
        (void)putchar('\n');
    }
}

enum rc simulate_print_end(const struct sv_form *form, const struct sv_session *session, struct arena *arena, bool json)
{
    double *scores = ARENA_ARRAY(arena, double, form->scores_n);
    const enum rc rc = scores == NULL ? RC_TOO_BIG : sv_scores(form, session, scores);
    if (rc != RC_OK)
        return rc;
    const struct str disposition = sv_disposition_word(session->disposition);
    json_t *end =
        json_pack("{s:s, s:o, s:o, s:o}", "status", status_word(session), "disposition", session_json(disposition),
                  "values", values_json(form, session), "scores", scores_json(form, session, scores));
    if (json) {
        session_print(end);
        return RC_OK;
    }
    (void)fputs(status_word(session), stdout);
    if (disposition.n > 0)
        (void)printf(" (disposition %.*s)", STR_FMT(disposition));
    (void)putchar('\n');
    print_members(json_object_get(end, "values"));
    if (json_object_size(json_object_get(end, "scores")) > 0)
        (void)puts("scores");
    print_members(json_object_get(end, "scores"));
    json_decref(end);
    return RC_OK;
}
