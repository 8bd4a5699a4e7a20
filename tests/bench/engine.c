/* How many steps of a conversation one core takes per second, and what they take from the heap besides the arena. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "survey/engine.h"
#include "survey/form.h"

enum { FILE_BYTES_MAX = 256 * 1024, CONVERSATIONS = 100000 };

/* Counted at the two doors: our own libraries call malloc through --wrap, and only the arena may; everybody, shared
 * libraries too, ends in the malloc below. */
static size_t blocks;
static size_t allocations;

extern void *__libc_malloc(size_t n);
void *__wrap_malloc(size_t n);

void *malloc(size_t n)
{
    allocations++;
    return __libc_malloc(n);
}

void *__wrap_malloc(size_t n)
{
    blocks++;
    return malloc(n);
}

struct world {
    struct arena *arena;
    struct sv_language items[3];
    struct sv_languages languages;
    struct sv_form form;
};

struct tally {
    size_t steps;
    size_t sends;
    size_t bytes_max;
    size_t bytes;
};

static struct str read_source(struct arena *arena, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    if (file == NULL || bytes == NULL) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        exit(3);
    }
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){.p = bytes, .n = n};
}

static void require(enum rc rc, const struct err *err)
{
    if (rc == RC_OK)
        return;
    (void)fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static void world_init(struct world *world)
{
    static const char *const files[] = {"survey/languages/es.csv", "survey/languages/fr.csv",
                                        "survey/languages/en.csv"};
    struct err err = {.code = RC_OK};
    world->arena = arena_new((size_t)16 * 1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        require(sv_language_read(read_source(world->arena, files[i]), world->arena, &world->items[i], &err), &err);
    world->languages = (struct sv_languages){.items = world->items, .n = COUNT_OF(files)};
    require(sv_form_read_json(read_source(world->arena, "survey/examples/seguimiento_3m.json"), &world->languages,
                              world->arena, &world->form, &err),
            &err);
}

/* Consent, then "1" to everything, as the gateway does it: decode, step, encode, reset. */
static void converse(const struct sv_setting *setting, struct arena *arena, struct tally *tally)
{
    char stored[SV_VALUE_BYTES_MAX];
    struct buf bytes = buf_on(stored, sizeof stored);
    struct err err = {.code = RC_OK};
    struct sv_session session = SV_SESSION_NEW;
    struct sv_event event = {.kind = SV_EVENT_BEGIN, .now_ms = 1768492800000, .utc_offset_s = -6 * 3600};
    do {
        struct sv_step step = {.effects_n = 0};
        require(sv_engine_step(setting, &session, &event, arena, &step, &err), &err);
        tally->steps++;
        for (size_t i = 0; i < step.effects_n; i++)
            tally->sends += step.effects[i].kind == SV_EFFECT_SEND ? 1 : 0;
        buf_clear(&bytes);
        sv_session_encode(&step.session, &bytes);
        const size_t used = arena_used(arena);
        tally->bytes += used;
        tally->bytes_max = used > tally->bytes_max ? used : tally->bytes_max;
        arena_reset(arena);
        require(sv_session_decode(buf_str(&bytes), arena, &session, &err), &err);
        event = (struct sv_event){
            .kind = SV_EVENT_TEXT, .now_ms = event.now_ms + 60000, .utc_offset_s = -6 * 3600, .text = STR("1")};
    } while (session.state != SV_STATE_CLOSED);
}

int main(void)
{
    static struct world world;
    world_init(&world);
    const struct sv_setting setting = {.form = &world.form,
                                       .languages = &world.languages,
                                       .contact_known = true,
                                       .country = STR("GT"),
                                       .language_code = STR("es")};
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct tally tally = {.steps = 0};
    const size_t blocks_before = blocks;
    const size_t allocations_before = allocations;
    const clock_t from = clock();
    for (int i = 0; i < CONVERSATIONS; i++)
        converse(&setting, arena, &tally);
    const double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
    const size_t blocks_n = blocks - blocks_before;
    const size_t outside = allocations - allocations_before - blocks_n;
    (void)printf("%zu steps in %.2f s of one core: %.0f steps/s, %.2f us each, %zu texts\n", tally.steps, seconds,
                 (double)tally.steps / seconds, 1e6 * seconds / (double)tally.steps, tally.sends);
    (void)printf("arena: %zu bytes per step on average, %zu at most, %.2f further blocks per step\n",
                 tally.bytes / tally.steps, tally.bytes_max, (double)blocks_n / (double)tally.steps);
    (void)printf("allocations outside the arena: %zu\n", outside);
    arena_free(arena);
    arena_free(world.arena);
    return outside == 0 ? 0 : 1;
}
