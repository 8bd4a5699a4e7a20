#include "gateway/phone.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

struct phone_case {
    const char *number;
    const char *country;
    const char *e164; /* NULL: refused */
    bool possible;
};

/* Fictional numbers. */
static const struct phone_case cases[] = {
    {"+50255500001", "", "+50255500001", true},
    {"+502 5550 0001", "", "+50255500001", true},
    {"+502-5550-0001", "GT", "+50255500001", true},
    {"5550 0001", "GT", "+50255500001", true},
    {"0050255500001", "GT", "+50255500001", true},
    {"+5215555501234", "", "+525555501234", true},
    {"+22790123456", "", "+22790123456", true},
    {"5550 0001", "", NULL, false},
    {"+50255", "", "+50255", false},
    {"+999999999999999", "", "+999999999999999", false},
    {"Info", "GT", NULL, false},
    {"", "GT", NULL, false},
    {"+", "", NULL, false},
    {"50255500001", "", NULL, false},
    {"50255500001", "GT", "+50255500001", true},
    {"50255500001", "", NULL, false}, /* what is remembered is remembered for its country */
    {"+5025550000112345", "", NULL, false},
    {"55500001", "GT", "+50255500001", true},
    {"+15555500001", "GT", "+15555500001", true},
    {"15555500001", "GT", "+50215555500001", true}, /* no "+": of the country, possible or not */
};

Test(phone, spellings_of_one_number_are_one_contact)
{
    struct arena *arena = arena_new(1 << 16);
    /* Twice: the second time from memory. */
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        const struct phone_case *c = &cases[i % COUNT_OF(cases)];
        struct str e164 = STR_EMPTY;
        bool possible = false;
        const enum rc rc = gw_phone_normalise(str_of(c->number), str_of(c->country), arena, &e164, &possible);
        cr_expect(eq(int, rc, c->e164 == NULL ? RC_BAD_INPUT : RC_OK), "case '%s'", c->number);
        cr_expect(str_eq(e164, str_of(c->e164)), "case '%s' gave '%.*s'", c->number, STR_FMT(e164));
        cr_expect(eq(int, possible, c->possible), "case '%s'", c->number);
    }
    arena_free(arena);
}
