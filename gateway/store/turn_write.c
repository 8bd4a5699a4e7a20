#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "gateway/store/columns.h"
#include "gateway/store/join_code.h"
#include "gateway/store/turn.h"
#include "turn_write.intern.h"

struct writing {
    struct gw_unit *unit;
    const struct gw_writer *writer;
    struct gw_turn *const *turns;
    size_t n;
};

bool turn_heard(const struct gw_turn *turn)
{
    return turn->fate == GW_TURN_PENDING && (turn->dialogue == NULL || !turn->dialogue->turns_page);
}

static const struct sv_session *after(const struct gw_turn *turn)
{
    return &turn->step.session;
}

static bool is_open(const struct gw_turn *turn)
{
    return after(turn)->state != SV_STATE_NONE && after(turn)->state != SV_STATE_CLOSED;
}

/* A step without a session keeps state NONE. */
static bool has_session(const struct gw_turn *turn)
{
    return after(turn)->state != SV_STATE_NONE;
}

static int64_t or_null(int64_t ms)
{
    return ms == 0 ? INT64_MIN : ms;
}

static struct str state_bytes(struct arena *arena, const struct sv_session *session)
{
    char bytes[SV_SESSION_BYTES_MAX];
    struct buf out = buf_on(bytes, sizeof bytes);
    sv_session_encode(session, &out);
    return out.overflow ? (struct str){.p = NULL, .n = 0} : arena_str(arena, buf_str(&out));
}

/* The timer row follows only towards earlier instants; towards later ones it finds out when it looks. */
static int64_t timer_at(const struct gw_turn *turn)
{
    const int64_t wake_ms = after(turn)->wake_ms;
    if (!is_open(turn) || wake_ms == 0)
        return INT64_MIN;
    const bool looked = turn->kind != SV_EVENT_TEXT;
    const bool keeps = turn->timer_at_ms != INT64_MIN && turn->timer_at_ms <= wake_ms && !looked;
    return keeps ? turn->timer_at_ms : wake_ms;
}

static void write_contacts(struct writing *w)
{
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn) || turn->contact_exists)
            continue;
        uint8_t sealed[64 + GW_SEAL_OVERHEAD];
        assert(turn->number.n <= 64);
        gw_seal(w->writer->keys->bytes[GW_KEY_SEAL_PUBLIC], turn->number, sealed);
        const struct str box = {.p = (const char *)sealed, .n = turn->number.n + GW_SEAL_OVERHEAD};
        gw_put_i64(&c, turn->contact_id);
        gw_put_bytea(&c, (struct str){.p = (const char *)turn->bidx, .n = GW_INDEX_BYTES});
        gw_put_bytea(&c, arena_str(gw_unit_arena(w->unit), box));
        gw_put_text(&c, turn->language);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_CONTACT_INSERT);
}

static void write_new_sessions(struct writing *w)
{
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn) || !turn->begins)
            continue;
        const struct sv_session *session = after(turn);
        gw_put_i64(&c, turn->contact_id);
        gw_put_i64(&c, turn->session_id);
        gw_put_i64(&c, turn->participant_id);
        gw_put_i32(&c, turn->survey_version_id);
        gw_put_i32(&c, turn->channel_id);
        gw_put_bool(&c, is_open(turn));
        gw_put_bool(&c, turn->by_person);
        gw_put_i16(&c, (int16_t)session->disposition);
        gw_put_i16(&c, SV_ENGINE_REV);
        gw_put_i32(&c, (int32_t)session->seq);
        gw_put_text(&c, turn->country);
        gw_put_text(&c, turn->zone);
        gw_put_time(&c, session->started_ms);
        gw_put_time(&c, or_null(session->heard_ms));
        gw_put_time(&c, or_null(session->wake_ms));
        gw_put_time(&c, timer_at(turn));
        gw_put_time(&c, is_open(turn) ? INT64_MIN : turn->at_ms);
        gw_put_bytea(&c, state_bytes(gw_unit_arena(w->unit), session));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_SESSION_INSERT);
}

