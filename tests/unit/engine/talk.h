#pragma once
/* Conversations as transcripts. A script is a list of lines: what happens, then every effect of it, in order and in full.
 *
 *   "> si"            the person writes           "@ begin"  the programme starts a session
 *   "@ keyword"       the person starts one       "@ timer" "@ replan" "@ stop"
 *   "@ dial" "# si"   on a USSD screen            "~ goes on" "~ ends"  whether its dialogue does
 *   "@ +90m" "@ +24h" time passes                 "? asking edad"  "? closed R"  where the session stands
 *   anything else     an effect, as effect_line() writes it; with "..." at its end the beginning is enough
 *
 * After every step the promises that hold for all of them are checked too: the fold of what was heard gives the same session, so does
 * encoding and decoding, and a timer is set exactly while something is open. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/limits.h"
#include "survey/engine.h"
#include "survey/form.h"

enum { TALK_ARENA_BYTES = 32 * 1024 * 1024, TALK_LINE_BYTES = 4096 };

/* 2026-01-15T16:00:00Z, ten in the morning in Guatemala. */
#define TALK_START_MS ((int64_t)1768492800000)

struct talk {
    const char *name;
    struct arena *arena;
    struct sv_language items[2];
    struct sv_languages languages;
    struct sv_form form;
    struct sv_setting setting;
    struct sv_session session;
    struct sv_step step;
    int64_t now_ms;
    int64_t event_id;
    size_t seen; /* effects of the last step that a line has claimed */
};

#define TALK_WORDS(...)                                                                                                \
    (const struct str[])                                                                                               \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }

/* A language whose every sentence is its own name, so that transcripts say what was meant: "[stop_done]". */
static UNUSED void talk_language(struct talk *talk, struct sv_language *out, struct str code, struct str name)
{
    static const struct str stop[] = {{"alto", 4}, {"no mas", 6}, {"salir", 5}};
    static const struct str start[] = {{"alta", 4}};
    static const struct str help[] = {{"ayuda", 5}};
    static const struct str info[] = {{"info", 4}};
    static const struct str back[] = {{"atras", 5}};
    static const struct str skip[] = {{"saltar", 6}};
    static const struct str repeat[] = {{"repetir", 7}};
    static const struct str erase[] = {{"borrar", 6}};
    static const struct str yes[] = {{"si", 2}};
    static const struct str no[] = {{"no", 2}};
    static const struct str danger[] = {{"auxilio", 7}, {"amenaz*", 7}, {"matar", 5}, {"me pega", 7}};
    *out = (struct sv_language){.code = code,
                                .name = name,
                                .words = {[SV_COMMAND_STOP] = stop,
                                          [SV_COMMAND_START] = start,
                                          [SV_COMMAND_HELP] = help,
                                          [SV_COMMAND_INFO] = info,
                                          [SV_COMMAND_BACK] = back,
                                          [SV_COMMAND_SKIP] = skip,
                                          [SV_COMMAND_REPEAT] = repeat,
                                          [SV_COMMAND_ERASE] = erase},
                                .words_n = {[SV_COMMAND_STOP] = 3,
                                            [SV_COMMAND_START] = 1,
                                            [SV_COMMAND_HELP] = 1,
                                            [SV_COMMAND_INFO] = 1,
                                            [SV_COMMAND_BACK] = 1,
                                            [SV_COMMAND_SKIP] = 1,
                                            [SV_COMMAND_REPEAT] = 1,
                                            [SV_COMMAND_ERASE] = 1},
                                .yes = yes,
                                .yes_n = 1,
                                .no = no,
                                .no_n = 1,
                                .inside = {[SV_INSIDE_DANGER] = danger},
                                .inside_n = {[SV_INSIDE_DANGER] = 4},
                                .day_first = true};
    for (int i = 0; i < SV_PHRASE_COUNT; i++) {
        struct buf text = buf_in(talk->arena, 64);
        buf_printf(&text, "[%.*s]", STR_FMT(sv_phrase_key((enum sv_phrase)i)));
        out->phrases[i] = buf_str(&text);
    }
    out->phrases[SV_PHRASE_CONSENT_FRAME] = STR("{text} 1 = si, 2 = no");
    out->phrases[SV_PHRASE_AMBIGUOUS] = STR("[{a} o {b}?]");
    out->phrases[SV_PHRASE_DEFAULT_HINT] = STR("0 = {value}");
}

