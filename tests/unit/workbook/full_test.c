#include "reading.h"

/* An arena that is full somewhere on the way gives a mistake with a text, never half a workbook. */
TestSuite(full, .timeout = 60);

static enum rc read_within(size_t cap, const char *name, struct str bytes)
{
    struct arena *arena = arena_new(cap);
    struct sv_workbook workbook = {0};
    struct err err = {.code = RC_OK};
    const struct sv_file file = {.name = str_of(name), .bytes = bytes};
    const enum rc rc = sv_workbook_read(&file, 1, arena, &workbook, &err);
    cr_expect(rc == RC_OK || rc == RC_TOO_BIG, "%s within %zu: %s", name, cap, err.text);
    cr_expect(eq(int, rc == RC_OK, err.text[0] == 0), "%s within %zu", name, cap);
    cr_expect(eq(int, rc == RC_OK, workbook.sheets_n > 0), "%s within %zu", name, cap);
    arena_free(arena);
    return rc;
}

Test(full, every_kind_of_file)
{
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    const struct book book = {.strings = "<si><t>a</t></si>",
                              .styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
                              .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c s=\"0\"><v>46037</v></c></row>"};
    const struct part part = {"survey.csv", STR("type,\"na\"\"me\"\n")};
    const struct sv_file files[] = {
        {STR("a.xlsx"), pack_book(arena, &book)},         {STR("a.zip"), pack(arena, PACK_PLAIN, &part, 1)},
        {STR("a.csv"), STR("type,name\n\"a\"\"b\",c\n")}, {STR("a.csv"), STR("survey\n,type\n")},
        {STR("a.csv"), STR("t\xEDpo,nombre\n")},          {STR("a.csv"), STR("\xFF\xFEt\0,\0n\0")},
        {STR("a.csv"), STR("type,name\rtext,a\r")},       {STR("a.md"), STR("| survey |\n| | a \\| b |\n")},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        size_t cap = 0;
        while (cap < 2 * 1024 * 1024 && read_within(cap, files[i].name.p, files[i].bytes) != RC_OK)
            cap += cap < 1024 ? 8 : 96;
        cr_expect(lt(sz, cap, 2 * 1024 * 1024), "%s", files[i].name.p);
        cr_expect(gt(sz, cap, 1024), "%s", files[i].name.p);
    }
    arena_free(arena);
}
