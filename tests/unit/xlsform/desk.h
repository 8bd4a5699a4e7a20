#pragma once
/* An officer's desk, for tests of readers and writer: a workbook as text goes in, findings and JSON come out. */
#include "../../../survey/xlsform/model.h"
#include "base/arena.h"
#include "survey/form.h"

struct desk {
    struct arena *arena;
    const struct sv_languages *languages; /* es, fr, en */
    struct sv_findings findings;          /* sorted, in English */
    struct xl_form form;
};

/* Reads a workbook (pipes.h). Where it has no sheet "settings", it gets one in which nothing is wrong, in Spanish. */
struct desk desk_read(const char *workbook);
void desk_free(struct desk *desk);

/* "survey 1 label error H001", one a line. */
const char *desk_lines(struct desk *desk);
/* The finding of this code, or NULL. */
const struct sv_finding *desk_finding(const struct desk *desk, enum sv_code code);
/* Reads and writes; a finding that is an error ends the test. */
struct str desk_json(struct desk *desk);
struct str desk_file(const char *path, struct arena *arena);

/* What is found must be exactly these lines. */
struct desk_case {
    const char *name;
    const char *workbook;
    const char *lines;
};
void desk_expect(const struct desk_case *cases, size_t n);
