#include "survey/answer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/limits.h"
#include "unit/answer/sample.h"

TestSuite(answer, .timeout = 60);

static const char *const verdicts[] = {"understood", "ambiguous", "not_understood"};

/* The value, or the two readings of an ambiguous text. */
static const char *outcome(const struct sv_reading *reading, struct arena *arena)
{
    struct buf buf = buf_in(arena, SV_VALUE_BYTES_MAX + 1);
    if (reading->verdict == SV_AMBIGUOUS && reading->first.n > 0)
        buf_printf(&buf, "%.*s|%.*s", STR_FMT(reading->first), STR_FMT(reading->second));
    else
        buf_put(&buf, reading->value);
    return str_z(arena, buf_str(&buf));
}

static size_t replay(const char *path, size_t language)
{
    struct arena *keep = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct sample sample;
    sample_init(&sample, keep);
    struct csv csv = csv_on(load_file(path, keep));
    struct str fields[4];
    struct csv_record record = {.fields = fields, .fields_max = COUNT_OF(fields)};
    struct err err;
    bool more = false;
    size_t n = 0;
    cr_assert(eq(int, csv_next(&csv, keep, &record, &more, &err), RC_OK));
    while (csv_next(&csv, keep, &record, &more, &err) == RC_OK && more) {
        struct sv_reading reading;
        cr_assert(sample_ask(&sample, fields[0], language), "%s:%d: no such question", path, record.line);
        cr_assert(eq(int, sv_answer_read(&sample.asked, fields[1], arena, &reading), RC_OK));
        const char *verdict = str_z(arena, fields[2]);
        const char *value = str_z(arena, fields[3]);
        const char *found = outcome(&reading, arena);
        cr_expect(strcmp(verdict, verdicts[reading.verdict]) == 0 && strcmp(value, found) == 0,
                  "%s:%d: %.*s \"%.*s\" was %s \"%s\", not %s \"%s\"", path, record.line, STR_FMT(fields[0]),
                  STR_FMT(fields[1]), verdicts[reading.verdict], found, verdict, value);
        arena_reset(arena);
        n++;
    }
    arena_free(arena);
    arena_free(keep);
    return n;
}

Test(answer, spanish_replies_are_read_right)
{
    cr_expect(ge(sz, replay(FIXTURES "/answers/edges_es.csv", 0), 150));
}

Test(answer, french_replies_are_read_right)
{
    cr_expect(ge(sz, replay(FIXTURES "/answers/edges_fr.csv", 1), 150));
}

Test(answer, english_replies_are_read_right)
{
    cr_expect(ge(sz, replay(FIXTURES "/answers/edges_en.csv", 2), 150));
}

static struct sv_reading read(struct sample *sample, const char *question, struct str text, struct arena *arena)
{
    struct sv_reading reading = {.verdict = SV_NOT_UNDERSTOOD};
    cr_assert(sample_ask(sample, str_of(question), 0));
    cr_assert(eq(int, sv_answer_read(&sample->asked, text, arena, &reading), RC_OK));
    return reading;
}

Test(answer, a_reading_says_how_it_was_reached)
{
    static const struct {
        const char *question;
        const char *text;
        enum sv_how how;
    } cases[] = {
        {"sex", "1", SV_HOW_NUMBER},          {"sex", "1 mujer", SV_HOW_NUMBER},      {"sex", "mujer", SV_HOW_LABEL},
        {"sex", "f", SV_HOW_ALIAS},           {"sex", "muj", SV_HOW_PREFIX},          {"sex", "mujre", SV_HOW_TYPO},
        {"income", "other", SV_HOW_NAME},     {"sure", "dale", SV_HOW_WORD},          {"sure", "uno", SV_HOW_WORD},
        {"age", "24", SV_HOW_NUMBER},         {"age", "veinte", SV_HOW_WORD},         {"due", "3/4/2026", SV_HOW_DATE},
        {"skill", "sastre", SV_HOW_TEXT},     {"need", "1 3", SV_HOW_NUMBER},         {"need", "1 salud", SV_HOW_LABEL},
        {"need", "1 viviend", SV_HOW_PREFIX}, {"need", "salud vivenda", SV_HOW_TYPO}, {"sure", "zzz", SV_HOW_NONE},
    };
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_reading reading = read(&sample, cases[i].question, str_of(cases[i].text), arena);
        cr_expect(eq(int, reading.how, cases[i].how), "case %s \"%s\"", cases[i].question, cases[i].text);
    }
    arena_free(arena);
}

