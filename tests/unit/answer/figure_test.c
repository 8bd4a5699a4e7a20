#include "../../../survey/answer/figure.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(figure, .timeout = 10);

Test(figure, the_country_decides_what_one_mark_means)
{
    static const struct {
        const char *country;
        const char *text;
        enum shape shape;
    } cases[] = {
        {"GT", "1,500", SHAPE_WHOLE},       {"gt", "1,500", SHAPE_WHOLE},     {"GT", "1.500", SHAPE_EITHER},
        {"FR", "1.500", SHAPE_WHOLE},       {"FR", "1,500", SHAPE_EITHER},    {"", "1,500", SHAPE_EITHER},
        {"XX", "1.500", SHAPE_EITHER},      {"G", "1,500", SHAPE_EITHER},     {"TM", "1,500", SHAPE_EITHER},
        {"", "1500", SHAPE_WHOLE},          {"GT", "1,5", SHAPE_DECIMAL},     {"FR", "1.50", SHAPE_DECIMAL},
        {"GT", "0,500", SHAPE_DECIMAL},     {"GT", ",500", SHAPE_DECIMAL},    {"GT", "1500,500", SHAPE_WRONG},
        {"GT", "01,500", SHAPE_WRONG},      {"", "1,500,000", SHAPE_WHOLE},   {"", "1,50,000", SHAPE_WRONG},
        {"", "1.500,5", SHAPE_DECIMAL},     {"", "1,500.5", SHAPE_DECIMAL},   {"", "1,500.500", SHAPE_WRONG},
        {"", "1 500", SHAPE_WHOLE},         {"", "1 50", SHAPE_WRONG},        {"", "1.500 5", SHAPE_WRONG},
        {"", "1 500 000,5", SHAPE_DECIMAL}, {"", "1,500 000.5", SHAPE_WRONG}, {"", "3٫500", SHAPE_DECIMAL},
        {"", "3٬500", SHAPE_WHOLE},         {"", "3٬500٫500", SHAPE_DECIMAL}, {"", "3٫5٫5", SHAPE_WRONG},
        {"", "1500.500,5", SHAPE_WRONG},    {"GT", "1,5000", SHAPE_WRONG},    {"FR", "1,5000", SHAPE_DECIMAL},
        {"", "1.5000", SHAPE_WRONG},        {"GT", "1.50000", SHAPE_DECIMAL}, {"", "0.12345", SHAPE_DECIMAL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct figure figure;
        cr_assert(sv_figure_read(str_of(cases[i].text), &figure), "case %s", cases[i].text);
        cr_expect(eq(int, sv_figure_shape(&figure, str_of(cases[i].country)), cases[i].shape), "case %s %s",
                  cases[i].country, cases[i].text);
    }
}

Test(figure, only_digits_and_single_marks_are_a_figure)
{
    static const char *const cases[] = {"",
                                        ".",
                                        "1..5",
                                        "1,.5",
                                        "5.",
                                        " 5",
                                        "1-5",
                                        "1o",
                                        "1e5",
                                        "1\xFF",
                                        "1 2 3 4 5 6 7 8 9",
                                        "11111111112222222222333333333344444444445"};
    struct figure figure;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(not(sv_figure_read(str_of(cases[i]), &figure)), "case %s", cases[i]);
}

Test(figure, text_is_canonical)
{
    static const struct {
        const char *text;
        bool decimal;
        bool negative;
        const char *expect;
    } cases[] = {
        {"007", false, false, "7"},
        {"0", false, true, "0"},
        {"000", false, false, "0"},
        {"1,500", false, true, "-1500"},
        {"1,500", true, false, "1.500"},
        {".5", true, true, "-0.5"},
        {"0.0", true, true, "0.0"},
        {"123456789012345", false, false, "123456789012345"},
        {"1234567890123456", false, false, ""},
        {"12345678901234.56", true, false, ""},
        {"0.000000000000001", true, false, "0.000000000000001"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct figure figure;
        struct str text = STR_EMPTY;
        cr_assert(sv_figure_read(str_of(cases[i].text), &figure), "case %s", cases[i].text);
        cr_expect(eq(int, sv_figure_text(&figure, cases[i].decimal, cases[i].negative, arena, &text), RC_OK));
        cr_expect(str_eq(text, str_of(cases[i].expect)), "case %s: %.*s", cases[i].text, STR_FMT(text));
    }
    arena_free(arena);
}
