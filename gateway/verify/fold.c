#include "base/buf.h"
#include "base/limits.h"
#include "gateway/conversation.h"
#include "survey/engine.h"
#include "verify.intern.h"

/* The state travels from step to step as bytes, as it does through the database. */
struct folding {
    const struct verify *v;
    const struct stored *stored;
    const struct fold_spans *spans;
    int64_t *wishes;     /* of each ticket, less those of the steps so far */
    enum sv_ticket lost; /* the first kind that a step asked for in vain */
    size_t lost_at;      /* number of its event, 0: none */
    bool unearned;       /* a step says that something was earned, and it was not */
    struct arena *arena; /* of one step */
    char bytes[2][SV_SESSION_BYTES_MAX];
    struct str state; /* in one of the two; empty before the first step */
};

static struct sv_heard stored_heard(const struct gw_rows *rows, size_t row)
{
    return (struct sv_heard){
        .kind = (enum sv_heard_kind)gw_row_i64(rows, row, EVENT_HEARD),
        .command = (enum sv_command)gw_row_i64(rows, row, EVENT_COMMAND),
        .more = (gw_row_i64(rows, row, EVENT_FLAGS) & GW_FLAG_MORE) != 0,
        .question = (int32_t)gw_row_i64(rows, row, EVENT_QUESTION),
        .row = (int32_t)gw_row_i64(rows, row, EVENT_ROW),
        .how = (enum sv_how)gw_row_i64(rows, row, EVENT_HOW),
        .phrase = (enum sv_phrase)gw_row_i64(rows, row, EVENT_PHRASE),
        .value = gw_row_str(rows, row, EVENT_VALUE),
    };
}

static struct sv_event stored_event(const struct folding *f, const struct gw_rows *rows, size_t row)
{
    struct sv_event event = {
        .kind = (enum sv_event_kind)gw_row_i64(rows, row, EVENT_KIND),
        .event_id = gw_row_i64(rows, row, EVENT_ID),
        .now_ms = gw_row_time(rows, row, EVENT_AT),
        .utc_offset_s = (int32_t)gw_row_i64(rows, row, EVENT_UTC_OFFSET),
        .text = STR_EMPTY,
        .by_person = (gw_row_i64(rows, row, EVENT_FLAGS) & GW_FLAG_BY_PERSON) != 0,
        .on_screen = (gw_row_i64(rows, row, EVENT_FLAGS) & GW_FLAG_SCREEN) != 0,
        .heard = stored_heard(rows, row),
    };
    gw_event_inputs(&f->v->keys, f->stored->contact_id, &event);
    return event;
}

static struct sv_setting stored_setting(const struct folding *f, const struct gw_rows *rows, size_t row)
{
    const struct sv_languages *languages = gw_catalog_languages(f->v->catalog);
    const int64_t flags = gw_row_i64(rows, row, EVENT_FLAGS);
    const bool begins = gw_row_i64(rows, row, EVENT_KIND) == SV_EVENT_BEGIN;
    return (struct sv_setting){
        .form = f->stored->survey->form,
        .languages = languages,
        .language = &languages->items[0], /* changes words only, never the state */
        .contact_known = (flags & GW_FLAG_KNOWN) != 0,
        .opted_out = (flags & GW_FLAG_OPTED_OUT) != 0,
        .greeted_today = (flags & GW_FLAG_GREETED) != 0,
        .country = f->stored->country,
        .language_code = begins ? gw_row_str(rows, row, EVENT_VALUE) : STR_EMPTY,
        .reminders_max = gw_reminders_max(f->stored->wave_id),
    };
}

enum ticket_column { TICKET_KIND = 2, TICKET_TOPIC, TICKET_TIMES };

static bool take_wish(const struct folding *f, const struct sv_effect *effect)
{
    const struct span *tickets = &f->spans->tickets;
    const struct gw_rows *rows = tickets->rows;
    for (size_t i = 0; i < tickets->n; i++) {
        const size_t row = tickets->from + i;
        if (str_eq(gw_row_str(rows, row, TICKET_KIND), sv_ticket_word(effect->ticket)) &&
            str_eq(gw_row_str(rows, row, TICKET_TOPIC), effect->text))
            return f->wishes[i]-- > 0;
    }
    return false;
}

