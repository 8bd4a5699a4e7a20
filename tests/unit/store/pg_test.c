#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/buf.h"
#include "gateway/clock.h"
#include "gateway/store/pg.h"

/* A server that agrees to everything, in a process of its own, so that it can die at a chosen moment. */

TestSuite(pg, .timeout = 30);

enum { PORT = 5432, PATIENCE_MS = 5000 };

struct server {
    char folder[64];
    pid_t pid;
};

static bool read_all(int fd, uint8_t *p, size_t n)
{
    for (size_t have = 0; have < n;) {
        const ssize_t got = read(fd, p + have, n - have);
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    return true;
}

static void write_all(int fd, const void *p, size_t n)
{
    if (write(fd, p, n) != (ssize_t)n)
        _exit(1);
}

/* A message of the client: its type, 0 for the first one, which has none; false at the end. */
static bool read_message(int fd, bool first, uint8_t *out_type)
{
    uint8_t body[65536];
    uint8_t head[5] = {0};
    if (!read_all(fd, first ? head + 1 : head, first ? 4 : 5))
        return false;
    const size_t n = ((size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4]) - 4;
    *out_type = head[0];
    return n <= sizeof body && read_all(fd, body, n);
}

static void agree(int fd, uint8_t type)
{
    static const char idle[] = {'Z', 0, 0, 0, 5, 'I'};
    static const char done[] = {'C', 0, 0, 0, 8, 'S', 'E', 'T', 0};
    switch (type) {
    case 'P':
        write_all(fd, "1\0\0\0\4", 5);
        break;
    case 'B':
        write_all(fd, "2\0\0\0\4", 5);
        break;
    case 'D':
        write_all(fd, "n\0\0\0\4", 5);
        break;
    case 'E':
        write_all(fd, done, sizeof done);
        break;
    case 'S':
        write_all(fd, idle, sizeof idle);
        break;
    default:
        break;
    }
}

static void serve(int listener)
{
    static const char welcome[] = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};
    const int fd = accept(listener, NULL, NULL);
    uint8_t type = 0;
    if (fd < 0 || !read_message(fd, true, &type))
        _exit(1);
    write_all(fd, welcome, sizeof welcome);
    while (read_message(fd, false, &type))
        agree(fd, type);
    _exit(0);
}

static void server_start(struct server *server)
{
    (void)snprintf(server->folder, sizeof server->folder, "/tmp/puente-pg-XXXXXX");
    cr_assert(ne(ptr, mkdtemp(server->folder), NULL));
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%d", server->folder, PORT);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(eq(int, bind(listener, (const struct sockaddr *)&address, sizeof address), 0), "%s", strerror(errno));
    cr_assert(eq(int, listen(listener, 1), 0));
    server->pid = fork();
    if (server->pid == 0)
        serve(listener);
    (void)close(listener);
}

/* Dies, and nobody listens there any more. The loop does not turn meanwhile. */
static void server_die(struct server *server)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/.s.PGSQL.%d", server->folder, PORT);
    (void)unlink(path);
    (void)rmdir(server->folder);
    (void)kill(server->pid, SIGKILL);
    cr_assert(eq(int, waitpid(server->pid, NULL, 0), server->pid));
}

struct told {
    int times;
    enum rc rc;
};

static void tell(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct told *told = context;
    (void)unit;
    (void)err;
    told->times++;
    told->rc = rc;
}

static void send_one(struct gw_pg *pg, struct told *told)
{
    struct gw_unit *unit = gw_unit_new(pg);
    gw_unit_add_text(unit, STR("select 1"));
    gw_unit_send(unit, tell, told);
}

/* libpq notices the death while it writes, and closes the socket by itself: no event will ever come from it. */
Test(pg, a_unit_sent_to_a_server_that_just_died_is_told)
{
    struct server server;
    server_start(&server);
    (void)signal(SIGPIPE, SIG_IGN);
    struct gw_loop *loop = gw_loop_new();
    char url[256];
    (void)snprintf(url, sizeof url, "host=%s port=%d user=nobody dbname=nothing sslmode=disable gssencmode=disable",
                   server.folder, PORT);
    const struct gw_pg_options options = {.url = str_of(url)};
    struct gw_pg *pg = gw_pg_new(loop, &options);
    struct err err = {.code = RC_OK};
    cr_assert(eq(int, gw_pg_wait(pg, PATIENCE_MS, &err), RC_OK), "%s", err.text);
    struct told first = {.times = 0};
    send_one(pg, &first);
    const int64_t until_ms = gw_monotonic_ms() + PATIENCE_MS;
    while (first.times == 0 && gw_monotonic_ms() < until_ms)
        gw_loop_once(loop, 10);
    cr_expect(eq(int, first.rc, RC_OK));

    server_die(&server);
    struct told told[2] = {{.times = 0}, {.times = 0}};
    send_one(pg, &told[0]);
    send_one(pg, &told[1]);
    const int64_t again_ms = gw_monotonic_ms() + PATIENCE_MS;
    while ((told[0].times == 0 || told[1].times == 0) && gw_monotonic_ms() < again_ms)
        gw_loop_once(loop, 10);
    for (size_t i = 0; i < 2; i++) {
        cr_expect(eq(int, told[i].times, 1), "unit %zu waits for ever", i);
        cr_expect(eq(int, told[i].rc, RC_UNAVAILABLE));
    }
    cr_expect(not(gw_pg_ready(pg)));
    gw_pg_free(pg);
    gw_loop_free(loop);
}
