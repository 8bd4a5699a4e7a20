extern "C" {
#include "gateway/phone.h"
}

#include <phonenumbers/phonenumberutil.h>

#include <cstdint>
#include <cstring>
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

// ---- spellings known to be E.164, with or without "+" ----

// Parsing costs 6 us, and who answers a survey writes many times. The digits are the key itself, so that an entry is
// right or not there; one whose place another takes is only parsed again.
enum { KNOWN_SLOTS = 1 << 16, DIGITS_MIN = 5, DIGITS_MAX = 15 };

struct spelling {
    uint64_t digits; // four bits each, below their count
    uint32_t how;    // country and whether "+" was written; 0: nothing known
};

static struct spelling known[KNOWN_SLOTS];

static bool pack(struct str number, struct str country, struct spelling *out)
{
    const size_t plus = number.n > 0 && number.p[0] == '+' ? 1 : 0;
    const size_t n = number.n - plus;
    if (n < DIGITS_MIN || n > DIGITS_MAX || (country.n != 0 && country.n != 2))
        return false;
    uint64_t digits = n;
    for (size_t i = plus; i < number.n; i++) {
        if (number.p[i] < '0' || number.p[i] > '9')
            return false;
        digits = digits << 4 | static_cast<uint64_t>(number.p[i] - '0');
    }
    out->digits = digits;
    out->how = 1U << 24 | static_cast<uint32_t>(plus) << 16;
    if (country.n == 2)
        out->how |= static_cast<uint32_t>(static_cast<uint8_t>(country.p[0])) << 8 | static_cast<uint8_t>(country.p[1]);
    return true;
}

static struct spelling *place_of(const struct spelling *spelling)
{
    const uint64_t mixed = (spelling->digits ^ spelling->how) * 0x9E3779B97F4A7C15U;
    return &known[mixed >> 48];
}

static bool is_known(const struct spelling *spelling)
{
    const struct spelling *place = place_of(spelling);
    return place->digits == spelling->digits && place->how == spelling->how;
}

// The written number, with the "+" it may lack.
static struct str with_plus(struct str number, struct arena *arena)
{
    const size_t plus = number.p[0] == '+' ? 0 : 1;
    char *p = static_cast<char *>(arena_alloc(arena, number.n + plus));
    if (p == nullptr)
        return {nullptr, 0};
    p[0] = '+';
    memcpy(p + plus, number.p, number.n);
    return {p, number.n + plus};
}

static enum rc parse(struct str number, struct str country, struct arena *arena, struct str *out_e164,
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

extern "C" enum rc gw_phone_normalise(struct str number, struct str country, struct arena *arena, struct str *out_e164,
                                      bool *out_possible)
{
    struct spelling spelling = {0, 0};
    const bool packed = pack(number, country, &spelling);
    if (packed && is_known(&spelling)) {
        const struct str e164 = with_plus(number, arena);
        if (e164.p == nullptr)
            return RC_TOO_BIG;
        *out_e164 = e164;
        *out_possible = true;
        return RC_OK;
    }
    const enum rc rc = parse(number, country, arena, out_e164, out_possible);
    if (packed && rc == RC_OK && *out_possible && str_eq(*out_e164, with_plus(number, arena)))
        *place_of(&spelling) = spelling;
    return rc;
}
