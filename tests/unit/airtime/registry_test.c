#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/airtime.h"

Test(registry, provider_is_found_by_its_name)
{
    cr_expect(str_eq(gw_airtime_find(STR("loopback"))->name, STR("loopback")));
    cr_expect(gw_airtime_find(STR("Loopback")) == NULL);
    cr_expect(gw_airtime_find(STR("kannel")) == NULL, "sends texts, not money");
    cr_expect(gw_airtime_find(STR_EMPTY) == NULL);
}

Test(registry, every_provider_is_complete)
{
    size_t n = 0;
    const struct gw_airtime *const *all = gw_airtimes(&n);
    cr_expect(eq(sz, n, 2));
    for (size_t i = 0; i < n; i++) {
        const struct gw_airtime *one = all[i];
        cr_expect(gw_airtime_find(one->name) == one, "%s is found", one->name.p);
        cr_expect(one->build != NULL && one->read_payment != NULL, "%s pays", one->name.p);
        cr_expect(one->ask != NULL && one->read_question != NULL, "%s can be asked", one->name.p);
        const bool asks = one->validate != NULL;
        cr_expect(asks == (one->validated != NULL), "%s answers what it is asked", one->name.p);
        cr_expect(one->timeout_ms >= 5000, "%s is waited for", one->name.p);
        const struct str wanted = one->scheme.n > 0 ? STR("secret") : STR("token");
        bool can_be_closed = one->webhook == NULL && one->validate == NULL;
        for (size_t j = 0; j < one->settings_n; j++) {
            cr_expect(one->settings[j].help.n > 0, "%s explains %s", one->name.p, one->settings[j].name.p);
            can_be_closed = can_be_closed || str_eq(one->settings[j].name, wanted);
        }
        cr_expect(can_be_closed, "%s need not be open to everybody", one->name.p);
    }
}

Test(registry, outcomes_have_the_words_that_are_stored)
{
    cr_expect(str_eq(gw_transfer_word(GW_TRANSFER_CONFIRMED), STR("confirmed")));
    cr_expect(str_eq(gw_transfer_word(GW_TRANSFER_PROCESSING), STR("processing")));
    cr_expect(str_eq(gw_transfer_word(GW_TRANSFER_UNKNOWN), STR("unknown")));
    cr_expect(str_eq(gw_transfer_word(GW_TRANSFER_NOT_FOUND), STR("not_found")));
}
