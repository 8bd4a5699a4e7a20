#pragma once
/* A spreadsheet read without a database. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "../../../gateway/admin/import.intern.h"
#include "base/buf.h"

struct sheet {
    struct gw_keys keys;
    struct gw_catalog *catalog;
    struct arena *arena;
    struct gw_import_wish wish;
    struct import import;
};

static UNUSED void sheet_read(struct sheet *sheet, const char *text, enum gw_date_order order)
{
    struct err err = {.code = RC_OK};
    gw_crypto_init();
    cr_assert(eq(int, gw_catalog_new(&sheet->catalog, &err), RC_OK));
    sheet->arena = arena_new(16 * 1024 * 1024);
    memset(&sheet->keys, 7, sizeof sheet->keys);
    sheet->wish = (struct gw_import_wish){.bytes = str_of(text), .order = order};
    sheet->import =
        (struct import){.wish = &sheet->wish,
                        .keys = &sheet->keys,
                        .languages = gw_catalog_languages(sheet->catalog),
                        .arena = sheet->arena,
                        .programme = {.language = STR("es"), .country = STR("GT"), .zone = STR("America/Guatemala")},
                        .today = 20782, /* 2026-11-25 */
                        .findings = ARENA_ARRAY(sheet->arena, struct gw_import_finding, GW_IMPORT_FINDINGS_MAX)};
    cr_assert(eq(int, import_read(&sheet->import, &err), RC_OK), "%s", err.text);
}

static UNUSED void sheet_release(struct sheet *sheet)
{
    gw_catalog_free(sheet->catalog);
    arena_free(sheet->arena);
}

/* "2:number:P012 3::P006", in the order they were found. */
static UNUSED struct str sheet_findings(struct sheet *sheet)
{
    struct buf text = buf_in(sheet->arena, 64 * 1024);
    for (size_t i = 0; i < sheet->import.found.findings_n; i++) {
        const struct gw_import_finding *f = &sheet->import.findings[i];
        buf_printf(&text, "%s%d:%.*s:%s", i == 0 ? "" : " ", f->row, STR_FMT(f->column), f->code);
    }
    return buf_str(&text);
}
