#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../../../gateway/admin/import.intern.h"

TestSuite(import_date, .timeout = 10);

Test(import_date, a_date_is_read_where_there_is_one_way_to_read_it)
{
    static const struct {
        const char *text;
        enum gw_date_order order;
        enum import_date verdict;
        const char *iso;
    } cases[] = {
        {"2026-08-31", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"2026/08/31", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"2026-8-1", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-01"},
        {"2026-08-31 00:00:00", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"2026-08-31T00:00:00Z", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"2026-08-31 09:15:00", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"31/08/2026", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"31.8.2026", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"31-08-2026", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"08/31/2026", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-08-31"},
        {"05/05/2026", GW_DATE_PLAIN, IMPORT_DATE_OK, "2026-05-05"},
        {"03/04/2026", GW_DATE_PLAIN, IMPORT_DATE_UNCLEAR, ""},
        {"03/04/2026", GW_DATE_DAY_FIRST, IMPORT_DATE_OK, "2026-04-03"},
        {"03/04/2026", GW_DATE_MONTH_FIRST, IMPORT_DATE_OK, "2026-03-04"},
        {"08/31/2026", GW_DATE_DAY_FIRST, IMPORT_DATE_WRONG, ""},
        {"31/08/2026", GW_DATE_MONTH_FIRST, IMPORT_DATE_WRONG, ""},
        {"29/02/2028", GW_DATE_PLAIN, IMPORT_DATE_OK, "2028-02-29"},
        {"29/02/2027", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"2026-02-30", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"31/08/26", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"31/08-2026", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"2026-08-31-1", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"2026--8-31", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"20260831", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"44804", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"agosto", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
        {"", GW_DATE_PLAIN, IMPORT_DATE_WRONG, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char iso[IMPORT_DATE_BYTES] = {0};
        int64_t day = 0;
        const enum import_date verdict = import_date(str_of(cases[i].text), cases[i].order, iso, &day);
        cr_expect(eq(int, verdict, cases[i].verdict), "case %s", cases[i].text);
        if (verdict == IMPORT_DATE_OK)
            cr_expect(str_eq((struct str){.p = iso, .n = sizeof iso}, str_of(cases[i].iso)), "case %s", cases[i].text);
    }
}

Test(import_date, days_are_counted_from_1970)
{
    char iso[IMPORT_DATE_BYTES];
    int64_t day = 0;
    cr_assert(eq(int, import_date(STR("2026-11-25"), GW_DATE_PLAIN, iso, &day), IMPORT_DATE_OK));
    cr_expect(eq(i64, day, 20782));
}
