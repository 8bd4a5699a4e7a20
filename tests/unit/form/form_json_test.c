#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "survey/form.h"
#include "world.h"

static void expect_text(struct str got, const char *wanted)
{
    cr_expect(str_eq(got, str_of(wanted)), "'%.*s', not '%s'", STR_FMT(got), wanted);
}

enum { ES, EN };

Test(form_json, the_head_of_a_form_is_read)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/small.json", arena);
    expect_text(form.id, "small");
    expect_text(form.version, "1");
    expect_text(form.title[EN], "Small");
    expect_text(form.keyword, "pequena");
    expect_text(form.consent_version, "2");
    cr_expect(form.has_consent);
    cr_expect(eq(sz, form.languages_n, 2));
    cr_expect(eq(sz, form.default_language, ES));
    expect_text(form.systems[EN]->code, "en");
    cr_expect(eq(int, sv_form_language(&form, STR("EN")), EN));
    cr_expect(eq(int, sv_form_language(&form, STR("fr")), -1));
    cr_expect(eq(int, form.attempts_max, 2));
    cr_expect(eq(int, form.after_invalid, SV_AFTER_INVALID_SKIP));
    cr_expect(eq(sz, form.reminders_n, 2));
    cr_expect(eq(i64, form.reminder_ms[0], 3600));
    cr_expect(eq(i64, form.reminder_ms[1], 5400000));
    cr_expect(eq(i64, form.expires_ms, 1800000));
    cr_expect(eq(int, form.segments_max, 1));
    arena_free(arena);
}

Test(form_json, missing_translations_are_filled_from_the_default_language)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/small.json", arena);
    const struct sv_question *ok = &form.questions[1];
    const struct sv_question *age = &form.questions[2];
    expect_text(form.consent[EN], "¿Sí?");
    expect_text(form.thanks[EN], "Gracias");
    expect_text(form.incentive, "wave");
    expect_text(ok->label[EN], "Can you?");
    expect_text(ok->short_label[ES], "Puede?");
    expect_text(ok->short_label[EN], "Can you?");
    expect_text(age->label[EN], "¿Edad?");
    expect_text(age->short_label[EN], "¿Edad?");
    expect_text(age->hint[EN], "En años");
    expect_text(age->constraint_message[EN], "1 to 119");
    expect_text(age->required_message[EN], "Hace falta");
    expect_text(ok->hint[ES], "");
    expect_text(form.lists[0].choices[0].short_label[EN], "Yes");
    expect_text(form.lists[0].choices[1].short_label[EN], "No");
    arena_free(arena);
}

Test(form_json, lists_say_what_people_type_and_what_counts)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/small.json", arena);
    const struct sv_choice *yes = &form.lists[0].choices[0];
    cr_expect(form.lists[0].keyed_by_name);
    cr_expect(not(form.lists[1].keyed_by_name));
    cr_expect(eq(sz, yes->aliases_n, 2));
    expect_text(yes->aliases[0], "claro que si");
    expect_text(yes->aliases[1], "ok");
    cr_expect(yes->has_score);
    cr_expect(eq(int, (int)yes->score, 1));
    cr_expect(not(form.lists[0].choices[2].has_score));
    cr_expect(eq(int, form.lists[0].choices[2].missing, SV_MISSING_REFUSED));
    expect_text(form.lists[0].choices[1].attributes[0].name, "colour");
    expect_text(form.lists[0].choices[1].attributes[0].value, "red");
    arena_free(arena);
}

Test(form_json, questions_name_their_list_group_and_expressions)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/small.json", arena);
    const struct sv_question *where = &form.questions[3];
    cr_expect(eq(int, sv_form_question(&form, STR("where")), 3));
    cr_expect(eq(int, sv_form_question(&form, STR("nowhere")), -1));
    cr_expect(eq(int, where->type, SV_TYPE_SELECT_MULTIPLE));
    cr_expect(eq(int, where->list, 1));
    cr_expect(eq(int, where->group, 0));
    cr_expect(eq(int, where->privacy, SV_PRIVACY_SENSITIVE));
    cr_expect(where->relevant != NULL && where->required == NULL && where->constraint == NULL);
    cr_expect(form.questions[1].required != NULL);
    cr_expect(form.questions[4].calculation != NULL);
    cr_expect(form.questions[5].required == NULL);
    cr_expect(eq(int, form.groups[0].parent, -1));
    cr_expect(eq(int, form.groups[1].parent, 0));
    cr_expect(eq(int, form.questions[0].list, -1));
    arena_free(arena);
}

Test(form_json, scores_are_over_questions_or_earlier_scores)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/small.json", arena);
    const struct sv_score *first = &form.scores[0];
    cr_expect(eq(int, first->method, SV_SCORE_MEAN));
    cr_expect(eq(int, first->items[1].question, 5));
    cr_expect(eq(int, (int)first->items[0].weight, 1));
    cr_expect(eq(int, (int)first->items[1].weight, 2));
    cr_expect(eq(int, first->minimum_answered, 1));
    cr_expect(eq(int, form.scores[1].method, SV_SCORE_SUM));
    cr_expect(eq(int, form.scores[1].parts[0], 0));
    cr_expect(eq(int, form.scores[1].minimum_answered, 1));
    arena_free(arena);
}

