#pragma once
/* The evidence file: JSON lines numbered from 1, durable once committed. An existing file is continued. */
#include <stdint.h>

#include "bytes.h"

struct journal;

struct journal *journal_open(const char *path);
void journal_close(struct journal *journal);

int64_t journal_next(const struct journal *journal); /* the number the next line will have */
/* One line with its newline; it is neither durable nor visible before journal_commit. */
void journal_add(struct journal *journal, struct view line);
void journal_commit(struct journal *journal);
/* Appends the committed lines numbered above `after` that contain every one of the needles. */
void journal_read(const struct journal *journal, int64_t after, const struct view *needles, size_t needles_n,
                  struct bytes *out);
