#include "journal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world.h"

struct journal {
    int fd;
    int64_t size;       /* of what is committed */
    struct bytes added; /* since the last commit */
    int64_t *start;     /* offset of each line */
    size_t lines;
    size_t cap;
};

static void note_line(struct journal *journal, int64_t offset)
{
    if (journal->lines == journal->cap) {
        journal->cap = journal->cap == 0 ? 1024 : journal->cap * 2;
        journal->start = world_grow(journal->start, journal->cap, sizeof(*journal->start));
    }
    journal->start[journal->lines++] = offset;
}

static void read_range(const struct journal *journal, int64_t from, struct bytes *out)
{
    size_t left = (size_t)(journal->size - from);
    char *room = bytes_room(out, left);
    out->n += left;
    while (left > 0) {
        const ssize_t n = pread(journal->fd, room, left, journal->size - (int64_t)left);
        if (n <= 0) {
            give_up("read log");
        }
        room += n;
        left -= (size_t)n;
    }
}

/* A line without its end was never committed, so never answered: it is cut off. */
static void continue_file(struct journal *journal)
{
    struct stat status;
    if (fstat(journal->fd, &status) != 0) {
        give_up("fstat log");
    }
    journal->size = status.st_size;
    struct bytes all = {0};
    read_range(journal, 0, &all);
    struct view rest = bytes_view(&all);
    while (rest.n > 0 && memchr(rest.p, '\n', rest.n) != NULL) {
        note_line(journal, (int64_t)(all.n - rest.n));
        view_cut(&rest, '\n');
    }
    journal->size -= (int64_t)rest.n;
    bytes_free(&all);
    if (ftruncate(journal->fd, journal->size) != 0) {
        give_up("truncate log");
    }
}

struct journal *journal_open(const char *path)
{
    struct journal *const journal = world_grow(NULL, 1, sizeof(*journal));
    *journal = (struct journal){.fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)};
    if (journal->fd < 0) {
        give_up(path);
    }
    continue_file(journal);
    return journal;
}

void journal_close(struct journal *journal)
{
    if (journal != NULL) {
        close(journal->fd);
        bytes_free(&journal->added);
        free(journal->start);
        free(journal);
    }
}

int64_t journal_next(const struct journal *journal)
{
    return (int64_t)journal->lines + 1;
}

void journal_add(struct journal *journal, struct view line)
{
    note_line(journal, journal->size + (int64_t)journal->added.n);
    bytes_add_view(&journal->added, line);
}

void journal_commit(struct journal *journal)
{
    size_t written = 0;
    while (written < journal->added.n) {
        const ssize_t n = write(journal->fd, journal->added.p + written, journal->added.n - written);
        if (n < 0) {
            give_up("write log");
        }
        written += (size_t)n;
    }
    if (written > 0 && fdatasync(journal->fd) != 0) {
        give_up("fdatasync log");
    }
    journal->size += (int64_t)written;
    journal->added.n = 0;
}

static bool holds_all(struct view line, const struct view *needles, size_t needles_n)
{
    for (size_t i = 0; i < needles_n; i++) {
        if (memmem(line.p, line.n, needles[i].p, needles[i].n) == NULL) {
            return false;
        }
    }
    return true;
}

void journal_read(const struct journal *journal, int64_t after, const struct view *needles, size_t needles_n,
                  struct bytes *out)
{
    const size_t first = after < 0 ? 0 : (size_t)after;
    if (first >= journal->lines || journal->start[first] >= journal->size) {
        return;
    }
    if (needles_n == 0) {
        read_range(journal, journal->start[first], out);
        return;
    }
    struct bytes all = {0};
    read_range(journal, journal->start[first], &all);
    struct view rest = bytes_view(&all);
    while (rest.n > 0) {
        const struct view line = view_cut(&rest, '\n');
        if (holds_all(line, needles, needles_n)) {
            bytes_add_view(out, line);
            bytes_add(out, "\n", 1);
        }
    }
    bytes_free(&all);
}
