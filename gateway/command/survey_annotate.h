#pragma once
/* The sheets of a survey as a new workbook, with what was found as comments in the cells: an officer mends the form where it
 * is wrong instead of reading a list beside it. The only file that knows libxlsxwriter. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey_source.h"

/* All cells are texts. RC_UNSUPPORTED for a survey without sheets, RC_UNAVAILABLE when the file cannot be written. */
enum rc survey_annotate(const struct survey_source *source, struct str path, struct arena *arena, struct err *err);
