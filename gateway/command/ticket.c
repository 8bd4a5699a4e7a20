#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

enum list_option { LIST_PROGRAMME, LIST_KIND, LIST_OPTIONS_N };

static const struct option_row list_options[] = {
    [LIST_PROGRAMME] = {"programme", "P", "only of this programme"},
    [LIST_KIND] = {"kind", "K", "only of this kind: urgent, task, referral, call_me, help, erase ..."},
};
static_assert(COUNT_OF(list_options) == LIST_OPTIONS_N, "a row for every option");

static const struct usage list_usage = {
    .name = "ticket list",
    .arguments = "",
    .about = "What a person must do, urgent first, then oldest first, at most 1000: number, since when, programme, "
             "case codes,\n"
             "kind, topic, how many times the person asked.\n",
    .options = list_options,
    .options_n = COUNT_OF(list_options),
};

static struct str or_dash(struct str text)
{
    return text.n > 0 ? text : STR("-");
}

static void print_entry(const struct gw_ticket_entry *e, bool json)
{
    if (json)
        session_print(json_pack("{s:I, s:o, s:o, s:o, s:o, s:b, s:o, s:I}", "id", (json_int_t)e->ticket_id, "programme",
                                session_json(e->programme), "cases", session_json(e->cases), "kind",
                                session_json(e->kind), "topic", session_json(e->topic), "urgent", e->urgent,
                                "opened_at", session_json(e->opened_at), "times", (json_int_t)e->times));
    else
        (void)printf("%lld\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%lld\n", (long long)e->ticket_id, STR_FMT(e->opened_at),
                     STR_FMT(e->programme), STR_FMT(or_dash(e->cases)), STR_FMT(e->kind), STR_FMT(or_dash(e->topic)),
                     (long long)e->times);
}

static int run_list(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_ticket_entry *entries = NULL;
    size_t n = 0;
    const struct str programme = options_value(options, LIST_PROGRAMME, STR_EMPTY);
    const struct str kind = options_value(options, LIST_KIND, STR_EMPTY);
    status = gw_ticket_list(admin, programme, kind, &entries, &n, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    for (size_t i = 0; i < n; i++)
        print_entry(&entries[i], options->json);
    gw_admin_free(admin);
    return status;
}

static const struct usage close_usage = {
    .name = "ticket close",
    .arguments = "ID",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Closes a ticket when what it asks for is done. The same wish again opens a new one.\n",
};

static int run_close(const struct options *options)
{
    int64_t id = 0;
    if (!str_to_i64(options->arguments[0], &id) || id < 0) {
        (void)fprintf(stderr, "puente ticket: '%.*s' is no ticket; hint: a number of `puente ticket list`\n",
                      STR_FMT(options->arguments[0]));
        return GW_EXIT_USAGE;
    }
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const enum rc rc = gw_ticket_close(admin, id, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    if (options->json)
        session_print(json_pack("{s:I}", "id", (json_int_t)id));
    else
        (void)printf("ticket %lld closed\n", (long long)id);
    return GW_EXIT_YES;
}

int gw_command_ticket(int argc, char **argv)
{
    static const struct verb verbs[] = {{"list", &list_usage, run_list}, {"close", &close_usage, run_close}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
