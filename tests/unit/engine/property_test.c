/* Promises of the engine, tried on random conversations over the example surveys with the shipped languages. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "survey/engine.h"
#include "survey/form.h"

TestSuite(property, .timeout = 280);

enum { CONVERSATIONS = 20000, EVENTS_MAX = 40, FILE_BYTES_MAX = 256 * 1024, BYTES_MAX = 16 * 1024 };

struct world {
    struct arena *arena; /* forms and languages */
    struct sv_language items[3];
    struct sv_languages languages;
    struct sv_form forms[3];
    uint64_t seed;
};

/* What a shell knows besides: the answers as the effects told them. */
struct model {
    const struct sv_form *form;
    struct str answers[SV_QUESTIONS_MAX];
    bool answered[SV_QUESTIONS_MAX];
    bool opted_out;
    char bytes[BYTES_MAX]; /* the session as stored */
    size_t bytes_n;
    int64_t now_ms;
    char values[BYTES_MAX];
    size_t values_n;
};

static uint64_t draw(struct world *world)
{
    /* splitmix64 */
    uint64_t z = (world->seed += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static size_t below(struct world *world, size_t n)
{
    return (size_t)(draw(world) % n);
}

static struct str read_source(struct arena *arena, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){.p = bytes, .n = n};
}

static void world_init(struct world *world)
{
    static const char *const codes[] = {"es", "fr", "en"};
    static const char *const forms[] = {"survey/examples/seguimiento_3m.json", "survey/examples/tipos.json",
                                        "tests/fixtures/forms/completa.json"};
    *world = (struct world){.arena = arena_new((size_t)16 * 1024 * 1024), .seed = 20260115};
    struct err err = {.code = RC_OK};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "survey/languages/%s.csv", codes[i]);
        cr_assert(
            eq(int, sv_language_read(read_source(world->arena, name), world->arena, &world->items[i], &err), RC_OK),
            "%s: %s", name, err.text);
    }
    world->languages = (struct sv_languages){.items = world->items, .n = COUNT_OF(codes)};
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        cr_assert(eq(int,
                     sv_form_read_json(read_source(world->arena, forms[i]), &world->languages, world->arena,
                                       &world->forms[i], &err),
                     RC_OK),
                  "%s: %s", forms[i], err.text);
}

static struct str any_text(struct world *world, struct arena *arena)
{
    static const char *const texts[] = {"1",
                                        "2",
                                        "3",
                                        "4",
                                        "5",
                                        "1",
                                        "2",
                                        "3",
                                        "si",
                                        "no",
                                        "yes",
                                        "oui",
                                        "1",
                                        "si",
                                        "9",
                                        "7",
                                        "0",
                                        "30",
                                        "2.5",
                                        "1,5",
                                        "1 3",
                                        "15/01/2020",
                                        "3/4/25",
                                        "2020-02-30",
                                        "hola",
                                        "Ana Maria",
                                        "no entiendo la pregunta",
                                        "AYUDA",
                                        "info",
                                        "atras",
                                        "retour",
                                        "repeat",
                                        "saltar",
                                        "0",
                                        "000",
                                        "0000",
                                        "alta",
                                        "borrar",
                                        "español",
                                        "fr",
                                        "x",
                                        "",
                                        " ",
                                        "bien gracias",
                                        "1 o 2",
                                        "\xC3\xB1"
                                        "and\xC3\xBA",
                                        "\xF0\x9F\x98\x80",
                                        "\xFF\xFE",
                                        "${q1}",
                                        "[1]",
                                        "-5",
                                        "1e9"};
    /* Rare, for they end a conversation. */
    static const char *const ends[] = {"ALTO", "stop", "00", "alto me molestan mucho", "Arret"};
    const size_t dice = below(world, 40);
    if (dice == 0)
        return str_of(ends[below(world, COUNT_OF(ends))]);
    if (dice > 1)
        return str_of(texts[below(world, COUNT_OF(texts))]);
    const size_t n = below(world, 60);
    char *p = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)draw(world);
    return utf8_clean(arena, (struct str){.p = p, .n = n});
}

