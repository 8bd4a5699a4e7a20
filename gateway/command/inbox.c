#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

enum { ARENA_BYTES_MAX = 64 * 1024 };

/* ---- list ---- */

enum list_option { LIST_PROGRAMME, LIST_AFTER, LIST_OPTIONS_N };

static const struct option_row list_options[] = {
    [LIST_PROGRAMME] = {"programme", "P", "only of this programme"},
    [LIST_AFTER] = {"after", "ID", "only items behind this one: the next page"},
};
static_assert(COUNT_OF(list_options) == LIST_OPTIONS_N, "a row for every option");

static const struct usage list_usage = {
    .name = "inbox list",
    .arguments = "",
    .about =
        "Texts that wait for a person, oldest first, at most 200. They can be read where PUENTE_KEYS holds seal.sec;\n"
        "elsewhere they stay sealed. Reading them is written to the audit.\n",
    .options = list_options,
    .options_n = COUNT_OF(list_options),
};

static void print_entry(const struct gw_inbox_entry *e, bool json)
{
    if (json) {
        session_print(json_pack("{s:I, s:o, s:o, s:o, s:o, s:b, s:o}", "id", (json_int_t)e->inbox_id, "programme",
                                session_json(e->programme), "cases", session_json(e->cases), "reason",
                                session_json(e->reason), "at", session_json(e->at), "opened", e->opened, "text",
                                session_json(e->text)));
    } else {
        (void)printf("%lld\t%.*s\t%.*s\t%.*s\t%.*s\t", (long long)e->inbox_id, STR_FMT(e->at), STR_FMT(e->programme),
                     STR_FMT(e->cases.n > 0 ? e->cases : STR("-")), STR_FMT(e->reason));
        session_print_text(e->opened ? e->text : STR("(sealed)"));
        (void)putchar('\n');
    }
}

/* False after telling. */
static bool read_id(struct str word, int64_t *out_id)
{
    if (str_to_i64(word, out_id) && *out_id >= 0)
        return true;
    (void)fprintf(stderr, "puente inbox: '%.*s' is no item; hint: a number of `puente inbox list`\n", STR_FMT(word));
    return false;
}

static int run_list(const struct options *options)
{
    int64_t after = 0;
    if (!read_id(options_value(options, LIST_AFTER, STR("0")), &after))
        return GW_EXIT_USAGE;
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_inbox_entry *entries = NULL;
    size_t n = 0;
    const struct str programme = options_value(options, LIST_PROGRAMME, STR_EMPTY);
    status = gw_inbox_list(admin, programme, after, &entries, &n, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    for (size_t i = 0; i < n; i++)
        print_entry(&entries[i], options->json);
    gw_admin_free(admin);
    return status;
}

/* ---- answer and close ---- */

enum answer_option { ANSWER_TEXT, ANSWER_OPTIONS_N };

static const struct option_row answer_options[] = {
    [ANSWER_TEXT] = {"text", "T", "the text, @FILE, or - for standard input", .required = true},
};
static_assert(COUNT_OF(answer_options) == ANSWER_OPTIONS_N, "a row for every option");

static const struct usage answer_usage = {
    .name = "inbox answer",
    .arguments = "ID",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Sends a text to the person on the channel they last used, outside quiet hours and within a day, and "
             "closes the\n"
             "item. Other users of this machine can read the command line: prefer @FILE or standard input.\n",
    .options = answer_options,
    .options_n = COUNT_OF(answer_options),
};

static const struct usage close_usage = {
    .name = "inbox close",
    .arguments = "ID",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Closes an item without a text, for example after a call.\n",
};

/* text NULL: close only. */
static int handle(const struct options *options, const struct str *text)
{
    int64_t id = 0;
    if (!read_id(options->arguments[0], &id))
        return GW_EXIT_USAGE;
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const enum rc rc = text == NULL ? gw_inbox_close(admin, id, &err) : gw_inbox_answer(admin, id, *text, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    if (options->json)
        session_print(json_pack("{s:I, s:b}", "id", (json_int_t)id, "answered", text != NULL));
    else
        (void)printf("item %lld %s\n", (long long)id, text == NULL ? "closed" : "answered");
    return GW_EXIT_YES;
}

static int run_answer(const struct options *options)
{
    struct err err = {.code = RC_OK};
    struct str text;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const enum rc rc = session_value(options->values[ANSWER_TEXT], arena, &text, &err);
    const int status = rc == RC_OK ? handle(options, &text) : session_fail(&err);
    arena_free(arena);
    return status;
}

static int run_close(const struct options *options)
{
    return handle(options, NULL);
}

int gw_command_inbox(int argc, char **argv)
{
    static const struct verb verbs[] = {
        {"list", &list_usage, run_list}, {"answer", &answer_usage, run_answer}, {"close", &close_usage, run_close}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
