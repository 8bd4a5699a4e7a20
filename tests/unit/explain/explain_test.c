#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/explain.h"

enum { ARENA_BYTES = 64 * 1024 };

Test(explain, answers_are_one_line_of_json)
{
    static const struct {
        const char *name, *line, *answer;
    } cases[] = {
        {"broken", "{\"kind\":", "{\"ok\":false,\"error\":\"bad_json\"}"},
        {"empty", "", "{\"ok\":false,\"error\":\"bad_json\"}"},
        {"no object", "[]", "{\"ok\":false,\"error\":\"bad_json\"}"},
        {"no kind", "{}", "{\"ok\":false,\"error\":\"unknown_provider\"}"},
        {"kind is a list", "{\"kind\":[]}", "{\"ok\":false,\"error\":\"bad_field:kind\"}"},
        {"unknown provider", "{\"kind\":\"dlr\",\"provider\":\"x\",\"request\":{}}",
         "{\"ok\":false,\"error\":\"unknown_provider\"}"},
        {"no request", "{\"kind\":\"dlr\",\"provider\":\"kannel\"}",
         "{\"ok\":false,\"error\":\"missing_field:request\"}"},
        {"a line break inside",
         "{\"kind\":\"ussd_reply\",\"provider\":\"africastalking\",\n\"request\":{\"text\":\"a\\nb\"}}",
         "{\"status\":200,\"content_type\":\"text/plain\",\"body\":\"END a\\nb\"}"},
        {"a text without a time warns of nothing",
         "{\"kind\":\"inbound_sms\",\"provider\":\"africastalking\",\"request\":{\"path\":\"/in\",\"body\":"
         "\"id=1&from=15005550100&text=a\"}}",
         "{\"ok\":true,\"messages\":[{\"from\":\"+15005550100\",\"to\":null,\"text\":\"a\",\"provider_id\":\"1\","
         "\"received_at\":null}]}"},
        {"a report",
         "{\"kind\":\"dlr\",\"provider\":\"loopback\",\"request\":{\"path\":\"/dlr/loopback/c\",\"body\":"
         "\"{\\\"id\\\":7,\\\"status\\\":\\\"sent\\\"}\"}}",
         "{\"ok\":true,\"statuses\":[{\"provider_id\":\"7\",\"status\":\"sent\"}]}"},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str answer;
        cr_expect(gw_explain(str_of(cases[i].line), 0, arena, &answer) == RC_OK, "case %s", cases[i].name);
        cr_expect(str_eq(answer, str_of(cases[i].answer)), "case %s: %.*s", cases[i].name, STR_FMT(answer));
        arena_reset(arena);
    }
    arena_free(arena);
}

Test(explain, given_time_wins_over_the_clock)
{
    static const char fresh[] =
        "{\"kind\":\"signature\",\"provider\":\"standard-webhooks\",\"now\":1770000001,"
        "\"config\":{\"scheme\":\"standard-webhooks\",\"secret\":\"whsec_ZmFrZS1zdGFuZGFyZC13ZWJob29rcy1rZXktMDAwMDE="
        "\"},"
        "\"request\":{\"path\":\"https://gw.example.org/hook\",\"headers\":{\"webhook-id\":\"m\","
        "\"webhook-timestamp\":\"1770000000\",\"webhook-signature\":\"v1,AAAA\"},\"body\":\"\"}}";
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str answer;
    cr_expect(gw_explain(STR(fresh), 0, arena, &answer) == RC_OK);
    cr_expect(str_eq(answer, STR("{\"valid\":false,\"reason\":\"mismatch\"}")), "%.*s", STR_FMT(answer));
    struct str stale = arena_str(arena, STR(fresh));
    /* "now" becomes another member, which is ignored. */
    const size_t at = str_find(stale, STR("now"));
    ((char *)(uintptr_t)stale.p)[at] = 'x';
    cr_expect(gw_explain(stale, 0, arena, &answer) == RC_OK);
    cr_expect(str_eq(answer, STR("{\"valid\":false,\"reason\":\"stale\"}")), "%.*s", STR_FMT(answer));
    arena_free(arena);
}

Test(explain, no_room_is_told)
{
    static const char line[] =
        "{\"kind\":\"ussd_reply\",\"provider\":\"africastalking\",\"request\":{\"text\":\"abc\"}}";
    enum rc rc = RC_TOO_BIG;
    for (size_t bytes = 0; bytes < 2000; bytes++) {
        struct arena *arena = arena_new(bytes);
        struct str answer;
        rc = gw_explain(STR(line), 0, arena, &answer);
        cr_expect(rc == RC_OK || rc == RC_TOO_BIG);
        arena_free(arena);
    }
    cr_expect(rc == RC_OK);
}
