/* Functions of numbers, and what they make of nothing, of words and of dates. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "survey/expr.h"
#include "world.h"

Test(expr_math, powers_roots_and_angles_are_those_of_c)
{
    static const struct world_row rows[] = {
        {"pow(2, 10)", "1024"},
        {"pow(4, 0.5)", "2"},
        {"pow(2, -1)", "0.5"},
        {"pow(-8, 1 div 3)", ""},
        {"pow(0, -1)", ""},
        {"pow(0, 0)", "1"},
        {"pow(1000, 200)", ""},
        {"sqrt(81)", "9"},
        {"sqrt(-1)", ""},
        {"round(sqrt(2), 4)", "1.4142"},
        {"exp(0)", "1"},
        {"round(exp(1), 4)", "2.7183"},
        {"exp10(3)", "1000"},
        {"exp10(-2)", "0.01"},
        {"log(1)", "0"},
        {"round(log(exp(2)), 6)", "2"},
        {"log(0)", ""},
        {"log(-1)", ""},
        {"log10(1000)", "3"},
        {"round(pi(), 5)", "3.14159"},
        {"sin(0)", "0"},
        {"round(sin(pi() div 2), 6)", "1"},
        {"cos(0)", "1"},
        {"round(cos(pi()), 6)", "-1"},
        {"round(tan(pi() div 4), 6)", "1"},
        {"round(asin(1) * 2 - pi(), 6)", "0"},
        {"asin(2)", ""},
        {"round(acos(-1) - pi(), 6)", "0"},
        {"round(atan(1) * 4 - pi(), 6)", "0"},
        {"round(atan2(1, -1) * 4 div 3 - pi(), 6)", "0"},
        {"abs(-0.5)", "0.5"},
        {"sqrt(pow(3, 2) + pow(4, 2))", "5"},
    };
    world_check(rows, COUNT_OF(rows));
}

Test(expr_math, nothing_and_words_have_no_result)
{
    static const struct world_row rows[] = {
        {"pow('', 0)", ""},
        {"pow(1, '')", ""},
        {"pow(${empty}, 2)", ""},
        {"sqrt(${empty})", ""},
        {"exp('')", ""},
        {"exp10('x')", ""},
        {"log('')", ""},
        {"sin('x')", ""},
        {"atan2('', 1)", ""},
        {"abs(${empty})", ""},
        {"int(${empty})", ""},
        {"round(${empty}, 2)", ""},
        {"min(${one}, ${empty})", ""},
        {"sqrt('') > 0", "false"},
        {"sqrt('') <= 0", "false"},
        {"sqrt('') != 0", "true"},
        {"coalesce(sqrt(-1), 'none')", "none"},
        {"coalesce(${empty}, sqrt(4))", "2"},
        {"string(sqrt(-1))", ""},
        {"concat('a', sqrt(-1), 'b')", "ab"},
        {"if(sqrt(-1), 'a', 'b')", "b"},
        {"once(sqrt(-1))", "42"},
    };
    world_check(rows, COUNT_OF(rows));
}

Test(expr_math, dates_and_times_are_numbers_where_numbers_are_wanted)
{
    static const struct world_row rows[] = {
        {"sqrt('1970-01-05')", "2"},
        {"abs('1969-12-31')", "1"},
        {"int(${moment})", "20468"},
        {"pow(date('1970-01-03'), 2)", "4"},
        {"max(${due}, today()) = number(${due})", "true"},
        {"min(${due}, ${born}) = number(${born})", "true"},
        {"max(${due}, ${wrong_day})", ""},
        {"date(max(${due}, ${born}))", "2026-02-01"},
        {"date('')", ""},
        {"date-time('')", ""},
        {"decimal-date-time('')", ""},
        {"decimal-time('')", ""},
        {"decimal-time('06:30') < decimal-time('14:30')", "true"},
        {"decimal-time('24:00')", ""},
        {"'06:30' < '14:30'", "false"},
        {"'06:30' != '14:30'", "true"},
        {"format-date-time('', '%H')", ""},
        {"format-date(${wrong_day}, '%d')", ""},
        {"count-non-empty(${empty})", "0"},
        {"boolean-from-string('')", "false"},
    };
    world_check(rows, COUNT_OF(rows));
}

Test(expr_math, arguments_are_counted)
{
    static const struct world_row rows[] = {
        {"pow(2)", "!1: function 'pow' takes exactly 2 arguments, not 1"},
        {"sqrt()", "!1: function 'sqrt' takes exactly 1 arguments, not 0"},
        {"pi(1)", "!1: function 'pi' takes exactly 0 arguments, not 1"},
        {"sqr(4)", "!1: unknown function 'sqr'; hint: did you mean 'sqrt'?"},
        {"position(..)", "!1: function 'position' is not supported; hint: repeats are not asked by phone"},
        {"pulldata('a', 'b', 'c', 'd')",
         "!1: function 'pulldata' is not supported; hint: put the table into a list and look it up with instance()"},
    };
    world_check(rows, COUNT_OF(rows));
}
