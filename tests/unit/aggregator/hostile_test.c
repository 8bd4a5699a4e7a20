/* Requests that are too much, of any provider: refused with a reason, never a crash and never a half-read message. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/buf.h"
#include "gateway/aggregator.h"

enum { ARENA_BYTES = 1024 * 1024, SCRATCH_BYTES = 256 * 1024 };

struct outcome {
    enum rc rc;
    char text[ERR_TEXT_BYTES];
    bool untouched;
};

/* The same bytes as query and as body, whichever the adapter reads. */
static struct outcome parse_with(const char *adapter, enum gw_kind kind, struct str bytes, size_t arena_bytes)
{
    struct arena *arena = arena_new(arena_bytes);
    const struct gw_settings settings = {0};
    const struct gw_http_request request = {.method = GW_POST, .query = bytes, .body = bytes};
    struct gw_inbound inbound = {.messages_n = 77};
    struct err err = {0};
    struct outcome outcome = {
        .rc = gw_aggregator_find(str_of(adapter))->parse[kind](&settings, &request, arena, &inbound, &err)};
    memcpy(outcome.text, err.text, sizeof outcome.text);
    outcome.untouched = inbound.messages_n == 77;
    arena_free(arena);
    return outcome;
}

static const char *const adapters[] = {"africastalking", "kannel", "loopback", "twilio"};

/* `before`, n times `piece`, `after`. */
static struct str repeat(struct arena *arena, const char *before, const char *piece, int n, const char *after)
{
    struct buf out = buf_in(arena, SCRATCH_BYTES);
    buf_put(&out, str_of(before));
    for (int i = 0; i < n; i++)
        buf_put(&out, str_of(piece));
    buf_put(&out, str_of(after));
    cr_assert(not(out.overflow));
    return buf_str(&out);
}

Test(hostile, ten_thousand_parameters_are_refused)
{
    struct arena *scratch = arena_new(ARENA_BYTES);
    const struct str many = repeat(scratch, "id=1", "&a=1", 10000, "");
    for (size_t i = 0; i < COUNT_OF(adapters); i++) {
        if (str_eq(str_of(adapters[i]), STR("loopback")))
            continue; /* JSON */
        for (enum gw_kind kind = GW_KIND_IN; kind <= GW_KIND_DLR; kind++) {
            const struct outcome outcome = parse_with(adapters[i], kind, many, ARENA_BYTES);
            cr_expect(outcome.rc == RC_TOO_BIG && outcome.untouched, "%s", adapters[i]);
        }
    }
    arena_free(scratch);
}

Test(hostile, id_over_the_limit_is_refused)
{
    struct arena *scratch = arena_new(ARENA_BYTES);
    static const char *const forms[][2] = {
        {"from=%2B15005550100&text=x&to=1&id=", ""},
        {"sender=%2B15005550100&message=x&to=1&id=", ""},
        {"{\"from\":\"+15005550100\",\"text\":\"x\",\"id\":\"", "\"}"},
        {"From=%2B15005550100&Body=x&MessageSid=", ""},
    };
    static const struct {
        int bytes;
        enum rc rc;
    } sizes[] = {{256, RC_OK}, {257, RC_TOO_BIG}, {4096, RC_TOO_BIG}};
    for (size_t i = 0; i < COUNT_OF(adapters); i++) {
        for (size_t j = 0; j < COUNT_OF(sizes); j++) {
            const struct str request = repeat(scratch, forms[i][0], "x", sizes[j].bytes, forms[i][1]);
            const struct outcome outcome = parse_with(adapters[i], GW_KIND_IN, request, ARENA_BYTES);
            cr_expect(outcome.rc == sizes[j].rc, "%s, %d bytes", adapters[i], sizes[j].bytes);
            arena_reset(scratch);
        }
    }
    arena_free(scratch);
}

