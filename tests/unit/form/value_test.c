/* What a stored answer looks like. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "survey/form.h"
#include "world.h"

Test(value, fits_its_question_or_not)
{
    static const struct {
        enum sv_type type;
        const char *value;
        bool fits;
    } cases[] = {
        {SV_TYPE_TEXT, "anything", true},
        {SV_TYPE_TEXT, "\xff", false},
        {SV_TYPE_HIDDEN, "-", true},
        {SV_TYPE_CALCULATE, "7.5", true},
        {SV_TYPE_NOTE, "x", false},
        {SV_TYPE_INTEGER, "0", true},
        {SV_TYPE_INTEGER, "-12", true},
        {SV_TYPE_INTEGER, "1.5", false},
        {SV_TYPE_INTEGER, "1,5", false},
        {SV_TYPE_INTEGER, "-", false},
        {SV_TYPE_INTEGER, "012", false},
        {SV_TYPE_DECIMAL, "0.5", true},
        {SV_TYPE_DECIMAL, "00.5", false},
        {SV_TYPE_INTEGER, "+1", false},
        {SV_TYPE_INTEGER, "1 ", false},
        {SV_TYPE_INTEGER, "--1", false},
        {SV_TYPE_DECIMAL, "1500.50", true},
        {SV_TYPE_DECIMAL, "-0.5", true},
        {SV_TYPE_DECIMAL, "3", true},
        {SV_TYPE_DECIMAL, "3.", false},
        {SV_TYPE_DECIMAL, ".5", false},
        {SV_TYPE_DECIMAL, "1.2.3", false},
        {SV_TYPE_DECIMAL, "1e3", false},
        {SV_TYPE_DECIMAL, "NaN", false},
        {SV_TYPE_DATE, "2026-01-15", true},
        {SV_TYPE_DATE, "2024-02-29", true},
        {SV_TYPE_DATE, "2000-02-29", true},
        {SV_TYPE_DATE, "1900-02-29", false},
        {SV_TYPE_DATE, "2026-02-29", false},
        {SV_TYPE_DATE, "2026-04-31", false},
        {SV_TYPE_DATE, "2026-13-01", false},
        {SV_TYPE_DATE, "2026-00-01", false},
        {SV_TYPE_DATE, "2026-01-00", false},
        {SV_TYPE_DATE, "0000-01-01", false},
        {SV_TYPE_DATE, "2026-1-15", false},
        {SV_TYPE_DATE, "2026-01-1x", false},
        {SV_TYPE_DATE, "2026/01/15", false},
        {SV_TYPE_DATE, "2026-01-15T10:00", false},
        {SV_TYPE_TIME, "06:30", true},
        {SV_TYPE_TIME, "23:59", true},
        {SV_TYPE_TIME, "24:00", false},
        {SV_TYPE_TIME, "12:60", false},
        {SV_TYPE_TIME, "6:30", false},
        {SV_TYPE_TIME, "06.30", false},
        {SV_TYPE_TIME, "06:30:00", false},
        {SV_TYPE_SELECT_ONE, "food", true},
        {SV_TYPE_SELECT_ONE, "Food", false},
        {SV_TYPE_SELECT_ONE, "food health", false},
        {SV_TYPE_SELECT_MULTIPLE, "food", true},
        {SV_TYPE_SELECT_MULTIPLE, "home food", true},
        {SV_TYPE_SELECT_MULTIPLE, "food food", false},
        {SV_TYPE_SELECT_MULTIPLE, "food  home", false},
        {SV_TYPE_SELECT_MULTIPLE, "food ", false},
        {SV_TYPE_SELECT_MULTIPLE, " food", false},
        {SV_TYPE_SELECT_MULTIPLE, "food water", false},
        {SV_TYPE_RANK, "home food health", true},
        {SV_TYPE_RANK, "home food", false},
        {SV_TYPE_RANK, "home food home", false},
    };
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/completa.json", arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const bool list = cases[i].type == SV_TYPE_SELECT_ONE || cases[i].type == SV_TYPE_SELECT_MULTIPLE ||
                          cases[i].type == SV_TYPE_RANK;
        const struct sv_question question = {.type = cases[i].type, .list = list ? 3 : -1};
        cr_expect(eq(int, sv_form_fits(&form, &question, str_of(cases[i].value)), cases[i].fits), "%.*s '%s'",
                  STR_FMT(sv_type_word(cases[i].type)), cases[i].value);
        cr_expect(sv_form_fits(&form, &question, STR_EMPTY), "nothing is always possible");
    }
    arena_free(arena);
}

Test(value, has_a_length)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(FIXTURES "/forms/completa.json", arena);
    const struct sv_question question = {.type = SV_TYPE_TEXT, .list = -1};
    struct buf text = buf_in(arena, SV_VALUE_BYTES_MAX + 1);
    while (text.n < SV_VALUE_BYTES_MAX)
        buf_put_byte(&text, 'a');
    cr_expect(sv_form_fits(&form, &question, buf_str(&text)));
    buf_put_byte(&text, 'a');
    cr_expect(not(sv_form_fits(&form, &question, buf_str(&text))));
    arena_free(arena);
}
