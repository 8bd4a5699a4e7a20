#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/buf.h"
#include "gateway/aggregator.h"

enum { ARENA_BYTES = 64 * 1024 };
static const int64_t now_s = 1770000000;

#define SECRET "whsec_ZmFrZS1zdGFuZGFyZC13ZWJob29rcy1rZXktMDAwMDE="
#define OTHER "whsec_ZmFrZS1vdGhlci13ZWJob29rcy1rZXktMDAwMDAwMDI="

/* Verifies as the standard scheme at a time. */
static enum gw_refusal standard(const struct gw_http_request *request, struct str active, struct str previous,
                                int64_t at_s)
{
    const struct gw_secrets secrets = {.active = {active, previous}};
    enum gw_refusal reason = GW_REFUSAL_COUNT;
    const enum rc rc = gw_verify(STR("standard-webhooks"), request, STR("https://gw.example.org/in"), &secrets, 0,
                                 at_s * 1000, &reason);
    cr_expect(rc == (reason == GW_REFUSAL_NONE ? RC_OK : RC_REFUSED));
    return reason;
}

static struct gw_http_request signed_request(struct arena *arena, struct gw_header headers[3], struct str body)
{
    const enum rc rc = gw_sign_standard(STR("msg_1"), now_s, body, STR(SECRET), arena, headers);
    cr_assert(rc == RC_OK);
    return (struct gw_http_request){.method = GW_POST, .headers = headers, .headers_n = 3, .body = body};
}

Test(signature, what_we_sign_we_accept)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_header headers[3];
    const struct gw_http_request request = signed_request(arena, headers, STR("{\"text\":\"\xC3\xB1\"}"));
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s) == GW_REFUSAL_NONE);
    cr_expect(standard(&request, STR_EMPTY, STR(SECRET), now_s) == GW_REFUSAL_NONE, "second place");
    cr_expect(standard(&request, STR(OTHER), STR(SECRET), now_s) == GW_REFUSAL_NONE, "rotation");
    cr_expect(standard(&request, STR("not base64!"), STR(SECRET), now_s) == GW_REFUSAL_NONE, "a broken one beside");
    cr_expect(standard(&request, STR(OTHER), STR_EMPTY, now_s) == GW_REFUSAL_MISMATCH);
    cr_expect(standard(&request, STR_EMPTY, STR_EMPTY, now_s) == GW_REFUSAL_NO_SECRET);
    cr_expect(standard(&request, STR("not base64!"), STR_EMPTY, now_s) == GW_REFUSAL_NO_SECRET);
    cr_expect(standard(&request, STR("whsec_"), STR_EMPTY, now_s) == GW_REFUSAL_NO_SECRET, "an empty key");
    arena_free(arena);
}

Test(signature, age_is_bounded_on_both_sides)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_header headers[3];
    const struct gw_http_request request = signed_request(arena, headers, STR("{}"));
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s + 300) == GW_REFUSAL_NONE);
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s + 301) == GW_REFUSAL_STALE);
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s - 300) == GW_REFUSAL_NONE);
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s - 301) == GW_REFUSAL_STALE);
    const struct gw_secrets secrets = {.active = {STR(SECRET)}};
    enum gw_refusal reason;
    cr_expect(gw_verify(STR("standard-webhooks"), &request, STR_EMPTY, &secrets, 10, (now_s + 11) * 1000, &reason) ==
              RC_REFUSED);
    cr_expect(reason == GW_REFUSAL_STALE, "the caller's tolerance");
    arena_free(arena);
}

Test(signature, every_signed_part_counts)
{
    static const struct {
        const char *name;
        size_t header;
        const char *value;
        enum gw_refusal reason;
    } cases[] = {
        {"other id", 0, "msg_2", GW_REFUSAL_MISMATCH},
        {"empty id", 0, "", GW_REFUSAL_MISSING_HEADER},
        {"other time", 1, "1770000001", GW_REFUSAL_MISMATCH},
        {"time in words", 1, "now", GW_REFUSAL_BAD_HEADER},
        {"time far away", 1, "-9223372036854775808", GW_REFUSAL_STALE},
        {"no signature", 2, "", GW_REFUSAL_MISSING_HEADER},
        {"no version", 2, "qzcFNjuMrQWquQ4pcL8eFqZStjrK5fgU6841DHGZEaw=", GW_REFUSAL_BAD_HEADER},
        {"another version only", 2, "v1a,qzcFNjuMrQWquQ4pcL8eFqZStjrK5fgU6841DHGZEaw=", GW_REFUSAL_BAD_HEADER},
        {"not base64", 2, "v1,!!!!", GW_REFUSAL_BAD_HEADER},
        {"too short", 2, "v1,AAAA", GW_REFUSAL_MISMATCH},
        {"nothing behind the version", 2, "v1,", GW_REFUSAL_MISMATCH},
        {"another digest", 2, "v1,qzcFNjuMrQWquQ4pcL8eFqZStjrK5fgU6841DHGZEaw=", GW_REFUSAL_MISMATCH},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_header headers[3];
        const struct gw_http_request request = signed_request(arena, headers, STR("{}"));
        headers[cases[i].header].value = str_of(cases[i].value);
        cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s) == cases[i].reason, "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(signature, one_good_signature_among_several_is_enough)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_header headers[3];
    const struct gw_http_request request = signed_request(arena, headers, STR("{}"));
    struct buf several = buf_in(arena, 256);
    buf_put(&several, STR("v1a,zzzz v1,!! v1,AAAA  "));
    buf_put(&several, headers[2].value);
    headers[2].value = buf_str(&several);
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s) == GW_REFUSAL_NONE);
    arena_free(arena);
}

