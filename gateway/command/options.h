#pragma once
/* The command line as a table: what a command takes, its --help and its errors come from the same rows. Every command
 * has --help and --json. */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { ARGUMENTS_MAX = 64, OPTIONS_MAX = 16, GIVEN_MAX = 64 };

struct option_row {
    const char *name;  /* "programme" for --programme */
    const char *value; /* what stands for its value in the help: "P"; NULL: a switch, which takes none */
    const char *help;
    bool required;
    bool many; /* may come again */
};

struct usage {
    const char *name;      /* "channel add" */
    const char *arguments; /* "FILE..." or "" */
    size_t arguments_min;
    size_t arguments_max;
    const char *about; /* lines under the usage line, each ended */
    const struct option_row *options;
    size_t options_n;
};

struct options {
    struct str arguments[ARGUMENTS_MAX];
    size_t arguments_n;
    struct str values[OPTIONS_MAX]; /* by row, the last one given; p == NULL: not given */
    struct {
        size_t option;
        struct str value;
    } given[GIVEN_MAX]; /* all, in the order of the command line */
    size_t given_n;
    bool json;
};

/* Reads argv behind argv[0]. False when there is nothing to run: after --help (*out_status GW_EXIT_YES) or a mistake,
 * which is told (GW_EXIT_USAGE). */
bool options_read(const struct usage *usage, int argc, char **argv, struct options *out_options, int *out_status);
/* The value of a row, or `fallback` when it was not given. */
struct str options_value(const struct options *options, size_t row, struct str fallback);
bool options_switch(const struct options *options, size_t row);

/* A command of several verbs: "channel add", "channel list". */
struct verb {
    const char *word;
    const struct usage *usage;
    int (*run)(const struct options *options);
};
/* argv[0] is the command's own name. Returns the exit status. */
int options_run_verb(const struct verb *verbs, size_t verbs_n, int argc, char **argv);
