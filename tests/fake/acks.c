#include "acks.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fields.h"
#include "world.h"

enum { SYNC_EVERY_MS = 100 };

struct acks {
    int fd;
    int alive; /* closing it ends the child */
    pid_t syncer;
    struct bytes lines;
};

static _Noreturn void sync_until_closed(int fd, int alive)
{
    /* Ends with its parent, not before it. */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    struct pollfd end = {.fd = alive, .events = POLLIN};
    while (poll(&end, 1, SYNC_EVERY_MS) == 0) {
        if (fdatasync(fd) != 0) {
            give_up("fdatasync acks");
        }
    }
    _exit(fdatasync(fd) == 0 ? 0 : 3);
}

struct acks *acks_open(const char *path)
{
    int ends[2];
    struct acks *const acks = world_grow(NULL, 1, sizeof(*acks));
    *acks = (struct acks){.fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)};
    if (acks->fd < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        give_up(path);
    }
    acks->syncer = fork();
    if (acks->syncer < 0) {
        give_up("fork");
    }
    if (acks->syncer == 0) {
        close(ends[1]);
        sync_until_closed(acks->fd, ends[0]);
    }
    close(ends[0]);
    acks->alive = ends[1];
    return acks;
}

void acks_close(struct acks *acks)
{
    int status = 0;
    acks_write(acks);
    close(acks->alive);
    if (waitpid(acks->syncer, &status, 0) != acks->syncer || status != 0) {
        give_up("sync acks");
    }
    close(acks->fd);
    bytes_free(&acks->lines);
    free(acks);
}

void acks_add(struct acks *acks, const struct ack *ack)
{
    struct bytes *const lines = &acks->lines;
    bytes_add_z(lines, "{\"id\":");
    json_add_string(lines, ack->id);
    bytes_add_z(lines, ",\"from\":");
    json_add_string(lines, ack->from);
    bytes_add_z(lines, ",\"text\":");
    json_add_string(lines, ack->text);
    bytes_add_z(lines, ",\"k\":");
    bytes_add_int(lines, ack->k);
    bytes_add_z(lines, ",\"at_ms\":");
    bytes_add_int(lines, world_wall_ms());
    bytes_add_z(lines, ",\"status\":");
    bytes_add_int(lines, ack->status);
    bytes_add_z(lines, "}\n");
}

void acks_write(struct acks *acks)
{
    size_t written = 0;
    while (written < acks->lines.n) {
        const ssize_t n = write(acks->fd, acks->lines.p + written, acks->lines.n - written);
        if (n < 0) {
            give_up("write acks");
        }
        written += (size_t)n;
    }
    acks->lines.n = 0;
}
