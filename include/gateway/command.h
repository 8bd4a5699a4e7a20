#pragma once
/* Subcommands of the program `puente`. Each prints its own --help; exit status 0 yes, 1 checked and it is not so, 2 bad
 * usage, 3 failing world. argv[0] is the command's own name. Standard output only through these. */
#include <stdio.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { GW_EXIT_YES = 0, GW_EXIT_NO = 1, GW_EXIT_USAGE = 2, GW_EXIT_WORLD = 3 };

typedef int gw_command_fn(int argc, char **argv);

struct gw_command {
    const char *name;    /* "serve", "text" */
    const char *summary; /* one line of puente --help */
    gw_command_fn *run;
};

/* Longest name first does not matter: names are whole words. The list is gateway/command/registry.c. */
int gw_command_run(int argc, char **argv);

gw_command_fn gw_command_serve, gw_command_migrate, gw_command_verify, gw_command_programme, gw_command_survey,
    gw_command_channel, gw_command_participant, gw_command_wave, gw_command_wallet, gw_command_airtime,
    gw_command_inbox, gw_command_ticket, gw_command_staff, gw_command_audit, gw_command_text, gw_command_explain,
    gw_command_demo;

/* Verbs of `puente demo`. */
gw_command_fn gw_demo_seed;
