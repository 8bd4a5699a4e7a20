#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/limits.h"
#include "unit/answer/sample.h"

TestSuite(rank, .timeout = 30);

enum { SURE, SEX, PLACE, NEED };

static struct str read_as(struct sample *sample, const struct sv_question *question, const char *text,
                          struct arena *arena)
{
    struct sv_reading reading;
    sample->asked.question = question;
    cr_assert(eq(int, sv_answer_read(&sample->asked, str_of(text), arena, &reading), RC_OK));
    cr_expect(reading.verdict == SV_UNDERSTOOD || reading.phrase == SV_PHRASE_INVALID_RANK, "%s", text);
    cr_expect(eq(int, reading.verdict == SV_UNDERSTOOD,
                 sv_form_fits(&sample->form, question, reading.value) && reading.value.n > 0));
    return reading.verdict == SV_UNDERSTOOD ? reading.value : STR("?");
}

struct row {
    const char *text;
    const char *value;
};

static void check(int32_t list, const uint16_t *choices, size_t choices_n, const struct row *rows, size_t rows_n)
{
    /* With a filter, fewer than all are an order too. */
    const struct sv_question question = {
        .type = SV_TYPE_RANK, .list = list, .choice_filter = (const struct sv_expr *)&list};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    cr_assert(sample_ask(&sample, STR("place"), 0));
    sample.asked.choices = choices;
    sample.asked.choices_n = choices_n;
    for (size_t i = 0; i < rows_n; i++) {
        const struct str got = read_as(&sample, &question, rows[i].text, arena);
        cr_expect(str_eq(got, str_of(rows[i].value)), "'%s' is read as '%.*s', not '%s'", rows[i].text, STR_FMT(got),
                  rows[i].value);
    }
    arena_free(arena);
}

/* Quiche, Huehuetenango, La Libertad, by place. */
Test(rank, every_option_once_and_the_order_kept)
{
    static const uint16_t three[] = {0, 1, 4};
    static const struct row rows[] = {
        {"3 1 2", "SV-LI GT-QC GT-HU"},
        {"1 2 3", "GT-QC GT-HU SV-LI"},
        {"312", "SV-LI GT-QC GT-HU"},
        {"3,1,2", "SV-LI GT-QC GT-HU"},
        {"3-1-2.", "SV-LI GT-QC GT-HU"},
        {"3 y 1 y 2", "SV-LI GT-QC GT-HU"},
        {"31 2", "SV-LI GT-QC GT-HU"},
        {"la libertad quiche huehuetenango", "SV-LI GT-QC GT-HU"},
        {"libertad, quiche y 2", "SV-LI GT-QC GT-HU"},
        {"quiche 3 2", "GT-QC SV-LI GT-HU"},
        {"3 1", "?"},
        {"3 1 1", "?"},
        {"3 1 2 1", "?"},
        {"3 1 4", "?"},
        {"33", "?"},
        {"3 1 2 peten", "?"},
        {"quiche 1 2", "?"},
        {"todos", "?"},
        {"0", "?"},
        {"", "?"},
        {"312312", "?"},
    };
    check(PLACE, three, COUNT_OF(three), rows, COUNT_OF(rows));
}

Test(rank, names_that_are_numbers_are_the_keys)
{
    static const uint16_t two[] = {1, 0};
    static const struct row rows[] = {{"2 1", "2 1"}, {"1 2", "1 2"}, {"12", "1 2"}, {"1", "?"}, {"1 9", "?"}};
    check(SEX, two, COUNT_OF(two), rows, COUNT_OF(rows));
}

Test(rank, a_full_arena_is_told)
{
    static const uint16_t three[] = {0, 1, 4};
    const struct sv_question question = {.type = SV_TYPE_RANK, .list = PLACE};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct arena *none = arena_new(0);
    struct sample sample;
    struct sv_reading reading;
    sample_init(&sample, arena);
    cr_assert(sample_ask(&sample, STR("place"), 0));
    sample.asked.choices = three;
    sample.asked.choices_n = COUNT_OF(three);
    sample.asked.question = &question;
    cr_expect(eq(int, sv_answer_read(&sample.asked, STR("1 2 3"), none, &reading), RC_TOO_BIG));
    arena_free(none);
    arena_free(arena);
}
