#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gateway/clock.h"
#include "gateway/command.h"
#include "gateway/log.h"
#include "gateway/process.h"

/* `puente serve`: one process of each role under a small supervisor, or one role alone. */

enum {
    PORT_DEFAULT = 8080,
    PORT_MAX = 65535,
    BACKOFF_MS_MIN = 100,
    BACKOFF_MS_MAX = 5000,
    STABLE_MS = 10000,
    STOP_MS = 20000,
    PAUSE_NS = 20000000,
    LOOK_NS = 100000000 /* how often the dead are looked for */
};

static const char usage[] =
    "usage: puente serve [--role ingest|worker|console] [--address A] [--port N]\n"
    "Serves webhooks on port N (default 8080), the console on N+1, the worker's health on N+2 (a role alone: on N).\n"
    "  --address A  where ingest, console and a worker alone listen (default 127.0.0.1); put a proxy with a total\n"
    "               deadline in front\n"
    "Environment: PUENTE_DATABASE_URL (or ..._INGEST, ..._WORKER, ..._CONSOLE), PUENTE_KEYS (directory, default "
    ".puente/keys)\n";

typedef int role_fn(const struct gw_serve_options *options);

struct role_row {
    const char *url_variable;
    role_fn *serve;
};

static const struct role_row roles[GW_ROLE_COUNT] = {
    [GW_ROLE_INGEST] = {"PUENTE_DATABASE_URL_INGEST", gw_ingest_serve},
    [GW_ROLE_WORKER] = {"PUENTE_DATABASE_URL_WORKER", gw_worker_serve},
    [GW_ROLE_CONSOLE] = {"PUENTE_DATABASE_URL_CONSOLE", gw_console_serve},
};

/* Ports above the first: ingest N, console N+1, worker N+2. */
static const int port_offsets[GW_ROLE_COUNT] = {[GW_ROLE_INGEST] = 0, [GW_ROLE_CONSOLE] = 1, [GW_ROLE_WORKER] = 2};

struct serve {
    int role; /* GW_ROLE_COUNT: all */
    int port;
    const char *address;
};

static const char *variable(const char *name, const char *fallback)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? fallback : value;
}

static int run_role(const struct serve *serve, enum gw_role role, int port)
{
    const char *url = variable(roles[role].url_variable, variable("PUENTE_DATABASE_URL", NULL));
    if (url == NULL) {
        (void)fputs("PUENTE_DATABASE_URL is not set; hint: a libpq URL such as postgresql:///puente\n", stderr);
        return GW_EXIT_WORLD;
    }
    const struct gw_serve_options options = {
        .role = role,
        .url = str_of(url),
        .keys = str_of(variable("PUENTE_KEYS", ".puente/keys")),
        /* Nobody but the machine itself asks a worker, unless it has a machine of its own, such as a container. */
        .address = role == GW_ROLE_WORKER && serve->role == GW_ROLE_COUNT ? STR("127.0.0.1") : str_of(serve->address),
        .port = (uint16_t)port,
    };
    return roles[role].serve(&options);
}

/* ---- the supervisor ---- */

struct child {
    pid_t pid; /* 0: not running */
    int64_t started_ms;
    int64_t start_at_ms;
    int64_t backoff_ms;
};

static void start_child(const struct serve *serve, enum gw_role role, struct child *child, const sigset_t *before)
{
    child->started_ms = gw_monotonic_ms();
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) {
        child->start_at_ms = child->started_ms + child->backoff_ms;
        return;
    }
    if (pid > 0) {
        child->pid = pid;
        return;
    }
    /* A supervisor that is killed takes its processes along: their ports must be free for the next one. */
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(GW_EXIT_YES);
    (void)sigprocmask(SIG_SETMASK, before, NULL);
    const int status = run_role(serve, role, serve->port + port_offsets[role]);
    (void)fflush(NULL);
    _exit(status);
}

static void note_end(enum gw_role role, struct child *child, int status)
{
    const int64_t now_ms = gw_monotonic_ms();
    LOG(status == 0 ? GW_LOG_INFO : GW_LOG_WARNING, "process_ended", LOG_TEXT("process", gw_role_word(role)),
        LOG_NUMBER("status", status));
    child->pid = 0;
    if (now_ms - child->started_ms > STABLE_MS)
        child->backoff_ms = BACKOFF_MS_MIN;
    child->start_at_ms = now_ms + child->backoff_ms;
    child->backoff_ms = child->backoff_ms * 2 < BACKOFF_MS_MAX ? child->backoff_ms * 2 : BACKOFF_MS_MAX;
}

