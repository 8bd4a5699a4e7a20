#pragma once
/* A file read, and what it says in one line of text. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "pack.h"
#include "survey/workbook.h"

struct outcome {
    enum rc rc;
    struct str text; /* "survey{1:type|name;2:text|a}(hidden){}", or the mistake */
};

static UNUSED struct str workbook_text(struct arena *arena, const struct sv_workbook *workbook)
{
    struct buf out = buf_in(arena, 1024 * 1024);
    for (size_t s = 0; s < workbook->sheets_n; s++) {
        const struct sv_sheet *sheet = &workbook->sheets[s];
        buf_printf(&out, sheet->hidden ? "(%.*s){" : "%.*s{", STR_FMT(sheet->name));
        for (size_t r = 0; r < sheet->rows_n; r++) {
            buf_printf(&out, "%s%d:", r == 0 ? "" : ";", sheet->rows[r].number);
            for (size_t c = 0; c < sheet->rows[r].cells_n; c++) {
                buf_put(&out, c == 0 ? STR("") : STR("|"));
                buf_put(&out, sheet->rows[r].cells[c]);
            }
        }
        buf_put(&out, STR("}"));
    }
    cr_assert(not(out.overflow));
    return buf_str(&out);
}

static UNUSED struct outcome read_files(struct arena *arena, const struct sv_file *files, size_t files_n)
{
    struct sv_workbook workbook = {0};
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_workbook_read(files, files_n, arena, &workbook, &err);
    if (rc == RC_OK)
        return (struct outcome){.rc = rc, .text = workbook_text(arena, &workbook)};
    cr_assert(eq(int, (int)rc, (int)err.code));
    return (struct outcome){.rc = rc, .text = arena_str(arena, str_of(err.text))};
}

static UNUSED struct outcome read_bytes(struct arena *arena, const char *name, struct str bytes)
{
    return read_files(arena, &(struct sv_file){.name = str_of(name), .bytes = bytes}, 1);
}

static UNUSED void expect_text(const char *name, const struct outcome *found, const char *expected)
{
    cr_expect(eq(int, (int)found->rc, RC_OK), "case %s: %.*s", name, STR_FMT(found->text));
    cr_expect(str_eq(found->text, str_of(expected)), "case %s: %.*s", name, STR_FMT(found->text));
}

/* The mistake begins so. */
static UNUSED void expect_mistake(const char *name, const struct outcome *found, enum rc rc, const char *expected)
{
    cr_expect(eq(int, (int)found->rc, (int)rc), "case %s: %.*s", name, STR_FMT(found->text));
    cr_expect(str_starts(found->text, str_of(expected)), "case %s: %.*s", name, STR_FMT(found->text));
}

/* A workbook of one sheet: its rows, and what is read of it. */
static UNUSED void expect_book(const char *name, const struct book *book, const char *expected)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    const struct outcome found = read_bytes(arena, "a.xlsx", pack_book(arena, book));
    expect_text(name, &found, expected);
    arena_free(arena);
}

static UNUSED void expect_book_mistake(const char *name, const struct book *book, enum rc rc, const char *expected)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    const struct outcome found = read_bytes(arena, "a.xlsx", pack_book(arena, book));
    expect_mistake(name, &found, rc, expected);
    arena_free(arena);
}
