#pragma once
/* A mistake in a file, told with its place and a hint: one line for people, one JSON value or one CSV record for machines. */
#include "base/str.h"
#include "survey/finding.h"

struct finding {
    struct str file;
    struct str sheet;  /* empty: the file has none */
    int row;           /* 0: no row */
    struct str column; /* empty: no column */
    enum sv_severity severity;
    struct str code;
    struct str message;
    struct str hint; /* may be empty */
};

enum finding_shape { FINDING_TEXT, FINDING_JSON, FINDING_CSV };

/* The first line of a CSV; nothing for the other shapes. */
void finding_print_head(enum finding_shape shape);
void finding_print(const struct finding *finding, enum finding_shape shape);