/* JSON written with ' for ", except inside a pair of ", where an expression has its own '. */
static UNUSED struct str talk_json(struct talk *talk, const char *quoted)
{
    const struct str text = str_of(quoted);
    struct buf json = buf_in(talk->arena, text.n);
    bool inside = false;
    for (size_t i = 0; i < text.n; i++) {
        inside = text.p[i] == '"' ? !inside : inside;
        buf_put_byte(&json, (uint8_t)(text.p[i] == '\'' && !inside ? '"' : text.p[i]));
    }
    return buf_str(&json);
}

/* `form_json` NULL: no session, only a contact. */
static UNUSED void talk_init(struct talk *talk, const char *name, const char *form_json)
{
    *talk = (struct talk){.name = name, .arena = arena_new(TALK_ARENA_BYTES), .now_ms = TALK_START_MS};
    talk_language(talk, &talk->items[0], STR("es"), STR("Español"));
    talk_language(talk, &talk->items[1], STR("fr"), STR("Français"));
    talk->languages = (struct sv_languages){.items = talk->items, .n = 2};
    talk->setting = (struct sv_setting){.languages = &talk->languages,
                                        .language = &talk->items[0],
                                        .contact_known = true,
                                        .country = STR("GT"),
                                        .language_code = STR("es")};
    talk->session = SV_SESSION_NEW;
    if (form_json == NULL)
        return;
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_form_read_json(talk_json(talk, form_json), &talk->languages, talk->arena, &talk->form, &err);
    cr_assert(eq(int, rc, RC_OK), "%s: %s", name, err.text);
    talk->setting.form = &talk->form;
}

static UNUSED void talk_release(struct talk *talk)
{
    arena_free(talk->arena);
}

static UNUSED struct str talk_name(const struct talk *talk, int32_t question)
{
    return question < 0 ? STR("-") : talk->form.questions[question].name;
}

/* An effect as a line of a script. */
static UNUSED struct str effect_line(const struct talk *talk, const struct sv_effect *effect)
{
    static const char *const priorities[] = {"reply", "reminder", "invitation"};
    struct buf line = buf_in(talk->arena, TALK_LINE_BYTES);
    const struct str word = sv_effect_word(effect->kind);
    const struct str name = talk_name(talk, effect->question);
    switch (effect->kind) {
    case SV_EFFECT_SEND:
        buf_printf(&line, "%s%s: %.*s", priorities[effect->priority], effect->after_stop ? "!" : "",
                   STR_FMT(effect->text));
        break;
    case SV_EFFECT_ANSWER:
        buf_printf(&line, "answer %.*s=%.*s %.*s", STR_FMT(name), STR_FMT(effect->value),
                   STR_FMT(sv_how_word(effect->how)));
        break;
    case SV_EFFECT_UNANSWER:
        buf_printf(&line, "unanswer %.*s", STR_FMT(name));
        break;
    case SV_EFFECT_SCORE:
        buf_printf(&line, "score %.*s=%.*s", STR_FMT(effect->text), STR_FMT(effect->value));
        break;
    case SV_EFFECT_CONSENT:
        buf_printf(&line, "consent %s %.*s", effect->flag ? "given" : "refused", STR_FMT(effect->text));
        break;
    case SV_EFFECT_TICKET:
        buf_printf(&line, "ticket %.*s%s%.*s", STR_FMT(sv_ticket_word(effect->ticket)), effect->text.n > 0 ? " " : "",
                   STR_FMT(effect->text));
        break;
    case SV_EFFECT_LANGUAGE:
    case SV_EFFECT_INBOX:
    case SV_EFFECT_INCENTIVE:
        buf_printf(&line, "%.*s %.*s", STR_FMT(word), STR_FMT(effect->text));
        break;
    case SV_EFFECT_CLOSE:
    case SV_EFFECT_OPT_OUT:
    case SV_EFFECT_OPT_IN:
    case SV_EFFECT_GREETED:
    case SV_EFFECT_COUNT:
        buf_put(&line, word);
        break;
    }
    cr_assert(not(line.overflow));
    return buf_str(&line);
}

