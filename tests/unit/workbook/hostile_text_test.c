#include "hostile.h"
#include "reading.h"

/* Text files made to hurt. */
TestSuite(hostile_text, .timeout = 60);

Test(hostile_text, text_files_of_10_mb)
{
    static const struct {
        const char *file;
        const char *line;
        enum rc rc;
        const char *expected;
    } cases[] = {
        {"a.csv", "a\n", RC_TOO_BIG, "'a.csv': "},
        {"a.csv", ",\n", RC_BAD_INPUT, "'a.csv': no cell is filled in it"},
        {"a.csv", "\n", RC_BAD_INPUT, "'a.csv': no cell is filled in it"},
        {"a.csv", "\"\"\"\"\n", RC_TOO_BIG, "'a.csv': "},
        {"a.csv", ",", RC_BAD_INPUT, "'a.csv': line 1: more than 1024 columns"},
        {"a.csv", "\xA0\n", RC_BAD_INPUT, "'a.csv': no cell is filled in it"},
        {"a.md", "|a\n", RC_TOO_BIG, "'a.md': "},
        {"a.md", "| |\n", RC_BAD_INPUT, "'a.md': no cell is filled in it"},
        {"a.md", "\\|", RC_BAD_INPUT, "'a.md': no cell is filled in it"},
        {"a.md", "|", RC_TOO_BIG, "'a.md': line 1: more than 1024 columns"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(32 * 1024 * 1024);
        struct buf bytes = buf_in(arena, 10 * 1024 * 1024);
        while (!bytes.overflow)
            buf_put(&bytes, str_of(cases[i].line));
        expect_refusal_by_name(cases[i].file, buf_str(&bytes), cases[i].rc, cases[i].expected);
        arena_free(arena);
    }
}
