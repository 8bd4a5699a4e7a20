#include "base/buf.h"
#include "replies.h"
#include "walker.h"

enum {
    MISTYPED_ONE_IN = 20,
    DRAWS_MAX = 32, /* then in order: a question that accepts one answer of many */
    STEPS_MAX = 4000,
    DAY_MS = 24 * 60 * 60 * 1000,
    KEYS_BYTES = 1024
};

struct person {
    const struct sv_paths_setting *setting;
    struct walker walker;
    uint64_t chance;
    size_t keeps; /* decides the arena */
    struct err *err;
};

/* splitmix64: good enough to choose options, and the same everywhere. */
static uint64_t draw(struct person *person)
{
    uint64_t z = person->chance += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t draw_below(struct person *person, size_t n)
{
    return (size_t)(draw(person) % n);
}

/* ---- one step ---- */

/* Where the next session is kept, and what is written before. The present one is in the other arena. */
static struct arena *next_arena(const struct person *person)
{
    return person->keeps % 2 == 0 ? person->setting->now : person->setting->behind;
}

static enum rc keep(struct person *person, struct stride *stride)
{
    const enum rc rc = sv_walk_keep(stride, next_arena(person), person->err);
    person->keeps++;
    person->walker = stride->walker;
    return rc;
}

/* What comes of it; kept only where the caller does. */
static enum rc step(struct person *person, struct sv_event event, struct stride *out_stride)
{
    struct sv_session before;
    arena_reset(person->setting->step);
    event.random = draw(person);
    for (size_t i = 0; i < sizeof event.uuid; i++)
        event.uuid[i] = (uint8_t)(event.random >> (i % 8 * 8));
    const enum rc rc = sv_walk_session(person->setting, &person->walker, &before, person->err);
    return rc == RC_OK ? sv_walk(person->setting, &person->walker, &before, &event, out_stride, person->err) : rc;
}

static enum rc do_step(struct person *person, const struct sv_event *event)
{
    struct stride stride;
    const enum rc rc = step(person, *event, &stride);
    return rc == RC_OK ? keep(person, &stride) : rc;
}

/* ---- answers ---- */

/* Each option or not, by the toss of a coin; the first replies are the options one by one. */
static struct str some_of(struct person *person, const struct replies *replies, size_t options_n, struct buf *text)
{
    for (size_t i = 0; i < options_n && i + 1 < replies->n; i++) {
        if (draw(person) % 2 == 0)
            continue;
        if (text->n > 0)
            buf_put_byte(text, ' ');
        buf_put(text, replies->texts[i]);
    }
    return text->n > 0 && !text->overflow ? buf_str(text) : replies->texts[0];
}

/* The last reply skips: nobody does where there is something to say. */
static struct str draw_reply(struct person *person, int32_t question, const struct replies *replies, struct buf *text)
{
    const struct sv_form *form = person->setting->form;
    const struct sv_question *asked = &form->questions[question];
    const size_t n = replies->n > 1 ? replies->n - 1 : 1;
    buf_clear(text);
    return asked->type == SV_TYPE_SELECT_MULTIPLE ? some_of(person, replies, form->lists[asked->list].choices_n, text)
                                                  : replies->texts[draw_below(person, n)];
}

/* Draws until one is accepted: uniform among those that are. */
static enum rc answer(struct person *person, int32_t question)
{
    char storage[KEYS_BYTES];
    struct buf text = buf_on(storage, sizeof storage);
    struct replies replies;
    struct arena *arena = next_arena(person);
    if (sv_replies(person->setting->form, question, person->setting->now_ms / DAY_MS, arena, &replies) != RC_OK)
        return err_set(person->err, RC_TOO_BIG, "no room for the ways through a survey");
    struct stride stride = {.refused = true};
    for (size_t i = 0; i < DRAWS_MAX + replies.n && stride.refused; i++) {
        const struct str reply =
            i < DRAWS_MAX ? draw_reply(person, question, &replies, &text) : replies.texts[i - DRAWS_MAX];
        const enum rc rc = step(person, (struct sv_event){.kind = SV_EVENT_TEXT, .text = reply}, &stride);
        if (rc != RC_OK)
            return rc;
    }
    const struct sv_event assumed = {.kind = SV_EVENT_TEXT, .heard = sv_walk_assumed(person->setting, question)};
    return stride.refused ? do_step(person, &assumed) : keep(person, &stride);
}

/* A free text is never mistyped. */
static bool mistypes(struct person *person, int32_t question)
{
    return draw_below(person, MISTYPED_ONE_IN) == 0 && person->setting->form->questions[question].type != SV_TYPE_TEXT;
}

static enum rc go_on(struct person *person, const struct sv_session *session)
{
    static const struct sv_event yes = {.kind = SV_EVENT_TEXT, .heard = {.kind = SV_HEARD_YES, .question = -1}};
    static const struct sv_event unclear = {.kind = SV_EVENT_TEXT, .text = {.p = "?", .n = 1}};
    if (session->state != SV_STATE_ASKING)
        return do_step(person, &yes);
    return mistypes(person, session->question) ? do_step(person, &unclear) : answer(person, session->question);
}

/* ---- people ---- */

static bool is_open(const struct sv_session *session)
{
    return session->state != SV_STATE_NONE && session->state != SV_STATE_CLOSED;
}

static enum rc walk(struct person *person, bool answers)
{
    static const struct sv_event begin = {.kind = SV_EVENT_BEGIN};
    static const struct sv_event timer = {.kind = SV_EVENT_TIMER};
    struct sv_session session = SV_SESSION_NEW;
    person->walker = (struct walker){.now_ms = person->setting->now_ms};
    arena_reset(next_arena(person));
    enum rc rc = do_step(person, &begin);
    for (size_t i = 0; rc == RC_OK && i < STEPS_MAX; i++) {
        arena_reset(person->setting->step);
        rc = sv_walk_session(person->setting, &person->walker, &session, person->err);
        if (rc != RC_OK || !is_open(&session))
            break;
        arena_reset(next_arena(person));
        person->walker.now_ms = answers ? person->walker.now_ms : session.wake_ms;
        rc = answers ? go_on(person, &session) : do_step(person, &timer);
    }
    return rc;
}

static void add(struct sv_path *sum, const struct sv_path *path)
{
    sum->messages += path->messages;
    sum->segments += path->segments;
    sum->ucs2 += path->ucs2;
    sum->replies += path->replies;
    sum->calls += path->calls;
    sum->completed += path->completed;
}

static struct person person_of(const struct sv_paths_setting *setting, uint64_t seed, struct err *err)
{
    return (struct person){.setting = setting, .chance = seed, .err = err};
}

enum rc sv_paths_answering(const struct sv_paths_setting *setting, size_t walks, uint64_t seed, struct sv_path *out_sum,
                           struct err *err)
{
    struct person person = person_of(setting, seed, err);
    struct sv_path sum = {.messages = 0};
    for (size_t i = 0; i < walks; i++) {
        const enum rc rc = walk(&person, true);
        if (rc != RC_OK)
            return rc;
        add(&sum, &person.walker.path);
    }
    *out_sum = sum;
    return RC_OK;
}

enum rc sv_paths_silent(const struct sv_paths_setting *setting, struct sv_path *out_path, struct err *err)
{
    struct person person = person_of(setting, 0, err);
    const enum rc rc = walk(&person, false);
    if (rc == RC_OK)
        *out_path = person.walker.path;
    return rc;
}