static enum rc count_wishes(struct folding *f, struct arena *arena, struct err *err)
{
    const struct span *tickets = &f->spans->tickets;
    f->wishes = ARENA_ARRAY(arena, int64_t, tickets->n);
    if (f->wishes == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the tickets of a contact");
    for (size_t i = 0; i < tickets->n; i++)
        f->wishes[i] = gw_row_i64(tickets->rows, tickets->from + i, TICKET_TIMES);
    return RC_OK;
}

static void look_for_tickets(struct folding *f, const struct sv_step *step)
{
    for (size_t i = 0; i < step->effects_n && f->lost_at == 0; i++) {
        const struct sv_effect *effect = &step->effects[i];
        if (effect->kind != SV_EFFECT_TICKET || take_wish(f, effect))
            continue;
        f->lost = effect->ticket;
        f->lost_at = step->session.seq;
    }
}

static bool is_earned(const struct span *incentives, struct str purpose)
{
    for (size_t i = 0; i < incentives->n; i++)
        if (str_eq(gw_row_str(incentives->rows, incentives->from + i, 2), purpose))
            return true;
    return false;
}

/* A promise to somebody in follow-up is never lost. */
static void look_for_incentives(struct folding *f, const struct sv_step *step)
{
    for (size_t i = 0; i < step->effects_n; i++)
        if (step->effects[i].kind == SV_EFFECT_INCENTIVE && f->stored->participant_id != 0 &&
            !is_earned(&f->spans->incentives, step->effects[i].text))
            f->unearned = true;
}

static enum rc fold_step(struct folding *f, const struct gw_rows *rows, size_t row, struct err *err)
{
    struct sv_session before = SV_SESSION_NEW;
    arena_reset(f->arena);
    if (f->state.n > 0) {
        const enum rc rc = sv_session_decode(f->state, f->arena, &before, err);
        if (rc != RC_OK)
            return rc;
    }
    const struct sv_event event = stored_event(f, rows, row);
    if (event.kind == SV_EVENT_TEXT && event.heard.kind == SV_HEARD_UNREAD)
        return err_set(err, RC_BAD_INPUT, "event has no interpretation");
    const struct sv_setting setting = stored_setting(f, rows, row);
    struct sv_step step;
    const enum rc rc = sv_engine_step(&setting, &before, &event, f->arena, &step, err);
    if (rc != RC_OK)
        return rc;
    look_for_tickets(f, &step);
    look_for_incentives(f, &step);
    struct buf out = buf_on(f->bytes[f->state.p == f->bytes[0] ? 1 : 0], SV_SESSION_BYTES_MAX);
    sv_session_encode(&step.session, &out);
    f->state = buf_str(&out);
    return out.overflow ? err_set(err, RC_BAD_INPUT, "state is over its limit") : RC_OK;
}

/* ---- comparing: what retention erased from the stored state is equal to anything ---- */

static bool same_answer(const struct sv_answer *folded, const struct sv_answer *stored)
{
    if (stored != NULL && stored->how == SV_HOW_ERASED)
        return true;
    return folded != NULL && stored != NULL && folded->how == stored->how && str_eq(folded->value, stored->value);
}

static bool same_answers(const struct sv_session *folded, const struct sv_session *stored)
{
    for (size_t i = 0; i < folded->answers_n; i++) {
        const struct sv_answer *answer = &folded->answers[i];
        if (!same_answer(answer, sv_session_answer(stored, answer->question, answer->row)))
            return false;
    }
    for (size_t i = 0; i < stored->answers_n; i++) {
        const struct sv_answer *answer = &stored->answers[i];
        if (!same_answer(sv_session_answer(folded, answer->question, answer->row), answer))
            return false;
    }
    return true;
}

static bool same_place(const struct sv_session *a, const struct sv_session *b)
{
    return a->state == b->state && a->disposition == b->disposition && a->question == b->question && a->row == b->row;
}

static bool same_counters(const struct sv_session *a, const struct sv_session *b)
{
    return a->language == b->language && a->attempts == b->attempts && a->reminders == b->reminders &&
           a->consented == b->consented && a->call_planned == b->call_planned && a->seq == b->seq;
}

static bool same_times(const struct sv_session *a, const struct sv_session *b)
{
    return a->started_ms == b->started_ms && a->prompted_ms == b->prompted_ms && a->heard_ms == b->heard_ms &&
           a->wake_ms == b->wake_ms;
}

/* NULL when they are equal. */
static const char *difference(const struct sv_session *folded, const struct sv_session *stored)
{
    if (!same_place(folded, stored))
        return "its state or open question";
    if (!same_answers(folded, stored))
        return "its answers";
    if (!same_counters(folded, stored))
        return "its language, consent or counters";
    return same_times(folded, stored) ? NULL : "its times";
}

static bool is_erased(const struct stored *stored, const struct span *events)
{
    for (size_t i = 0; i < stored->session.answers_n; i++)
        if (stored->session.answers[i].how == SV_HOW_ERASED)
            return true;
    for (size_t i = 0; i < events->n; i++)
        if (gw_row_i64(events->rows, events->from + i, EVENT_HOW) == SV_HOW_ERASED)
            return true;
    return false;
}

/* What an erased answer led to cannot be shown any more; that is what erasing means. */
static void unequal(struct verify *v, const struct stored *stored, const struct span *events, struct str message)
{
    if (is_erased(stored, events))
        session_found(v, STR("fold"), GW_FINDING_INFO, stored,
                      STR("cannot be folded any more: its course hangs on erased answers"));
    else
        session_found(v, STR("fold"), GW_FINDING_ERROR, stored, message);
}

/* The topic is not told: with the session it would say what a person answered. */
static void lost_ticket(struct verify *v, const struct folding *f)
{
    char storage[FINDING_TEXT_BYTES];
    struct buf message = buf_on(storage, sizeof storage);
    const struct str word = sv_ticket_word(f->lost);
    buf_printf(&message, "its event number %zu asks a person to act (%.*s), but no ticket does", f->lost_at,
               STR_FMT(word));
    session_found(v, STR("tickets"), GW_FINDING_ERROR, f->stored, buf_str(&message));
}

enum rc fold_check(struct verify *v, const struct stored *stored, const struct fold_spans *spans, struct arena *arena,
                   struct err *err)
{
    const struct span *events = &spans->events;
    char storage[FINDING_TEXT_BYTES];
    struct buf message = buf_on(storage, sizeof storage);
    struct folding f = {.v = v, .stored = stored, .spans = spans, .arena = arena_new(SV_STEP_ARENA_BYTES_MAX)};
    enum rc rc = count_wishes(&f, arena, err);
    size_t i = 0;
    while (rc == RC_OK && i < events->n)
        rc = fold_step(&f, events->rows, events->from + i++, err);
    struct sv_session folded = SV_SESSION_NEW;
    const bool same_bytes = rc == RC_OK && str_eq(f.state, stored->bytes);
    if (rc == RC_OK && !same_bytes)
        rc = sv_session_decode(f.state, arena, &folded, err);
    const char *what = rc == RC_OK && !same_bytes ? difference(&folded, &stored->session) : NULL;
    if (rc == RC_BAD_INPUT)
        buf_printf(&message, "its events cannot be folded beyond number %zu: %s", i, err->text);
    else if (what != NULL)
        buf_printf(&message, "is not the fold of its %zu events: %s", events->n, what);
    if (message.n > 0)
        unequal(v, stored, events, buf_str(&message));
    else if (rc == RC_OK && f.lost_at > 0)
        lost_ticket(v, &f);
    if (rc == RC_OK && message.n == 0 && f.unearned)
        session_found(v, STR("earned"), GW_FINDING_ERROR, stored, STR("was completed, but nothing was earned"));
    arena_free(f.arena);
    return rc == RC_BAD_INPUT ? RC_OK : rc;
}