Test(signature, missing_headers_are_told)
{
    const struct gw_http_request request = {.method = GW_POST, .body = STR("{}")};
    cr_expect(standard(&request, STR(SECRET), STR_EMPTY, now_s) == GW_REFUSAL_MISSING_HEADER);
}

Test(signature, signing_needs_a_key_and_room)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct arena *small = arena_new(64);
    struct gw_header headers[3];
    cr_expect(gw_sign_standard(STR("m"), now_s, STR("{}"), STR("!"), arena, headers) == RC_BAD_INPUT);
    cr_expect(gw_sign_standard(STR("m"), now_s, STR("{}"), STR_EMPTY, arena, headers) == RC_BAD_INPUT);
    cr_expect(gw_sign_standard(STR("m"), now_s, STR("{}"), STR(SECRET), small, headers) == RC_TOO_BIG);
    arena_free(small);
    arena_free(arena);
}

Test(signature, token_stands_in_the_query_or_in_the_path)
{
    static const struct {
        const char *name, *path, *query;
        bool valid;
    } cases[] = {
        {"query", "/in/kannel/ch1", "id=1&token=fake-token", true},
        {"query, encoded", "/in/kannel/ch1", "token=fake%2Dtoken", true},
        {"path", "/in/kannel/ch1/fake-token", "id=1", true},
        {"path, more behind", "/in/kannel/ch1/fake-token/x", "", true},
        {"query wins over path", "/in/kannel/ch1/fake-token", "token=nope", false},
        {"first of two in the query", "/in/kannel/ch1", "token=nope&token=fake-token", false},
        {"channel is no token", "/in/kannel/fake-token", "", false},
        {"prefix", "/in/kannel/ch1", "token=fake-toke", false},
        {"longer", "/in/kannel/ch1", "token=fake-token1", false},
        {"other case", "/in/kannel/ch1", "token=Fake-token", false},
        {"other name", "/in/kannel/ch1", "Token=fake-token", false},
        {"none", "/in/kannel/ch1", "", false},
    };
    const struct gw_secrets secrets = {.active = {STR("old-token"), STR("fake-token")}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct gw_http_request request = {.path = str_of(cases[i].path), .query = str_of(cases[i].query)};
        enum gw_refusal reason;
        const enum rc rc = gw_verify(STR("token"), &request, STR_EMPTY, &secrets, 0, 0, &reason);
        cr_expect(rc == (cases[i].valid ? RC_OK : RC_REFUSED), "case %s", cases[i].name);
        cr_expect(reason == (cases[i].valid ? GW_REFUSAL_NONE : GW_REFUSAL_MISMATCH), "case %s", cases[i].name);
    }
}

Test(signature, too_many_fields_hide_no_token)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct buf query = buf_in(arena, 8 * 1024);
    for (int i = 0; i < 1000; i++)
        buf_put(&query, STR("a=1&"));
    buf_put(&query, STR("token=t"));
    const struct gw_http_request request = {.path = STR("/in/kannel/ch1"), .query = buf_str(&query)};
    const struct gw_secrets secrets = {.active = {STR("t")}};
    enum gw_refusal reason;
    cr_expect(gw_verify(STR("token"), &request, STR_EMPTY, &secrets, 0, 0, &reason) == RC_REFUSED);
    arena_free(arena);
}

Test(signature, unknown_scheme_is_refused)
{
    const struct gw_http_request request = {.path = STR("/in/kannel/ch1"), .query = STR("token=t")};
    const struct gw_secrets secrets = {.active = {STR("t")}};
    static const char *const names[] = {"", "tok", "runes", "token "};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        enum gw_refusal reason;
        cr_expect(gw_verify(str_of(names[i]), &request, STR_EMPTY, &secrets, 0, 0, &reason) == RC_REFUSED);
        cr_expect(reason == GW_REFUSAL_UNKNOWN_SCHEME, "case %s", names[i]);
    }
    cr_expect(str_eq(gw_refusal_word(GW_REFUSAL_UNKNOWN_SCHEME), STR("unknown_scheme")));
}
