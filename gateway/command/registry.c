#include <jansson.h>

#include "gateway/command.h"

static const struct gw_command commands[] = {
    {"serve", "the gateway: one process of each role under a supervisor", gw_command_serve},
    {"migrate", "brings the database to this program's schema, makes missing keys", gw_command_migrate},
    {"verify", "proves the invariants on a live database", gw_command_verify},
    {"programme", "add, list, word, words", gw_command_programme},
    {"survey", "check, simulate, publish", gw_command_survey},
    {"channel", "add, list: connections to aggregators", gw_command_channel},
    {"participant", "add, list, import", gw_command_participant},
    {"wave", "create, start, pause, show: follow-up rounds", gw_command_wave},
    {"wallet", "add, list, fund, set, park: accounts at airtime providers", gw_command_wallet},
    {"airtime", "rule, show, ledger, stop, resume: what people have earned", gw_command_airtime},
    {"inbox", "list, answer, close: texts that no rule took", gw_command_inbox},
    {"ticket", "list, close: what a person must do, urgent first", gw_command_ticket},
    {"staff", "add", gw_command_staff},
    {"audit", "verify: the chain of what was done", gw_command_audit},
    {"text", "count: what a text costs as an SMS", gw_command_text},
    {"explain", "how a provider's request is understood, without a server", gw_command_explain},
    {"demo", "seed: a made-up programme to try things with", gw_command_demo},
};

static void print_usage(FILE *out)
{
    (void)fputs("usage: puente COMMAND [...]\n\n", out);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        (void)fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    (void)fputs("\npuente COMMAND --help says more; puente --version tells the version.\n"
                "Exit status: 0 yes, 1 checked and it is not so, 2 bad usage, 3 a failing world.\n",
                out);
}

static int run(int argc, char **argv)
{
    const struct str word = argc < 2 ? STR_EMPTY : str_of(argv[1]);
    if (str_eq(word, STR("--help")) || str_eq(word, STR("-h"))) {
        print_usage(stdout);
        return GW_EXIT_YES;
    }
    if (str_eq(word, STR("--version"))) {
        (void)puts("puente " PUENTE_VERSION);
        return GW_EXIT_YES;
    }
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (str_eq(word, str_of(commands[i].name)))
            return commands[i].run(argc - 1, argv + 1);
    if (argc >= 2)
        (void)fprintf(stderr, "puente: no command '%s'\n\n", argv[1]);
    print_usage(stderr);
    return GW_EXIT_USAGE;
}

int gw_command_run(int argc, char **argv)
{
    /* From the system's random numbers: keys of other people's JSON must not be able to collide on purpose. */
    json_object_seed(0);
    const int status = run(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fputs("puente: cannot write standard output\n", stderr);
        return GW_EXIT_WORLD;
    }
    return status;
}