static struct sv_event any_event(struct world *world, struct model *model, struct arena *arena, size_t at)
{
    static const int64_t waits_ms[] = {1000, 60000, 3600000, 24 * 3600000, 72 * 3600000, 200 * 3600000};
    static const enum sv_event_kind kinds[] = {SV_EVENT_TEXT,  SV_EVENT_TEXT,  SV_EVENT_TEXT,   SV_EVENT_TEXT,
                                               SV_EVENT_TEXT,  SV_EVENT_TEXT,  SV_EVENT_TEXT,   SV_EVENT_TEXT,
                                               SV_EVENT_TIMER, SV_EVENT_TIMER, SV_EVENT_REPLAN, SV_EVENT_DIAL};
    model->now_ms += waits_ms[below(world, at == 0 ? 1 : COUNT_OF(waits_ms) - 1)];
    struct sv_event event = {.kind = at == 0 ? SV_EVENT_BEGIN : kinds[below(world, COUNT_OF(kinds))],
                             .event_id = (int64_t)at,
                             .now_ms = model->now_ms,
                             .utc_offset_s = -6 * 3600,
                             .random = draw(world),
                             .by_person = at == 0 && below(world, 2) == 0};
    if (event.kind == SV_EVENT_TIMER && below(world, 8) == 0)
        event.now_ms = model->now_ms += waits_ms[COUNT_OF(waits_ms) - 1];
    if (at > 0 && below(world, 200) == 0)
        event.kind = SV_EVENT_STOP;
    if (event.kind == SV_EVENT_TEXT)
        event.text = any_text(world, arena);
    event.on_screen = event.kind == SV_EVENT_DIAL || (event.kind == SV_EVENT_TEXT && below(world, 2) == 0);
    return event;
}

static bool is_open(const struct sv_session *session)
{
    return session->state == SV_STATE_LANGUAGE || session->state == SV_STATE_CONSENT ||
           session->state == SV_STATE_ASKING;
}

static struct str encode(struct arena *arena, const struct sv_session *session)
{
    struct buf bytes = buf_in(arena, BYTES_MAX);
    sv_session_encode(session, &bytes);
    cr_assert(not(bytes.overflow));
    return buf_str(&bytes);
}

static void check_fold(const struct sv_setting *setting, const struct sv_session *before, const struct sv_event *event,
                       const struct sv_step *step, struct arena *arena)
{
    const struct str bytes = encode(arena, &step->session);
    struct sv_event again = *event;
    again.text = STR("00");
    again.heard = step->heard;
    struct sv_step refolded = {.effects_n = 0};
    cr_assert(eq(int, sv_engine_step(setting, before, &again, arena, &refolded, NULL), RC_OK));
    cr_assert(str_eq(encode(arena, &refolded.session), bytes), "refold of a \"%.*s\"",
              STR_FMT(sv_heard_word(step->heard.kind)));
}

static void check_state(const struct model *model, const struct sv_session *after)
{
    cr_assert(eq(int, after->wake_ms != 0, is_open(after)));
    cr_assert(eq(int, after->disposition != SV_DISPOSITION_OPEN, after->state == SV_STATE_CLOSED));
    cr_assert(eq(int, after->question >= 0, after->state == SV_STATE_ASKING));
    if (after->state == SV_STATE_ASKING)
        cr_assert(not(model->answered[after->question]), "an open question has no answer");
    size_t answered = 0;
    for (size_t i = 0; i < model->form->questions_n; i++)
        answered += model->answered[i] ? 1 : 0;
    cr_assert(eq(sz, answered, after->answers_n), "the session has the answers that the effects told");
    for (size_t i = 0; i < after->answers_n; i++) {
        const int32_t question = after->answers[i].question;
        cr_assert(model->answered[question] && str_eq(model->answers[question], after->answers[i].value));
        cr_assert(i == 0 || after->answers[i - 1].question < question, "one answer per question");
    }
}

static void check_send(const struct model *model, const struct sv_effect *send, const struct sv_event *event,
                       const struct sv_step *step)
{
    cr_assert(send->text.n > 0 && utf8_valid(send->text));
    cr_assert(gt(i64, send->not_after_ms, event->now_ms));
    const bool asked_for = event->kind == SV_EVENT_TEXT || event->kind == SV_EVENT_DIAL || event->by_person;
    cr_assert(eq(int, send->priority == SV_PRIORITY_REPLY, asked_for), "who writes gets a reply, nobody else");
    cr_assert(send->question < 0 || (is_open(&step->session) && send->question == step->session.question),
              "only the open question is put");
    if (model->opted_out)
        cr_assert(send->after_stop && asked_for, "after STOP only what the person started");
}

