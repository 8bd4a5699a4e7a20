#include <assert.h>

#include "base/limits.h"
#include "finding.h"
#include "gateway/command.h"
#include "gateway/import.h"
#include "options.h"
#include "session.h"

enum {
    ARENA_BYTES_MAX = 64 * 1024,
    IMPORT_ARENA_BYTES_MAX = 256 * 1024 * 1024 /* the file and what is kept of each row, both at their limits */
};

enum add_option {
    ADD_PROGRAMME,
    ADD_CASE,
    ADD_NUMBER,
    ADD_LANGUAGE,
    ADD_ZONE,
    ADD_COUNTRY,
    ADD_JOIN_CODE,
    ADD_OPTIONS_N
};

static const struct option_row add_options[] = {
    [ADD_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [ADD_CASE] = {"case", "CODE", "pseudonym of the person in the programme", .required = true},
    [ADD_NUMBER] = {"number", "N", "the number, @FILE, or - for standard input", .required = true},
    [ADD_LANGUAGE] = {"language", "L", "default the programme's"},
    [ADD_ZONE] = {"zone", "ZONE", "time zone, default the programme's"},
    [ADD_COUNTRY] = {"country", "CC", "default the programme's"},
    [ADD_JOIN_CODE] = {"join-code", "CODE", "on the person's card: identifies them from any other number"},
};
static_assert(COUNT_OF(add_options) == ADD_OPTIONS_N, "a row for every option");

static const struct usage add_usage = {
    .name = "participant add",
    .arguments = "",
    .about =
        "Adds a person to a programme. The number is sealed; who opted out under it stays opted out.\n"
        "Other users of this machine can read the command line: give a real number as @FILE or on standard input.\n",
    .options = add_options,
    .options_n = COUNT_OF(add_options),
};

static int add(const struct gw_participant_wish *wish, bool json)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    bool opted_out = false;
    const enum rc rc = gw_participant_add(admin, wish, &opted_out, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    if (json)
        session_print(json_pack("{s:o, s:o, s:b}", "programme", session_json(wish->programme), "case",
                                session_json(wish->case_code), "opted_out", opted_out));
    else
        (void)printf("case %.*s added%s\n", STR_FMT(wish->case_code),
                     opted_out ? "; the number opted out before and gets no text that the programme starts" : "");
    return GW_EXIT_YES;
}

static int run_add(const struct options *options)
{
    struct err err = {.code = RC_OK};
    const struct str none = STR_EMPTY;
    struct gw_participant_wish wish = {.programme = options->values[ADD_PROGRAMME],
                                       .case_code = options->values[ADD_CASE],
                                       .language = options_value(options, ADD_LANGUAGE, none),
                                       .zone = options_value(options, ADD_ZONE, none),
                                       .country = options_value(options, ADD_COUNTRY, none),
                                       .join_code = options_value(options, ADD_JOIN_CODE, none)};
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const enum rc rc = session_value(options->values[ADD_NUMBER], arena, &wish.number, &err);
    wish.number = rc == RC_OK ? str_trim(wish.number) : none;
    const int status = rc == RC_OK ? add(&wish, options->json) : session_fail(&err);
    arena_free(arena);
    return status;
}

/* ---- list ---- */

enum list_option { LIST_PROGRAMME, LIST_OPTIONS_N };

static const struct option_row list_options[] = {
    [LIST_PROGRAMME] = {"programme", "P", "only of this programme"},
};
static_assert(COUNT_OF(list_options) == LIST_OPTIONS_N, "a row for every option");

static const struct usage list_usage = {
    .name = "participant list",
    .arguments = "",
    .about = "Who is in the programme, without any number.\n",
    .options = list_options,
    .options_n = COUNT_OF(list_options),
};

static void print_entry(const struct gw_participant_entry *e, bool json)
{
    if (json)
        session_print(json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:b, s:b}", "programme", session_json(e->programme),
                                "case", session_json(e->case_code), "language", session_json(e->language), "country",
                                session_json(e->country), "zone", session_json(e->zone), "numbers", e->numbers_n,
                                "opted_out", e->opted_out, "join_code", e->join_code));
    else
        (void)printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%d number%s%s%s\n", STR_FMT(e->programme), STR_FMT(e->case_code),
                     STR_FMT(e->language), STR_FMT(e->country), STR_FMT(e->zone), e->numbers_n,
                     e->numbers_n == 1 ? "" : "s", e->join_code ? "\tjoin code" : "",
                     e->opted_out ? "\topted out" : "");
}

