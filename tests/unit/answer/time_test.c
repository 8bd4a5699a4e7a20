#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/limits.h"
#include "unit/answer/sample.h"

TestSuite(time, .timeout = 30);

enum { ES, FR, EN };

/* How a reply is understood: a time, "06:00 or 18:00" when it is asked again with both, "?" when with neither. */
static struct str read_as(struct sample *sample, const char *text, size_t language, struct arena *arena)
{
    static const struct sv_question question = {.type = SV_TYPE_TIME, .list = -1};
    struct sv_reading reading;
    sample->asked.question = &question;
    sample->asked.language = language;
    cr_assert(eq(int, sv_answer_read(&sample->asked, str_of(text), arena, &reading), RC_OK));
    if (reading.verdict == SV_UNDERSTOOD) {
        cr_expect(eq(int, reading.how, SV_HOW_DATE));
        cr_expect(sv_form_fits(&sample->form, &question, reading.value), "%s", text);
        return reading.value;
    }
    if (reading.first.n == 0) {
        cr_expect(eq(int, reading.phrase, SV_PHRASE_INVALID_TIME), "%s", text);
        return STR("?");
    }
    cr_expect(eq(int, reading.phrase, SV_PHRASE_AMBIGUOUS), "%s", text);
    struct buf both = buf_in(arena, 32);
    buf_printf(&both, "%.*s or %.*s", STR_FMT(reading.first), STR_FMT(reading.second));
    return buf_str(&both);
}

Test(time, is_read_as_people_write_it)
{
    static const struct {
        const char *text;
        size_t language;
        const char *value;
    } cases[] = {
        {"14:30", ES, "14:30"},
        {"14h30", FR, "14:30"},
        {"14 h 30", FR, "14:30"},
        {"14.30", ES, "14:30"},
        {"14 30", ES, "14:30"},
        {"1430", ES, "14:30"},
        {"14:30:00", ES, "14:30"},
        {"2:30 pm", EN, "14:30"},
        {"2:30pm", EN, "14:30"},
        {"2:30 p.m.", ES, "14:30"},
        {"2:30 P. M.", ES, "14:30"},
        {"230pm", EN, "14:30"},
        {"2 pm", EN, "14:00"},
        {"2pm", EN, "14:00"},
        {"2 am", EN, "02:00"},
        {"12 pm", EN, "12:00"},
        {"12 am", EN, "00:00"},
        {"12:15 am", EN, "00:15"},
        {"12:15 pm", EN, "12:15"},
        {"6:30", ES, "06:30"},
        {"06:30", ES, "06:30"},
        {"630", ES, "06:30"},
        {"0630", ES, "06:30"},
        {"0:05", ES, "00:05"},
        {"00:00", ES, "00:00"},
        {"23:59", ES, "23:59"},
        {"20h", FR, "20:00"},
        {"8h", FR, "08:00"},
        {"20 horas", ES, "20:00"},
        {"20 heures", FR, "20:00"},
        {"14:30 hrs", ES, "14:30"},
        {"13", ES, "13:00"},
        {"23", ES, "23:00"},
        {"a las 20:00", ES, "20:00"},
        {"a la 1 pm", ES, "13:00"},
        {"à 20h30", FR, "20:30"},
        {"at 8:15", EN, "08:15"},
        {"5 o'clock pm", EN, "17:00"},
        {"14:30 pm", EN, "14:30"},
        {" 9:00 ", ES, "09:00"},
        {"\331\241\331\244:\331\243\331\240", FR, "14:30"},
        {"6", ES, "06:00 or 18:00"},
        {"1", EN, "01:00 or 13:00"},
        {"11", FR, "11:00 or 23:00"},
        {"12", ES, "12:00 or 00:00"},
        {"a las 8", ES, "08:00 or 20:00"},
        {"0", ES, "00:00 or 12:00"},
        {"24:00", ES, "?"},
        {"14:60", ES, "?"},
        {"14:5", ES, "?"},
        {"14:300", ES, "?"},
        {"2:30:15", ES, "?"},
        {"14 am", EN, "?"},
        {"0 pm", EN, "?"},
        {"13:00 am", EN, "?"},
        {"12345", ES, "?"},
        {"2500", ES, "?"},
        {"2 y media", ES, "?"},
        {"noche", ES, "?"},
        {"", ES, "?"},
        {"h", ES, "?"},
        {":30", ES, "?"},
        {"pm", EN, "?"},
        {"14:30 x", ES, "?"},
        {"14 30 00 00", ES, "?"},
        {"-2:30", ES, "02:30"},
        {"99999999999999999999", ES, "?"},
        {"14hola", ES, "?"},
        {"8 pmx", EN, "?"},
        {"2:30 am pm", EN, "?"},
    };
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    cr_assert(sample_ask(&sample, STR("skill"), ES));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str got = read_as(&sample, cases[i].text, cases[i].language, arena);
        cr_expect(str_eq(got, str_of(cases[i].value)), "'%s' is read as '%.*s', not '%s'", cases[i].text, STR_FMT(got),
                  cases[i].value);
    }
    arena_free(arena);
}

Test(time, a_full_arena_is_told)
{
    static const struct sv_question question = {.type = SV_TYPE_TIME, .list = -1};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct arena *none = arena_new(0);
    struct sample sample;
    struct sv_reading reading;
    sample_init(&sample, arena);
    cr_assert(sample_ask(&sample, STR("skill"), ES));
    sample.asked.question = &question;
    cr_expect(eq(int, sv_answer_read(&sample.asked, STR("14:30"), none, &reading), RC_TOO_BIG));
    arena_free(none);
    arena_free(arena);
}