#define HEAD                                                                                                           \
    "{\"format\":\"puente-form/1\",\"id\":\"a\",\"version\":\"1\",\"languages\":[\"es\"],\"default_language\":\"es\"," \
    "\"title\":{\"es\":\"A\"},"

Test(form_json, what_is_not_said_has_a_default)
{
    struct arena *arena = arena_new(1 << 22);
    struct sv_form form = {0};
    const struct str json = STR(HEAD "\"questions\":[{\"name\":\"q\",\"type\":\"text\",\"label\":{\"es\":\"Q\"}}]}");
    cr_assert(eq(int, sv_form_read_json(json, world_languages(arena), arena, &form, NULL), RC_OK));
    cr_expect(eq(sz, form.keyword.n, 0));
    cr_expect(not(form.has_consent));
    expect_text(form.consent[0], "");
    expect_text(form.thanks[0], "");
    expect_text(form.incentive, "");
    cr_expect(eq(int, form.attempts_max, 3));
    cr_expect(eq(int, form.after_invalid, SV_AFTER_INVALID_CALL));
    cr_expect(eq(sz, form.reminders_n, 2));
    cr_expect(eq(i64, form.reminder_ms[1], (int64_t)72 * 3600000));
    cr_expect(eq(i64, form.expires_ms, (int64_t)168 * 3600000));
    cr_expect(eq(int, form.segments_max, 3));
    cr_expect(eq(sz, form.scores_n + form.lists_n + form.groups_n, 0));
    const struct str empty =
        STR(HEAD "\"settings\":{},\"questions\":[{\"name\":\"q\",\"type\":\"text\",\"label\":{\"es\":\"Q\"}}]}");
    cr_assert(eq(int, sv_form_read_json(empty, world_languages(arena), arena, &form, NULL), RC_OK));
    cr_expect(eq(sz, form.reminders_n, 2));
    cr_expect(eq(int, form.attempts_max, 3));
    arena_free(arena);
}

