#include "gateway/ids.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

enum { SLOT = 517 };
static const int64_t now_ms = 1795232320637;

Test(ids, each_is_greater_than_the_one_before)
{
    struct gw_ids ids = {.slot = SLOT};
    int64_t last = 0;
    for (int i = 0; i < 20000; i++) {
        const int64_t id = gw_id_next(&ids, now_ms);
        cr_assert(gt(i64, id, last), "id %d", i);
        last = id;
    }
}

Test(ids, a_clock_that_goes_back_changes_nothing)
{
    struct gw_ids ids = {.slot = SLOT};
    const int64_t first = gw_id_next(&ids, now_ms);
    const int64_t second = gw_id_next(&ids, now_ms - 3600 * 1000);
    cr_expect(gt(i64, second, first));
}

Test(ids, tell_when_they_were_made)
{
    struct gw_ids ids = {.slot = SLOT};
    const int64_t id = gw_id_next(&ids, now_ms);
    cr_expect(eq(i64, gw_id_ms(id), now_ms));
    cr_expect(le(i64, gw_id_from(now_ms), id));
    cr_expect(gt(i64, gw_id_from(now_ms + 1), id));
}

Test(ids, of_two_processes_never_meet)
{
    struct gw_ids a = {.slot = 1};
    struct gw_ids b = {.slot = 2};
    for (int i = 0; i < 5000; i++)
        cr_assert(ne(i64, gw_id_next(&a, now_ms), gw_id_next(&b, now_ms)));
}
