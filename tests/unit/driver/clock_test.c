#include "gateway/clock.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <time.h>

Test(clock, agrees_with_the_system)
{
    const int64_t seconds = time(NULL);
    const int64_t now_ms = gw_now_ms();
    cr_expect(now_ms / 1000 >= seconds && now_ms / 1000 <= seconds + 1);
}

Test(clock, monotonic_time_moves_on)
{
    const int64_t before_us = gw_monotonic_us();
    const int64_t before_ms = gw_monotonic_ms();
    while (gw_monotonic_ms() < before_ms + 3)
        continue;
    const int64_t took_us = gw_monotonic_us() - before_us;
    cr_expect(ge(i64, took_us, 2000));
    cr_expect(lt(i64, took_us, 5000000));
}
