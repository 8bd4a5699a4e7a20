#include "gateway/log.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Standard error while a line is written. */
struct capture {
    int ends[2];
    int saved;
};

static void capture_start(struct capture *capture)
{
    cr_assert(eq(int, pipe2(capture->ends, O_CLOEXEC | O_NONBLOCK), 0));
    capture->saved = dup(STDERR_FILENO);
    cr_assert(eq(int, dup2(capture->ends[1], STDERR_FILENO), STDERR_FILENO));
}

static struct str capture_stop(struct capture *capture, char *storage, size_t max)
{
    cr_assert(eq(int, dup2(capture->saved, STDERR_FILENO), STDERR_FILENO));
    close(capture->saved);
    close(capture->ends[1]);
    const ssize_t n = read(capture->ends[0], storage, max);
    close(capture->ends[0]);
    cr_assert(ge(int, (int)n, 0));
    return (struct str){.p = storage, .n = (size_t)n};
}

/* The line without its time, which is 28 characters of {"at":"...Z". */
static struct str after_time(struct str line)
{
    cr_expect(str_starts(line, STR("{\"at\":\"2")));
    cr_expect(str_starts(str_sub(line, 30, line.n), STR("Z\",")));
    return str_sub(line, 32, line.n);
}

Test(log, line_is_json)
{
    gw_log_init("ingest");
    struct capture capture;
    capture_start(&capture);
    LOG(GW_LOG_WARNING, "batch_split", LOG_NUMBER("rows", -7), LOG_TEXT("state", STR("40001")),
        LOG_TEXT("empty", STR_EMPTY));
    char storage[8192];
    const struct str line = after_time(capture_stop(&capture, storage, sizeof storage));
    cr_expect(str_eq(line, STR(",\"level\":\"warning\",\"role\":\"ingest\",\"event\":\"batch_split\",\"rows\":-7,"
                               "\"state\":\"40001\",\"empty\":\"\"}\n")),
              "%.*s", STR_FMT(line));
}

Test(log, foreign_bytes_are_escaped)
{
    static const struct {
        struct str in;
        struct str out;
    } cases[] = {{{"a\"b\\c", 5}, {"\"a\\\"b\\\\c\"", 9}},
                 {{"\n\r\t\0\x1b[31m", 9}, {"\"\\u000a\\u000d\\u0009\\u0000\\u001b[31m\"", 36}},
                 {{"\x7f", 1}, {"\"\\u007f\"", 8}},
                 {{"\xc2\x9b", 2}, {"\"\\u009b\"", 8}},
                 {{"\xc3\xb1", 2}, {"\"\\u00f1\"", 8}},
                 {{"\xff\xed\xa0\x80", 4}, {"\"\\ufffd\\ufffd\\ufffd\\ufffd\"", 26}},
                 {{"\xf0\x9f\x98\x80", 4}, {"\"\\ud83d\\ude00\"", 14}},
                 {{"\xe2\x80\xae", 3}, {"\"\\u202e\"", 8}}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct capture capture;
        capture_start(&capture);
        LOG(GW_LOG_INFO, "x", LOG_TEXT("t", cases[i].in));
        char storage[8192];
        const struct str line = capture_stop(&capture, storage, sizeof storage);
        cr_expect(ne(sz, str_find(line, cases[i].out), SIZE_MAX), "case %zu: %.*s", i, STR_FMT(line));
    }
}

Test(log, line_too_long_is_cut_between_fields)
{
    static char long_text[4000];
    memset(long_text, 1, sizeof long_text);
    const struct str text = {.p = long_text, .n = sizeof long_text};
    struct capture capture;
    capture_start(&capture);
    LOG(GW_LOG_INFO, "x", LOG_NUMBER("kept", 1), LOG_TEXT("t", text), LOG_TEXT("u", text), LOG_NUMBER("lost", 1));
    char storage[16384];
    const struct str line = capture_stop(&capture, storage, sizeof storage);
    cr_expect(le(sz, line.n, 4096));
    cr_expect(str_ends(line, STR(",\"cut\":true}\n")));
    cr_expect(ne(sz, str_find(line, STR("\"kept\":1,\"t\":\"\\u0001")), SIZE_MAX));
    cr_expect(eq(sz, str_find(line, STR("\"lost\"")), SIZE_MAX));
}

Test(log, error_has_its_code_and_place)
{
    struct err err = {.text = ""};
    cr_expect(eq(int, err_at(&err, RC_BAD_INPUT, 3, 4, "bad value \"%s\"", "x"), RC_BAD_INPUT));
    struct capture capture;
    capture_start(&capture);
    gw_log_err("config", &err);
    char storage[8192];
    const struct str line = capture_stop(&capture, storage, sizeof storage);
    cr_expect(
        ne(sz, str_find(line, STR("\"code\":\"bad_input\",\"text\":\"bad value \\\"x\\\"\",\"line\":3,\"column\":4}")),
           SIZE_MAX),
        "%.*s", STR_FMT(line));
}