Test(answer, what_to_say_depends_on_the_question)
{
    static const struct {
        const char *question;
        const char *text;
        enum sv_phrase phrase;
    } cases[] = {
        {"sex", "zzz", SV_PHRASE_INVALID_CHOICE},
        {"need", "zzz", SV_PHRASE_INVALID_CHOICES},
        {"age", "zzz", SV_PHRASE_INVALID_NUMBER},
        {"debt", "zzz", SV_PHRASE_INVALID_NUMBER},
        {"due", "zzz", SV_PHRASE_INVALID_DATE},
        {"skill", " ", SV_PHRASE_INVALID},
        {"note", "1", SV_PHRASE_INVALID},
        {"sure", "1 o 2", SV_PHRASE_AMBIGUOUS},
        {"sure", "1 2 9", SV_PHRASE_INVALID_CHOICE},
        {"debt", "1,500", SV_PHRASE_AMBIGUOUS},
        {"age", "1,500", SV_PHRASE_INVALID_NUMBER},
        {"due", "1/1/27", SV_PHRASE_AMBIGUOUS},
    };
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_reading reading = read(&sample, cases[i].question, str_of(cases[i].text), arena);
        cr_expect(eq(int, reading.phrase, cases[i].phrase), "case %s \"%s\"", cases[i].question, cases[i].text);
    }
    arena_free(arena);
}

Test(answer, texts_are_bounded_and_clean)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    char bytes[SV_TEXT_BYTES_MAX + 1];
    memset(bytes, 'a', sizeof bytes);
    const struct str fits = {.p = bytes, .n = SV_VALUE_BYTES_MAX};
    const struct str over = {.p = bytes, .n = SV_VALUE_BYTES_MAX + 1};
    const struct str endless = {.p = bytes, .n = sizeof bytes};
    cr_expect(eq(int, read(&sample, "skill", fits, arena).verdict, SV_UNDERSTOOD));
    cr_expect(eq(int, read(&sample, "skill", over, arena).verdict, SV_NOT_UNDERSTOOD));
    cr_expect(eq(int, read(&sample, "sure", endless, arena).verdict, SV_NOT_UNDERSTOOD));
    cr_expect(str_eq(read(&sample, "skill",
                          STR("a\xFF"
                              "b\0c"),
                          arena)
                         .value,
                     STR("a\uFFFDb\uFFFDc")));
    arena_free(arena);
}

/* Every reader, with every amount of memory too little for it. */
Test(answer, a_full_arena_is_too_big)
{
    static const struct {
        const char *question;
        const char *text;
    } cases[] = {
        {"sure", "1 no"},
        {"place", "san"},
        {"need", "comida y salud"},
        {"debt", "1,500"},
        {"debt", "tengo 1500 años"},
        {"age", "veinte"},
        {"due", "1/1/27"},
        {"skill", "  bad \xFF byte"},
        {"sex", "mujér"},
    };
    struct arena *keep = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, keep);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum rc rc = RC_TOO_BIG;
        cr_assert(sample_ask(&sample, str_of(cases[i].question), 0));
        for (size_t cap = 0; rc == RC_TOO_BIG && cap < 64 * 1024; cap++) {
            struct arena *arena = arena_new(cap);
            struct sv_reading reading;
            rc = sv_answer_read(&sample.asked, str_of(cases[i].text), arena, &reading);
            cr_expect(cap > 0 || rc == RC_TOO_BIG, "case %s", cases[i].text);
            arena_free(arena);
        }
        cr_expect(eq(int, rc, RC_OK), "case %s", cases[i].text);
    }
    arena_free(keep);
}