static UNUSED struct str encoded(struct arena *arena, const struct sv_session *session)
{
    struct buf bytes = buf_in(arena, SV_SESSION_BYTES_MAX);
    sv_session_encode(session, &bytes);
    cr_assert(not(bytes.overflow));
    return buf_str(&bytes);
}

/* What must hold after every step of every conversation. */
static UNUSED void check_step(const struct sv_setting *setting, const struct sv_session *before,
                              const struct sv_event *event, const struct sv_step *step, struct arena *arena)
{
    const struct sv_session *after = &step->session;
    const bool open =
        after->state == SV_STATE_LANGUAGE || after->state == SV_STATE_CONSENT || after->state == SV_STATE_ASKING;
    cr_assert(eq(int, after->wake_ms != 0, open), "a timer exactly while something is open");
    cr_assert(eq(u32, after->seq, before->seq + 1));

    const struct str bytes = encoded(arena, after);
    struct sv_session decoded = SV_SESSION_NEW;
    cr_assert(eq(int, sv_session_decode(bytes, arena, &decoded, NULL), RC_OK));
    cr_assert(str_eq(encoded(arena, &decoded), bytes), "decoding gives the session back");

    struct sv_event again = *event;
    again.text = STR_EMPTY;
    again.heard = step->heard;
    struct sv_step refolded = {.effects_n = 0};
    cr_assert(eq(int, sv_engine_step(setting, before, &again, arena, &refolded, NULL), RC_OK));
    cr_assert(str_eq(encoded(arena, &refolded.session), bytes), "the fold of what was heard gives the same session");
}

static UNUSED bool talk_is_open(const struct talk *talk)
{
    return talk->session.state != SV_STATE_NONE && talk->session.state != SV_STATE_CLOSED;
}

static UNUSED void talk_step(struct talk *talk, struct sv_event event)
{
    event.event_id = ++talk->event_id;
    event.now_ms = talk->now_ms;
    event.utc_offset_s = -6 * 3600;
    event.random = (uint64_t)talk->event_id * 0x9E3779B97F4A7C15U;
    const struct sv_setting setting = talk->setting;
    struct sv_setting without = setting;
    without.form = NULL;
    /* As the gateway does: a text that meets no open session comes without one. */
    const bool alone = (event.kind == SV_EVENT_TEXT || event.kind == SV_EVENT_DIAL) && !talk_is_open(talk);
    const struct sv_session before = alone ? SV_SESSION_NEW : talk->session;
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_engine_step(alone ? &without : &setting, &before, &event, talk->arena, &talk->step, &err);
    cr_assert(eq(int, rc, RC_OK), "%s: %s", talk->name, err.text);
    check_step(alone ? &without : &setting, &before, &event, &talk->step, talk->arena);
    if (!alone)
        talk->session = talk->step.session;
    for (size_t i = 0; i < talk->step.effects_n; i++) {
        if (talk->step.effects[i].kind == SV_EFFECT_OPT_OUT)
            talk->setting.opted_out = true;
        if (talk->step.effects[i].kind == SV_EFFECT_OPT_IN)
            talk->setting.opted_out = false;
        if (talk->step.effects[i].kind == SV_EFFECT_GREETED)
            talk->setting.greeted_today = true;
    }
    talk->seen = 0;
}

static UNUSED void talk_all_seen(const struct talk *talk, size_t line)
{
    if (talk->seen < talk->step.effects_n) {
        const struct str more = effect_line(talk, &talk->step.effects[talk->seen]);
        cr_fatal("%s, before line %zu: unexpected effect \"%.*s\"", talk->name, line + 1, STR_FMT(more));
    }
}

static UNUSED void talk_text(struct talk *talk, struct str text)
{
    talk_step(talk, (struct sv_event){.kind = SV_EVENT_TEXT, .text = text});
}