static void write_sessions(struct writing *w)
{
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn) || turn->begins || !has_session(turn))
            continue;
        const struct sv_session *session = after(turn);
        gw_put_i64(&c, turn->contact_id);
        gw_put_i64(&c, turn->session_id);
        gw_put_i32(&c, (int32_t)session->seq);
        gw_put_time(&c, or_null(session->heard_ms));
        gw_put_time(&c, or_null(session->wake_ms));
        gw_put_time(&c, timer_at(turn));
        gw_put_bool(&c, is_open(turn));
        gw_put_i16(&c, (int16_t)session->disposition);
        gw_put_time(&c, is_open(turn) ? INT64_MIN : turn->at_ms);
        gw_put_bytea(&c, state_bytes(gw_unit_arena(w->unit), session));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_SESSION_UPDATE);
}

static int16_t flags_of(const struct gw_turn *turn)
{
    const struct sv_setting *setting = &turn->setting;
    return (int16_t)((turn->weak ? GW_FLAG_WEAK : 0) | (turn->step.heard.more ? GW_FLAG_MORE : 0) |
                     (turn->by_person ? GW_FLAG_BY_PERSON : 0) | (setting->opted_out ? GW_FLAG_OPTED_OUT : 0) |
                     (setting->contact_known ? GW_FLAG_KNOWN : 0) | (setting->greeted_today ? GW_FLAG_GREETED : 0) |
                     (turn->dialogue != NULL ? GW_FLAG_SCREEN : 0));
}

/* A quoted answer may hold anything. */
static void put_without_form_feeds(struct buf *out, struct str text)
{
    struct str piece;
    for (bool first = true; str_next(&text, '\f', &piece); first = false) {
        if (!first)
            buf_put_byte(out, ' ');
        buf_put(out, piece);
    }
}

/* All texts of a step, separated by form feeds. NULL when it says nothing. */
static struct str reply_of(struct arena *arena, const struct sv_step *step)
{
    size_t bytes = 0;
    for (size_t i = 0; i < step->effects_n; i++)
        bytes += step->effects[i].kind == SV_EFFECT_SEND ? step->effects[i].text.n + 1 : 0;
    if (bytes == 0)
        return (struct str){.p = NULL, .n = 0};
    struct buf out = buf_in(arena, bytes);
    for (size_t i = 0; i < step->effects_n; i++) {
        if (step->effects[i].kind != SV_EFFECT_SEND)
            continue;
        if (out.n > 0)
            buf_put_byte(&out, '\f');
        put_without_form_feeds(&out, step->effects[i].text);
    }
    return buf_str(&out);
}

static void write_events(struct writing *w)
{
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn))
            continue;
        const struct sv_heard *heard = &turn->step.heard;
        const bool begin = turn->kind == SV_EVENT_BEGIN;
        gw_put_i64(&c, turn->event_id);
        gw_put_i64(&c, turn->contact_id);
        gw_put_i64(&c, has_session(turn) ? turn->session_id : 0);
        gw_put_time(&c, turn->at_ms);
        gw_put_i32(&c, turn->channel_id);
        gw_put_i32(&c, turn->utc_offset_s);
        gw_put_i32(&c, (int32_t)after(turn)->seq);
        gw_put_i16(&c, (int16_t)turn->kind);
        gw_put_i16(&c, (int16_t)heard->kind);
        gw_put_i16(&c, (int16_t)heard->command);
        gw_put_i16(&c, (int16_t)heard->question);
        gw_put_i16(&c, (int16_t)heard->row);
        gw_put_i16(&c, (int16_t)heard->how);
        gw_put_i16(&c, (int16_t)heard->phrase);
        gw_put_i16(&c, flags_of(turn));
        gw_put_i16(&c, (int16_t)after(turn)->question);
        gw_put_bytea(&c, (struct str){.p = (const char *)turn->dedupe, .n = GW_DEDUPE_BYTES});
        gw_put_text(&c, begin ? turn->begin_language : heard->value);
        gw_put_text(&c, reply_of(gw_unit_arena(w->unit), &turn->step));
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_EVENT_INSERT);
}

