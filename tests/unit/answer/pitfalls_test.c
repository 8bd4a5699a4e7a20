/* Replies that survey systems are known to store wrongly: a letter O read as the end of a number, a decimal comma lost, the
 * first of two numbers taken, words that differ in an accent or an apostrophe. Each comes out right here or is asked
 * again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/answer/sample.h"

TestSuite(pitfalls, .timeout = 30);

enum { ES, FR, EN };

struct pitfall {
    size_t language;
    const char *question; /* of sample.h, with a country */
    const char *text;
    const char *value; /* NULL: asked again */
};

static void check(const struct pitfall *cases, size_t n)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    for (size_t i = 0; i < n; i++) {
        struct sv_reading reading;
        cr_assert(sample_ask(&sample, str_of(cases[i].question), cases[i].language));
        cr_assert(eq(int, sv_answer_read(&sample.asked, str_of(cases[i].text), arena, &reading), RC_OK));
        const bool understood = reading.verdict == SV_UNDERSTOOD;
        cr_expect(understood == (cases[i].value != NULL) &&
                      (!understood || str_eq(reading.value, str_of(cases[i].value))),
                  "case %s \"%s\": \"%.*s\"", cases[i].question, cases[i].text, STR_FMT(reading.value));
    }
    arena_free(arena);
}

Test(pitfalls, letters_are_no_digits)
{
    static const struct pitfall cases[] = {
        {EN, "age", "lOO", NULL},  {EN, "age", "O", NULL},    {EN, "age", "I", NULL},    {EN, "age", "1OO", NULL},
        {EN, "age", "2O", NULL},   {EN, "age", "1O", NULL},   {EN, "age", "l0", NULL},   {EN, "age", "l2", NULL},
        {FR, "age", "l2", NULL},   {ES, "age", "1OO", NULL},  {EN, "debt", "1OO", NULL}, {EN, "age", "1e5", NULL},
        {EN, "sure", "1OO", NULL}, {EN, "need", "1OO", NULL}, {FR, "need", "l 3", NULL},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, marks_separate_what_they_separate)
{
    static const struct pitfall cases[] = {
        {EN, "age", "+10", "10"},         {EN, "age", "+ 10", "10"},        {FR, "debt", "1,5", "1.5"},
        {ES, "debt", "1,5", "1.5"},       {FR, "age", "1,5", NULL},         {EN, "age", "1.000", NULL},
        {ES, "debt@CO", "1.000", "1000"}, {ES, "debt@GT", "1.000", NULL},   {EN, "age", "1.000.000", "1000000"},
        {FR, "age", "1 000", "1000"},     {EN, "debt@GB", "1,500", "1500"}, {EN, "debt", "1,500", NULL},
        {EN, "debt@US", "1.500", NULL},   {EN, "age", "hi.51", "51"},       {EN, "debt", "hi .51", "0.51"},
        {EN, "debt", ".5", "0.5"},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, one_of_several_numbers_is_not_taken)
{
    static const struct pitfall cases[] = {
        {EN, "age", "1-15", NULL},       {EN, "age", "5-10", NULL},    {EN, "age", "1-2", NULL},
        {EN, "age", "12/05/2024", NULL}, {EN, "age", "2 or 3", NULL},  {EN, "sure", "1-2", NULL},
        {EN, "age", "0712345678", NULL}, {EN, "sure", "1 or 2", NULL}, {EN, "sex", "12/05/2024", NULL},
        {EN, "age", "10:30", NULL},      {EN, "need", "1 or 3", NULL}, {ES, "need", "del 1 al 3", NULL},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, units_may_touch_their_number)
{
    static const struct pitfall cases[] = {
        {FR, "age", "24ans", "24"}, {FR, "age", "J'AI 20ANS", "20"}, {FR, "age", "J’AI 20 ANS", "20"},
        {EN, "age", "1st", "1"},    {EN, "sure", "1.", "1"},         {EN, "sure", "1)", "1"},
        {FR, "sure", "OUI!", "1"},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, digits_of_every_script_count)
{
    static const struct pitfall cases[] = {
        {EN, "age", "١٢٣٤", "1234"}, {EN, "age", "۱۲۳۴", "1234"}, {EN, "age", "১২৩৪", "1234"},
        {EN, "debt", "٣٫٥", "3.5"},  {EN, "age", "٣٫٥", NULL},    {EN, "age", "१२", "12"},
        {EN, "age", "၁၂", "12"},     {EN, "age", "๑๒", "12"},     {EN, "age", "１２", "12"},
        {EN, "age", "፲", NULL},      {EN, "age", "½", NULL},      {EN, "age", "①", NULL},
        {EN, "age", "Ⅳ", NULL},      {EN, "sure", "１", "1"},     {EN, "sure", "1️⃣", "1"},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, numbers_may_be_words)
{
    static const struct pitfall cases[] = {
        {EN, "age", "ten", "10"},
        {FR, "age", "dix", "10"},
        {ES, "age", "diez", "10"},
        {EN, "age", "عشرة", NULL},
        {ES, "age", "veinte y dos", "22"},
        {FR, "age", "septante", "70"},
        {FR, "age", "quatre vingt dix", "90"},
        {EN, "age", "twenty two", "22"},
    };
    check(cases, COUNT_OF(cases));
}

Test(pitfalls, words_are_compared_as_people_write_them)
{
    static const struct pitfall cases[] = {
        {ES, "sure", "Sí", "1"},          {ES, "sure", "si", "1"},
        {ES, "sure", "Si\u0301", "1"},    {ES, "place", "QUICHE\u0301", "GT-QC"},
        {FR, "sure", "d’accord", "1"},    {FR, "sure", "d'accord", "1"},
        {FR, "sure", "ouiii", "1"},       {EN, "sure", "y", "1"},
        {FR, "sure", "bien sur", "1"},    {EN, "sex", "F", "1"},
        {FR, "need", "E\u0301COLE", "6"}, {ES, "sure", "no no gracias", "2"},
        {FR, "need", "ecole", "6"},       {ES, "sex", "hambre", NULL},
        {ES, "sex", "hombre", "2"},
    };
    check(cases, COUNT_OF(cases));
}
