#pragma once
/* Files that travel inside the program: migrations, reports, languages, example surveys. Sorted by path. */
#include <stddef.h>

struct gw_embedded {
    const char *path; /* "sql/migrations/202611210001_spine.sql" */
    const unsigned char *bytes;
    size_t n;
};

extern const struct gw_embedded gw_embedded_files[];
extern const size_t gw_embedded_files_n;