Test(hostile, deep_json_is_refused_before_it_is_parsed)
{
    struct arena *scratch = arena_new(ARENA_BYTES);
    const struct outcome arrays = parse_with("loopback", GW_KIND_IN, repeat(scratch, "", "[", 60000, ""), ARENA_BYTES);
    cr_expect(arrays.rc == RC_BAD_INPUT && arrays.untouched);
    cr_expect(str_eq(str_of(arrays.text), STR("bad_json")));
    const struct outcome objects =
        parse_with("loopback", GW_KIND_IN, repeat(scratch, "", "{\"a\":", 10000, ""), ARENA_BYTES);
    cr_expect(objects.rc == RC_BAD_INPUT);
    arena_free(scratch);
}

Test(hostile, screen_of_many_inputs_is_bounded_by_the_arena)
{
    struct arena *scratch = arena_new(ARENA_BYTES);
    const struct str stars = repeat(scratch, "sessionId=s&phoneNumber=%2B15005550100&text=1", "*", 64000, "");
    cr_expect(parse_with("africastalking", GW_KIND_USSD, stars, ARENA_BYTES).rc == RC_TOO_BIG);
    arena_free(scratch);
}

Test(hostile, every_size_of_arena_is_told_and_leaves_the_result_alone)
{
    static const struct {
        const char *adapter;
        enum gw_kind kind;
        const char *bytes;
    } cases[] = {
        {"africastalking", GW_KIND_IN, "id=m-1&from=%2B15005550100&to=1&text=a%FFb&date=2026-02-02&linkId=7"},
        {"africastalking", GW_KIND_DLR, "id=m-1&status=Success"},
        {"africastalking", GW_KIND_USSD, "sessionId=s&phoneNumber=%2B15005550100&text=1*2*3"},
        {"africastalking", GW_KIND_USSD_END, "sessionId=s&phoneNumber=%2B15005550100&status=Failed"},
        {"kannel", GW_KIND_IN, "id=k-1&sender=15005550100&to=1&charset=UTF-16BE&coding=2&message=%00a%00b%00c%00"},
        {"kannel", GW_KIND_DLR, "id=17&status=2&answer=stat%3AEXPIRED"},
        {"loopback", GW_KIND_IN, "{\"id\":1,\"from\":\"+15005550100\",\"to\":\"1\",\"text\":\"abc\",\"at\":\"x\"}"},
        {"loopback", GW_KIND_DLR, "{\"id\":1,\"status\":\"sent\"}"},
        {"loopback", GW_KIND_USSD, "{\"session\":\"s\",\"from\":\"+15005550100\",\"input\":\"\",\"new\":true}"},
        {"twilio", GW_KIND_IN, "MessageSid=1&From=%2B15005550100&Body=a%FF&NumMedia=1&MediaUrl0=%FF&OptOutType=STOP"},
        {"twilio", GW_KIND_DLR, "MessageSid=1&MessageStatus=failed&ErrorCode=30003"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum rc last = RC_TOO_BIG;
        for (size_t bytes = 0; bytes < 2000; bytes++) {
            const struct outcome outcome = parse_with(cases[i].adapter, cases[i].kind, str_of(cases[i].bytes), bytes);
            cr_expect(outcome.rc == RC_OK || outcome.rc == RC_TOO_BIG, "%s %zu", cases[i].adapter, bytes);
            cr_expect(outcome.untouched == (outcome.rc != RC_OK), "%s %zu", cases[i].adapter, bytes);
            last = outcome.rc;
        }
        cr_expect(last == RC_OK, "case %zu fits in the end", i);
    }
}

Test(hostile, every_prefix_of_a_json_request_is_refused)
{
    static const char whole[] = "{\"id\":\"m\\u00f1\",\"from\":\"+15005550100\",\"text\":\"\\ud83d\\ude00\"}";
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        const struct outcome outcome =
            parse_with("loopback", GW_KIND_IN, (struct str){.p = whole, .n = n}, ARENA_BYTES);
        cr_expect(outcome.rc == RC_BAD_INPUT && outcome.untouched, "%zu bytes", n);
    }
    cr_expect(parse_with("loopback", GW_KIND_IN, STR(whole), ARENA_BYTES).rc == RC_OK);
}
