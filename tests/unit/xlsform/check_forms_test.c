/* The forms of tests/fixtures/xlsform: what is in them is found, and nothing is held against those that are right. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/csv.h"
#include "sketch.h"

enum { ARENA_BYTES = 64 << 20 };

static bool is_ours(struct str code)
{
    static const char *const ours[] = {"X", "D", "M", "P", "I", "W", "C007", "C008"};
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        if (str_starts(code, str_of(ours[i])))
            return true;
    return false;
}

static bool is_found(const struct sv_findings *findings, const struct str *line)
{
    int64_t row = 0;
    cr_assert(str_to_i64(line[2], &row));
    for (size_t i = 0; i < findings->n; i++) {
        const struct sv_finding *f = &findings->items[i];
        if (str_eq(f->spot.sheet, line[1]) && f->spot.row == row && str_eq(f->spot.column, line[3]) &&
            str_eq(sv_severity_word(f->severity), line[4]) && str_eq(sv_code_word(f->code), line[5]))
            return true;
    }
    return false;
}

static size_t expect_all(const char *folder)
{
    enum { FIELDS = 8 };
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct sketch sketch = sketch_folder(folder, arena);
    const struct sv_findings findings = sketch_findings(&sketch, SKETCH_ALL, arena);
    char path[512];
    (void)snprintf(path, sizeof path, "%s/xlsform/%s/errors.csv", FIXTURES, folder);
    struct csv csv = csv_on(str_of(sketch_file(path, arena)));
    struct str fields[FIELDS];
    struct csv_record record = {.fields = fields, .fields_max = FIELDS};
    bool more = true;
    size_t n = 0;
    while (csv_next(&csv, arena, &record, &more, NULL) == RC_OK && more) {
        if (!is_ours(fields[5]))
            continue;
        n++;
        cr_expect(is_found(&findings, fields), "%s: %.*s row %.*s column %.*s: no %.*s", folder, STR_FMT(fields[1]),
                  STR_FMT(fields[2]), STR_FMT(fields[3]), STR_FMT(fields[5]));
    }
    arena_free(arena);
    return n;
}

Test(check_forms, every_mistake_is_found_where_it_is)
{
    cr_expect(eq(sz, expect_all("B2_expresiones"), 18));
    cr_expect(eq(sz, expect_all("B5_idiomas_longitud"), 6));
    cr_expect(eq(sz, expect_all("B1_encabezados"), 1));
    cr_expect(eq(sz, expect_all("B4_estructura"), 0));
}

Test(check_forms, nothing_is_held_against_forms_that_are_right)
{
    static const char *const folders[] = {"01_linea_base",  "02_rss_corta_3m", "03_rss_completa_12m", "05_linea_quejas",
                                          "06_necesidades", "08_menu_ussd",    "09_contacto_seguro",  "11_pouls_1mois"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        struct arena *arena = arena_new(ARENA_BYTES);
        const struct sketch sketch = sketch_folder(folders[i], arena);
        const struct sv_findings findings = sketch_findings(&sketch, SKETCH_ALL, arena);
        cr_expect(eq(sz, findings.lost, 0));
        for (size_t j = 0; j < findings.n; j++) {
            const struct sv_finding *f = &findings.items[j];
            cr_expect(f->severity != SV_SEVERITY_ERROR, "%s: %.*s row %d column %.*s: %.*s %.*s", folders[i],
                      STR_FMT(f->spot.sheet), f->spot.row, STR_FMT(f->spot.column), STR_FMT(sv_code_word(f->code)),
                      STR_FMT(f->message));
        }
        arena_free(arena);
    }
}
