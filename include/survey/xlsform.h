#pragma once
/* XLSForm, as M&E officers write it for KoBo, ODK and SurveyCTO, compiled to canonical JSON (survey/form/form.schema.json). All findings
 * come out of one run; the JSON comes out only where none of them is an error, and sv_form_read_json then takes it. */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/finding.h"
#include "survey/language.h"
#include "survey/workbook.h"

/* RC_OK also when there are findings; *out_json is then empty if one of them is an error. RC_TOO_BIG over the arena. */
enum rc sv_xlsform_read(const struct sv_workbook *workbook, const struct sv_languages *languages, struct arena *arena,
                        struct sv_findings *findings, struct str *out_json, struct err *err);
