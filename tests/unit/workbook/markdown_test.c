#include "reading.h"

TestSuite(markdown, .timeout = 10);

Test(markdown, pipe_tables_are_sheets)
{
    static const struct {
        const char *name;
        const char *file;
        const char *text;
        const char *expected;
    } cases[] = {
        {"sheets", "form.md",
         "| survey |\n| | type | name |\n| | text | a |\n| choices | | |\n| | list_name | name |\n| | l | 1 |\n",
         "survey{1:type|name;2:text|a}choices{1:list_name|name;2:l|1}"},
        {"the head beside the name", "form.md", "| survey | type | name |\n|        | text | a    |\n",
         "survey{1:type|name;2:text|a}"},
        {"lines below heads are no rows", "form.md",
         "| survey |      |     |\n|--------|:-----|----:|\n|        | type | name |\n|        | ---- | --- |\n|  | "
         "text | a |\n",
         "survey{1:type|name;2:text|a}"},
        {"text around tables is for people", "form.md",
         "# A form\n\nIt | has\n\n| survey |\n| | type |\n\nAnd:\n\n| settings |\n| | form_id |\n",
         "survey{1:type}settings{1:form_id}"},
        {"escaped pipes and other backslashes", "form.md",
         "| survey |\n| | a \\| b | regex(., '\\d+\\.\\\\') | \\|\\| |\n",
         "survey{1:a | b|regex(., '\\d+\\.\\\\')|||}"},
        {"a row without a last pipe", "form.md", "| survey\n| | type | name\n", "survey{1:type|name}"},
        {"empty cells", "form.md", "| survey |\n| | a | | b | | |\n", "survey{1:a||b}"},
        {"a blank row counts", "form.md", "| survey |\n| | a |\n| | |\n| | b |\n", "survey{1:a;3:b}"},
        {"indented, CR LF", "form.md", "  | survey |\r\n  | | a |\r\n", "survey{1:a}"},
        {"a table that names no sheet", "dir/survey.md", "| type | name |\n|---|---|\n| text | a |\n",
         "survey{1:type|name;2:text|a}"},
        {"known by its bytes", "form.txt", "\n| survey |\n| | type |\n", "survey{1:type}"},
        {"a sheet of no rows at first", "form.md", "| settings |\n| survey |\n| | type |\n",
         "settings{}survey{1:type}"},
        {"one column", "form.md", "| name |\n|---|\n| a |\n| b |\n", "form{1:name;2:a;3:b}"},
        {"a hyphen is a text", "form.md", "| survey |\n| | a | - |\n", "survey{1:a|-}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(4 * 1024 * 1024);
        const struct outcome found = read_bytes(arena, cases[i].file, str_of(cases[i].text));
        expect_text(cases[i].name, &found, cases[i].expected);
        arena_free(arena);
    }
}

Test(markdown, mistakes_name_file_and_line)
{
    struct arena *arena = arena_new(4 * 1024 * 1024);
    const struct outcome none = read_bytes(arena, "form.md", STR("# A form without a table\n"));
    expect_mistake("none", &none, RC_BAD_INPUT, "'form.md': no cell is filled in it");
    struct buf wide = buf_in(arena, 8192);
    buf_put(&wide, STR("# x\n"));
    for (int i = 0; i < 1026; i++)
        buf_put(&wide, STR("|a"));
    const struct outcome columns = read_bytes(arena, "form.md", buf_str(&wide));
    expect_mistake("columns", &columns, RC_TOO_BIG, "'form.md': line 2: more than 1024 columns");
    arena_free(arena);
}
