#include <dirent.h>
#include <stdio.h>

#include "reading.h"

/* Forms that exist as a workbook and as CSV files say the same, cell by cell. */
TestSuite(fixtures, .timeout = 30);

static struct str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    cr_assert(fseek(file, 0, SEEK_END) == 0);
    const long bytes = ftell(file);
    rewind(file);
    char *p = arena_alloc(arena, (size_t)bytes);
    cr_assert(p != NULL);
    cr_assert(fread(p, 1, (size_t)bytes, file) == (size_t)bytes);
    (void)fclose(file);
    return (struct str){.p = p, .n = (size_t)bytes};
}

static const struct sv_sheet *sheet_named(const struct sv_workbook *workbook, struct str name)
{
    for (size_t i = 0; i < workbook->sheets_n; i++)
        if (str_eq(workbook->sheets[i].name, name))
            return &workbook->sheets[i];
    return NULL;
}

static size_t same_cells(const char *form, const struct sv_sheet *a, const struct sv_sheet *b)
{
    size_t cells = 0;
    cr_assert(eq(sz, a->rows_n, b->rows_n), "%s", form);
    for (size_t r = 0; r < a->rows_n; r++) {
        const struct sv_row *left = &a->rows[r];
        const struct sv_row *right = &b->rows[r];
        cr_assert(eq(int, left->number, right->number), "%s %.*s", form, STR_FMT(a->name));
        cr_assert(eq(sz, left->cells_n, right->cells_n), "%s %.*s row %d", form, STR_FMT(a->name), left->number);
        for (size_t c = 0; c < left->cells_n; c++, cells++)
            cr_expect(str_eq(left->cells[c], right->cells[c]), "%s %.*s row %d: '%.*s' '%.*s'", form, STR_FMT(a->name),
                      left->number, STR_FMT(left->cells[c]), STR_FMT(right->cells[c]));
    }
    return cells;
}

static struct sv_workbook workbook_of(struct arena *arena, const struct sv_file *files, size_t files_n)
{
    struct sv_workbook workbook = {0};
    struct err err = {.code = RC_OK};
    cr_assert(eq(int, (int)sv_workbook_read(files, files_n, arena, &workbook, &err), RC_OK), "%s", err.text);
    return workbook;
}

static struct sv_workbook read_folder(struct arena *arena, const char *form)
{
    struct sv_file files[8];
    size_t files_n = 0;
    char path[512];
    (void)snprintf(path, sizeof path, FIXTURES "/xlsform/%s", form);
    DIR *folder = opendir(path);
    cr_assert(folder != NULL, "%s", path);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (!str_ends(str_of(entry->d_name), STR(".csv")) || strcmp(entry->d_name, "errors.csv") == 0)
            continue;
        cr_assert(files_n < COUNT_OF(files));
        (void)snprintf(path, sizeof path, FIXTURES "/xlsform/%s/%s", form, entry->d_name);
        files[files_n++] = (struct sv_file){.name = arena_str(arena, str_of(path)), .bytes = read_file(arena, path)};
    }
    (void)closedir(folder);
    return workbook_of(arena, files, files_n);
}

static size_t compare(const char *form)
{
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    char path[512];
    (void)snprintf(path, sizeof path, FIXTURES "/xlsform/xlsx/%s.xlsx", form);
    const struct sv_file file = {.name = str_of(path), .bytes = read_file(arena, path)};
    const struct sv_workbook packed = workbook_of(arena, &file, 1);
    const struct sv_workbook plain = read_folder(arena, form);
    cr_expect(eq(sz, packed.sheets_n, plain.sheets_n), "%s", form);
    size_t cells = 0;
    for (size_t i = 0; i < packed.sheets_n; i++) {
        const struct sv_sheet *twin = sheet_named(&plain, packed.sheets[i].name);
        cr_assert(twin != NULL, "%s %.*s", form, STR_FMT(packed.sheets[i].name));
        cells += same_cells(form, &packed.sheets[i], twin);
    }
    arena_free(arena);
    return cells;
}

Test(fixtures, workbooks_and_csv_files_of_a_form_are_equal)
{
    static const char *const forms[] = {
        "01_linea_base",  "02_rss_corta_3m", "03_rss_completa_12m", "05_linea_quejas",
        "06_necesidades", "08_menu_ussd",    "09_contacto_seguro",  "11_pouls_1mois",
        "B1_encabezados", "B2_expresiones",  "B4_estructura",       "B5_idiomas_longitud",
    };
    size_t cells = 0;
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        cells += compare(forms[i]);
    cr_expect(gt(sz, cells, 4000));
}
