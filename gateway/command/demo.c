#include <string.h>

#include "gateway/command.h"

static const struct gw_command verbs[] = {
    {"seed", "makes the demo programme, its channel, survey and people; does nothing twice", gw_demo_seed},
};

int gw_command_demo(int argc, char **argv)
{
    for (size_t i = 0; argc >= 2 && i < COUNT_OF(verbs); i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    const bool help = argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    FILE *out = help ? stdout : stderr;
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        (void)fprintf(out, "%s puente demo %s: %s\n", i == 0 ? "usage:" : "      ", verbs[i].name, verbs[i].summary);
    return help ? GW_EXIT_YES : GW_EXIT_USAGE;
}
