#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/buf.h"

Test(buf, appends_what_it_is_given)
{
    char storage[64];
    struct buf buf = buf_on(storage, sizeof storage);
    buf_put(&buf, STR("id="));
    buf_put_i64(&buf, INT64_MIN);
    buf_put_byte(&buf, ' ');
    buf_put_hex(&buf, (const uint8_t[]){0x00, 0x9F, 0xFF}, 3);
    buf_put(&buf, STR_EMPTY);
    buf_printf(&buf, " %s=%d", "n", 5);
    cr_expect(not(buf.overflow));
    cr_expect(str_eq(buf_str(&buf), STR("id=-9223372036854775808 009fff n=5")));
}

Test(buf, is_filled_to_the_last_byte)
{
    char storage[5] = "....#";
    struct buf buf = buf_on(storage, 4);
    buf_put(&buf, STR("abcd"));
    cr_expect(not(buf.overflow));
    buf_put(&buf, STR_EMPTY);
    cr_expect(not(buf.overflow));
    buf_put_byte(&buf, 'e');
    cr_expect(buf.overflow);
    cr_expect(str_eq(buf_str(&buf), STR("abcd")));
    cr_expect(eq(chr, storage[4], '#'));
}

Test(buf, an_append_that_does_not_fit_changes_nothing)
{
    char storage[8];
    struct buf buf = buf_on(storage, sizeof storage);
    buf_put(&buf, STR("12345"));
    buf_put(&buf, STR("6789"));
    cr_expect(buf.overflow);
    cr_expect(str_eq(buf_str(&buf), STR("12345")));
}

Test(buf, an_overflow_stays)
{
    char storage[4];
    struct buf buf = buf_on(storage, sizeof storage);
    buf_put(&buf, STR("too long"));
    buf_put(&buf, STR("a"));
    buf_put_byte(&buf, 'a');
    buf_printf(&buf, "a");
    cr_expect(buf.overflow);
    cr_expect(eq(sz, buf.n, 0));
    buf_clear(&buf);
    buf_put(&buf, STR("a"));
    cr_expect(not(buf.overflow));
    cr_expect(str_eq(buf_str(&buf), STR("a")));
}

Test(buf, formatted_text_never_writes_past_the_end)
{
    char storage[9] = "########";
    struct buf buf = buf_on(storage, 8);
    buf_put(&buf, STR("ab"));
    buf_printf(&buf, "%s", "0123456789");
    cr_expect(buf.overflow);
    cr_expect(str_eq(buf_str(&buf), STR("ab")));
    cr_expect(eq(chr, storage[8], '\0'), "the byte behind the buffer");

    buf_clear(&buf);
    buf_printf(&buf, "%s", "1234567");
    cr_expect(not(buf.overflow), "a byte is left for the NUL");
    buf_printf(&buf, "%s", "8");
    cr_expect(buf.overflow);
}

Test(buf, without_room_everything_overflows)
{
    struct buf buf = buf_on(NULL, 0);
    buf_printf(&buf, "%s", "");
    cr_expect(buf.overflow);
    cr_expect(eq(sz, buf_str(&buf).n, 0));
    cr_expect(buf_str(&buf).p != NULL);
}

Test(buf, in_a_full_arena_overflows_at_once)
{
    struct arena *arena = arena_new(10);
    struct buf fits = buf_in(arena, 10);
    buf_put(&fits, STR("0123456789"));
    cr_expect(not(fits.overflow));
    struct buf none = buf_in(arena, 1);
    cr_expect(none.overflow);
    buf_put(&none, STR("x"));
    cr_expect(eq(sz, none.n, 0));
    arena_free(arena);
}
