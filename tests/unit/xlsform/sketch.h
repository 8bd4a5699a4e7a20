#pragma once
/* Forms for tests of checks: CSV text read in the simplest way into struct xl_form, without any of what the readers forgive or find. */
#include "base/arena.h"
#include "base/str.h"
#include "survey/finding.h"
#include "survey/language.h"

struct sketch {
    const char *survey; /* CSV with a header; NULL: no such sheet */
    const char *choices;
    const char *settings;
};

/* A part of a form is checked alone. */
enum sketch_check {
    SKETCH_EXPRESSIONS = 1,
    SKETCH_VALUES = 2,
    SKETCH_MESSAGES = 4,
    SKETCH_PEOPLE = 8,
    SKETCH_SCORES = 16,
    SKETCH_ALL = 31
};

/* All of them, sorted, in English. */
struct sv_findings sketch_findings(const struct sketch *sketch, int checks, struct arena *arena);
/* "survey 4 relevant error X002", one a line, of the findings whose code begins so. */
struct str sketch_lines(const struct sv_findings *findings, const char *code, struct arena *arena);
/* One case of a table: what is found must be exactly these lines, each "row column severity code", of the sheet named. */
struct sketch_case {
    const char *name;
    struct sketch sketch;
    const char *lines;
};
void sketch_expect(const struct sketch_case *cases, size_t n, int checks, const char *code);
/* The sheets of a folder of the fixtures. */
struct sketch sketch_folder(const char *folder, struct arena *arena);
const char *sketch_file(const char *path, struct arena *arena);
