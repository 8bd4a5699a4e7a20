#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "gateway/clock.h"
#include "gateway/command.h"
#include "gateway/explain.h"

enum {
    /* The largest body we take, in hexadecimal or with every byte escaped, and its envelope. */
    LINE_BYTES_MAX = 512 * 1024,
    /* A line, its decoded parts and the answer. */
    CASE_BYTES_MAX = 8 * 1024 * 1024
};

static const char help[] =
    "usage: puente explain < CASES\n"
    "\n"
    "Says how the gateway understands a request, without a server and without storing anything.\n"
    "Reads one JSON case per line and writes one JSON value per line, in the same order.\n"
    "\n"
    "  {\"kind\": KIND, \"provider\": ADAPTER, \"request\": {...}, \"config\": {...}, \"now\": SECONDS}\n"
    "\n"
    "KIND            request                                    answer\n"
    "  inbound_sms   method, path, headers, body                ok, messages\n"
    "  dlr           the same                                   ok, statuses\n"
    "  ussd          the same                                   ok, session\n"
    "  ussd_end      the same                                   ok, session\n"
    "  signature     the same, path being the full URL          valid, reason\n"
    "  send_response status, headers, body of the provider      outcome, provider_id, error_code\n"
    "  ussd_reply    text, continue                             status, content_type, body\n"
    "  airtime_response  status, headers, body of the provider, outcome, provider_id, reference,\n"
    "                question (true: to one about an earlier    error_code\n"
    "                transfer, false: to a payment)\n"
    "  airtime_webhook   as inbound_sms                         ok, outcome, provider_id, amount, response\n"
    "\n"
    "body_b64 or body_hex give bytes that JSON cannot hold. config holds the channel's settings; for a\n"
    "signature scheme, secret and tolerance_s. now defaults to the clock. Other members are ignored.\n"
    "A request that would be refused: {\"ok\":false,\"error\":WORD,\"http_status\":400}.\n";

enum line { LINE_READ, LINE_TOO_LONG, LINE_NONE };

/* The next line without its end. One that does not fit is read to its end all the same. */
static enum line read_line(char *storage, size_t max, size_t *out_n)
{
    size_t n = 0;
    int c = getchar_unlocked();
    if (c == EOF)
        return LINE_NONE;
    for (; c != EOF && c != '\n'; c = getchar_unlocked()) {
        if (n < max)
            storage[n] = (char)c;
        n++;
    }
    *out_n = n;
    return n > max ? LINE_TOO_LONG : LINE_READ;
}

static bool write_line(struct str line)
{
    return fwrite(line.p, 1, line.n, stdout) == line.n && putchar('\n') != EOF;
}

static bool explain_all(char *storage, struct arena *arena)
{
    size_t n = 0;
    for (enum line line = LINE_READ; (line = read_line(storage, LINE_BYTES_MAX, &n)) != LINE_NONE;) {
        const struct str text = {.p = storage, .n = n};
        struct str answer;
        arena_reset(arena);
        if (line == LINE_TOO_LONG || gw_explain(text, gw_now_ms(), arena, &answer) != RC_OK)
            answer = STR("{\"ok\":false,\"error\":\"too_big\"}");
        if (!write_line(answer))
            return false;
    }
    return fflush(stdout) == 0;
}

int gw_command_explain(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(help, stdout) == EOF ? GW_EXIT_WORLD : GW_EXIT_YES;
    if (argc != 1) {
        (void)fputs("puente explain takes no arguments; hint: puente explain --help\n", stderr);
        return GW_EXIT_USAGE;
    }
    struct arena *lines = arena_new(LINE_BYTES_MAX);
    struct arena *arena = arena_new(CASE_BYTES_MAX);
    char *storage = arena_alloc(lines, LINE_BYTES_MAX);
    const bool written = storage != NULL && explain_all(storage, arena);
    arena_free(arena);
    arena_free(lines);
    return written ? GW_EXIT_YES : GW_EXIT_WORLD;
}
