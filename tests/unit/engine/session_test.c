#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/limits.h"
#include "survey/session.h"

TestSuite(session, .timeout = 20);

static const struct sv_answer two_answers[] = {
    {.question = 0, .row = 0, .how = SV_HOW_NUMBER, .value = {"1", 1}},
    {.question = 3, .row = 0, .how = SV_HOW_SKIPPED, .value = {"", 0}},
};

static const struct sv_session full = {.state = SV_STATE_ASKING,
                                       .disposition = SV_DISPOSITION_OPEN,
                                       .question = 4,
                                       .language = 1,
                                       .attempts = 2,
                                       .reminders = 1,
                                       .consented = true,
                                       .call_planned = true,
                                       .started_ms = 1768492800000,
                                       .prompted_ms = 1768492800001,
                                       .heard_ms = 1768492800002,
                                       .wake_ms = 1768579200000,
                                       .seq = 300,
                                       .answers = two_answers,
                                       .answers_n = 2};

static struct str encode(struct arena *arena, const struct sv_session *session)
{
    struct buf bytes = buf_in(arena, SV_SESSION_BYTES_MAX);
    sv_session_encode(session, &bytes);
    cr_assert(not(bytes.overflow));
    return buf_str(&bytes);
}

static bool same_answer(const struct sv_answer *a, const struct sv_answer *b)
{
    return a->question == b->question && a->row == b->row && a->how == b->how && str_eq(a->value, b->value);
}

static bool same(const struct sv_session *a, const struct sv_session *b)
{
    bool equal = a->state == b->state && a->disposition == b->disposition && a->question == b->question &&
                 a->row == b->row && a->language == b->language && a->attempts == b->attempts &&
                 a->reminders == b->reminders && a->consented == b->consented && a->call_planned == b->call_planned &&
                 a->started_ms == b->started_ms && a->prompted_ms == b->prompted_ms && a->heard_ms == b->heard_ms &&
                 a->wake_ms == b->wake_ms && a->seq == b->seq && a->answers_n == b->answers_n;
    for (size_t i = 0; equal && i < a->answers_n; i++)
        equal = same_answer(&a->answers[i], &b->answers[i]);
    return equal;
}