/* Raw texts under this process's key, bound to their event. */
static void write_raw(struct writing *w)
{
    struct arena *arena = gw_unit_arena(w->unit);
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn) || turn->text.n == 0)
            continue;
        const size_t n = turn->text.n + GW_BOX_OVERHEAD;
        uint8_t *box = arena_alloc(arena, n);
        if (box == NULL)
            continue;
        const struct str id = {.p = (const char *)&turn->event_id, .n = sizeof turn->event_id};
        gw_box(w->writer->seal_key, turn->text, id, box);
        gw_put_i64(&c, turn->contact_id);
        gw_put_i64(&c, turn->event_id);
        gw_put_time(&c, turn->at_ms);
        gw_put_i64(&c, w->writer->seal_key_id);
        gw_put_bytea(&c, (struct str){.p = (const char *)box, .n = n});
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_EVENT_RAW_INSERT);
}

static void write_timers(struct writing *w)
{
    struct gw_columns set = gw_columns(w->unit, w->n);
    struct gw_columns gone = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        if (!turn_heard(turn) || !has_session(turn))
            continue;
        const int64_t at_ms = timer_at(turn);
        const bool had = turn->timer_at_ms != INT64_MIN;
        if (at_ms == INT64_MIN && had) {
            gw_put_i64(&gone, turn->contact_id);
            gw_put_i64(&gone, turn->session_id);
            gw_next_row(&gone);
        }
        if (at_ms == INT64_MIN || (at_ms == turn->timer_at_ms && turn->kind == SV_EVENT_TEXT))
            continue;
        gw_put_i64(&set, turn->contact_id);
        gw_put_i64(&set, turn->session_id);
        gw_put_time(&set, at_ms);
        gw_next_row(&set);
    }
    gw_columns_send(&set, SQL_TIMER_UPSERT);
    gw_columns_send(&gone, SQL_TIMER_DELETE);
}

/* What the effects of all turns ask for, one statement a table. */
enum table { OUTBOX, INBOX, TICKET, CONSENT, INCENTIVE, OPT_OUT, OPT_IN, CANCEL, TABLES };

struct tables {
    struct gw_columns columns[TABLES];
};

static void put_send(struct gw_columns *c, const struct writing *w, const struct gw_turn *turn,
                     const struct sv_effect *effect)
{
    gw_put_i64(c, turn->contact_id);
    gw_put_i64(c, gw_id_next(w->writer->ids, turn->at_ms));
    gw_put_i64(c, turn->event_id);
    gw_put_i64(c, has_session(turn) ? turn->session_id : 0);
    gw_put_i32(c, turn->channel_id);
    gw_put_i16(c, (int16_t)effect->priority);
    gw_put_bool(c, effect->after_stop);
    gw_put_time(c, turn->at_ms);
    gw_put_time(c, effect->not_after_ms);
    gw_put_text(c, turn->link_id);
    gw_put_text(c, effect->text);
    gw_next_row(c);
}

/* A text of a number nobody knows may be the code on somebody's card. */
static struct str code_of(const struct writing *w, const struct gw_turn *turn, struct str reason)
{
    uint8_t bidx[GW_INDEX_BYTES];
    const struct str none = {.p = NULL, .n = 0};
    if (!str_eq(reason, STR("unknown_number")) || gw_join_code_index(w->writer->keys, turn->text, bidx) == 0)
        return none;
    return arena_str(gw_unit_arena(w->unit), (struct str){.p = (const char *)bidx, .n = sizeof bidx});
}

