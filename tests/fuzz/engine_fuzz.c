/* Any conversation over an example survey, or one that has everything, is a sequence of whole steps: no error but want of room, a timer exactly
 * while something is open, silence after STOP but for what the person starts, and the fold of what was heard gives the
 * same session.
 *
 * Input: one event per line. "@b" begin, "@k" begun by the person, "@t" timer, "@r" replan, "@s" opted out elsewhere,
 * "@d" dial, "@#" and a text on a screen, "@+" a day passes, "@=" and bytes: go on from that encoded session, "@f" the
 * other survey from here on; every other line is a text. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "survey/engine.h"
#include "survey/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_BYTES_MAX = 256 * 1024 };

struct world {
    struct arena *arena;
    struct sv_language items[3];
    struct sv_languages languages;
    struct sv_form forms[2];
};

struct talk {
    const struct world *world;
    struct sv_setting setting;
    struct sv_session session;
    struct arena *arena;
    int64_t now_ms;
};

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct str read_source(struct arena *arena, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        abort();
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    if (bytes == NULL)
        abort();
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){.p = bytes, .n = n};
}

static const struct world *the_world(void)
{
    static const char *const files[] = {"survey/languages/es.csv", "survey/languages/fr.csv",
                                        "survey/languages/en.csv"};
    static struct world world;
    if (world.arena != NULL)
        return &world;
    world.arena = arena_new((size_t)16 * 1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        require(sv_language_read(read_source(world.arena, files[i]), world.arena, &world.items[i], NULL) == RC_OK);
    world.languages = (struct sv_languages){.items = world.items, .n = COUNT_OF(files)};
    static const char *const forms[] = {"survey/examples/tipos.json", "tests/fixtures/forms/completa.json"};
    static_assert(COUNT_OF(forms) == COUNT_OF(world.forms), "a file for each form");
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        require(sv_form_read_json(read_source(world.arena, forms[i]), &world.languages, world.arena, &world.forms[i],
                                  NULL) == RC_OK);
    return &world;
}

static bool is_open(const struct sv_session *session)
{
    return session->state == SV_STATE_LANGUAGE || session->state == SV_STATE_CONSENT ||
           session->state == SV_STATE_ASKING;
}

/* Comes without a session where none is open. */
static bool is_heard(const struct sv_event *event)
{
    return event->kind == SV_EVENT_TEXT || event->kind == SV_EVENT_DIAL;
}

static bool same(struct arena *arena, const struct sv_session *a, const struct sv_session *b)
{
    struct buf first = buf_in(arena, SV_SESSION_BYTES_MAX);
    struct buf second = buf_in(arena, SV_SESSION_BYTES_MAX);
    sv_session_encode(a, &first);
    sv_session_encode(b, &second);
    return str_eq(buf_str(&first), buf_str(&second));
}

static void check(struct talk *talk, const struct sv_session *before, const struct sv_event *event,
                  const struct sv_step *step)
{
    const bool by_person = is_heard(event) || event->by_person;
    require((step->session.wake_ms != 0) == is_open(&step->session));
    bool says = false;
    for (size_t i = 0; i < step->effects_n; i++) {
        const struct sv_effect *effect = &step->effects[i];
        if (effect->kind == SV_EFFECT_OPT_OUT || effect->kind == SV_EFFECT_OPT_IN)
            talk->setting.opted_out = effect->kind == SV_EFFECT_OPT_OUT;
        says = says || effect->kind == SV_EFFECT_SEND;
        if (effect->kind == SV_EFFECT_SEND)
            require(effect->text.n > 0 && (!talk->setting.opted_out || (by_person && effect->after_stop)));
        if (effect->kind == SV_EFFECT_TICKET)
            require(effect->text.n <= 64 && (effect->text.n > 0) == (effect->ticket >= SV_TICKET_URGENT));
        if (effect->kind == SV_EFFECT_ANSWER && effect->how != SV_HOW_CALCULATED && effect->how != SV_HOW_PREFILLED)
            require(before->state == SV_STATE_ASKING && effect->question == before->question);
    }
    require(says || !event->on_screen);
    struct sv_event again = *event;
    again.text = STR_EMPTY;
    again.heard = step->heard;
    struct sv_step refolded = {.effects_n = 0};
    struct sv_setting setting = talk->setting;
    for (size_t i = 0; i < step->effects_n; i++)
        if (step->effects[i].kind == SV_EFFECT_OPT_OUT || step->effects[i].kind == SV_EFFECT_OPT_IN)
            setting.opted_out = step->effects[i].kind == SV_EFFECT_OPT_IN;
    setting.form = is_open(before) || !is_heard(event) ? setting.form : NULL;
    require(sv_engine_step(&setting, before, &again, talk->arena, &refolded, NULL) == RC_OK);
    require(same(talk->arena, &refolded.session, &step->session));
}

