/* Any bytes as a spreadsheet of people: what is not refused is sound, and no finding repeats a long number. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../gateway/admin/import.intern.h"
#include "base/utf8.h"
#include "survey/answer.h"

enum { ARENA_BYTES = 32 * 1024 * 1024, NUMBER_DIGITS = 7 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void has_no_number(struct str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.n; i++) {
        digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1 : 0;
        must(digits < NUMBER_DIGITS);
    }
}

static void check_row(const struct import *import, const struct import_row *row)
{
    int64_t day = 0;
    const struct str date = row->cells[IMPORT_RETURN_DATE];
    must(case_code_valid(row->cells[IMPORT_CASE]));
    must(str_starts(row->e164, STR("+")));
    must(date.n == 0 || sv_date_days(date, &day));
    must(country_valid(row->cells[IMPORT_COUNTRY]));
    size_t values = 0;
    for (size_t i = 0; i < row->attributes.n; i++)
        values += row->attributes.p[i] == IMPORT_SEPARATOR;
    must(values == import->found.attributes_n && utf8_valid(row->attributes));
}

static void check(const struct import *import)
{
    size_t bad = 0;
    for (size_t i = 0; i < import->found.rows_n; i++) {
        bad += import->rows[i].bad;
        if (!import->rows[i].bad)
            check_row(import, &import->rows[i]);
    }
    must(bad == 0 || import->found.errors_n > 0);
    for (size_t i = 0; i < import->found.findings_n; i++) {
        const struct gw_import_finding *f = &import->findings[i];
        must(f->row >= 1 && f->message.n > 0 && f->hint.n > 0 && utf8_valid(f->column));
        has_no_number(f->column);
        has_no_number(f->message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gw_catalog *catalog;
    static struct gw_keys keys;
    struct err err = {.code = RC_OK};
    if (catalog == NULL) {
        gw_crypto_init();
        must(gw_catalog_new(&catalog, &err) == RC_OK);
    }
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct gw_import_wish wish = {.bytes = {.p = (const char *)data, .n = size},
                                        .order =
                                            size > 0 && data[size - 1] == '\n' ? GW_DATE_DAY_FIRST : GW_DATE_PLAIN};
    struct import import = {.wish = &wish,
                            .keys = &keys,
                            .languages = gw_catalog_languages(catalog),
                            .arena = arena,
                            .programme = {.language = STR("es"), .country = STR("GT"), .zone = STR("UTC")},
                            .today = 20782,
                            .findings = ARENA_ARRAY(arena, struct gw_import_finding, GW_IMPORT_FINDINGS_MAX)};
    must(import.findings != NULL);
    const enum rc rc = import_read(&import, &err);
    must(rc == RC_OK || rc == RC_TOO_BIG);
    if (rc == RC_OK)
        check(&import);
    arena_free(arena);
    return 0;
}
