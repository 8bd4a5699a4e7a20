#include <stdlib.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

static const struct usage usage = {
    .name = "migrate",
    .arguments = "",
    .about = "Applies what is pending, makes the report views anew when they changed, makes missing keys, and keeps a "
             "check\n"
             "value of each key. Running it again, or twice at the same time, does no harm.\n"
             "Environment: PUENTE_DATABASE_URL, a login that may create roles and schemas; PUENTE_KEYS, a directory.\n"
             "A server that may lose what it confirmed (fsync, full_page_writes or synchronous_commit off) is refused\n"
             "unless PUENTE_UNSAFE_DURABILITY=yes.\n",
};

static void print_json(const struct gw_migrated *done)
{
    json_t *applied = json_array();
    for (size_t i = 0; i < done->applied_n; i++)
        (void)json_array_append_new(applied, session_json(done->applied[i]));
    session_print(json_pack("{s:o, s:b, s:I}", "applied", applied, "reports", done->reports, "keys",
                            (json_int_t)done->keys_kept));
}

static void print_text(const struct gw_migrated *done)
{
    for (size_t i = 0; i < done->applied_n; i++)
        (void)printf("applied %.*s\n", STR_FMT(done->applied[i]));
    if (done->reports)
        (void)puts("report views made anew");
    if (done->keys_kept > 0)
        (void)printf(
            "%zu keys known to the database; back up the directory of keys, without it no number can be read\n",
            done->keys_kept);
    if (done->applied_n == 0 && !done->reports && done->keys_kept == 0)
        (void)puts("nothing to do");
}

int gw_command_migrate(int argc, char **argv)
{
    struct options options;
    struct err err = {.code = RC_OK};
    int status = GW_EXIT_USAGE;
    if (!options_read(&usage, argc, argv, &options, &status))
        return status;
    const char *unsafe = getenv("PUENTE_UNSAFE_DURABILITY");
    struct gw_migrate_options wish = {.keys = session_keys(), .unsafe_durability = str_eq(str_of(unsafe), STR("yes"))};
    struct gw_migrated done;
    enum rc rc = session_url(&wish.url, &err);
    if (rc == RC_OK)
        rc = gw_migrate(&wish, &done, &err);
    if (rc != RC_OK) {
        (void)session_fail(&err);
        return GW_EXIT_WORLD;
    }
    if (options.json)
        print_json(&done);
    else
        print_text(&done);
    return GW_EXIT_YES;
}