static void put_inbox(struct gw_columns *c, const struct writing *w, const struct gw_turn *turn, struct str reason)
{
    gw_put_i64(c, turn->contact_id);
    gw_put_i64(c, turn->event_id);
    gw_put_i64(c, turn->session_id);
    gw_put_i32(c, turn->programme_id);
    gw_put_text(c, reason);
    gw_put_time(c, turn->at_ms);
    gw_put_bytea(c, code_of(w, turn, reason));
    gw_next_row(c);
}

static void put_ticket(struct gw_columns *c, const struct gw_turn *turn, const struct sv_effect *effect)
{
    gw_put_i64(c, turn->contact_id);
    gw_put_i64(c, turn->participant_id);
    gw_put_i32(c, turn->programme_id);
    gw_put_i64(c, turn->event_id);
    gw_put_text(c, sv_ticket_word(effect->ticket));
    gw_put_text(c, effect->text);
    gw_put_time(c, turn->at_ms);
    gw_next_row(c);
}

static void put_consent(struct gw_columns *c, const struct gw_turn *turn, const struct sv_effect *effect)
{
    const int32_t language = after(turn)->language;
    gw_put_i64(c, turn->contact_id);
    gw_put_i64(c, turn->participant_id);
    gw_put_i32(c, turn->survey_version_id);
    gw_put_i64(c, turn->event_id);
    gw_put_bool(c, effect->flag);
    gw_put_text(c, effect->text);
    gw_put_text(c, language < 0 ? STR_EMPTY : turn->setting.form->languages[language]);
    gw_put_i32(c, turn->channel_id);
    gw_put_time(c, turn->at_ms);
    gw_next_row(c);
}

/* A promise to a person in follow-up; a number that belongs to nobody known has earned nothing. */
static void put_incentive(struct gw_columns *c, const struct writing *w, const struct gw_turn *turn, struct str purpose)
{
    if (turn->participant_id == 0)
        return;
    gw_put_i64(c, gw_id_next(w->writer->ids, turn->at_ms));
    gw_put_i64(c, turn->contact_id);
    gw_put_i64(c, turn->participant_id);
    gw_put_i32(c, turn->survey->programme_id);
    gw_put_i64(c, turn->session_id);
    gw_put_i64(c, turn->event_id);
    gw_put_text(c, purpose);
    gw_put_time(c, turn->at_ms);
    gw_next_row(c);
}

static void put_opt_out(struct tables *t, const struct gw_turn *turn)
{
    gw_put_i64(&t->columns[OPT_OUT], turn->contact_id);
    gw_put_i64(&t->columns[OPT_OUT], turn->event_id);
    gw_put_time(&t->columns[OPT_OUT], turn->at_ms);
    gw_next_row(&t->columns[OPT_OUT]);
    gw_put_i64(&t->columns[CANCEL], turn->contact_id);
    gw_next_row(&t->columns[CANCEL]);
}

static void put_opt_in(struct gw_columns *c, const struct gw_turn *turn)
{
    gw_put_i64(c, turn->contact_id);
    gw_put_time(c, turn->at_ms);
    gw_next_row(c);
}

static void put_effect(struct tables *t, const struct writing *w, const struct gw_turn *turn,
                       const struct sv_effect *effect)
{
    switch (effect->kind) {
    case SV_EFFECT_SEND:
        /* What stands on a screen is not sent as well. */
        if (turn->dialogue == NULL)
            put_send(&t->columns[OUTBOX], w, turn, effect);
        return;
    case SV_EFFECT_INBOX:
        put_inbox(&t->columns[INBOX], w, turn, effect->text);
        return;
    case SV_EFFECT_TICKET:
        put_ticket(&t->columns[TICKET], turn, effect);
        return;
    case SV_EFFECT_CONSENT:
        put_consent(&t->columns[CONSENT], turn, effect);
        return;
    case SV_EFFECT_INCENTIVE:
        put_incentive(&t->columns[INCENTIVE], w, turn, effect->text);
        return;
    case SV_EFFECT_OPT_OUT:
        put_opt_out(t, turn);
        return;
    case SV_EFFECT_OPT_IN:
        put_opt_in(&t->columns[OPT_IN], turn);
        return;
    case SV_EFFECT_ANSWER:
    case SV_EFFECT_UNANSWER:
    case SV_EFFECT_SCORE:
    case SV_EFFECT_CLOSE:
    case SV_EFFECT_LANGUAGE:
    case SV_EFFECT_GREETED:
    case SV_EFFECT_COUNT:
        /* In the session's state, the contact's row, or projected from the event. */
        return;
    }
}

