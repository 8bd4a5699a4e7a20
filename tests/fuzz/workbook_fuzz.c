/* Whatever a file holds, what is read of it keeps the promises of sv_workbook_read. The first byte says what the rest is: 'x' a file
 * by its bytes, 'c' CSV, 'm' Markdown, 'f' two files of a folder, 'p' parts of a workbook (sheet, shared texts, styles, workbook,
 * relations, apart by NUL), so that checksums and deflate do not stand in the way. */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "survey/workbook.h"
#include "unit/workbook/pack.h"

enum { ARENA_BYTES_MAX = 48 * 1024 * 1024, PARTS = 5 };

static void check_text(struct str text)
{
    assert(text.p != NULL && utf8_valid(text));
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t c = (uint8_t)text.p[i];
        const bool blank = c == ' ' || c == '\n';
        assert((c >= ' ' && c != 0x7F) || c == '\n');
        assert(!blank || (i > 0 && i + 1 < text.n && text.p[i + 1] != ' ' && text.p[i + 1] != '\n'));
    }
}

static size_t check_sheet(const struct sv_sheet *sheet)
{
    size_t cells = 0;
    int32_t last = 0;
    check_text(sheet->name);
    for (size_t i = 0; i < sheet->rows_n; i++) {
        const struct sv_row *row = &sheet->rows[i];
        assert(row->number > last && row->number - last <= 60 * 100 && row->number <= 100000);
        last = row->number;
        assert(row->cells_n > 0 && row->cells_n <= 1024 && row->cells[row->cells_n - 1].n > 0);
        for (size_t c = 0; c < row->cells_n; c++)
            check_text(row->cells[c]);
        cells += row->cells_n;
    }
    return cells;
}

static void read_files(const struct sv_file *files, size_t files_n, struct arena *arena)
{
    struct sv_workbook workbook = {0};
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_workbook_read(files, files_n, arena, &workbook, &err);
    assert(rc == RC_OK || (err.code == rc && err.text[0] != '\0' && utf8_valid(str_of(err.text))));
    assert(rc == RC_OK || rc == RC_BAD_INPUT || rc == RC_TOO_BIG || rc == RC_UNSUPPORTED);
    if (rc != RC_OK)
        return;
    size_t cells = 0;
    assert(workbook.sheets_n > 0 && workbook.sheets_n <= 64);
    for (size_t i = 0; i < workbook.sheets_n; i++)
        cells += check_sheet(&workbook.sheets[i]);
    assert(cells > 0 && cells <= 200000);
}

static void read_one(const char *name, struct str bytes, struct arena *arena)
{
    read_files(&(struct sv_file){.name = str_of(name), .bytes = bytes}, 1, arena);
}

static void read_folder(struct str bytes, struct arena *arena)
{
    const size_t half = bytes.n / 2;
    const struct sv_file files[] = {{.name = STR("survey.csv"), .bytes = str_sub(bytes, 0, half)},
                                    {.name = STR("choices.csv"), .bytes = str_sub(bytes, half, bytes.n)}};
    read_files(files, COUNT_OF(files), arena);
}

static void read_parts(struct str bytes, struct arena *arena)
{
    const char *parts[PARTS] = {NULL};
    struct str part;
    for (size_t i = 0; i < PARTS && str_next(&bytes, '\0', &part); i++)
        parts[i] = part.n == 0 ? NULL : str_z(arena, part);
    const struct book book = {
        .sheet = parts[0], .strings = parts[1], .styles = parts[2], .workbook = parts[3], .relations = parts[4]};
    read_one("a.xlsx", pack_book(arena, &book), arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const struct str bytes = {.p = (const char *)data + 1, .n = size - 1};
    switch (data[0]) {
    case 'x':
        read_one("a.xlsx", bytes, arena);
        break;
    case 'm':
        read_one("a.md", bytes, arena);
        break;
    case 'f':
        read_folder(bytes, arena);
        break;
    case 'p':
        read_parts(bytes, arena);
        break;
    default:
        read_one("a.csv", bytes, arena);
        break;
    }
    arena_free(arena);
    return 0;
}