/* `before` is the state in which the event found the session. Applies the effects to the model. */
static void check_effects(struct model *model, const struct sv_session *before, const struct sv_event *event,
                          const struct sv_step *step)
{
    const bool was_out = model->opted_out;
    size_t sends = 0;
    size_t typed = 0;
    size_t closes = 0;
    for (size_t i = 0; i < step->effects_n; i++) {
        const struct sv_effect *effect = &step->effects[i];
        sends += effect->kind == SV_EFFECT_SEND ? 1 : 0;
        closes += effect->kind == SV_EFFECT_CLOSE ? 1 : 0;
        if (effect->kind == SV_EFFECT_OPT_OUT || effect->kind == SV_EFFECT_OPT_IN)
            model->opted_out = effect->kind == SV_EFFECT_OPT_OUT;
        if (effect->kind == SV_EFFECT_SEND)
            check_send(model, effect, event, step);
        if (effect->kind == SV_EFFECT_UNANSWER) {
            cr_assert(model->answered[effect->question]);
            model->answered[effect->question] = false;
        }
        if (effect->kind != SV_EFFECT_ANSWER)
            continue;
        if (effect->how != SV_HOW_CALCULATED && effect->how != SV_HOW_PREFILLED) {
            typed++;
            cr_assert(before->state == SV_STATE_ASKING && effect->question == before->question,
                      "an answer only to the question that was open");
            cr_assert(not(model->answered[effect->question]));
        }
        model->answered[effect->question] = true;
        cr_assert(le(sz, model->values_n + effect->value.n, BYTES_MAX));
        memcpy(model->values + model->values_n, effect->value.p, effect->value.n);
        model->answers[effect->question] = (struct str){.p = model->values + model->values_n, .n = effect->value.n};
        model->values_n += effect->value.n;
    }
    cr_assert(le(sz, typed, 1));
    cr_assert(eq(sz, closes, step->session.state == SV_STATE_CLOSED && before->state != SV_STATE_CLOSED ? 1 : 0));
    const bool stop = step->heard.kind == SV_HEARD_COMMAND && step->heard.command == SV_COMMAND_STOP;
    if (stop)
        cr_assert(eq(sz, sends, was_out && !event->on_screen ? 0 : 1), "one confirmation, once; a screen always");
    if (event->on_screen)
        cr_assert(gt(sz, sends, 0), "a screen says something");
    if (event->kind == SV_EVENT_STOP)
        cr_assert(eq(sz, sends, 0));
    if (event->kind == SV_EVENT_TEXT && !(stop && was_out))
        cr_assert(gt(sz, step->effects_n, 0), "no text without a consequence");
}

static void play(struct world *world, struct model *model, struct arena *arena, size_t at, struct sv_setting *setting)
{
    arena_reset(arena);
    struct sv_session stored = SV_SESSION_NEW;
    if (model->bytes_n > 0)
        cr_assert(eq(int, sv_session_decode((struct str){.p = model->bytes, .n = model->bytes_n}, arena, &stored, NULL),
                     RC_OK));
    const struct sv_event event = any_event(world, model, arena, at);
    const bool alone = (event.kind == SV_EVENT_TEXT || event.kind == SV_EVENT_DIAL) && !is_open(&stored);
    const struct sv_session before = alone ? SV_SESSION_NEW : stored;
    setting->form = alone ? NULL : model->form;
    setting->opted_out = model->opted_out;
    struct sv_step step = {.effects_n = 0};
    struct err err = {.code = RC_OK};
    cr_assert(eq(int, sv_engine_step(setting, &before, &event, arena, &step, &err), RC_OK), "%s", err.text);
    check_fold(setting, &before, &event, &step, arena);
    check_effects(model, &before, &event, &step);
    if (alone) {
        cr_assert(eq(int, step.session.state, SV_STATE_NONE));
        return;
    }
    check_state(model, &step.session);
    const struct str bytes = encode(arena, &step.session);
    memcpy(model->bytes, bytes.p, bytes.n);
    model->bytes_n = bytes.n;
}

Test(property, random_conversations_keep_every_promise)
{
    static struct model model;
    struct world world;
    world_init(&world);
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    size_t completed = 0;
    for (size_t i = 0; i < CONVERSATIONS; i++) {
        static const char *const codes[] = {"", "es", "fr", "en", "es-GT", "quc"};
        struct sv_setting setting = {.languages = &world.languages,
                                     .language = below(&world, 3) == 0 ? NULL : &world.items[below(&world, 3)],
                                     .contact_known = below(&world, 2) == 0,
                                     .country = below(&world, 2) == 0 ? STR("GT") : STR(""),
                                     .language_code = str_of(codes[below(&world, COUNT_OF(codes))])};
        model = (struct model){.form = &world.forms[i % COUNT_OF(world.forms)],
                               .opted_out = below(&world, 20) == 0,
                               .now_ms = 1768492800000};
        const size_t events = 1 + below(&world, EVENTS_MAX);
        for (size_t at = 0; at < events; at++)
            play(&world, &model, arena, at, &setting);
        struct sv_session last = SV_SESSION_NEW;
        cr_assert(
            eq(int, sv_session_decode((struct str){.p = model.bytes, .n = model.bytes_n}, arena, &last, NULL), RC_OK));
        completed += last.disposition == SV_DISPOSITION_I ? 1 : 0;
    }
    /* Else the conversations would not have gone far enough to prove anything. */
    cr_expect(gt(sz, completed, CONVERSATIONS / 100), "%zu completed", completed);
    arena_free(arena);
    arena_free(world.arena);
}
