#include "reading.h"

TestSuite(archive, .timeout = 30);

#define SURVEY "type,name\ntext,a\n"
#define CHOICES "list_name,name\nl,1\n"

Test(archive, a_zip_of_csv_files_is_a_workbook)
{
    const struct {
        const char *name;
        struct part parts[4];
        size_t parts_n;
        const char *expected;
    } cases[] = {
        {"at the top",
         {{"survey.csv", STR(SURVEY)}, {"choices.csv", STR(CHOICES)}},
         2,
         "survey{1:type|name;2:text|a}choices{1:list_name|name;2:l|1}"},
        {"in folders, with what a Mac adds",
         {{"a/b/survey.csv", STR(SURVEY)},
          {"__MACOSX/a/b/._survey.csv", STR("\0\5\x16\7")},
          {"__MACOSX/a/b/survey.csv", STR("\0\5\x16\7")},
          {"a/b/.hidden.csv", STR("x\n")}},
         4,
         "survey{1:type|name;2:text|a}"},
        {"with other files",
         {{"read me.txt", STR("hello")}, {"a/", STR("")}, {"a/Survey.CSV", STR(SURVEY)}},
         3,
         "Survey{1:type|name;2:text|a}"},
        {"one file of several sheets",
         {{"form.csv", STR("survey\n,type\nsettings\n,form_id\n")}},
         1,
         "survey{1:type}settings{1:form_id}"},
        {"of several files none is taken apart",
         {{"survey.csv", STR("survey\n,type\n")}, {"choices.csv", STR(CHOICES)}},
         2,
         "survey{1:survey;2:|type}choices{1:list_name|name;2:l|1}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(PACK_BYTES_MAX);
        const struct str bytes = pack(arena, PACK_PLAIN, cases[i].parts, cases[i].parts_n);
        const struct outcome found = read_bytes(arena, "form.zip", bytes);
        expect_text(cases[i].name, &found, cases[i].expected);
        arena_free(arena);
    }
}

Test(archive, a_zip_of_something_else_is_named)
{
    const struct {
        const char *name;
        struct part parts[2];
        size_t parts_n;
        enum rc rc;
        const char *expected;
    } cases[] = {
        {"OpenDocument",
         {{"mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")}, {"content.xml", STR("<x/>")}},
         2,
         RC_UNSUPPORTED,
         "'f.zip': an OpenDocument file (.ods); hint: open it and save it as .xlsx"},
        {"Numbers",
         {{"Index/Document.iwa", STR("x")}},
         1,
         RC_UNSUPPORTED,
         "'f.zip': a document of Apple Numbers; hint: export it as .xlsx"},
        {"a workbook in a zip",
         {{"form.xlsx", STR("x")}},
         1,
         RC_BAD_INPUT,
         "'f.zip': an archive with neither a workbook nor .csv files in it; hint: send the .xlsx itself"},
        {"nothing", {{"", STR("")}}, 0, RC_BAD_INPUT, "'f.zip': an archive with neither"},
        {"two forms",
         {{"a/survey.csv", STR(SURVEY)}, {"b/Survey.csv", STR(SURVEY)}},
         2,
         RC_BAD_INPUT,
         "'f.zip': 'Survey.csv': two files are named 'Survey.csv'; hint: send one form at a time"},
        {"a mistake in one of the files",
         {{"survey.csv", STR(SURVEY)}, {"x/choices.csv", STR("a\n\"b\n")}},
         2,
         RC_BAD_INPUT,
         "'f.zip': 'choices.csv': line 2: a quoted field is never closed"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(PACK_BYTES_MAX);
        const struct str bytes = pack(arena, PACK_PLAIN, cases[i].parts, cases[i].parts_n);
        const struct outcome found = read_bytes(arena, "f.zip", bytes);
        expect_mistake(cases[i].name, &found, cases[i].rc, cases[i].expected);
        arena_free(arena);
    }
}

Test(archive, a_folder_is_its_csv_files)
{
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    const struct sv_file files[] = {{STR("form/survey.csv"), STR(SURVEY)},
                                    {STR("form/README.md"), STR("| x |\n")},
                                    {STR("form/~$choices.csv"), STR("x")},
                                    {STR("form/choices.csv"), STR(CHOICES)}};
    const struct outcome found = read_files(arena, files, COUNT_OF(files));
    expect_text("folder", &found, "survey{1:type|name;2:text|a}choices{1:list_name|name;2:l|1}");
    const struct outcome none = read_files(arena, files + 1, 2);
    expect_mistake("none", &none, RC_BAD_INPUT, "none of the 2 files is a .csv; hint: send one workbook");
    const struct sv_file twins[] = {{STR("survey.csv"), STR(SURVEY)}, {STR("SURVEY.CSV"), STR(SURVEY)}};
    const struct outcome two = read_files(arena, twins, 2);
    expect_mistake("twins", &two, RC_BAD_INPUT, "'SURVEY.CSV': two files are named 'SURVEY.CSV'");
    const struct sv_file wrong[] = {{STR("survey.csv"), STR(SURVEY)}, {STR("b.csv"), STR("a\n\"")}};
    const struct outcome mistake = read_files(arena, wrong, 2);
    expect_mistake("mistake", &mistake, RC_BAD_INPUT, "'b.csv': line 2: a quoted field is never closed");
    const struct outcome nothing = read_files(arena, files, 0);
    expect_mistake("nothing", &nothing, RC_BAD_INPUT, "there is no file");
    arena_free(arena);
}

#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

Test(archive, files_sent_by_mistake_are_named)
{
    const struct {
        const char *name;
        struct str bytes;
        enum rc rc;
        const char *expected;
    } cases[] = {
        {"old Excel", STR(OLE "\0\0W\0o\0r\0k\0b\0o\0o\0k\0"), RC_UNSUPPORTED,
         "'a.xlsx': a workbook of an old Excel (.xls), whatever its name says; hint: open it and save it as .xlsx"},
        {"a password", STR(OLE "\0\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0"), RC_UNSUPPORTED,
         "'a.xlsx': a workbook with a password; hint: open it, remove the password"},
        {"PDF", STR("%PDF-1.7\n"), RC_UNSUPPORTED, "'a.xlsx': a PDF, no spreadsheet; hint: send the form as .xlsx"},
        {"rich text", STR("{\\rtf1 a}"), RC_UNSUPPORTED, "'a.xlsx': a text document (.rtf), no spreadsheet"},
        {"gzip", STR("\x1F\x8B\x08"), RC_UNSUPPORTED, "'a.xlsx': packed with gzip"},
        {"7z", STR("7z\xBC\xAF\x27\x1C"), RC_UNSUPPORTED, "'a.xlsx': packed as .7z"},
        {"rar", STR("Rar!\x1A\x07"), RC_UNSUPPORTED, "'a.xlsx': packed as .rar"},
        {"PNG", STR("\x89PNG\r\n"), RC_UNSUPPORTED, "'a.xlsx': a picture"},
        {"JPEG", STR("\xFF\xD8\xFF\xE0"), RC_UNSUPPORTED, "'a.xlsx': a picture"},
        {"HTML", STR("\xEF\xBB\xBF\n<html><table>"), RC_UNSUPPORTED, "'a.xlsx': a web page or XML"},
        {"XML of 2003", STR("<?xml version=\"1.0\"?><Workbook/>"), RC_UNSUPPORTED, "'a.xlsx': a web page or XML"},
        {"binary",
         STR("\x7F"
             "ELF\0\0\1"),
         RC_BAD_INPUT, "'a.xlsx': no spreadsheet and no text"},
        {"empty", STR(""), RC_BAD_INPUT, "'a.xlsx': no cell is filled in it"},
        {"half a zip", STR("PK\x03\x04"), RC_BAD_INPUT, "'a.xlsx': cut off or damaged"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(PACK_BYTES_MAX);
        const struct outcome found = read_bytes(arena, "a.xlsx", cases[i].bytes);
        expect_mistake(cases[i].name, &found, cases[i].rc, cases[i].expected);
        arena_free(arena);
    }
}