static int run_list(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct str programme = options_value(options, LIST_PROGRAMME, STR_EMPTY);
    enum rc rc = RC_OK;
    int64_t after = 0;
    size_t n = 0;
    do {
        const struct gw_participant_entry *entries = NULL;
        n = 0;
        rc = gw_participant_list(admin, programme, after, &entries, &n, &err);
        for (size_t i = 0; i < n; i++)
            print_entry(&entries[i], options->json);
        after = n == 0 ? after : entries[n - 1].participant_id;
    } while (n > 0);
    gw_admin_free(admin);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

/* ---- import ---- */

enum import_option { IMPORT_PROGRAMME, IMPORT_COMMIT, IMPORT_DATES, IMPORT_OPTIONS_N };

static const struct option_row import_options[] = {
    [IMPORT_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [IMPORT_COMMIT] = {"commit", NULL, "write; without it the file is only looked at"},
    [IMPORT_DATES] = {"dates", "ORDER", "d/m/y or m/d/y: how dates with slashes are meant in this file"},
};
static_assert(COUNT_OF(import_options) == IMPORT_OPTIONS_N, "a row for every option");

static const struct usage import_usage = {
    .name = "participant import",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Adds the people of a spreadsheet (CSV UTF-8, commas or semicolons; \"-\" is standard input). Only looks, "
             "unless\n"
             "--commit. The first row names the columns, in English, Spanish or French: case and number; language, "
             "return_date,\n"
             "zone, country, join_code if there are any; every other column is kept as an attribute of the person.\n"
             "A case that is there already gets what the row says; cells that are empty change nothing. A number is "
             "never changed.\n"
             "Nothing is written while there is one error; all errors are told, never with a number.\n"
             "Exit status: 0 no errors, 1 errors, 3 a failing world.\n",
    .options = import_options,
    .options_n = COUNT_OF(import_options),
};

/* False after telling. */
static bool read_order(struct str word, enum gw_date_order *out_order)
{
    static const struct {
        struct str word;
        enum gw_date_order order;
    } orders[] = {{{"", 0}, GW_DATE_PLAIN}, {{"d/m/y", 5}, GW_DATE_DAY_FIRST}, {{"m/d/y", 5}, GW_DATE_MONTH_FIRST}};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        if (!str_eq(orders[i].word, word))
            continue;
        *out_order = orders[i].order;
        return true;
    }
    (void)fputs("puente participant import: no such order of dates; hint: --dates d/m/y or --dates m/d/y\n", stderr);
    return false;
}

static void print_findings(const struct gw_import *found, struct str file, bool json)
{
    for (size_t i = 0; i < found->findings_n; i++) {
        const struct gw_import_finding *f = &found->findings[i];
        const struct finding finding = {.file = file,
                                        .row = f->row,
                                        .column = f->column,
                                        .severity = f->warning ? SV_SEVERITY_WARNING : SV_SEVERITY_ERROR,
                                        .code = str_of(f->code),
                                        .message = f->message,
                                        .hint = f->hint};
        finding_print(&finding, json ? FINDING_JSON : FINDING_TEXT);
    }
    const size_t all = found->errors_n + found->warnings_n;
    if (!json && all > found->findings_n)
        (void)printf("... and %zu more\n", all - found->findings_n);
}

static void print_sum(const struct gw_import *found, struct str file, bool json)
{
    json_t *attributes = json_array();
    for (size_t i = 0; i < found->attributes_n; i++)
        (void)json_array_append_new(attributes, session_json(found->attributes[i]));
    if (json) {
        session_print(json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:b}", "file", session_json(file),
                                "rows", (json_int_t)found->rows_n, "new", (json_int_t)found->new_n, "updated",
                                (json_int_t)found->updated_n, "opted_out", (json_int_t)found->opted_out_n,
                                "without_return_date", (json_int_t)found->undated_n, "errors",
                                (json_int_t)found->errors_n, "warnings", (json_int_t)found->warnings_n, "attributes",
                                attributes, "committed", found->committed));
        return;
    }
    json_decref(attributes);
    (void)printf("%.*s: %zu rows: %zu new, %zu updated; %zu have opted out and stay so; %zu without a day of return\n",
                 STR_FMT(file), found->rows_n, found->new_n, found->updated_n, found->opted_out_n, found->undated_n);
    for (size_t i = 0; i < found->attributes_n; i++)
        (void)printf("%s%.*s", i == 0 ? "kept as attributes: " : ", ", STR_FMT(found->attributes[i]));
    if (found->attributes_n > 0)
        (void)putchar('\n');
    (void)printf("%zu errors, %zu warnings; %s\n", found->errors_n, found->warnings_n,
                 found->committed       ? "written"
                 : found->errors_n == 0 ? "nothing written: add --commit"
                                        : "nothing written");
}

static int import(const struct gw_import_wish *wish, struct str file, struct arena *arena, bool json)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    struct gw_import found;
    const enum rc rc = gw_participants_import(admin, wish, arena, &found, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    print_findings(&found, file, json);
    print_sum(&found, file, json);
    return found.errors_n == 0 ? GW_EXIT_YES : GW_EXIT_NO;
}

static int run_import(const struct options *options)
{
    struct gw_import_wish wish = {.programme = options->values[IMPORT_PROGRAMME],
                                  .commit = options_switch(options, IMPORT_COMMIT)};
    if (!read_order(options_value(options, IMPORT_DATES, STR_EMPTY), &wish.order))
        return GW_EXIT_USAGE;
    struct err err = {.code = RC_OK};
    struct arena *arena = arena_new(IMPORT_ARENA_BYTES_MAX);
    const struct str file = options->arguments[0];
    const enum rc rc = session_file(file, GW_IMPORT_BYTES_MAX, arena, &wish.bytes, &err);
    const int status = rc == RC_OK ? import(&wish, file, arena, options->json) : session_fail(&err);
    arena_free(arena);
    return status;
}

int gw_command_participant(int argc, char **argv)
{
    static const struct verb verbs[] = {
        {"add", &add_usage, run_add}, {"list", &list_usage, run_list}, {"import", &import_usage, run_import}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
