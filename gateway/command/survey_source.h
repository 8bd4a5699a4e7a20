#pragma once
/* A survey as an officer gave it, whatever its shape (canonical JSON, workbook, zip or folder of CSV, single CSV, Markdown),
 * compiled for check, publish and simulate alike: canonical JSON and the form, or what is wrong. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "finding.h"
#include "gateway/catalog.h"
#include "survey/finding.h"
#include "survey/form.h"
#include "survey/workbook.h"

struct survey_source {
    struct str file; /* as on the command line */
    bool is_folder;
    struct sv_workbook workbook; /* the sheets, where there are some */
    struct sv_findings noted;    /* what the compiler found in them, sorted */
    bool broken;                 /* the file itself, or its JSON: `fault` and nothing else */
    struct finding fault;
    struct str json; /* canonical, where there are no errors */
    struct sv_form form;
};

/* Room for the largest workbook that is read, its sheets and the form. */
struct arena *survey_arena_new(void);

/* GW_EXIT_YES with json and form; GW_EXIT_NO with findings; GW_EXIT_WORLD after telling why the file cannot be read.
 * source->file is given, the rest is filled. Everything lives in the arena. */
int survey_source_read(const struct gw_catalog *catalog, enum sv_finding_language language, struct arena *arena,
                       struct survey_source *source);

size_t survey_errors_n(const struct survey_source *source);
size_t survey_warnings_n(const struct survey_source *source);
/* All findings, in order. */
void survey_print_findings(const struct survey_source *source, enum finding_shape shape);
