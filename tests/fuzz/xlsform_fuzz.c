/* Any workbook as a form: what is found is sound, every index is in range, and a form in which nothing is wrong is one that the
 * program takes. */
#include <assert.h>
#include <stdint.h>

#include "../../survey/xlsform/model.h"
#include "base/attr.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "survey/form.h"
#include "survey/xlsform.h"
#include "unit/xlsform/pipes.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, FINDINGS_MAX = 200, INPUT_BYTES_MAX = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As readers of files clean cells. */
static struct str clean(const uint8_t *data, size_t size, struct arena *arena)
{
    const struct str text = utf8_clean(arena, (struct str){.p = (const char *)data, .n = size});
    char *p = arena_alloc(arena, text.n);
    assert(p != NULL);
    for (size_t i = 0; i < text.n; i++)
        p[i] = (uint8_t)text.p[i] < ' ' && text.p[i] != '\n' ? ' ' : text.p[i];
    return (struct str){.p = p, .n = text.n};
}

static void check_findings(const struct sv_findings *findings)
{
    size_t errors = 0;
    for (size_t i = 0; i < findings->n; i++) {
        const struct sv_finding *finding = &findings->items[i];
        errors += finding->severity == SV_SEVERITY_ERROR ? 1 : 0;
        assert(finding->code < SV_CODE_COUNT && finding->severity < SV_SEVERITY_COUNT);
        assert(finding->spot.sheet.p != NULL && finding->spot.column.p != NULL && finding->spot.row >= 0);
        assert(finding->message.n > 0 && utf8_valid(finding->message) && utf8_valid(finding->hint));
    }
    assert(errors <= findings->errors_n && errors + findings->lost >= findings->errors_n);
}

static void check_cells(const struct xl_form *form, const struct xl_cell *cells, const struct xl_headers *headers)
{
    assert(cells != NULL);
    for (size_t i = 0; i < form->languages_n; i++)
        assert(cells[i].text.p != NULL && cells[i].column_at >= -1 && cells[i].column_at < (int32_t)headers->n);
}

static void check_row(const struct xl_form *form, size_t at)
{
    const struct xl_row *row = &form->rows[at];
    const struct xl_headers *headers = &form->survey_headers;
    assert(row->number > 0 && row->type < XL_TYPE_COUNT && row->list >= -1 && row->list < (int32_t)form->lists_n);
    assert(row->parent >= -1 && row->parent < (int32_t)at && row->begin >= -1 && row->begin < (int32_t)at);
    assert(row->name.text.p != NULL && row->type_word.p != NULL && row->list_name.p != NULL);
    check_cells(form, row->label, headers);
    check_cells(form, row->short_label, headers);
    check_cells(form, row->hint, headers);
    check_cells(form, row->constraint_message, headers);
    check_cells(form, row->required_message, headers);
}

static void check_list(const struct xl_form *form, const struct xl_list *list)
{
    assert(list->choices_n > 0 && list->name.n > 0);
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct xl_choice *choice = &list->choices[i];
        assert(choice->name.text.n > 0 && choice->number > 0 && choice->extra != NULL);
        check_cells(form, choice->label, &form->choices_headers);
        check_cells(form, choice->short_label, &form->choices_headers);
    }
}

static void check_form(const struct xl_form *form)
{
    assert(form->languages_n >= 1 && form->languages_n <= SV_LANGUAGES_MAX);
    assert(form->default_language < form->languages_n);
    for (size_t i = 0; i < form->rows_n; i++)
        check_row(form, i);
    for (size_t i = 0; i < form->lists_n; i++)
        check_list(form, &form->lists[i]);
}

/* What `survey check` calls good, `survey publish` and the gateway can read. */
static void check_whole(const struct sv_workbook *workbook, const struct sv_languages *languages, struct arena *arena)
{
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, FINDINGS_MAX);
    struct str json = STR_EMPTY;
    struct sv_form form;
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_xlsform_read(workbook, languages, arena, &findings, &json, &err);
    assert(rc == RC_OK || rc == RC_TOO_BIG);
    check_findings(&findings);
    if (rc == RC_OK && findings.errors_n == 0 && json.n <= SV_FORM_BYTES_MAX)
        assert(sv_form_read_json(json, languages, arena, &form, &err) == RC_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str stop[] = {{.p = "stop", .n = 4}};
    static const struct sv_language items[] = {
        {.code = {.p = "es", .n = 2},
         .name = {.p = "Español", .n = 8},
         .words = {[SV_COMMAND_STOP] = stop},
         .words_n = {[SV_COMMAND_STOP] = 1}},
        {.code = {.p = "en", .n = 2}, .name = {.p = "English", .n = 7}},
        {.code = {.p = "fr", .n = 2}, .name = {.p = "", .n = 0}},
    };
    const struct sv_languages languages = {.items = items, .n = COUNT_OF(items)};
    if (size > INPUT_BYTES_MAX)
        return 0;
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct sv_workbook workbook = pipes_workbook(clean(data, size, arena), arena);
    struct sv_findings findings =
        sv_findings_in(arena, (enum sv_finding_language)(size % SV_FINDINGS_LANGUAGES), FINDINGS_MAX);
    struct xl_form form;
    struct str json = STR_EMPTY;
    const enum rc rc = xl_read(&workbook, &languages, arena, &findings, &form);
    assert(rc == RC_OK || rc == RC_TOO_BIG);
    check_findings(&findings);
    if (rc == RC_OK) {
        check_form(&form);
        sv_findings_sort(&findings);
        assert(findings.errors_n > 0 || xl_write_json(&form, arena, &json) == RC_OK);
        assert(utf8_valid(json));
    }
    check_whole(&workbook, &languages, arena);
    arena_free(arena);
    return 0;
}
