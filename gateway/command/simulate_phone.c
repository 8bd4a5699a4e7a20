#include "simulate_phone.h"

#include "base/buf.h"
#include "gateway/crypto.h"
#include "survey/text.h"

/* 3GPP TS 23.038 has 182 septets in a USSD string; operators cut at 160. */
static const struct sv_ussd_limits screen_limits = {.septets = 160, .ucs2_units = 80};

static bool is_open(const struct sv_session *session)
{
    return session->state != SV_STATE_NONE && session->state != SV_STATE_CLOSED;
}

/* ---- one step ---- */

/* A copy of the encoded session is decoded, since the next one is written over it. */
enum rc phone_session(struct phone *phone, struct sv_session *out_session, struct err *err)
{
    *out_session = SV_SESSION_NEW;
    if (phone->state_n == 0)
        return RC_OK;
    const struct str state = arena_str(phone->arena, (struct str){.p = phone->state, .n = phone->state_n});
    if (state.p == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the session");
    return sv_session_decode(state, phone->arena, out_session, err);
}

static enum rc keep_session(struct phone *phone, const struct sv_session *session, struct err *err)
{
    struct buf state = buf_on(phone->state, sizeof phone->state);
    sv_session_encode(session, &state);
    phone->state_n = state.n;
    phone->is_open = is_open(session);
    return state.overflow ? err_set(err, RC_TOO_BIG, "the answers have more bytes than a session holds") : RC_OK;
}

static const struct sv_language *language_of(const struct phone *phone)
{
    const struct sv_language *language = sv_language_find(phone->languages, phone->language_code);
    return language == NULL ? phone->form->systems[phone->form->default_language] : language;
}

static struct sv_setting setting_of(const struct phone *phone, bool with_form)
{
    return (struct sv_setting){.form = with_form ? phone->form : NULL,
                               .languages = phone->languages,
                               .language = language_of(phone),
                               .contact_known = true,
                               .opted_out = phone->opted_out,
                               .country = phone->country,
                               .language_code = phone->language_code};
}

static struct sv_event event_of(const struct phone *phone, enum sv_event_kind kind, struct str text)
{
    struct sv_event event = {.kind = kind,
                             .event_id = phone->now_ms,
                             .now_ms = phone->now_ms,
                             .utc_offset_s = phone->utc_offset_s,
                             .random = phone->chance.random,
                             .text = text,
                             .by_person = phone->by_screen,
                             .on_screen = phone->by_screen && kind != SV_EVENT_TIMER};
    if (!phone->chance.has_random)
        gw_random((uint8_t *)&event.random, sizeof event.random);
    for (size_t i = 0; i < sizeof event.uuid; i++)
        event.uuid[i] = phone->chance.uuid[i];
    if (!phone->chance.has_uuid)
        gw_random(event.uuid, sizeof event.uuid);
    return event;
}

/* What the gateway keeps of a contact. */
static void take_contact(struct phone *phone, const struct sv_effect *effect)
{
    if (effect->kind == SV_EFFECT_OPT_OUT)
        phone->opted_out = true;
    if (effect->kind == SV_EFFECT_OPT_IN)
        phone->opted_out = false;
    if (effect->kind == SV_EFFECT_LANGUAGE)
        phone->language_code = effect->text;
}

/* ---- what is said ---- */

static struct show_out out_of(const struct phone *phone, struct str text, int32_t question)
{
    return (struct show_out){
        .text = text, .question = question, .at_ms = phone->now_ms, .utc_offset_s = phone->utc_offset_s};
}

/* Page `page` of what is on the screen. */
static enum rc show_page(struct phone *phone, int32_t question, struct err *err)
{
    struct phone_screen *screen = &phone->screen;
    struct show_out out = out_of(phone, STR_EMPTY, question);
    const struct str footer = language_of(phone)->phrases[SV_PHRASE_MORE];
    if (sv_ussd_page(screen->text, footer, screen_limits, screen->page, phone->arena, &out.text, &screen->more) !=
        RC_OK)
        return err_set(err, RC_TOO_BIG, "no room for a screen");
    out.on_screen = true;
    screen->is_up = screen->awaits || screen->more;
    out.more = screen->more;
    out.goes_on = screen->is_up;
    show_out(phone->show, &out);
    return RC_OK;
}

/* Everything a step says, a line each. */
static enum rc show_screen(struct phone *phone, const struct sv_step *step, struct err *err)
{
    size_t bytes = 0;
    for (size_t i = 0; i < step->effects_n; i++)
        bytes += step->effects[i].kind == SV_EFFECT_SEND ? step->effects[i].text.n + 1 : 0;
    struct buf text = buf_in(phone->arena, bytes);
    for (size_t i = 0; i < step->effects_n; i++) {
        if (step->effects[i].kind != SV_EFFECT_SEND)
            continue;
        if (text.n > 0)
            buf_put_byte(&text, '\n');
        buf_put(&text, step->effects[i].text);
    }
    phone->screen = (struct phone_screen){.awaits = step->awaits, .text = buf_str(&text)};
    return text.overflow ? err_set(err, RC_TOO_BIG, "no room for a screen")
                         : show_page(phone, step->session.question, err);
}

static enum rc show_step(struct phone *phone, const struct sv_session *before, const struct sv_step *step,
                         bool on_screen, struct err *err)
{
    show_heard(phone->show, before, &step->heard);
    for (size_t i = 0; i < step->effects_n; i++) {
        const struct sv_effect *effect = &step->effects[i];
        if (effect->kind != SV_EFFECT_SEND) {
            show_effect(phone->show, &step->session, effect);
        } else if (!on_screen) {
            const struct show_out out = out_of(phone, effect->text, effect->question);
            show_out(phone->show, &out);
        }
    }
    return on_screen ? show_screen(phone, step, err) : RC_OK;
}

static enum rc take_step(struct phone *phone, enum sv_event_kind kind, struct str text, struct err *err)
{
    arena_reset(phone->arena);
    struct sv_session before = SV_SESSION_NEW;
    enum rc rc = phone->is_open ? phone_session(phone, &before, err) : RC_OK;
    if (rc != RC_OK)
        return rc;
    const struct sv_setting setting = setting_of(phone, phone->is_open || kind == SV_EVENT_BEGIN);
    const struct sv_event event = event_of(phone, kind, text);
    struct sv_step step;
    rc = sv_engine_step(&setting, &before, &event, phone->arena, &step, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < step.effects_n; i++)
        take_contact(phone, &step.effects[i]);
    rc = show_step(phone, &before, &step, event.on_screen, err);
    return rc == RC_OK && setting.form != NULL ? keep_session(phone, &step.session, err) : rc;
}

/* ---- what the person does ---- */

enum rc phone_begin(struct phone *phone, struct err *err)
{
    if (phone->by_screen)
        show_remark(phone->show, STR("dials"));
    return take_step(phone, SV_EVENT_BEGIN, STR_EMPTY, err);
}

static enum rc dial(struct phone *phone, struct err *err)
{
    show_remark(phone->show, STR("dials"));
    return take_step(phone, SV_EVENT_DIAL, STR_EMPTY, err);
}

static enum rc turn_page(struct phone *phone, struct err *err)
{
    struct sv_session session;
    const enum rc rc = phone->is_open ? phone_session(phone, &session, err) : RC_OK;
    phone->screen.page++;
    return rc == RC_OK ? show_page(phone, phone->is_open ? session.question : -1, err) : rc;
}

enum rc phone_hear(struct phone *phone, struct str text, struct err *err)
{
    if (phone->by_screen && !phone->screen.is_up) {
        const enum rc rc = dial(phone, err);
        if (rc != RC_OK || !phone->screen.is_up)
            return rc;
    }
    show_in(phone->show, text);
    if (phone->by_screen && phone->screen.more && str_eq(str_trim(text), STR("0")))
        return turn_page(phone, err);
    return take_step(phone, SV_EVENT_TEXT, text, err);
}

/* ---- what time does ---- */

/* When the open session wants to be woken, 0: never. */
static enum rc next_wake(struct phone *phone, int64_t *out_ms, struct err *err)
{
    struct sv_session session = SV_SESSION_NEW;
    arena_reset(phone->arena);
    const enum rc rc = phone->is_open ? phone_session(phone, &session, err) : RC_OK;
    *out_ms = session.wake_ms;
    return rc;
}

enum rc phone_wait(struct phone *phone, int64_t ms, struct err *err)
{
    const int64_t until_ms = phone->now_ms + ms;
    phone->screen = (struct phone_screen){.is_up = false};
    for (;;) {
        int64_t wake_ms = 0;
        enum rc rc = next_wake(phone, &wake_ms, err);
        if (rc != RC_OK)
            return rc;
        if (wake_ms == 0 || wake_ms > until_ms)
            break;
        phone->now_ms = wake_ms > phone->now_ms ? wake_ms : phone->now_ms;
        show_clock(phone->show, phone->now_ms, phone->utc_offset_s);
        rc = take_step(phone, SV_EVENT_TIMER, STR_EMPTY, err);
        if (rc != RC_OK)
            return rc;
    }
    if (phone->now_ms < until_ms)
        show_clock(phone->show, until_ms, phone->utc_offset_s);
    phone->now_ms = until_ms;
    return RC_OK;
}
