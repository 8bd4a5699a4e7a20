/* puente text count: what a text costs as an SMS. */
#include "gateway/command.h"

#include <assert.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "survey/text.h"

enum {
    TEXT_BYTES_MAX = 64 * 1024, /* 255 parts, more than any network joins, of three-byte characters are 51 kB */
    ARENA_BYTES_MAX = 4 * 1024 * 1024
};

static const char usage[] =
    "usage: puente text count [--json] <FILE\n"
    "Reads a UTF-8 text from standard input, without its last new line, and prints what it costs as an SMS:\n"
    "  {\"encoding\":\"gsm7\",\"septets\":5,\"segments\":1,\"characters_forcing_ucs2\":[]}\n"
    "encoding                 gsm7 or ucs2\n"
    "septets                  GSM-7 septets, with \"ucs2\" UTF-16 units\n"
    "segments                 billed parts\n"
    "characters_forcing_ucs2  what makes the text ucs2, each once\n"
    "The text is counted as given, so that every such character shows; when sending, curly quotes, long dashes and\n"
    "the like become plain ones.\n"
    "Exit status: 0 counted, 2 bad usage or a text that is not UTF-8, 3 standard input or output failed.\n";

static int fail(int status, const char *reason)
{
    (void)fprintf(stderr, "puente text: %s\n", reason);
    return status;
}

static json_t *strings_json(const struct str *strings, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(array, json_stringn(strings[i].p, strings[i].n));
    return array;
}

static bool print_size(const struct sv_size *size, const struct str *forcing, size_t forcing_n)
{
    json_t *line = json_pack("{s:s, s:I, s:I, s:o}", "encoding", size->encoding == SV_GSM7 ? "gsm7" : "ucs2", "septets",
                             (json_int_t)size->units, "segments", (json_int_t)size->segments, "characters_forcing_ucs2",
                             strings_json(forcing, forcing_n));
    const bool printed = json_dumpf(line, stdout, JSON_COMPACT) == 0 && puts("") >= 0 && fflush(stdout) == 0;
    json_decref(line);
    return printed;
}

static int count(struct arena *arena)
{
    static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    char *bytes = arena_alloc(arena, TEXT_BYTES_MAX + 1);
    assert(bytes != NULL);
    struct str text = {.p = bytes, .n = fread(bytes, 1, TEXT_BYTES_MAX + 1, stdin)};
    if (ferror(stdin))
        return fail(GW_EXIT_WORLD, "cannot read standard input");
    if (text.n > TEXT_BYTES_MAX)
        return fail(GW_EXIT_USAGE, "the text is over 64 KiB, more than one message can carry");
    if (str_ends(text, STR("\n")))
        text.n--;
    if (!utf8_valid(text))
        return fail(GW_EXIT_USAGE, "the text is not UTF-8, hint: save the file as UTF-8");
    struct str *forcing = NULL;
    size_t forcing_n = 0;
    if (sv_text_forcing_ucs2(text, no_shifts, arena, &forcing, &forcing_n) != RC_OK)
        return fail(GW_EXIT_USAGE, "too many different characters");
    const struct sv_size size = sv_text_size(text, no_shifts);
    return print_size(&size, forcing, forcing_n) ? GW_EXIT_YES : fail(GW_EXIT_WORLD, "cannot write standard output");
}

static bool is_help(struct str word)
{
    return str_eq(word, STR("--help")) || str_eq(word, STR("-h"));
}

int gw_command_text(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (is_help(str_of(argv[i])))
            return fputs(usage, stdout) < 0 ? GW_EXIT_WORLD : GW_EXIT_YES;
    const bool known = argc >= 2 && str_eq(str_of(argv[1]), STR("count"));
    /* The output is JSON either way; --json is accepted because every command for machines has it. */
    const bool only_json = argc == 2 || (argc == 3 && str_eq(str_of(argv[2]), STR("--json")));
    if (!known || !only_json) {
        (void)fputs(usage, stderr);
        return GW_EXIT_USAGE;
    }
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const int status = count(arena);
    arena_free(arena);
    return status;
}
