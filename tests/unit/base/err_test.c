#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/err.h"

Test(err, every_code_has_a_word_of_its_own)
{
    for (int code = 0; code < RC_COUNT; code++) {
        cr_expect(rc_word((enum rc)code).n > 0, "code %d", code);
        for (int other = 0; other < code; other++)
            cr_expect(not(str_eq(rc_word((enum rc)code), rc_word((enum rc)other))), "codes %d and %d", code, other);
    }
    cr_expect(str_eq(rc_word(RC_MISSING), STR("missing_field")));
}

Test(err, is_filled_and_gives_its_code_back)
{
    struct err err = {.line = 9, .column = 9};
    cr_expect(eq(int, err_set(&err, RC_BAD_INPUT, "bad value \"%s\", hint: use %d", "x", 5), RC_BAD_INPUT));
    cr_expect(eq(int, err.code, RC_BAD_INPUT));
    cr_expect(str_eq(str_of(err.text), STR("bad value \"x\", hint: use 5")));
    cr_expect(err.line == 0 && err.column == 0, "no place is left from an earlier error");
}

Test(err, tells_the_place)
{
    struct err err;
    cr_expect(eq(int, err_at(&err, RC_MISSING, 3, 14, "no \"name\""), RC_MISSING));
    cr_expect(eq(int, err.line, 3));
    cr_expect(eq(int, err.column, 14));
    cr_expect(str_eq(str_of(err.text), STR("no \"name\"")));
}

Test(err, nobody_listening_is_fine)
{
    cr_expect(eq(int, err_set(NULL, RC_TOO_BIG, "%d", 1), RC_TOO_BIG));
    cr_expect(eq(int, err_at(NULL, RC_TOO_BIG, 1, 1, "%d", 1), RC_TOO_BIG));
}

Test(err, a_long_text_is_cut_and_terminated)
{
    char value[2 * ERR_TEXT_BYTES];
    memset(value, 'a', sizeof value);
    value[sizeof value - 1] = '\0';
    struct err err;
    cr_expect(eq(int, err_set(&err, RC_BAD_INPUT, "%s", value), RC_BAD_INPUT));
    cr_expect(eq(sz, strlen(err.text), ERR_TEXT_BYTES - 1));
}
