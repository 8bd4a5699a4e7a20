#include <assert.h>
#include <stddef.h>

#include "base/attr.h"
#include "gateway/payment.h"

#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        .p = (literal), .n = sizeof(literal) - 1                                                                       \
    }

enum { SETTINGS_N = 6 };

static const int64_t year_ms = 365LL * 24 * 60 * 60 * 1000;

static const struct gw_setting_help help[] = {
    {.name = TEXT("timeout_ms"),
     .help = TEXT("how long one call may take; default the adapter's own, which is longer than the provider's")},
    {.name = TEXT("ask_after_ms"),
     .help = TEXT("from an unclear outcome to the first question, default 60000; then at 2, 5, 15 and 60 times it")},
    {.name = TEXT("quiet_ms"),
     .help = TEXT("'not found' is believed only this long after an attempt, default 1800000: operators are slow")},
    {.name = TEXT("retry_after_ms"),
     .help = TEXT("from a definite 'not now' to the next attempt, default 300000; doubles up to 64 times")},
    {.name = TEXT("human_after_ms"),
     .help = TEXT("an outcome that is unknown for so long becomes a ticket, default 86400000")},
    {.name = TEXT("give_up_ms"),
     .help = TEXT("so long after its first attempt nothing is tried by itself any more, default 1209600000")},
};
static_assert(COUNT_OF(help) == SETTINGS_N, "a row for every waiting time");

static const struct gw_payment_timing defaults = {
    .timeout_ms = 0,
    .ask_after_ms = 60LL * 1000,
    .quiet_ms = 30LL * 60 * 1000, /* three times the ten minutes by which operators execute late */
    .retry_after_ms = 5LL * 60 * 1000,
    .human_after_ms = 24LL * 60 * 60 * 1000,
    .give_up_ms = 14LL * 24 * 60 * 60 * 1000,
};

const struct gw_setting_help *gw_payment_settings(size_t *out_n)
{
    *out_n = COUNT_OF(help);
    return help;
}

enum rc gw_payment_timing_read(const struct gw_settings *settings, struct gw_payment_timing *out_timing,
                               struct err *err)
{
    struct gw_payment_timing timing = defaults;
    int64_t *const fields[] = {&timing.timeout_ms,     &timing.ask_after_ms,   &timing.quiet_ms,
                               &timing.retry_after_ms, &timing.human_after_ms, &timing.give_up_ms};
    static_assert(COUNT_OF(fields) == SETTINGS_N, "a field for every setting");
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const struct str value = gw_setting(settings, help[i].name);
        int64_t ms = 0;
        if (value.p == NULL)
            continue;
        if (!str_to_i64(value, &ms) || ms < 1 || ms > year_ms)
            return err_set(err, RC_BAD_INPUT, "'%.*s' is '%.*s'; hint: milliseconds, from 1 to a year",
                           STR_FMT(help[i].name), STR_FMT(value));
        *fields[i] = ms;
    }
    *out_timing = timing;
    return RC_OK;
}