static void play(struct talk *talk, struct sv_event event)
{
    event.now_ms = talk->now_ms += 1000;
    struct sv_setting setting = talk->setting;
    const bool alone = is_heard(&event) && !is_open(&talk->session);
    const struct sv_session before = alone ? SV_SESSION_NEW : talk->session;
    setting.form = alone ? NULL : setting.form;
    struct sv_step step = {.effects_n = 0};
    const enum rc rc = sv_engine_step(&setting, &before, &event, talk->arena, &step, NULL);
    require(rc == RC_OK || rc == RC_TOO_BIG || event.kind == SV_EVENT_BEGIN);
    if (rc != RC_OK)
        return;
    check(talk, &before, &event, &step);
    if (!alone)
        talk->session = step.session;
}

/* A stored session of any kind: the engine takes it or refuses it. */
static void go_on_from(struct talk *talk, struct str bytes)
{
    struct sv_session session = SV_SESSION_NEW;
    struct sv_step step = {.effects_n = 0};
    const struct sv_event event = {.kind = SV_EVENT_TIMER, .now_ms = talk->now_ms};
    if (sv_session_decode(bytes, talk->arena, &session, NULL) == RC_OK &&
        sv_engine_step(&talk->setting, &session, &event, talk->arena, &step, NULL) == RC_OK)
        talk->session = step.session;
}

static void line(struct talk *talk, struct str text)
{
    const char op = text.n >= 2 && text.p[0] == '@' ? text.p[1] : '\0';
    switch (op) {
    case 'b':
    case 'k':
        play(talk, (struct sv_event){.kind = SV_EVENT_BEGIN, .by_person = op == 'k'});
        break;
    case 't':
        play(talk, (struct sv_event){.kind = SV_EVENT_TIMER});
        break;
    case 'r':
        play(talk, (struct sv_event){.kind = SV_EVENT_REPLAN});
        break;
    case 's':
        play(talk, (struct sv_event){.kind = SV_EVENT_STOP});
        break;
    case 'd':
        play(talk, (struct sv_event){.kind = SV_EVENT_DIAL, .on_screen = true});
        break;
    case '#':
        play(talk, (struct sv_event){.kind = SV_EVENT_TEXT, .text = str_sub(text, 2, text.n), .on_screen = true});
        break;
    case 'f':
        talk->setting.form = &talk->world->forms[1];
        talk->session = SV_SESSION_NEW;
        break;
    case '+':
        talk->now_ms += (int64_t)24 * 3600000;
        break;
    case '=':
        go_on_from(talk, str_sub(text, 2, text.n));
        break;
    default:
        play(talk, (struct sv_event){.kind = SV_EVENT_TEXT, .text = text});
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct world *world = the_world();
    struct talk talk = {.world = world,
                        .setting = {.form = &world->forms[0],
                                    .languages = &world->languages,
                                    .country = STR("GT"),
                                    .language_code = STR("")},
                        .session = SV_SESSION_NEW,
                        .arena = arena_new((size_t)64 * 1024 * 1024),
                        .now_ms = 1768492800000};
    struct str rest = {.p = (const char *)data, .n = size < SV_TEXT_BYTES_MAX ? size : SV_TEXT_BYTES_MAX};
    struct str text;
    for (int lines = 0; lines < 100 && str_next(&rest, '\n', &text); lines++)
        line(&talk, text);
    arena_free(talk.arena);
    return 0;
}
