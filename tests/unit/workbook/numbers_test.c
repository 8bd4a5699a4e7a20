#include "../../../survey/workbook/xlsx_numbers.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(numbers, .timeout = 10);

Test(numbers, a_number_is_its_fifteen_digits_and_no_more)
{
    static const struct {
        const char *text;
        const char *expected; /* NULL: no number */
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"7", "7"},
        {"7.0", "7"},
        {"-3.50", "-3.5"},
        {"1.0000000000000002", "1"},
        {"0.1", "0.1"},
        {"0.10000000000000001", "0.1"},
        {"0.30000000000000004", "0.3"},
        {"2.2999999999999998", "2.3"},
        {"0.33333333333333331", "0.333333333333333"},
        {"99999999999999.9", "99999999999999.9"},
        {"9999999999999999", "10000000000000000"},
        {"15005550001", "15005550001"},
        {"1.5005550001E10", "15005550001"},
        {"1e21", "1000000000000000000000"},
        {"1.5E-7", "0.00000015"},
        {"-1e-3", "-0.001"},
        {"+4", "4"},
        {".5", "0.5"},
        {"1e-400", "0"},
        {"", NULL},
        {"-", NULL},
        {"abc", NULL},
        {"1e", NULL},
        {"1,5", NULL},
        {"1 5", NULL},
        {"0x10", NULL},
        {"nan", NULL},
        {"inf", NULL},
        {"1e999", NULL},
        {"1111111111111111111111111111111111111111111111111111111111111111", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[400];
        struct buf out = buf_on(storage, sizeof storage);
        const bool number = sv_number_write(str_of(cases[i].text), NUMBER_PLAIN, false, &out);
        cr_expect(eq(int, number, cases[i].expected != NULL), "case %s", cases[i].text);
        cr_expect(str_eq(buf_str(&out), str_of(cases[i].expected)), "case %s: %.*s", cases[i].text,
                  STR_FMT(buf_str(&out)));
    }
}

Test(numbers, the_largest_and_smallest_fit)
{
    static const char *const texts[] = {"1.7976931348623157E308", "-1.7976931348623157E308", "4.9406564584124654E-324"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char storage[400];
        struct buf out = buf_on(storage, sizeof storage);
        cr_expect(sv_number_write(str_of(texts[i]), NUMBER_PLAIN, false, &out), "case %s", texts[i]);
        cr_expect(not(out.overflow), "case %s", texts[i]);
    }
}

Test(numbers, days_are_counted_from_1900_with_the_day_that_never_was_or_from_1904)
{
    static const struct {
        const char *text;
        enum number_kind kind;
        bool from_1904;
        const char *expected;
    } cases[] = {
        {"1", NUMBER_DATE, false, "1900-01-01"},
        {"59", NUMBER_DATE, false, "1900-02-28"},
        {"60", NUMBER_DATE, false, "1900-02-29"},
        {"61", NUMBER_DATE, false, "1900-03-01"},
        {"366", NUMBER_DATE, false, "1900-12-31"},
        {"25569", NUMBER_DATE, false, "1970-01-01"},
        {"36585", NUMBER_DATE, false, "2000-02-29"},
        {"46037", NUMBER_DATE, false, "2026-01-15"},
        {"46037.0", NUMBER_DATE, false, "2026-01-15"},
        {"2958465", NUMBER_DATE, false, "9999-12-31"},
        {"2958466", NUMBER_DATE, false, "2958466"},
        {"-1", NUMBER_DATE, false, "-1"},
        {"46037.4375", NUMBER_DATE, false, "2026-01-15 10:30:00"},
        {"46037.999999999", NUMBER_DATE, false, "2026-01-16"},
        {"46037.0000000001", NUMBER_DATE, false, "2026-01-15"},
        {"0.5", NUMBER_DATE, false, "12:00:00"},
        {"0", NUMBER_DATE, true, "1904-01-01"},
        {"60", NUMBER_DATE, true, "1904-03-01"},
        {"24107", NUMBER_DATE, true, "1970-01-01"},
        {"0.4375", NUMBER_TIME, false, "10:30:00"},
        {"46037.4375", NUMBER_TIME, false, "10:30:00"},
        {"0", NUMBER_TIME, false, "00:00:00"},
        {"0.4375", NUMBER_TIME, true, "10:30:00"},
        {"1.5", NUMBER_ELAPSED, false, "36:00:00"},
        {"0.99999999", NUMBER_ELAPSED, false, "24:00:00"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[400];
        struct buf out = buf_on(storage, sizeof storage);
        cr_expect(sv_number_write(str_of(cases[i].text), cases[i].kind, cases[i].from_1904, &out));
        cr_expect(str_eq(buf_str(&out), str_of(cases[i].expected)), "case %zu %s: %.*s", i, cases[i].text,
                  STR_FMT(buf_str(&out)));
    }
}

Test(numbers, every_day_follows_the_one_before)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1970;
    int month = 1;
    int day = 1;
    for (int serial = 25569; year < 2101; serial++) {
        char text[16];
        char storage[16];
        char expected[64];
        struct buf digits = buf_on(text, sizeof text);
        struct buf out = buf_on(storage, sizeof storage);
        struct buf wanted = buf_on(expected, sizeof expected);
        buf_put_i64(&digits, serial);
        buf_printf(&wanted, "%04d-%02d-%02d", year, month, day);
        cr_assert(sv_number_write(buf_str(&digits), NUMBER_DATE, false, &out));
        cr_assert(str_eq(buf_str(&out), buf_str(&wanted)), "%d", serial);
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (++day > lengths[month - 1] + (month == 2 && leap ? 1 : 0)) {
            day = 1;
            month = month == 12 ? 1 : month + 1;
            year += month == 1 ? 1 : 0;
        }
    }
}

