#include "base/csv.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/buf.h"

TestSuite(csv, .timeout = 10);

/* "LINE:[field][field][field]" of every record. */
static enum rc read_joined(const char *text, struct arena *arena, struct buf *out, struct err *err)
{
    struct str fields[3];
    struct csv_record record = {.fields = fields, .fields_max = 3};
    struct csv csv = csv_on(str_of(text));
    bool more = false;
    enum rc rc = RC_OK;
    while ((rc = csv_next(&csv, arena, &record, &more, err)) == RC_OK && more)
        buf_printf(out, "%d:[%.*s][%.*s][%.*s]", record.line, STR_FMT(fields[0]), STR_FMT(fields[1]),
                   STR_FMT(fields[2]));
    return rc;
}

Test(csv, records_and_fields_are_told_apart)
{
    static const struct {
        const char *name;
        const char *text;
        const char *expect;
    } cases[] = {
        {"plain", "a,b,c\nd,e,f\n", "1:[a][b][c]2:[d][e][f]"},
        {"no last line end", "a,b,c", "1:[a][b][c]"},
        {"CR LF", "a,b,c\r\nd,e,f\r\n", "1:[a][b][c]2:[d][e][f]"},
        {"byte order mark",
         "\xEF\xBB\xBF"
         "a,b,c",
         "1:[a][b][c]"},
        {"semicolons", "a;b;c\nd,x;e;f", "1:[a][b][c]2:[d,x][e][f]"},
        {"blank lines count but are skipped", "a\n\n\r\nb\n", "1:[a][][]4:[b][][]"},
        {"empty fields", ",,\n,x,\n", "1:[][][]2:[][x][]"},
        {"quotes", "\"a,b\",\"c\"\"d\",\"\"\n", "1:[a,b][c\"d][]"},
        {"line end inside quotes", "\"a\nb\",c\nd\n", "1:[a\nb][c][]3:[d][][]"},
        {"quoted at the end", "a,\"b\"", "1:[a][b][]"},
        {"quoted before CR LF", "\"a\"\r\nb", "1:[a][][]2:[b][][]"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(4096);
        struct err err;
        char storage[256];
        struct buf found = buf_on(storage, sizeof storage);
        cr_expect(eq(int, read_joined(cases[i].text, arena, &found, &err), RC_OK), "case %s", cases[i].name);
        cr_expect(str_eq(buf_str(&found), str_of(cases[i].expect)), "case %s", cases[i].name);
        arena_free(arena);
    }
}

Test(csv, mistakes_name_their_line)
{
    static const struct {
        const char *name;
        const char *text;
        int line;
    } cases[] = {
        {"quote never closed", "a\nb,\"c\nd", 2},
        {"text after a quote", "a\n\"b\"c,d", 2},
        {"too many fields", "a\nb\n1,2,3,4", 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(4096);
        struct err err = {.line = 0};
        char storage[256];
        struct buf found = buf_on(storage, sizeof storage);
        cr_expect(eq(int, read_joined(cases[i].text, arena, &found, &err), RC_BAD_INPUT), "case %s", cases[i].name);
        cr_expect(eq(int, err.line, cases[i].line), "case %s", cases[i].name);
        arena_free(arena);
    }
}

Test(csv, a_full_arena_is_too_big)
{
    struct arena *arena = arena_new(2);
    struct err err;
    char storage[256];
    struct buf found = buf_on(storage, sizeof storage);
    cr_expect(eq(int, read_joined("\"a\"\"b\"", arena, &found, &err), RC_TOO_BIG));
    arena_free(arena);
}
