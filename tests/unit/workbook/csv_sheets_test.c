#include "reading.h"

TestSuite(csv_sheets, .timeout = 30);

Test(csv_sheets, a_file_is_one_sheet_or_as_many_as_it_names)
{
    const struct {
        const char *name;
        const char *file;
        struct str bytes;
        const char *expected;
    } cases[] = {
        {"one sheet", "form/survey.csv", STR("type,name\ntext,a\n"), "survey{1:type|name;2:text|a}"},
        {"blank rows count", "survey.csv", STR("type,name\n\n,,\r\n\ntext,a\n"), "survey{1:type|name;5:text|a}"},
        {"a field of several lines is one row", "survey.csv", STR("type,label\nnote,\"a\n\nb\"\ntext,c\n"),
         "survey{1:type|label;2:note|a\nb;3:text|c}"},
        {"blank columns at the end", "survey.csv", STR("type,name,,,\ntext,a, ,\xC2\xA0,\n"),
         "survey{1:type|name;2:text|a}"},
        {"semicolons", "a.csv", STR("type;label\ntext;a, b\n"), "a{1:type|label;2:text|a, b}"},
        {"tabs", "a.csv", STR("type\tlabel\ntext\ta, b\n"), "a{1:type|label;2:text|a, b}"},
        {"a separator that is told", "a.csv", STR("\xEF\xBB\xBFsep=;\r\ntype;label\r\n"), "a{1:type|label}"},
        {"a separator in quotes is none", "a.csv", STR("\"a;b\",c\n"), "a{1:a;b|c}"},
        {"quotes", "a.csv", STR("\"say \"\"hi\"\"\",b\n"), "a{1:say \"hi\"|b}"},
        {"only CR", "a.csv", STR("type,name\rtext,a\r"), "a{1:type|name;2:text|a}"},
        {"a byte order mark", "a.csv", STR("\xEF\xBB\xBFtype\ntext\n"), "a{1:type;2:text}"},
        {"UTF-16, little end first", "a.csv", STR("\xFF\xFEt\0,\0\xF1\0\n\0\x3D\xD8\x00\xDE"),
         "a{1:t|\xC3\xB1;2:\xF0\x9F\x98\x80}"},
        {"UTF-16, big end first, cut", "a.csv", STR("\xFE\xFF\0t\0\t\0\xF1\0"), "a{1:t|\xC3\xB1}"},
        {"UTF-16, half a character", "a.csv", STR("\xFE\xFF\0t\xD8\x3D\0u"), "a{1:t\xEF\xBF\xBDu}"},
        {"Windows-1252", "a.csv",
         STR("\xBF"
             "A\xF1o?,\x80,\x93q\x94\x81\n"),
         "a{1:\xC2\xBF"
         "A\xC3\xB1o?|\xE2\x82\xAC|\xE2\x80\x9Cq\xE2\x80\x9D}"},
        {"several sheets", "form.csv", STR("survey,,\n,type,name\n,text,a\n\nchoices,,\n,list_name,name\n,l,1\n"),
         "survey{1:type|name;2:text|a}choices{1:list_name|name;2:l|1}"},
        {"several sheets, names without commas", "form.csv", STR("survey\n;type;name\n;text;a\nchoices\n;l;1\n"),
         "survey{1:type|name;2:text|a}choices{1:l|1}"},
        {"a name is cleaned", "form.csv", STR("\" survey\xC2\xA0\",\n,type\n"), "survey{1:type}"},
        {"a sheet of no rows at first", "form.csv", STR("settings\nsurvey\n,type\n"), "settings{}survey{1:type}"},
        {"a title above one sheet makes no sheets", "a.csv", STR("My form\ntype,name\n,remark\n"),
         "a{1:My form;2:type|name;3:|remark}"},
        {"a sheet of no rows", "form.csv", STR("survey\n,type\nchoices\nsettings\n,form_id\n"),
         "survey{1:type}choices{}settings{1:form_id}"},
        {"a name with cells beside it", "form.csv", STR("survey\n,type\nchoices,list_name\n,l\n"),
         "survey{1:type}choices{1:list_name;2:l}"},
        {"one column is one sheet", "names.csv", STR("name\nAna\nLuis\n"), "names{1:name;2:Ana;3:Luis}"},
        {"a comment in the second row makes no sheets", "a.csv", STR("type,name\n,remark\n"),
         "a{1:type|name;2:|remark}"},
        {"blank rows between the name and its rows", "form.csv", STR("survey,,\n, ,\n\n,type,\n"), "survey{3:type}"},
        {"a remark in the first row makes no sheets", "a.csv", STR(",remark\ntype,name\n"), "a{1:|remark;2:type|name}"},
        {"blank rows before the name", "form.csv", STR("\n,,\nsurvey\n,type\n"), "survey{1:type}"},
        {"60 blank rows end a sheet, not the file", "form.csv",
         STR("s\n,"
             "a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
             "\n\n\n"
             "\n\n\n\n\n\n\n\n,b\nc\n,d\n"),
         "s{1:a}c{1:d}"},
        {"names of files", "C:\\forms\\my.survey.CSV", STR("type\n"), "my.survey{1:type}"},
        {"a file without an end", "survey", STR("type\n"), "survey{1:type}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(4 * 1024 * 1024);
        const struct outcome found = read_bytes(arena, cases[i].file, cases[i].bytes);
        expect_text(cases[i].name, &found, cases[i].expected);
        arena_free(arena);
    }
}

Test(csv_sheets, mistakes_name_file_and_line)
{
    const struct {
        const char *name;
        struct str bytes;
        enum rc rc;
        const char *expected;
    } cases[] = {
        {"a quote never closed", STR("type\n\"a\n"), RC_BAD_INPUT,
         "'a.csv': line 2: a quoted field is never closed; hint: end it with \""},
        {"text behind a quote", STR("a,b\n1,2\n\"a\"b,c\n"), RC_BAD_INPUT,
         "'a.csv': line 3: text after a closing quote"},
        {"nothing", STR(""), RC_BAD_INPUT, "'a.csv': no cell is filled in it"},
        {"blank", STR("\n , \n\n"), RC_BAD_INPUT, "'a.csv': no cell is filled in it"},
        {"UTF-8 that is damaged is not taken for Windows-1252", STR("t\xC3\xADpo,\xC3\xB1\nm\xC3,x\n"), RC_BAD_INPUT,
         "'a.csv': line 2: a character is damaged; hint: save the file again as CSV UTF-8"},
        {"no text", STR("a\0b,c\n"), RC_BAD_INPUT, "'a.csv': no spreadsheet and no text"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(4 * 1024 * 1024);
        const struct outcome found = read_bytes(arena, "dir/a.csv", cases[i].bytes);
        expect_mistake(cases[i].name, &found, cases[i].rc, cases[i].expected);
        arena_free(arena);
    }
}

Test(csv_sheets, more_columns_or_rows_than_allowed_are_refused)
{
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    struct buf wide = buf_in(arena, 8192);
    for (int i = 0; i < 1025; i++)
        buf_put(&wide, i == 0 ? STR("a") : STR(",a"));
    const struct outcome columns = read_bytes(arena, "a.csv", buf_str(&wide));
    expect_mistake("columns", &columns, RC_BAD_INPUT, "'a.csv': line 1: more than 1024 columns");
    struct buf tall = buf_in(arena, 1024 * 1024);
    for (int i = 0; i < 100001; i++)
        buf_put(&tall, STR("a,b\n"));
    const struct outcome cells = read_bytes(arena, "a.csv", buf_str(&tall));
    expect_mistake("cells", &cells, RC_TOO_BIG, "'a.csv': ");
    struct buf name = buf_in(arena, 4096);
    buf_put(&name, STR("s0\n,a\n"));
    for (int i = 1; i < 65; i++)
        buf_printf(&name, "s%d\n", i);
    const struct outcome sheets = read_bytes(arena, "a.csv", buf_str(&name));
    expect_mistake("sheets", &sheets, RC_TOO_BIG, "'a.csv': more than 64 sheets");
    struct buf long_text = buf_in(arena, 200 * 1024);
    for (int i = 0; i < 140 * 1024; i++)
        buf_put_byte(&long_text, 'x');
    const struct outcome text = read_bytes(arena, "a.csv", buf_str(&long_text));
    expect_mistake("text", &text, RC_TOO_BIG, "'a.csv': sheet 'a', cell A1: the text is too long");
    arena_free(arena);
}
