#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/conversation.h"

/* What is decided before the engine: is it a repeat, does it begin a survey, who is the person. */

static struct gw_catalog *catalog;
static struct gw_keys keys;
static struct gw_ids ids;
static struct gw_writer writer;
static struct arena *arena;

static const int64_t now_ms = 1795232320637;

static void setup(void)
{
    struct err err = {.code = RC_OK};
    gw_crypto_init();
    cr_assert(eq(int, gw_catalog_new(&catalog, &err), RC_OK), "%s", err.text);
    writer = (struct gw_writer){.ids = &ids, .keys = &keys};
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    gw_catalog_free(catalog);
    arena_free(arena);
}

TestSuite(decide, .init = setup, .fini = teardown);

static struct gw_turn turn_of(struct str text)
{
    return (struct gw_turn){.kind = SV_EVENT_TEXT,
                            .at_ms = now_ms,
                            .text = text,
                            .contact_exists = true,
                            .contact_id = 7,
                            .language = STR("es"),
                            .timer_at_ms = INT64_MIN,
                            .last_sent_ms = INT64_MIN};
}

/* The key that the last event got, had it been the same text after event number `before`. */
static void same_text_as_last(struct gw_turn *turn, int64_t before)
{
    const struct str parts[] = {{.p = (const char *)turn->dedupe, .n = GW_DEDUPE_BYTES},
                                {.p = (const char *)&before, .n = sizeof before}};
    gw_dedupe_key(parts, 2, turn->last_dedupe);
    turn->before_last_event_id = before;
    turn->last_event_id = before + 1;
}

struct weak_case {
    const char *name;
    bool same_text;
    bool waiting;        /* our reply is still in the outbox */
    bool silent;         /* there was no reply */
    int64_t sent_ago_ms; /* -1: never */
    int64_t last_ago_ms;
    bool left; /* our 200 was seen to leave */
    bool repeat;
};

static const struct weak_case weak_cases[] = {
    {"another text", false, true, false, -1, 1000, true, false},
    {"reply not yet sent", true, true, false, -1, 60 * 60 * 1000, true, true},
    {"reply sent a moment ago", true, false, false, 1000, 2000, true, true},
    {"reply sent five seconds ago", true, false, false, 5000, 6000, true, false},
    {"answered the next question", true, false, false, 8000, 9000, true, false},
    {"our 200 not seen to leave", true, false, false, 8000, 9000, false, true},
    {"our 200 not seen to leave, ten minutes ago", true, false, false, 599000, 600000, false, false},
    {"no reply, at once", true, false, true, -1, 4000, true, true},
    {"no reply, later", true, false, true, -1, 5000, true, false},
};

Test(decide, a_channel_without_ids_tells_repeats_from_second_answers)
{
    for (size_t i = 0; i < COUNT_OF(weak_cases); i++) {
        const struct weak_case *c = &weak_cases[i];
        struct gw_turn turn = turn_of(STR("1"));
        turn.weak = true;
        if (c->same_text)
            same_text_as_last(&turn, 40);
        else
            turn.last_event_id = 41;
        turn.last_at_ms = now_ms - c->last_ago_ms;
        turn.last_waiting = c->waiting;
        turn.last_silent = c->silent;
        turn.last_sent_ms = c->sent_ago_ms < 0 ? INT64_MIN : now_ms - c->sent_ago_ms;
        turn.left_event_id = c->left ? turn.last_event_id : 0;
        cr_expect(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK), "case %s: %s", c->name,
                  turn.err.text);
        cr_expect(eq(int, turn.fate == GW_TURN_DUPLICATE, c->repeat), "case %s", c->name);
    }
}

Test(decide, the_same_text_on_two_occasions_has_two_keys)
{
    struct gw_turn first = turn_of(STR("1"));
    struct gw_turn second = turn_of(STR("1"));
    first.weak = true;
    second.weak = true;
    second.last_event_id = 99;
    cr_assert(eq(int, gw_turn_decide(&first, catalog, &writer, arena), RC_OK));
    cr_assert(eq(int, gw_turn_decide(&second, catalog, &writer, arena), RC_OK));
    cr_expect(ne(int, memcmp(first.dedupe, second.dedupe, GW_DEDUPE_BYTES), 0));
}

Test(decide, an_event_seen_before_is_a_duplicate)
{
    struct gw_turn turn = turn_of(STR("1"));
    turn.seen = true;
    cr_assert(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK));
    cr_expect(eq(int, turn.fate, GW_TURN_DUPLICATE));
}

Test(decide, a_text_of_nobody_known_goes_to_a_human)
{
    struct gw_turn turn = turn_of(STR("hola"));
    turn.contact_exists = false;
    cr_assert(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK));
    bool inbox = false;
    for (size_t i = 0; i < turn.step.effects_n; i++)
        inbox = inbox || turn.step.effects[i].kind == SV_EFFECT_INBOX;
    cr_expect(inbox);
    cr_expect(ne(i64, turn.contact_id, 7));
    cr_expect(not(turn.begins));
}

Test(decide, the_answer_to_a_repeat_acknowledges_the_first_one)
{
    struct gw_turn turn = turn_of(STR("1"));
    turn.weak = true;
    same_text_as_last(&turn, 40);
    turn.last_at_ms = now_ms - 1000;
    turn.last_waiting = true;
    cr_assert(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK));
    cr_expect(eq(int, turn.fate, GW_TURN_DUPLICATE));
    cr_expect(eq(i64, turn.event_id, turn.last_event_id));
}

Test(decide, a_version_not_loaded_is_waited_for_not_lost)
{
    struct gw_turn turn = turn_of(STR("1"));
    turn.session_id = 5;
    turn.survey_version_id = 12345;
    cr_expect(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_UNAVAILABLE));
}

Test(decide, random_and_uuid_of_an_event_are_the_same_again)
{
    struct sv_event a = {.event_id = 77};
    struct sv_event b = {.event_id = 77};
    struct sv_event c = {.event_id = 78};
    gw_event_inputs(&keys, 7, &a);
    gw_event_inputs(&keys, 7, &b);
    gw_event_inputs(&keys, 7, &c);
    cr_expect(eq(u64, a.random, b.random));
    cr_expect(eq(int, memcmp(a.uuid, b.uuid, sizeof a.uuid), 0));
    cr_expect(ne(u64, a.random, c.random));
}