static UNUSED void talk_screen(struct talk *talk, struct str text)
{
    talk_step(talk, (struct sv_event){.kind = SV_EVENT_TEXT, .text = text, .on_screen = true});
    cr_assert(gt(sz, talk->step.effects_n, 0), "%s: a screen says something", talk->name);
}

static UNUSED void talk_event(struct talk *talk, struct str what)
{
    if (str_starts(what, STR("+"))) {
        const bool hours = str_ends(what, STR("h"));
        int64_t n = 0;
        cr_assert(str_to_i64(str_sub(what, 1, what.n - 2), &n));
        talk->now_ms += n * (hours ? 3600 : 60) * 1000;
        return;
    }
    for (int kind = 0; kind < SV_EVENT_COUNT; kind++)
        if (str_eq(what, sv_event_word((enum sv_event_kind)kind))) {
            talk_step(talk, (struct sv_event){.kind = (enum sv_event_kind)kind, .on_screen = kind == SV_EVENT_DIAL});
            return;
        }
    cr_assert(str_eq(what, STR("keyword")), "%s: no such event", talk->name);
    talk_step(talk, (struct sv_event){.kind = SV_EVENT_BEGIN, .by_person = true});
}

static UNUSED struct str talk_state(const struct talk *talk)
{
    struct buf line = buf_in(talk->arena, 128);
    buf_put(&line, sv_state_word(talk->session.state));
    const struct str what = talk->session.state == SV_STATE_ASKING ? talk_name(talk, talk->session.question)
                                                                   : sv_disposition_word(talk->session.disposition);
    if (what.n > 0)
        buf_printf(&line, " %.*s", STR_FMT(what));
    return buf_str(&line);
}

static UNUSED void talk_expect(struct talk *talk, size_t line, struct str wanted)
{
    cr_assert(lt(sz, talk->seen, talk->step.effects_n), "%s, line %zu: no further effect, wanted \"%.*s\"", talk->name,
              line + 1, STR_FMT(wanted));
    const struct str got = effect_line(talk, &talk->step.effects[talk->seen++]);
    const bool same =
        str_ends(wanted, STR("...")) ? str_starts(got, str_sub(wanted, 0, wanted.n - 3)) : str_eq(got, wanted);
    cr_assert(same, "%s, line %zu: wanted \"%.*s\", got \"%.*s\"", talk->name, line + 1, STR_FMT(wanted), STR_FMT(got));
}

static UNUSED void talk_play(struct talk *talk, const char *const *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct str line = str_of(lines[i]);
        const struct str rest = str_sub(line, 2, line.n);
        const bool input = line.n > 1 && line.p[1] == ' ' && str_find_byte(STR(">@?#~"), line.p[0]) != SIZE_MAX;
        if (input)
            talk_all_seen(talk, i);
        if (str_starts(line, STR("> ")))
            talk_text(talk, rest);
        else if (str_starts(line, STR("# ")))
            talk_screen(talk, rest);
        else if (str_starts(line, STR("~ ")))
            cr_assert(str_eq(talk->step.awaits ? STR("goes on") : STR("ends"), rest), "%s, line %zu: the dialogue",
                      talk->name, i + 1);
        else if (str_starts(line, STR("@ ")))
            talk_event(talk, rest);
        else if (str_starts(line, STR("? ")))
            cr_assert(str_eq(talk_state(talk), rest), "%s, line %zu: state is \"%.*s\"", talk->name, i + 1,
                      STR_FMT(talk_state(talk)));
        else
            talk_expect(talk, i, line);
    }
    talk_all_seen(talk, n);
}

#define PLAY(talk, ...)                                                                                                \
    do {                                                                                                               \
        const char *const lines_[] = {__VA_ARGS__};                                                                    \
        talk_play((talk), lines_, COUNT_OF(lines_));                                                                   \
    } while (0)

/* A whole test in one expression: a form (or NULL) and a script. */
#define SCRIPT(form_json, ...)                                                                                         \
    do {                                                                                                               \
        struct talk talk_;                                                                                             \
        talk_init(&talk_, __func__, (form_json));                                                                      \
        PLAY(&talk_, __VA_ARGS__);                                                                                     \
        talk_release(&talk_);                                                                                          \
    } while (0)
