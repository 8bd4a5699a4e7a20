#include "survey/xlsform.h"

#include <assert.h>

#include "base/limits.h"
#include "model.h"

static enum rc too_big(struct err *err)
{
    return err_set(err, RC_TOO_BIG, "the form is too big; hint: divide it into several forms");
}

enum rc sv_xlsform_read(const struct sv_workbook *workbook, const struct sv_languages *languages, struct arena *arena,
                        struct sv_findings *findings, struct str *out_json, struct err *err)
{
    assert(workbook != NULL && languages != NULL && arena != NULL && findings != NULL && out_json != NULL);
    struct xl_form form;
    struct str json = STR_EMPTY;
    if (xl_read(workbook, languages, arena, findings, &form) != RC_OK)
        return too_big(err);
    xl_check_expressions(&form, arena, findings);
    xl_check_values(&form, arena, findings);
    xl_check_messages(&form, arena, findings);
    xl_check_people(&form, arena, findings);
    xl_check_scores(&form, arena, findings);
    sv_findings_sort(findings);
    if (findings->errors_n == 0 && xl_write_json(&form, arena, &json) != RC_OK)
        return too_big(err);
    if (json.n > SV_FORM_BYTES_MAX)
        return too_big(err);
    *out_json = json;
    return RC_OK;
}
