#include "currency.h"

#include <stddef.h>

/* Capitals as they are written; with a small letter "l5" might be a mistyped 15. */
static const struct {
    struct str country;
    struct str sign;
} signs[] = {
    {{"GT", 2}, {"Q", 1}},   {{"HN", 2}, {"L", 1}},   {{"HN", 2}, {"Lps", 3}}, {{"NI", 2}, {"C$", 2}},
    {{"CR", 2}, {"C", 1}},   {{"PA", 2}, {"B/", 2}},  {{"PE", 2}, {"S/", 2}},  {{"BO", 2}, {"Bs", 2}},
    {{"VE", 2}, {"Bs", 2}},  {{"BR", 2}, {"R$", 2}},  {{"DO", 2}, {"RD$", 3}}, {{"HT", 2}, {"G", 1}},
    {{"BZ", 2}, {"BZ$", 3}}, {{"NG", 2}, {"N", 1}},   {{"NG", 2}, {"NGN", 3}}, {{"GM", 2}, {"D", 1}},
    {{"GH", 2}, {"GH", 2}},  {{"GH", 2}, {"GHC", 3}}, {{"GH", 2}, {"GHS", 3}}, {{"SL", 2}, {"Le", 2}},
    {{"LR", 2}, {"L$", 2}},  {{"KE", 2}, {"Ksh", 3}}, {{"KE", 2}, {"KSh", 3}}, {{"TZ", 2}, {"Tsh", 3}},
    {{"UG", 2}, {"Ush", 3}}, {{"UG", 2}, {"USh", 3}}, {{"ZA", 2}, {"R", 1}},   {{"ZM", 2}, {"K", 1}},
    {{"MW", 2}, {"MK", 2}},  {{"ET", 2}, {"Br", 2}},  {{"MA", 2}, {"DH", 2}},  {{"CV", 2}, {"Esc", 3}},
    {{"MZ", 2}, {"MT", 2}},  {{"AO", 2}, {"Kz", 2}},  {{"MR", 2}, {"UM", 2}},
};

bool sv_currency_sign(struct str text, struct str country)
{
    text = str_trim(text);
    if (text.n == 0)
        return false;
    if (str_ends(text, STR(".")))
        text = str_sub(text, 0, text.n - 1);
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_eq_ascii_nocase(signs[i].country, country) && str_eq(signs[i].sign, text))
            return true;
    return false;
}
