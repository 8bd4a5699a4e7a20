#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/conversation.h"

/* From a USSD request to what is heard, and from what is said to a screen. */

static struct gw_catalog *catalog;
static struct gw_keys keys;
static struct gw_ids ids;
static struct gw_writer writer;
static struct arena *arena;

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

TestSuite(dialogue, .init = setup, .fini = teardown);

static const struct str inputs[] = {{"1", 1}, {"2", 1}, {"a", 1}, {"b", 1}};

struct request_case {
    const char *name;
    bool is_new;
    bool accumulates;
    size_t inputs_n; /* of an accumulating provider */
    const char *input;
    bool shown; /* a screen was shown before */
    int32_t hop;
    int64_t session_id; /* open when it was */
    bool more;
    enum sv_event_kind kind;
    const char *heard;
    bool turns_page;
    int32_t next_hop;
};

/* Nobody has anything open: a screen of session 0 is current, one of another session is stale. */
static const struct request_case requests[] = {
    {"the first request", true, false, 0, "", false, 0, 0, false, SV_EVENT_DIAL, "", false, 0},
    {"a session never heard of", false, false, 0, "4", false, 0, 0, false, SV_EVENT_DIAL, "", false, 1},
    {"an input", false, false, 0, "4", true, 2, 0, false, SV_EVENT_TEXT, "4", false, 3},
    {"an empty input", false, false, 0, "", true, 2, 0, false, SV_EVENT_TEXT, "", false, 3},
    {"the next page", false, false, 0, "0", true, 2, 0, true, SV_EVENT_DIAL, "", true, 3},
    {"the next page, with blanks", false, false, 0, " 0 ", true, 2, 0, true, SV_EVENT_DIAL, "", true, 3},
    {"0 on the last page", false, false, 0, "0", true, 2, 0, false, SV_EVENT_TEXT, "0", false, 3},
    {"00 is no page", false, false, 0, "00", true, 2, 0, true, SV_EVENT_TEXT, "00", false, 3},
    {"a screen of a session that is over", false, false, 0, "4", true, 2, 77, false, SV_EVENT_DIAL, "", false, 3},
    {"STOP on such a screen", false, false, 0, "Alto", true, 2, 77, false, SV_EVENT_TEXT, "Alto", false, 3},
    {"a call wanted on such a screen", false, false, 0, "000", true, 2, 77, false, SV_EVENT_TEXT, "000", false, 3},
    {"BACK on such a screen", false, false, 0, "atras", true, 2, 77, false, SV_EVENT_DIAL, "", false, 3},
    {"accumulated: the first", true, true, 0, "", false, 0, 0, false, SV_EVENT_DIAL, "", false, 0},
    {"accumulated: dialled with digits", false, true, 2, "2", false, 0, 0, false, SV_EVENT_DIAL, "", false, 2},
    {"accumulated: one more", false, true, 2, "2", true, 1, 0, false, SV_EVENT_TEXT, "2", false, 2},
    {"accumulated: an asterisk in it", false, true, 4, "b", true, 2, 0, false, SV_EVENT_TEXT, "a*b", false, 4},
    {"accumulated: fewer than were heard", false, true, 2, "2", true, 3, 0, false, SV_EVENT_DIAL, "", false, 2},
    {"accumulated: as many as were heard", false, true, 2, "2", true, 2, 0, false, SV_EVENT_DIAL, "", false, 2},
};

static struct gw_turn turn_of(struct gw_dialogue *dialogue)
{
    return (struct gw_turn){.kind = SV_EVENT_TEXT,
                            .at_ms = 1795232320637,
                            .contact_exists = true,
                            .contact_id = 7,
                            .language = STR("es"),
                            .timer_at_ms = INT64_MIN,
                            .last_sent_ms = INT64_MIN,
                            .dialogue = dialogue};
}

Test(dialogue, a_request_is_heard_against_what_stood_on_the_screen)
{
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        const struct request_case *c = &requests[i];
        const struct gw_ussd request = {.session_id = STR("s"),
                                        .input = str_of(c->input),
                                        .is_new = c->is_new,
                                        .inputs = c->accumulates ? inputs : NULL,
                                        .inputs_n = c->inputs_n};
        struct gw_dialogue dialogue = {
            .request = &request, .limits = {.septets = 182, .ucs2_units = 80}, .arena = arena};
        if (c->shown)
            dialogue.last = (struct gw_screen){.hop = c->hop,
                                               .session_id = c->session_id,
                                               .more = c->more,
                                               .text = STR("uno\ndos"),
                                               .shown = STR("uno")};
        struct gw_turn turn = turn_of(&dialogue);
        cr_expect(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), c->turns_page ? RC_NOT_FOUND : RC_OK),
                  "case %s: %s", c->name, turn.err.text);
        cr_expect(eq(int, turn.kind, c->kind), "case %s", c->name);
        cr_expect(str_eq(turn.text, str_of(c->heard)), "case %s: \"%.*s\"", c->name, STR_FMT(turn.text));
        cr_expect(eq(int, dialogue.turns_page, c->turns_page), "case %s", c->name);
        cr_expect(eq(i32, dialogue.next.hop, c->next_hop), "case %s", c->name);
        cr_expect(c->turns_page || dialogue.next.shown.n > 0, "case %s: nothing on the screen", c->name);
    }
}

Test(dialogue, a_repeated_request_gets_its_screen_and_is_not_heard)
{
    const struct gw_ussd request = {.session_id = STR("s"), .input = STR("4")};
    struct gw_dialogue dialogue = {.request = &request,
                                   .arena = arena,
                                   .last = {.shown = STR("later")},
                                   .again = {.shown = STR("before"), .awaits = true}};
    struct gw_turn turn = turn_of(&dialogue);
    turn.seen = true;
    cr_assert(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK));
    cr_expect(eq(int, turn.fate, GW_TURN_DUPLICATE));
    cr_expect(str_eq(dialogue.next.shown, STR("before")));
    cr_expect(dialogue.next.awaits);
}

Test(dialogue, pages_are_turned_up_to_the_last)
{
    const struct gw_ussd request = {.session_id = STR("s"), .input = STR("0")};
    struct gw_dialogue dialogue = {
        .request = &request,
        .limits = {.septets = 20, .ucs2_units = 10},
        .arena = arena,
        .last = {.shown = STR("x"), .text = STR("una palabra y otra y otra mas"), .more = true, .awaits = true}};
    struct gw_turn turn = turn_of(&dialogue);
    size_t pages = 1;
    while (dialogue.last.more && pages < 10) {
        cr_assert(eq(int, gw_turn_decide(&turn, catalog, &writer, arena), RC_OK));
        cr_expect(dialogue.turns_page);
        cr_expect(eq(i64, turn.event_id, 0), "nothing is heard");
        dialogue.last = dialogue.next;
        dialogue.turns_page = false;
        pages++;
    }
    cr_expect(gt(sz, pages, 2));
    cr_expect(str_ends(dialogue.last.shown, STR("mas")));
    cr_expect(dialogue.last.awaits);
}
