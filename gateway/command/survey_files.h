#pragma once
/* A survey's files as they stand on the disk: one file, standard input, or a folder of CSV files. What they mean is
 * survey_source.h's. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/workbook.h"

struct survey_files {
    struct sv_file *items; /* of a folder every *.csv in it, by name; else the one file */
    size_t n;
    bool is_folder;
};

/* "-" is standard input. RC_UNAVAILABLE when something cannot be read, RC_TOO_BIG over the limits, RC_BAD_INPUT for a
 * folder without CSV files. */
enum rc survey_files_read(struct str path, struct arena *arena, struct survey_files *out_files, struct err *err);