Test(session, decoding_gives_back_what_was_encoded)
{
    const struct sv_session extremes = {.state = SV_STATE_CLOSED,
                                        .disposition = SV_DISPOSITION_NE,
                                        .question = INT32_MAX,
                                        .row = INT32_MIN,
                                        .language = -1,
                                        .attempts = INT32_MAX,
                                        .reminders = INT32_MIN,
                                        .started_ms = INT64_MIN,
                                        .prompted_ms = INT64_MAX,
                                        .heard_ms = -1,
                                        .wake_ms = 1,
                                        .seq = UINT32_MAX};
    const struct sv_session fresh = SV_SESSION_NEW;
    const struct {
        const char *name;
        const struct sv_session *session;
    } cases[] = {{"new", &fresh}, {"full", &full}, {"extremes", &extremes}};
    struct arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sv_session decoded = SV_SESSION_NEW;
        const struct str bytes = encode(arena, cases[i].session);
        cr_assert(eq(int, sv_session_decode(bytes, arena, &decoded, NULL), RC_OK), "case %s", cases[i].name);
        cr_expect(same(&decoded, cases[i].session), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(session, is_small)
{
    struct arena *arena = arena_new(1024 * 1024);
    cr_expect(lt(sz, encode(arena, &full).n, 64));
    arena_free(arena);
}

/* The layout is stored in databases: a change needs a new version byte. */
Test(session, layout_is_that_of_version_1)
{
    static const uint8_t wanted[] = {1,    3,    0, 3, 8, 0, 2, 4,   2, 2, 4,  6, 8,
                                     0xAC, 0x02, 2, 0, 0, 1, 1, '1', 6, 0, 10, 0};
    struct sv_session session = full;
    session.started_ms = 1;
    session.prompted_ms = 2;
    session.heard_ms = 3;
    session.wake_ms = 4;
    struct arena *arena = arena_new(1024 * 1024);
    const struct str bytes = encode(arena, &session);
    cr_assert(eq(sz, bytes.n, sizeof wanted));
    for (size_t i = 0; i < sizeof wanted; i++)
        cr_expect(eq(u8, (uint8_t)bytes.p[i], wanted[i]), "byte %zu", i);
    arena_free(arena);
}

Test(session, damage_is_noticed)
{
    struct arena *arena = arena_new(4 * 1024 * 1024);
    const struct str bytes = encode(arena, &full);
    struct sv_session decoded = SV_SESSION_NEW;
    for (size_t n = 0; n < bytes.n; n++)
        cr_expect(eq(int, sv_session_decode(str_sub(bytes, 0, n), arena, &decoded, NULL), RC_BAD_INPUT), "cut at %zu",
                  n);
    /* Whatever is still read says exactly what its bytes say. */
    struct arena *scratch = arena_new(1024 * 1024);
    for (size_t bit = 0; bit < 8 * bytes.n; bit++) {
        char damaged[128];
        arena_reset(scratch);
        for (size_t i = 0; i < bytes.n; i++)
            damaged[i] = bytes.p[i];
        damaged[bit / 8] = (char)(damaged[bit / 8] ^ (1 << (bit % 8)));
        const struct str text = {.p = damaged, .n = bytes.n};
        if (sv_session_decode(text, scratch, &decoded, NULL) == RC_OK)
            cr_expect(str_eq(encode(scratch, &decoded), text), "bit %zu", bit);
    }
    arena_free(scratch);
    arena_free(arena);
}

Test(session, what_was_never_encoded_is_refused)
{
    /* A good new session with one thing changed. */
#define HEAD(state, disposition, flags) 1, (state), (disposition), (flags), 1, 0, 1, 0, 0, 0, 0, 0, 0
    static const struct {
        const char *name;
        uint8_t bytes[40];
        size_t n;
        enum rc rc;
    } cases[] = {
        {"good", {HEAD(0, 0, 0), 0, 0}, 15, RC_OK},
        {"empty", {0}, 0, RC_BAD_INPUT},
        {"version 0", {0}, 1, RC_BAD_INPUT},
        {"version 2", {2}, 1, RC_BAD_INPUT},
        {"unknown state", {HEAD(SV_STATE_COUNT, 0, 0), 0, 0}, 15, RC_BAD_INPUT},
        {"unknown disposition", {HEAD(0, SV_DISPOSITION_COUNT, 0), 0, 0}, 15, RC_BAD_INPUT},
        {"unknown flag", {HEAD(0, 0, 4), 0, 0}, 15, RC_BAD_INPUT},
        {"a byte too many", {HEAD(0, 0, 0), 0, 0, 0}, 16, RC_BAD_INPUT},
        {"varint longer than needed", {HEAD(0, 0, 0), 0x80, 0, 0}, 16, RC_BAD_INPUT},
        {"seq over 32 bits", {HEAD(0, 0, 0), 0x80, 0x80, 0x80, 0x80, 0x10, 0}, 19, RC_BAD_INPUT},
        {"varint over 64 bits",
         {HEAD(0, 0, 0), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0},
         24,
         RC_BAD_INPUT},
        {"varint without end",
         {HEAD(0, 0, 0), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0},
         26,
         RC_BAD_INPUT},
        {"one answer", {HEAD(0, 0, 0), 0, 1, 2, 0, 1, 1, 'x'}, 20, RC_OK},
        {"more answers than bytes", {HEAD(0, 0, 0), 0, 2, 2, 0, 1, 1, 'x'}, 20, RC_BAD_INPUT},
        {"a value beyond the end", {HEAD(0, 0, 0), 0, 1, 2, 0, 1, 2, 'x'}, 20, RC_BAD_INPUT},
        {"unknown how", {HEAD(0, 0, 0), 0, 1, 2, 0, SV_HOW_COUNT, 1, 'x'}, 20, RC_BAD_INPUT},
        {"two answers", {HEAD(0, 0, 0), 0, 2, 2, 0, 1, 0, 4, 0, 1, 0}, 23, RC_OK},
        {"out of order", {HEAD(0, 0, 0), 0, 2, 4, 0, 1, 0, 2, 0, 1, 0}, 23, RC_BAD_INPUT},
        {"twice the same", {HEAD(0, 0, 0), 0, 2, 2, 0, 1, 0, 2, 0, 1, 0}, 23, RC_BAD_INPUT},
    };
    struct arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sv_session decoded = SV_SESSION_NEW;
        const struct str bytes = {.p = (const char *)cases[i].bytes, .n = cases[i].n};
        struct err err = {.code = RC_OK};
        cr_expect(eq(int, sv_session_decode(bytes, arena, &decoded, &err), cases[i].rc), "case %s", cases[i].name);
        cr_expect(eq(int, err.code, cases[i].rc), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(session, limits_are_kept)
{
    struct arena *arena = arena_new(1024 * 1024);
    char *zeros = arena_alloc(arena, SV_SESSION_BYTES_MAX + 1);
    struct sv_session decoded = SV_SESSION_NEW;
    cr_expect(eq(int, sv_session_decode((struct str){.p = zeros, .n = SV_SESSION_BYTES_MAX + 1}, arena, &decoded, NULL),
                 RC_BAD_INPUT));

    const struct sv_answer answer = {.question = 0, .value = {.p = zeros, .n = SV_VALUE_BYTES_MAX + 1}};
    struct sv_session session = SV_SESSION_NEW;
    session.answers = &answer;
    session.answers_n = 1;
    const struct str bytes = encode(arena, &session);
    cr_expect(eq(int, sv_session_decode(bytes, arena, &decoded, NULL), RC_BAD_INPUT));

    struct arena *small = arena_new(16);
    cr_expect(eq(int, sv_session_decode(encode(arena, &full), small, &decoded, NULL), RC_TOO_BIG));
    arena_free(small);

    char few[4];
    struct buf out = buf_on(few, sizeof few);
    sv_session_encode(&full, &out);
    cr_expect(out.overflow);
    arena_free(arena);
}

Test(session, answers_are_found_by_question_and_row)
{
    static const struct sv_answer answers[] = {
        {.question = 1, .row = 0}, {.question = 3, .row = 0}, {.question = 3, .row = 2}, {.question = 7, .row = 0}};
    struct sv_session session = SV_SESSION_NEW;
    cr_expect(zero(ptr, (void *)(uintptr_t)sv_session_answer(&session, 0, 0)));
    session.answers = answers;
    session.answers_n = COUNT_OF(answers);
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        cr_expect(sv_session_answer(&session, answers[i].question, answers[i].row) == &answers[i], "answer %zu", i);
    static const int32_t absent[][2] = {{0, 0}, {1, 1}, {2, 0}, {3, 1}, {3, 3}, {8, 0}, {-1, 0}};
    for (size_t i = 0; i < COUNT_OF(absent); i++)
        cr_expect(sv_session_answer(&session, absent[i][0], absent[i][1]) == NULL, "absent %zu", i);
}