/* Collects the dead. True when one refused to start: repeating that helps nobody. */
static bool collect(struct child children[GW_ROLE_COUNT])
{
    bool refused = false;
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        for (int role = 0; role < GW_ROLE_COUNT; role++) {
            if (children[role].pid != pid)
                continue;
            note_end((enum gw_role)role, &children[role], status);
            refused = refused || (WIFEXITED(status) && WEXITSTATUS(status) == GW_EXIT_WORLD);
        }
    }
    return refused;
}

static void stop_all(struct child children[GW_ROLE_COUNT])
{
    const int64_t until_ms = gw_monotonic_ms() + STOP_MS;
    int signal_number = SIGTERM;
    for (;;) {
        bool any = false;
        for (int role = 0; role < GW_ROLE_COUNT; role++) {
            if (children[role].pid == 0)
                continue;
            any = true;
            (void)kill(children[role].pid, signal_number);
        }
        if (!any)
            return;
        /* Once asked, wait; asked in vain, end them. */
        do {
            const struct timespec pause = {.tv_nsec = PAUSE_NS};
            (void)nanosleep(&pause, NULL);
            (void)collect(children);
        } while (signal_number == SIGTERM && gw_monotonic_ms() < until_ms &&
                 (children[0].pid != 0 || children[1].pid != 0 || children[2].pid != 0));
        signal_number = SIGKILL;
    }
}

static int supervise(const struct serve *serve)
{
    sigset_t wanted;
    sigset_t before;
    (void)sigemptyset(&wanted);
    (void)sigaddset(&wanted, SIGTERM);
    (void)sigaddset(&wanted, SIGINT);
    (void)sigaddset(&wanted, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &wanted, &before);
    gw_log_init("serve");
    struct child children[GW_ROLE_COUNT] = {
        {.backoff_ms = BACKOFF_MS_MIN}, {.backoff_ms = BACKOFF_MS_MIN}, {.backoff_ms = BACKOFF_MS_MIN}};
    int end = GW_EXIT_YES;
    for (;;) {
        const int64_t now_ms = gw_monotonic_ms();
        for (int role = 0; role < GW_ROLE_COUNT; role++)
            if (children[role].pid == 0 && now_ms >= children[role].start_at_ms)
                start_child(serve, (enum gw_role)role, &children[role], &before);
        const struct timespec wait = {.tv_nsec = LOOK_NS};
        const int signal_number = sigtimedwait(&wanted, NULL, &wait);
        if (signal_number == SIGTERM || signal_number == SIGINT)
            break;
        if (collect(children)) {
            end = GW_EXIT_WORLD;
            break;
        }
    }
    stop_all(children);
    return end;
}

/* ---- the command line ---- */

static bool read_role(const char *word, int *out_role)
{
    for (int role = 0; role < GW_ROLE_COUNT; role++) {
        if (!str_eq(str_of(word), gw_role_word((enum gw_role)role)))
            continue;
        *out_role = role;
        return true;
    }
    return false;
}

static bool read_port(const char *word, int *out_port)
{
    int64_t port = 0;
    if (!str_to_i64(str_of(word), &port) || port < 1 || port > PORT_MAX - 2)
        return false;
    *out_port = (int)port;
    return true;
}

static const struct option options[] = {{"role", required_argument, NULL, 'r'},
                                        {"port", required_argument, NULL, 'p'},
                                        {"address", required_argument, NULL, 'a'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool take_option(struct serve *serve, int option)
{
    switch (option) {
    case 'r':
        return read_role(optarg, &serve->role);
    case 'p':
        return read_port(optarg, &serve->port);
    case 'a':
        serve->address = optarg;
        return true;
    default:
        return false;
    }
}

int gw_command_serve(int argc, char **argv)
{
    struct serve serve = {.role = GW_ROLE_COUNT, .port = PORT_DEFAULT, .address = "127.0.0.1"};
    optind = 1;
    bool good = true;
    int option = 0;
    while (good && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
        good = take_option(&serve, option);
    if (option == 'h') {
        (void)fputs(usage, stdout);
        return GW_EXIT_YES;
    }
    if (!good || optind < argc) {
        (void)fputs(usage, stderr);
        return GW_EXIT_USAGE;
    }
    return serve.role == GW_ROLE_COUNT ? supervise(&serve) : run_role(&serve, (enum gw_role)serve.role, serve.port);
}
