#include "dialogue.intern.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Where a session stands, as far as an answer depends on it. */
static int16_t position_of(const struct sv_session *session)
{
    return session->state == SV_STATE_ASKING ? (int16_t)session->question : (int16_t)(-1 - (int)session->state);
}

static bool is_open(const struct sv_session *session)
{
    return session->state != SV_STATE_NONE && session->state != SV_STATE_CLOSED;
}

/* ---- hearing ---- */

/* Inputs behind those heard so far, joined again by the '*' that the provider puts between them: one that the person typed
 * belongs to the answer. */
static enum rc new_input(const struct gw_ussd *request, int32_t heard_n, struct arena *arena, struct str *out_input)
{
    const size_t from = (size_t)heard_n;
    if (request->inputs == NULL || request->inputs_n - from == 1) {
        *out_input = utf8_prefix(request->input, SV_TEXT_BYTES_MAX);
        return RC_OK;
    }
    size_t bytes = request->inputs_n;
    for (size_t i = from; i < request->inputs_n; i++)
        bytes += request->inputs[i].n;
    struct buf input = buf_in(arena, bytes);
    for (size_t i = from; i < request->inputs_n; i++) {
        if (i > from)
            buf_put_byte(&input, '*');
        buf_put(&input, request->inputs[i]);
    }
    *out_input = utf8_prefix(buf_str(&input), SV_TEXT_BYTES_MAX);
    return input.overflow ? RC_TOO_BIG : RC_OK;
}

/* Without a screen before, or with fewer inputs than were heard, whatever came with the request answers a question that
 * nobody has seen. */
static bool is_dial(const struct gw_dialogue *dialogue)
{
    const struct gw_ussd *request = dialogue->request;
    if (request->is_new || dialogue->last.shown.p == NULL)
        return true;
    return request->inputs != NULL && request->inputs_n <= (size_t)dialogue->last.hop;
}

static int32_t next_hop(const struct gw_dialogue *dialogue)
{
    if (dialogue->request->inputs != NULL || dialogue->request->is_new)
        return (int32_t)dialogue->request->inputs_n;
    return dialogue->last.hop + 1;
}

/* The conversation went on elsewhere since this screen was shown. */
static bool is_stale(const struct gw_turn *turn, const struct sv_session *session)
{
    const struct gw_screen *last = &turn->dialogue->last;
    const bool open = is_open(session);
    if (last->session_id != (open ? turn->session_id : 0))
        return true;
    return open && last->position != position_of(session);
}

/* These concern the person, not a question, and hold whatever is open. */
static enum rc concerns_person(const struct gw_turn *turn, struct str input, struct arena *arena, bool *out_concerns)
{
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    const enum rc rc = sv_command_read(input, turn->setting.languages, false, arena, &command, &more);
    switch (command) {
    case SV_COMMAND_STOP:
    case SV_COMMAND_START:
    case SV_COMMAND_HELP:
    case SV_COMMAND_INFO:
    case SV_COMMAND_ERASE:
    case SV_COMMAND_CALL_ME:
    case SV_COMMAND_QUICK_EXIT:
        *out_concerns = true;
        return rc;
    case SV_COMMAND_NONE:
    case SV_COMMAND_BACK:
    case SV_COMMAND_SKIP:
    case SV_COMMAND_REPEAT:
    case SV_COMMAND_COUNT:
        break;
    }
    *out_concerns = false;
    return rc;
}

static const struct sv_language *voice(const struct gw_turn *turn, const struct sv_session *session)
{
    const struct sv_form *form = turn->setting.form;
    return form != NULL && session->language >= 0 ? form->systems[session->language] : turn->setting.language;
}

/* Page `page` of screen->text. */
static enum rc show_page(struct gw_turn *turn, const struct sv_session *session, struct gw_screen *screen)
{
    const struct gw_dialogue *dialogue = turn->dialogue;
    return sv_ussd_page(screen->text, voice(turn, session)->phrases[SV_PHRASE_MORE], dialogue->limits,
                        (size_t)screen->page, dialogue->arena, &screen->shown, &screen->more);
}

static enum rc turn_page(struct gw_turn *turn, const struct sv_session *session)
{
    struct gw_dialogue *dialogue = turn->dialogue;
    const int32_t hop = next_hop(dialogue);
    dialogue->turns_page = true;
    dialogue->next = dialogue->last;
    dialogue->next.hop = hop;
    dialogue->next.page++;
    return show_page(turn, session, &dialogue->next);
}

enum rc dialogue_hear(struct gw_turn *turn, const struct sv_session *session, struct arena *arena)
{
    struct gw_dialogue *dialogue = turn->dialogue;
    turn->kind = SV_EVENT_DIAL;
    turn->text = STR_EMPTY;
    dialogue->next.hop = next_hop(dialogue);
    if (is_dial(dialogue))
        return RC_OK;
    struct str input = STR_EMPTY;
    enum rc rc = new_input(dialogue->request, dialogue->last.hop, arena, &input);
    if (rc != RC_OK)
        return rc;
    if (dialogue->last.more && str_eq(str_trim(input), STR("0")))
        return turn_page(turn, session);
    bool heard = !is_stale(turn, session);
    if (!heard)
        rc = concerns_person(turn, input, arena, &heard);
    if (heard) {
        turn->kind = SV_EVENT_TEXT;
        turn->text = input;
    }
    return rc;
}

/* ---- showing ---- */

/* Everything the step says, a line each. */
static enum rc said(const struct sv_step *step, struct arena *arena, struct str *out_text)
{
    size_t bytes = 0;
    for (size_t i = 0; i < step->effects_n; i++)
        bytes += step->effects[i].kind == SV_EFFECT_SEND ? step->effects[i].text.n + 1 : 0;
    struct buf text = buf_in(arena, bytes);
    for (size_t i = 0; i < step->effects_n; i++) {
        if (step->effects[i].kind != SV_EFFECT_SEND)
            continue;
        if (text.n > 0)
            buf_put_byte(&text, '\n');
        buf_put(&text, step->effects[i].text);
    }
    *out_text = buf_str(&text);
    return text.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc dialogue_show_again(struct gw_turn *turn)
{
    struct gw_dialogue *dialogue = turn->dialogue;
    dialogue->next = dialogue->again;
    if (dialogue->next.shown.p == NULL)
        return RC_OK;
    dialogue->next.shown = arena_str(dialogue->arena, dialogue->again.shown);
    return dialogue->next.shown.p == NULL ? RC_TOO_BIG : RC_OK;
}

enum rc dialogue_show(struct gw_turn *turn)
{
    const struct sv_session *session = &turn->step.session;
    struct gw_screen *next = &turn->dialogue->next;
    next->session_id = is_open(session) ? turn->session_id : 0;
    next->position = position_of(session);
    next->page = 0;
    next->awaits = turn->step.awaits;
    const enum rc rc = said(&turn->step, turn->dialogue->arena, &next->text);
    return rc == RC_OK ? show_page(turn, session, next) : rc;
}
