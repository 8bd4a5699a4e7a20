#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "gateway/payment.h"

TestSuite(timing, .timeout = 20);

Test(timing, has_defaults_and_takes_settings)
{
    const struct gw_header items[] = {
        {STR("quiet_ms"), STR("2000")}, {STR("timeout_ms"), STR("500")}, {STR("url"), STR("x")}};
    const struct gw_settings none = {.n = 0};
    const struct gw_settings some = {.items = items, .n = COUNT_OF(items)};
    struct gw_payment_timing timing;
    struct err err = {.code = RC_OK};
    cr_assert(eq(int, gw_payment_timing_read(&none, &timing, &err), RC_OK));
    cr_expect(eq(i64, timing.timeout_ms, 0));
    cr_expect(eq(i64, timing.ask_after_ms, 60000));
    cr_expect(eq(i64, timing.quiet_ms, 1800000));
    cr_expect(eq(i64, timing.retry_after_ms, 300000));
    cr_expect(eq(i64, timing.human_after_ms, 86400000));
    cr_expect(eq(i64, timing.give_up_ms, 1209600000));
    cr_assert(eq(int, gw_payment_timing_read(&some, &timing, &err), RC_OK));
    cr_expect(eq(i64, timing.timeout_ms, 500));
    cr_expect(eq(i64, timing.quiet_ms, 2000));
    cr_expect(eq(i64, timing.ask_after_ms, 60000));
}

Test(timing, refuses_what_is_no_time_and_names_it)
{
    static const char *const values[] = {"", "0", "-1", "soon", "1.5", "31536000001"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const struct gw_header item = {STR("give_up_ms"), str_of(values[i])};
        const struct gw_settings settings = {.items = &item, .n = 1};
        struct gw_payment_timing timing = {.quiet_ms = 7};
        struct err err = {.code = RC_OK};
        cr_expect(eq(int, gw_payment_timing_read(&settings, &timing, &err), RC_BAD_INPUT), "%s", values[i]);
        cr_expect(str_find(str_of(err.text), STR("'give_up_ms'")) != SIZE_MAX, "%s", err.text);
        cr_expect(eq(i64, timing.quiet_ms, 7), "untouched on failure");
    }
}

Test(timing, has_a_line_of_help_for_each_setting)
{
    size_t n = 0;
    const struct gw_setting_help *help = gw_payment_settings(&n);
    cr_expect(eq(sz, n, 6));
    for (size_t i = 0; i < n; i++)
        cr_expect(help[i].name.n > 0 && help[i].help.n > 0 && !help[i].secret && !help[i].required);
}