static size_t effects_n(const struct writing *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        n += turn_heard(w->turns[i]) ? w->turns[i]->step.effects_n : 0;
    return n;
}

static void write_effects(struct writing *w)
{
    static const enum gw_sql statements[TABLES] = {
        [OUTBOX] = SQL_OUTBOX_INSERT,   [INBOX] = SQL_INBOX_INSERT,         [TICKET] = SQL_TICKET_UPSERT,
        [CONSENT] = SQL_CONSENT_INSERT, [INCENTIVE] = SQL_INCENTIVE_INSERT, [OPT_OUT] = SQL_OPT_OUT_INSERT,
        [OPT_IN] = SQL_OPT_OUT_LIFT,    [CANCEL] = SQL_OUTBOX_CANCEL,
    };
    struct tables t;
    const size_t max = effects_n(w);
    for (size_t i = 0; i < TABLES; i++)
        t.columns[i] = gw_columns(w->unit, max);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        for (size_t e = 0; turn_heard(turn) && e < turn->step.effects_n; e++)
            put_effect(&t, w, turn, &turn->step.effects[e]);
    }
    /* Cancelling comes before the confirmation is queued. */
    for (size_t i = TABLES; i-- > 0;)
        gw_columns_send(&t.columns[i], statements[i]);
}

/* What a step changes about the contact itself. */
struct contact_change {
    struct str language; /* p == NULL: as it was */
    int opted_out;       /* -1: as it was */
    bool greeted;
};

static bool contact_change(const struct gw_turn *turn, struct contact_change *out)
{
    *out = (struct contact_change){.language = {.p = NULL}, .opted_out = -1};
    for (size_t i = 0; i < turn->step.effects_n; i++) {
        const struct sv_effect *effect = &turn->step.effects[i];
        if (effect->kind == SV_EFFECT_LANGUAGE)
            out->language = effect->text;
        else if (effect->kind == SV_EFFECT_OPT_OUT || effect->kind == SV_EFFECT_OPT_IN)
            out->opted_out = effect->kind == SV_EFFECT_OPT_OUT;
        else if (effect->kind == SV_EFFECT_GREETED)
            out->greeted = true;
    }
    return out->language.p != NULL || out->opted_out >= 0 || out->greeted;
}

static void write_contact_changes(struct writing *w)
{
    struct gw_columns c = gw_columns(w->unit, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const struct gw_turn *turn = w->turns[i];
        struct contact_change change;
        if (!turn_heard(turn) || !contact_change(turn, &change))
            continue;
        gw_put_i64(&c, turn->contact_id);
        gw_put_text(&c, change.language);
        gw_put_bool_or_null(&c, change.opted_out);
        gw_put_time(&c, turn->at_ms);
        gw_put_time(&c, change.greeted ? turn->at_ms : INT64_MIN);
        gw_next_row(&c);
    }
    gw_columns_send(&c, SQL_CONTACT_UPDATE);
}

enum rc gw_turns_write(struct gw_unit *unit, const struct gw_writer *writer, struct gw_turn *const *turns, size_t n)
{
    struct writing w = {.unit = unit, .writer = writer, .turns = turns, .n = n};
    write_contacts(&w);
    write_new_sessions(&w);
    write_sessions(&w);
    write_events(&w);
    write_raw(&w);
    write_timers(&w);
    write_effects(&w);
    write_contact_changes(&w);
    screens_write(unit, writer, turns, n);
    return gw_unit_too_big(unit) ? RC_TOO_BIG : RC_OK;
}
