#include "../../../survey/answer/currency.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(currency, .timeout = 10);

Test(currency, a_letter_is_money_in_its_country_only)
{
    static const struct {
        const char *text;
        const char *country;
        bool is_sign;
    } cases[] = {
        {"L", "HN", true},  {"L.", "HN", true},   {" Lps. ", "HN", true}, {"L", "hn", true},  {"l", "HN", false},
        {"L", "GT", false}, {"L", "", false},     {"N", "NG", true},      {"N", "GH", false}, {"D", "GM", true},
        {"C$", "NI", true}, {"Ksh.", "KE", true}, {"", "HN", false},      {".", "HN", false}, {"LL", "HN", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(eq(int, sv_currency_sign(str_of(cases[i].text), str_of(cases[i].country)), cases[i].is_sign),
                  "case %s in %s", cases[i].text, cases[i].country);
}
