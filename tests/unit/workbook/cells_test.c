#include "../../../survey/workbook/cells.h"

#include "reading.h"

TestSuite(cells, .timeout = 10);

Test(cells, what_people_type_without_seeing_it_is_cleaned)
{
    const struct {
        const char *name;
        struct str raw;
        const char *expected;
    } cases[] = {
        {"clean", STR("a b"), "a b"},
        {"nothing", STR(""), ""},
        {"blanks only", STR(" \t\xC2\xA0\r\n "), ""},
        {"both ends", STR("  a  "), "a"},
        {"runs of white space", STR("a \t  b\xC2\xA0 c"), "a b c"},
        {"no-break space",
         STR("a\xC2\xA0"
             "b"),
         "a b"},
        {"narrow, ideographic and other blanks",
         STR("a\xE2\x80\xAF"
             "b\xE3\x80\x80"
             "c\xE2\x80\x83"
             "d\xE1\x9A\x80"
             "e\xE2\x81\x9F"
             "f"),
         "a b c d e f"},
        {"line breaks stay, one for many",
         STR("a \r\n \n b\rc\xE2\x80\xA8"
             "d\xC2\x85"
             "e"),
         "a\nb\nc\nd\ne"},
        {"line breaks at the ends", STR("\n a \n"), "a"},
        {"zero width space and byte order mark",
         STR("\xEF\xBB\xBF"
             "a\xE2\x80\x8B"
             "b\xE2\x81\xA0"
             "c"),
         "abc"},
        {"soft hyphen",
         STR("a\xC2\xAD"
             "b"),
         "ab"},
        {"marks of direction",
         STR("\xE2\x80\x8E"
             "a\xE2\x80\xAE"
             "b\xE2\x80\xAC"),
         "ab"},
        {"control characters",
         STR("a\x01\x7F\xC2\x90"
             "b\0c"),
         "abc"},
        {"joiners of Latin letters",
         STR("a\xE2\x80\x8D"
             "b\xE2\x80\x8C"),
         "ab"},
        {"joiners of Persian and emoji stay",
         STR("\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE \xF0\x9F\x91\xA8\xE2\x80\x8D"
             "\xF0\x9F\x91\xA9"),
         "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9"},
        {"a joiner at the end", STR("\xD9\x85\xE2\x80\x8C"), "\xD9\x85"},
        {"curly quotes stay",
         STR("\xE2\x80\x9C"
             "a\xE2\x80\x9D \xE2\x80\x98"
             "b\xE2\x80\x99"),
         "\xE2\x80\x9C"
         "a\xE2\x80\x9D \xE2\x80\x98"
         "b\xE2\x80\x99"},
    };
    struct arena *arena = arena_new(64 * 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str found = sv_cell_copy(arena, cases[i].raw);
        cr_expect(str_eq(found, str_of(cases[i].expected)), "case %s: %.*s", cases[i].name, STR_FMT(found));
        /* Clean is clean. */
        cr_expect(str_eq(sv_cell_copy(arena, found), found), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(cells, columns_are_named_as_spreadsheets_name_them)
{
    static const struct {
        size_t column;
        const char *name;
    } cases[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str name = STR_EMPTY;
        cr_expect(eq(int, (int)sv_column_name(cases[i].column, arena, &name), RC_OK));
        cr_expect(str_eq(name, str_of(cases[i].name)), "case %s: %.*s", cases[i].name, STR_FMT(name));
    }
    struct arena *full = arena_new(0);
    struct str name = STR_EMPTY;
    cr_expect(eq(int, (int)sv_column_name(0, full, &name), RC_TOO_BIG));
    arena_free(full);
    arena_free(arena);
}
