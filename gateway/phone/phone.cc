extern "C" {
#include "gateway/phone.h"
}

#include <phonenumbers/phonenumberutil.h>

#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static bool is_international(struct str number)
{
    if (number.n < 6 || number.n > 16 || number.p[0] != '+')
        return false;
    for (size_t i = 1; i < number.n; i++)
        if (number.p[i] < '0' || number.p[i] > '9')
            return false;
    return true;
}

extern "C" enum rc gw_phone_normalise(struct str number, struct str country, struct arena *arena, struct str *out_e164,
                                      bool *out_possible)
{
    const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    PhoneNumber parsed;
    const std::string text(number.p, number.n);
    const std::string region = country.n == 2 ? std::string(country.p, country.n) : std::string("ZZ");
    const bool understood = util->Parse(text, region, &parsed) == PhoneNumberUtil::NO_PARSING_ERROR;
    std::string e164;
    if (understood && util->IsPossibleNumber(parsed))
        util->Format(parsed, PhoneNumberUtil::E164, &e164);
    const bool possible = !e164.empty();
    if (!possible && !is_international(number))
        return RC_BAD_INPUT;
    const struct str result = {possible ? e164.data() : number.p, possible ? e164.size() : number.n};
    const struct str copy = arena_str(arena, result);
    if (copy.p == nullptr)
        return RC_TOO_BIG;
    *out_e164 = copy;
    *out_possible = possible;
    return RC_OK;
}
