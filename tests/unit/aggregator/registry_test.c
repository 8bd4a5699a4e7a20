#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "gateway/aggregator.h"

Test(registry, adapter_is_found_by_its_name)
{
    cr_expect(str_eq(gw_aggregator_find(STR("kannel"))->name, STR("kannel")));
    cr_expect(gw_aggregator_find(STR("Kannel")) == NULL);
    cr_expect(gw_aggregator_find(STR_EMPTY) == NULL);
}

Test(registry, every_adapter_is_complete)
{
    size_t n = 0;
    const struct gw_aggregator *const *all = gw_aggregators(&n);
    cr_expect(eq(sz, n, 4));
    for (size_t i = 0; i < n; i++) {
        const struct gw_aggregator *one = all[i];
        cr_expect(gw_aggregator_find(one->name) == one, "%s is found", one->name.p);
        cr_expect(one->parse[GW_KIND_IN] != NULL && one->parse[GW_KIND_DLR] != NULL, "%s reads", one->name.p);
        cr_expect(one->build != NULL && one->read_reply != NULL, "%s sends", one->name.p);
        const bool asked = one->parse[GW_KIND_USSD] != NULL;
        cr_expect(asked == (one->screen != NULL), "%s shows what it is asked for", one->name.p);
        const struct str wanted = one->scheme.n > 0 ? STR("secret") : STR("token");
        bool can_be_closed = false;
        for (size_t j = 0; j < one->settings_n; j++) {
            cr_expect(one->settings[j].help.n > 0, "%s explains %s", one->name.p, one->settings[j].name.p);
            can_be_closed = can_be_closed || str_eq(one->settings[j].name, wanted);
        }
        cr_expect(can_be_closed, "%s need not be open to everybody", one->name.p);
    }
}

Test(registry, kinds_are_the_first_element_of_a_path)
{
    static const struct {
        const char *word;
        enum gw_kind kind;
    } cases[] = {
        {"in", GW_KIND_IN},      {"dlr", GW_KIND_DLR},  {"ussd", GW_KIND_USSD}, {"ussd-end", GW_KIND_USSD_END},
        {"call", GW_KIND_COUNT}, {"IN", GW_KIND_COUNT}, {"", GW_KIND_COUNT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_expect(gw_kind_of(str_of(cases[i].word)) == cases[i].kind, "case %s", cases[i].word);
        if (cases[i].kind != GW_KIND_COUNT)
            cr_expect(str_eq(gw_kind_word(cases[i].kind), str_of(cases[i].word)), "case %s", cases[i].word);
    }
}

Test(registry, states_and_outcomes_have_words)
{
    cr_expect(str_eq(gw_delivery_word(GW_DELIVERY_QUEUED), STR("queued")));
    cr_expect(str_eq(gw_delivery_word(GW_DELIVERY_REJECTED), STR("rejected")));
    cr_expect(str_eq(gw_outcome_word(GW_OUTCOME_ACCEPTED), STR("accepted")));
    cr_expect(str_eq(gw_outcome_word(GW_OUTCOME_OPTED_OUT), STR("opted_out")));
    cr_expect(str_eq(gw_outcome_word(GW_OUTCOME_UNKNOWN), STR("unknown")));
}