Test(numbers, formats_tell_dates_from_numbers)
{
    static const struct {
        const char *code;
        enum number_kind kind;
    } cases[] = {
        {"General", NUMBER_PLAIN},
        {"0", NUMBER_PLAIN},
        {"#,##0.00", NUMBER_PLAIN},
        {"0.00E+00", NUMBER_PLAIN},
        {"@", NUMBER_PLAIN},
        {"0%", NUMBER_PLAIN},
        {"# ?/?", NUMBER_PLAIN},
        {"#,##0 \"days\"", NUMBER_PLAIN},
        {"0\\d", NUMBER_PLAIN},
        {"0_d", NUMBER_PLAIN},
        {"0*d", NUMBER_PLAIN},
        {"[Red]0", NUMBER_PLAIN},
        {"[$mdys-409]0", NUMBER_PLAIN},
        {"0;[Red]-0;\"dd\"", NUMBER_PLAIN},
        {"0;dd", NUMBER_PLAIN},
        {"", NUMBER_PLAIN},
        {"0\"unclosed d", NUMBER_PLAIN},
        {"[unclosed d", NUMBER_PLAIN},
        {"0\\", NUMBER_PLAIN},
        {"yyyy-mm-dd", NUMBER_DATE},
        {"DD/MM/YYYY", NUMBER_DATE},
        {"d-mmm-yy", NUMBER_DATE},
        {"mmm", NUMBER_DATE},
        {"mm-yy", NUMBER_DATE},
        {"[$-F800]dddd, mmmm dd, yyyy", NUMBER_DATE},
        {"dd/mm/yyyy hh:mm", NUMBER_DATE},
        {"m/d/yy h:mm AM/PM", NUMBER_DATE},
        {"yyyy\"\xE5\xB9\xB4\"m\"\xE6\x9C\x88\"", NUMBER_DATE},
        {"h:mm", NUMBER_TIME},
        {"h:mm:ss AM/PM", NUMBER_TIME},
        {"[$-F400]h:mm:ss AM/PM", NUMBER_TIME},
        {"mm:ss.0", NUMBER_TIME},
        {"[h]:mm:ss", NUMBER_ELAPSED},
        {"[mm]:ss", NUMBER_ELAPSED},
        {"[SS]", NUMBER_ELAPSED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, (int)sv_format_kind(str_of(cases[i].code)), (int)cases[i].kind), "case %s", cases[i].code);
}

Test(numbers, formats_known_by_number)
{
    static const struct {
        int id;
        enum number_kind kind;
    } cases[] = {
        {0, NUMBER_PLAIN}, {1, NUMBER_PLAIN},    {13, NUMBER_PLAIN}, {14, NUMBER_DATE},  {17, NUMBER_DATE},
        {18, NUMBER_TIME}, {21, NUMBER_TIME},    {22, NUMBER_DATE},  {23, NUMBER_PLAIN}, {37, NUMBER_PLAIN},
        {45, NUMBER_TIME}, {46, NUMBER_ELAPSED}, {47, NUMBER_TIME},  {49, NUMBER_PLAIN}, {30, NUMBER_DATE},
        {57, NUMBER_DATE}, {164, NUMBER_PLAIN},  {-1, NUMBER_PLAIN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, (int)sv_format_builtin(cases[i].id), (int)cases[i].kind), "case %d", cases[i].id);
}

Test(numbers, dates_of_iso_8601_are_written_like_all_others)
{
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"2026-01-15", "2026-01-15"},
        {"2026-01-15T00:00:00", "2026-01-15"},
        {"2026-01-15T00:00:00Z", "2026-01-15"},
        {"2026-01-15T00:00", "2026-01-15"},
        {"2026-01-15T10:30", "2026-01-15 10:30:00"},
        {"2026-01-15T10:30:05.123Z", "2026-01-15 10:30:05"},
        {"2026-01-15 10:30:05", "2026-01-15 10:30:05"},
        {"T10:30:05", "10:30:05"},
        {"10:30", "10:30:00"},
        {"00:00:00", "00:00:00"},
        {"2026-01-15 noon", "2026-01-15 noon"},
        {"15/01/2026", "15/01/2026"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char storage[64];
        struct buf out = buf_on(storage, sizeof storage);
        sv_iso_date_write(str_of(cases[i].text), &out);
        cr_expect(str_eq(buf_str(&out), str_of(cases[i].expected)), "case %s: %.*s", cases[i].text,
                  STR_FMT(buf_str(&out)));
    }
}
