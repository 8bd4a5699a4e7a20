#include "simulate_show.h"

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "session.h"
#include "survey/text.h"

/* ---- parts ---- */

static struct str name_of(const struct show *show, int32_t question)
{
    return question < 0 ? STR_EMPTY : show->form->questions[question].name;
}

/* "2026-01-15T10:00:00-06:00" */
static struct str moment(int64_t at_ms, int32_t offset_s, struct buf *out)
{
    const time_t local = (time_t)(at_ms / 1000 + offset_s);
    const int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    struct tm day = {.tm_isdst = 0};
    (void)gmtime_r(&local, &day);
    buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday,
               day.tm_hour, day.tm_min, day.tm_sec, offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
    return buf_str(out);
}

/* A text of several lines, under each other. */
static void print_lines(const char *lead, struct str text)
{
    struct str rest = text;
    struct str line = STR_EMPTY;
    (void)fputs(lead, stdout);
    for (bool first = true; str_next(&rest, '\n', &line); first = false) {
        if (!first)
            (void)fputs("\n  ", stdout);
        session_print_text(line);
    }
    (void)putchar('\n');
}

/* ---- what is said ---- */

static const char *encoding_word(enum sv_encoding encoding)
{
    return encoding == SV_GSM7 ? "gsm7" : "ucs2";
}

static void print_out_json(const struct show *show, const struct show_out *out, const struct sv_size *size)
{
    enum { MOMENT_BYTES = 64 };
    char storage[MOMENT_BYTES];
    struct buf at = buf_on(storage, sizeof storage);
    json_t *line =
        json_pack("{s:o, s:I, s:s, s:o, s:o}", "out", session_json(out->text), "segments", (json_int_t)size->segments,
                  "encoding", encoding_word(size->encoding), "question", session_json(name_of(show, out->question)),
                  "at", session_json(moment(out->at_ms, out->utc_offset_s, &at)));
    if (out->on_screen) {
        (void)json_object_set_new(line, "more", json_boolean(out->more));
        (void)json_object_set_new(line, "continue", json_boolean(out->goes_on));
    }
    session_print(line);
}

void show_out(const struct show *show, const struct show_out *out)
{
    static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    const struct sv_size size = sv_text_size(out->text, no_shifts);
    if (show->json) {
        print_out_json(show, out, &size);
        return;
    }
    print_lines("> ", out->text);
    if (out->on_screen)
        (void)printf("    [screen, %s%s%s]\n", encoding_word(size.encoding), out->more ? ", more with 0" : "",
                     out->goes_on ? "" : ", ends the dialogue");
    else
        (void)printf("    [%zu SMS, %s]\n", size.segments, encoding_word(size.encoding));
}

void show_in(const struct show *show, struct str text)
{
    if (show->json)
        session_print(json_pack("{s:o}", "in", session_json(text)));
    else if (show->echo)
        print_lines("< ", text);
}

/* ---- what happens besides ---- */

void show_remark(const struct show *show, struct str remark)
{
    if (!show->json)
        (void)printf("    (%.*s)\n", STR_FMT(remark));
}

void show_clock(const struct show *show, int64_t at_ms, int32_t utc_offset_s)
{
    enum { MOMENT_BYTES = 64 };
    char storage[MOMENT_BYTES];
    struct buf at = buf_on(storage, sizeof storage);
    show_remark(show, moment(at_ms, utc_offset_s, &at));
}

/* ---- what it is understood as ---- */

void show_heard(const struct show *show, const struct sv_session *before, const struct sv_heard *heard)
{
    if (heard->kind != SV_HEARD_REJECTED)
        return;
    const struct str question = name_of(show, before->question);
    const struct str reason = sv_phrase_key(heard->phrase);
    if (show->json)
        session_print(
            json_pack("{s:{s:o, s:o}}", "reject", "question", session_json(question), "reason", session_json(reason)));
    else
        (void)printf("    not accepted: %.*s%s%.*s\n", STR_FMT(reason), question.n > 0 ? ", " : "", STR_FMT(question));
}

