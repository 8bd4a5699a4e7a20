#include "options.h"

#include <assert.h>
#include <stdio.h>

#include "gateway/command.h"

static const struct str json_word = {.p = "--json", .n = 6};

static bool is_help(struct str word)
{
    return str_eq(word, STR("--help")) || str_eq(word, STR("-h"));
}

/* ---- help ---- */

static void print_line(const struct usage *usage, FILE *out)
{
    (void)fprintf(out, "puente %s%s%s", usage->name, usage->arguments[0] == '\0' ? "" : " ", usage->arguments);
    for (size_t i = 0; i < usage->options_n; i++) {
        const struct option_row *row = &usage->options[i];
        (void)fprintf(out, row->required ? " --%s%s%s" : " [--%s%s%s]", row->name, row->value == NULL ? "" : " ",
                      row->value == NULL ? "" : row->value);
        (void)fputs(row->many ? "..." : "", out);
    }
    (void)fputs(" [--json]\n", out);
}

static int print_help(const struct usage *usage)
{
    enum { HELP_COLUMN = 24 };
    (void)fputs("usage: ", stdout);
    print_line(usage, stdout);
    (void)fputs(usage->about, stdout);
    for (size_t i = 0; i < usage->options_n; i++) {
        const struct option_row *row = &usage->options[i];
        const int written = printf("  --%s %s", row->name, row->value == NULL ? "" : row->value);
        (void)printf("%*s%s\n", written < HELP_COLUMN ? HELP_COLUMN - written : 1, "", row->help);
    }
    return GW_EXIT_YES;
}

static bool mistake(const struct usage *usage, const char *what, struct str word, int *out_status)
{
    (void)fprintf(stderr, "puente %s: %s '%.*s'; hint: puente %s --help\n", usage->name, what, STR_FMT(word),
                  usage->name);
    *out_status = GW_EXIT_USAGE;
    return false;
}

/* ---- reading ---- */

static size_t find_row(const struct usage *usage, struct str name)
{
    size_t row = 0;
    while (row < usage->options_n && !str_eq(str_of(usage->options[row].name), name))
        row++;
    return row;
}

/* "--name VALUE", "--name=VALUE" or a switch; *at stands on the word and is moved over the value. */
static bool read_option(const struct usage *usage, int argc, char **argv, int *at, struct options *options,
                        int *out_status)
{
    const struct str word = str_of(argv[*at]);
    const size_t equals = str_find_byte(word, '=');
    const size_t row = find_row(usage, str_sub(word, 2, (equals < word.n ? equals : word.n) - 2));
    if (row == usage->options_n)
        return mistake(usage, "unknown option", word, out_status);
    const bool is_switch = usage->options[row].value == NULL;
    if (is_switch && equals < word.n)
        return mistake(usage, "takes no value:", word, out_status);
    if (!is_switch && equals >= word.n && *at + 1 == argc)
        return mistake(usage, "a value is missing behind", word, out_status);
    const struct str value = is_switch         ? word
                             : equals < word.n ? str_sub(word, equals + 1, word.n)
                                               : str_of(argv[++*at]);
    if (options->values[row].p != NULL && !usage->options[row].many)
        return mistake(usage, "given twice:", word, out_status);
    if (options->given_n == GIVEN_MAX)
        return mistake(usage, "too many options at", word, out_status);
    options->values[row] = value;
    options->given[options->given_n].option = row;
    options->given[options->given_n++].value = value;
    return true;
}

static bool check_complete(const struct usage *usage, const struct options *options, int *out_status)
{
    for (size_t row = 0; row < usage->options_n; row++)
        if (usage->options[row].required && options->values[row].p == NULL)
            return mistake(usage, "needs option", str_of(usage->options[row].name), out_status);
    if (options->arguments_n < usage->arguments_min)
        return mistake(usage, "needs", str_of(usage->arguments), out_status);
    return true;
}

bool options_read(const struct usage *usage, int argc, char **argv, struct options *out_options, int *out_status)
{
    assert(usage->options_n <= OPTIONS_MAX && usage->arguments_max <= ARGUMENTS_MAX);
    struct options options = {.arguments_n = 0};
    for (int at = 1; at < argc; at++) {
        const struct str word = str_of(argv[at]);
        if (is_help(word)) {
            *out_status = print_help(usage);
            return false;
        }
        if (str_eq(word, json_word)) {
            options.json = true;
        } else if (str_starts(word, STR("--"))) {
            if (!read_option(usage, argc, argv, &at, &options, out_status))
                return false;
        } else if (options.arguments_n == usage->arguments_max) {
            return mistake(usage, "unexpected", word, out_status);
        } else {
            options.arguments[options.arguments_n++] = word;
        }
    }
    if (!check_complete(usage, &options, out_status))
        return false;
    *out_options = options;
    return true;
}

struct str options_value(const struct options *options, size_t row, struct str fallback)
{
    assert(row < OPTIONS_MAX);
    return options->values[row].p == NULL ? fallback : options->values[row];
}

bool options_switch(const struct options *options, size_t row)
{
    assert(row < OPTIONS_MAX);
    return options->values[row].p != NULL;
}

/* ---- verbs ---- */

static void print_verbs(const struct verb *verbs, size_t verbs_n, FILE *out)
{
    for (size_t i = 0; i < verbs_n; i++) {
        (void)fputs(i == 0 ? "usage: " : "       ", out);
        print_line(verbs[i].usage, out);
    }
    (void)fprintf(
        out, "Each with --help says more. Environment: PUENTE_DATABASE_URL, PUENTE_KEYS (default .puente/keys).\n");
}

int options_run_verb(const struct verb *verbs, size_t verbs_n, int argc, char **argv)
{
    const struct str word = argc < 2 ? STR_EMPTY : str_of(argv[1]);
    if (is_help(word)) {
        print_verbs(verbs, verbs_n, stdout);
        return GW_EXIT_YES;
    }
    for (size_t i = 0; i < verbs_n; i++) {
        struct options options;
        int status = GW_EXIT_USAGE;
        if (!str_eq(word, str_of(verbs[i].word)))
            continue;
        return options_read(verbs[i].usage, argc - 1, argv + 1, &options, &status) ? verbs[i].run(&options) : status;
    }
    print_verbs(verbs, verbs_n, stderr);
    return GW_EXIT_USAGE;
}
