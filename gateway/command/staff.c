#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

enum add_option { ADD_ROLE, ADD_PROGRAMME, ADD_OPTIONS_N };

static const struct option_row add_options[] = {
    [ADD_ROLE] = {"role", "ROLE",
                  "admin, officer, case_worker, protection, call_centre, complaints, finance, partner, auditor",
                  .required = true},
    [ADD_PROGRAMME] = {"programme", "P", "a programme the person works in", .required = true, .many = true},
};
static_assert(COUNT_OF(add_options) == ADD_OPTIONS_N, "a row for every option");

static const struct usage add_usage = {
    .name = "staff add",
    .arguments = "LOGIN",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "A person who works with the programme. LOGIN: a-z 0-9 . _ - @ +\n",
    .options = add_options,
    .options_n = COUNT_OF(add_options),
};

static int run_add(const struct options *options)
{
    struct str programmes[GIVEN_MAX];
    size_t n = 0;
    for (size_t i = 0; i < options->given_n; i++)
        if (options->given[i].option == ADD_PROGRAMME)
            programmes[n++] = options->given[i].value;
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct str login = options->arguments[0];
    status = gw_staff_add(admin, login, options->values[ADD_ROLE], programmes, n, &err) == RC_OK ? GW_EXIT_YES
                                                                                                 : session_fail(&err);
    gw_admin_free(admin);
    if (status == GW_EXIT_YES && options->json)
        session_print(
            json_pack("{s:o, s:o}", "login", session_json(login), "role", session_json(options->values[ADD_ROLE])));
    else if (status == GW_EXIT_YES)
        (void)printf("staff %.*s added\n", STR_FMT(login));
    return status;
}

int gw_command_staff(int argc, char **argv)
{
    static const struct verb verbs[] = {{"add", &add_usage, run_add}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