static void show_answer(const struct show *show, const struct sv_effect *effect)
{
    const struct str question = name_of(show, effect->question);
    const struct str how = sv_how_word(effect->how);
    if (!show->json) {
        (void)printf("    %.*s", STR_FMT(question));
        if (effect->row > 0)
            (void)printf("[%d]", effect->row);
        (void)fputs(" = ", stdout);
        session_print_text(effect->value);
        (void)printf(" (%.*s)\n", STR_FMT(how));
        return;
    }
    json_t *answer = json_pack("{s:o, s:o, s:o}", "question", session_json(question), "value",
                               session_json(effect->value), "how", session_json(how));
    if (effect->row > 0)
        (void)json_object_set_new(answer, "row", json_integer(effect->row));
    session_print(json_pack("{s:o}", "answer", answer));
}

/* Every effect but SEND and ANSWER, with what it is about. */
static json_t *effect_json(const struct show *show, const struct sv_session *after, const struct sv_effect *effect)
{
    json_t *json = json_pack("{s:o}", "kind", session_json(sv_effect_word(effect->kind)));
    switch (effect->kind) {
    case SV_EFFECT_UNANSWER:
        (void)json_object_set_new(json, "question", session_json(name_of(show, effect->question)));
        break;
    case SV_EFFECT_SCORE:
        (void)json_object_set_new(json, "name", session_json(effect->text));
        (void)json_object_set_new(json, "value", session_json(effect->value));
        break;
    case SV_EFFECT_CLOSE:
        (void)json_object_set_new(json, "disposition", session_json(sv_disposition_word(after->disposition)));
        break;
    case SV_EFFECT_CONSENT:
        (void)json_object_set_new(json, "given", json_boolean(effect->flag));
        (void)json_object_set_new(json, effect->question < 0 ? "version" : "to", session_json(effect->text));
        break;
    case SV_EFFECT_LANGUAGE:
        (void)json_object_set_new(json, "language", session_json(effect->text));
        break;
    case SV_EFFECT_TICKET:
        (void)json_object_set_new(json, "ticket", session_json(sv_ticket_word(effect->ticket)));
        if (effect->text.n > 0)
            (void)json_object_set_new(json, "topic", session_json(effect->text));
        break;
    case SV_EFFECT_INBOX:
        (void)json_object_set_new(json, "reason", session_json(effect->text));
        break;
    case SV_EFFECT_INCENTIVE:
        (void)json_object_set_new(json, "purpose", session_json(effect->text));
        break;
    case SV_EFFECT_SEND:
    case SV_EFFECT_ANSWER:
    case SV_EFFECT_OPT_OUT:
    case SV_EFFECT_OPT_IN:
    case SV_EFFECT_GREETED:
    case SV_EFFECT_COUNT:
        break;
    }
    return json;
}

/* "ticket: call_me", "consent: given yes, version 1", "opt_out" */
static void print_effect(json_t *effect)
{
    const bool one = json_object_size(effect) == 2;
    const char *key = NULL;
    const char *separator = ":";
    json_t *value = NULL;
    (void)printf("    * %s", json_string_value(json_object_get(effect, "kind")));
    json_object_foreach(effect, key, value)
    {
        if (str_eq(str_of(key), STR("kind")))
            continue;
        (void)printf("%s %s%s", separator, one ? "" : key, one ? "" : " ");
        if (json_is_boolean(value))
            (void)fputs(json_is_true(value) ? "yes" : "no", stdout);
        else
            session_print_text((struct str){.p = json_string_value(value), .n = json_string_length(value)});
        separator = ",";
    }
    (void)putchar('\n');
}

void show_effect(const struct show *show, const struct sv_session *after, const struct sv_effect *effect)
{
    if (effect->kind == SV_EFFECT_ANSWER) {
        show_answer(show, effect);
        return;
    }
    json_t *json = effect_json(show, after, effect);
    if (show->json) {
        session_print(json_pack("{s:o}", "effect", json));
        return;
    }
    print_effect(json);
    json_decref(json);
}
