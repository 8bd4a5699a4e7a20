/* Recorded requests and answers of providers, and what we must make of them: the published vectors and our own cases,
 * through the same function that `puente explain` calls. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/explain.h"

enum { CASE_BYTES_MAX = 8 * 1024 * 1024 };

/* Every member of `expect` must be in `found` and equal; further members are allowed. */
static bool contains(const json_t *found, const json_t *expect)
{
    if (json_is_array(expect)) {
        bool same = json_array_size(found) == json_array_size(expect) && json_is_array(found);
        for (size_t i = 0; same && i < json_array_size(expect); i++)
            same = contains(json_array_get(found, i), json_array_get(expect, i));
        return same;
    }
    if (!json_is_object(expect))
        return json_equal(found, expect);
    json_t *members = json_deep_copy(expect);
    const char *key;
    json_t *value;
    bool same = json_is_object(found);
    json_object_foreach(members, key, value) same = same && contains(json_object_get(found, key), value);
    json_decref(members);
    return same;
}

static bool is_ours(const json_t *one)
{
    static const char *const providers[] = {"africastalking",    "kannel", "loopback", "nobody",
                                            "standard-webhooks", "twilio", "url-token"};
    const char *provider = json_string_value(json_object_get(one, "provider"));
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
        if (strcmp(providers[i], provider) == 0)
            return true;
    return false;
}

static size_t check_file(const char *path)
{
    json_t *cases = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    struct arena *arena = arena_new(CASE_BYTES_MAX);
    size_t checked = 0;
    const bool is_array = json_is_array(cases);
    cr_assert(is_array, "%s is an array", path);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *one = json_array_get(cases, i);
        if (!is_ours(one))
            continue;
        char *line = json_dumps(one, JSON_COMPACT);
        struct str answer;
        cr_assert(eq(int, gw_explain(str_of(line), 1800000000000, arena, &answer), RC_OK));
        json_t *found = json_loadb(answer.p, answer.n, 0, NULL);
        cr_expect(contains(found, json_object_get(one, "expect")), "case %s: %.*s",
                  json_string_value(json_object_get(one, "id")), (int)answer.n, answer.p);
        json_decref(found);
        free(line);
        arena_reset(arena);
        checked++;
    }
    arena_free(arena);
    json_decref(cases);
    return checked;
}

Test(vectors, published_cases_are_understood_as_published)
{
    cr_expect(eq(sz, check_file(FIXTURES "/vectors.json"), 61));
}

Test(vectors, own_cases_are_understood)
{
    cr_expect(eq(sz, check_file(FIXTURES "/aggregator/cases.json"), 257));
}

Test(vectors, own_airtime_cases_are_understood)
{
    cr_expect(eq(sz, check_file(FIXTURES "/airtime/cases.json"), 226));
}
