#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/store/rows.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(rows, .init = setup, .fini = teardown);

/* One row whose cells are the parameters as sent: PostgreSQL answers in the same format. */
static struct gw_rows echo(const struct gw_args *args)
{
    return (struct gw_rows){.n = 1, .columns = args->n, .cells = args->values};
}

Test(rows, integers_keep_sign_and_width)
{
    static const int64_t values[] = {0, 1, -1, 255, -256, 65535, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct gw_args args = gw_args_on(arena);
        gw_arg_i64(&args, values[i]);
        gw_arg_i32(&args, (int32_t)values[i]);
        gw_arg_i16(&args, (int16_t)values[i]);
        const struct gw_rows rows = echo(&args);
        cr_expect(eq(i64, gw_row_i64(&rows, 0, 0), values[i]), "case %zu", i);
        cr_expect(eq(i64, gw_row_i64(&rows, 0, 1), (int32_t)values[i]), "case %zu", i);
        cr_expect(eq(i64, gw_row_i64(&rows, 0, 2), (int16_t)values[i]), "case %zu", i);
    }
}

Test(rows, times_survive_to_the_millisecond_also_before_2000)
{
    static const int64_t values[] = {0, 946684800000, 946684799999, 1795232320637, -1};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct gw_args args = gw_args_on(arena);
        gw_arg_time(&args, values[i]);
        const struct gw_rows rows = echo(&args);
        cr_expect(eq(i64, gw_row_time(&rows, 0, 0), values[i]), "case %zu", i);
    }
}

Test(rows, null_is_not_empty)
{
    struct gw_args args = gw_args_on(arena);
    gw_arg_text(&args, STR_EMPTY);
    gw_arg_text(&args, (struct str){.p = NULL, .n = 0});
    gw_arg_time(&args, INT64_MIN);
    const struct gw_rows rows = echo(&args);
    cr_expect(not(gw_row_null(&rows, 0, 0)));
    cr_expect(gw_row_null(&rows, 0, 1));
    cr_expect(gw_row_null(&rows, 0, 2));
    cr_expect(eq(i64, gw_row_time(&rows, 0, 2), INT64_MIN));
}

Test(rows, a_text_array_is_laid_out_as_the_protocol_says)
{
    static const char expected[] = "\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0\2\0\0\0\1"
                                   "\0\0\0\2ab\xff\xff\xff\xff";
    const struct str values[] = {STR("ab"), {.p = NULL, .n = 0}};
    struct gw_args args = gw_args_on(arena);
    gw_arg_texts(&args, values, 2);
    const struct str want = {.p = expected, .n = sizeof expected - 1};
    cr_expect(str_eq(args.values[0], want));
}

Test(rows, parameters_over_the_cap_are_remembered)
{
    struct arena *small = arena_new(16);
    struct gw_args args = gw_args_on(small);
    const struct str value = {.p = "0123456789012345678901234567890123456789", .n = 40};
    gw_arg_text(&args, value);
    cr_expect(args.too_big);
    arena_free(small);
}
