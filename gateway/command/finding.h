#pragma once
/* A mistake in a file, told with its place and a hint: one line for people, one JSON value for machines. */
#include <stdbool.h>

#include "base/str.h"

struct finding {
    struct str file;
    int row;           /* 0: no row */
    struct str column; /* empty: no column */
    bool warning;      /* else an error */
    const char *code;
    struct str message;
    struct str hint; /* may be empty */
};

void finding_print(const struct finding *finding, bool json);