Test(form_json, only_short_numbers_are_typed_by_name)
{
    static const struct {
        const char *name;
        bool keyed;
    } cases[] = {{"0", true},   {"9", true},   {"10", true}, {"100", false},
                 {"-1", false}, {"1a", false}, {"a", false}, {".5", false}};
    struct arena *arena = arena_new(1 << 22);
    const struct sv_languages *languages = world_languages(arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf json = buf_in(arena, 1024);
        struct sv_form form = {0};
        struct err err = {0};
        buf_put(&json,
                STR(HEAD "\"questions\":[{\"name\":\"q\",\"type\":\"text\",\"label\":{\"es\":\"Q\"}}],\"lists\":["));
        buf_printf(&json, "{\"name\":\"l\",\"choices\":[{\"name\":\"1\",\"label\":{\"es\":\"A\"}},");
        buf_printf(&json, "{\"name\":\"%s\",\"label\":{\"es\":\"B\"}}]}]}", cases[i].name);
        cr_assert(eq(int, sv_form_read_json(buf_str(&json), languages, arena, &form, &err), RC_OK), "case %s: %s",
                  cases[i].name, err.text);
        cr_expect(eq(int, form.lists[0].keyed_by_name, cases[i].keyed), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(form_json, nothing_is_borrowed_from_the_json)
{
    struct arena *arena = arena_new(1 << 22);
    struct arena *other = arena_new(1 << 22);
    const struct str json = world_file(FIXTURES "/forms/small.json", other);
    struct sv_form form = {0};
    cr_assert(eq(int, sv_form_read_json(json, world_languages(arena), arena, &form, NULL), RC_OK));
    arena_free(other);
    expect_text(form.questions[5].label[EN], "¿Otra vez?");
    expect_text(form.languages[EN], "en");
    arena_free(arena);
}

static struct str nested(struct arena *arena, int depth)
{
    struct buf json = buf_in(arena, 4096);
    buf_put(&json, STR("{\"title\": "));
    for (int i = 0; i < depth; i++)
        buf_put_byte(&json, '[');
    return buf_str(&json);
}

Test(form_json, what_is_no_json_is_refused_before_it_hurts)
{
    static char huge[SV_FORM_BYTES_MAX + 1];
    struct arena *arena = arena_new(1 << 22);
    const struct sv_languages *languages = world_languages(arena);
    const struct {
        const char *name;
        struct str json;
        enum rc rc;
        int line;
        struct str text;
    } cases[] = {
        {"empty", STR_EMPTY, RC_BAD_INPUT, 1, STR("form: is not JSON")},
        {"an array", STR("[]"), RC_BAD_INPUT, 0, STR("form: must be an object")},
        {"cut", STR("{\n\"id\": \"a\","), RC_BAD_INPUT, 2, STR("form: is not JSON")},
        {"trailing", STR("{} x"), RC_BAD_INPUT, 1, STR("form: is not JSON")},
        {"twice", STR("{\"id\": \"a\",\n \"id\": \"b\"}"), RC_BAD_INPUT, 2, STR("duplicate object key")},
        {"NUL", STR("{\"id\": \"a\0\"}"), RC_BAD_INPUT, 0, STR("form: is not UTF-8 text")},
        {"escaped NUL", STR("{\"id\": \"a\\u0000\"}"), RC_BAD_INPUT, 1, STR("form: is not JSON")},
        {"latin-1", STR("{\"id\": \"a\xf1\"}"), RC_BAD_INPUT, 0, STR("form: is not UTF-8 text")},
        {"too deep", nested(arena, GW_JSON_DEPTH_MAX), RC_TOO_BIG, 0, STR("form: is nested deeper than 16")},
        {"not too deep", nested(arena, GW_JSON_DEPTH_MAX - 1), RC_BAD_INPUT, 1, STR("form: is not JSON")},
        {"brackets in a text", STR("{\"id\": \"[[[[[[[[[[[[[[[[[\\\"[[[[[[\"}"), RC_MISSING, 0,
         STR("format: is missing")},
        {"too long", {.p = huge, .n = sizeof huge}, RC_TOO_BIG, 0, STR("form: is longer than 1048576 bytes")},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sv_form form = {.attempts_max = 77};
        struct err err = {0};
        cr_expect(eq(int, sv_form_read_json(cases[i].json, languages, arena, &form, &err), cases[i].rc), "case %s",
                  cases[i].name);
        cr_expect(str_find(str_of(err.text), cases[i].text) != SIZE_MAX, "case %s: %s", cases[i].name, err.text);
        cr_expect(eq(int, err.line, cases[i].line), "case %s", cases[i].name);
        cr_expect(eq(int, form.attempts_max, 77), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(form_json, a_full_arena_is_too_big_at_every_step)
{
    struct arena *kept = arena_new(1 << 22);
    const struct sv_languages *languages = world_languages(kept);
    const struct str json = world_file(FIXTURES "/forms/small.json", kept);
    size_t bytes = 0;
    for (enum rc rc = RC_TOO_BIG; rc != RC_OK; bytes += 16) {
        struct arena *arena = arena_new(bytes);
        struct sv_form form = {0};
        struct err err = {0};
        rc = sv_form_read_json(json, languages, arena, &form, &err);
        cr_assert(rc == RC_OK || rc == RC_TOO_BIG, "%zu bytes: %s", bytes, err.text);
        arena_free(arena);
    }
    cr_expect(bytes > 4096 && bytes < 65536, "%zu", bytes);
    arena_free(kept);
}

Test(form_json, filters_defaults_and_what_answers_set_off)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/completa.json", arena);
    const struct sv_question *q = form.questions;
    cr_expect(q[2].choice_filter != NULL && q[1].choice_filter == NULL);
    expect_text(q[4].default_value, "GT");
    cr_expect(eq(int, q[4].type, SV_TYPE_HIDDEN));
    cr_expect(eq(int, q[8].type, SV_TYPE_RANK));
    expect_text(q[9].default_value, "08:00");
    cr_expect(q[9].default_calculation == NULL && q[10].default_calculation != NULL);
    expect_text(q[10].default_value, "");
    cr_expect(eq(int, q[11].privacy, SV_PRIVACY_PERSONAL));
    cr_assert(eq(sz, q[5].actions_n, 2));
    cr_expect(eq(int, q[5].actions[1].kind, SV_ACTION_REFERRAL));
    expect_text(q[5].actions[1].what, "health");
    cr_assert(eq(sz, q[5].actions[1].values_n, 1));
    expect_text(q[5].actions[1].values[0], "health");
    cr_assert(eq(sz, q[7].actions_n, 1));
    cr_expect(eq(sz, q[7].actions[0].values_n, 0));
    cr_expect(eq(int, q[13].actions[0].kind, SV_ACTION_OPTOUT));
    cr_expect(eq(sz, q[0].actions_n, 0));
    arena_free(arena);
}

Test(form_json, the_order_is_that_of_the_form_except_where_something_looks_ahead)
{
    static const int32_t wanted[] = {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 3, 15, 14};
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/completa.json", arena);
    cr_assert(eq(sz, form.questions_n, COUNT_OF(wanted)));
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        cr_expect(eq(int, form.order[i], wanted[i]), "place %zu", i);
    const struct sv_form small = world_form(FIXTURES "/forms/small.json", arena);
    for (size_t i = 0; i < small.questions_n; i++)
        cr_expect(eq(int, small.order[i], (int32_t)i));
    arena_free(arena);
}
