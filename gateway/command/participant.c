#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

enum { ARENA_BYTES_MAX = 64 * 1024 };

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

int gw_command_participant(int argc, char **argv)
{
    static const struct verb verbs[] = {{"add", &add_usage, run_add}, {"list", &list_usage, run_list}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
