#include "gateway/command.h"
#include "gateway/log.h"
#include "gateway/process.h"

/* The console's process: for now its own health and metrics. The browser console and /api/v1 get their room in
 * gateway/console and gateway/admin; they will be served from here. */

static void nothing(void *context)
{
    (void)context;
}

int gw_console_serve(const struct gw_serve_options *options)
{
    struct gw_process process = {.start = nothing, .work = nothing};
    struct err err = {.code = RC_OK};
    if (gw_process_init(&process, options, &err) != RC_OK) {
        gw_log_err("refused_to_start", &err);
        return GW_EXIT_WORLD;
    }
    const int status = gw_process_run(&process);
    gw_process_release(&process);
    return status;
}
