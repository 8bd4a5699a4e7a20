/* Which sheet is which, and the order in which they are read. */
#include "base/attr.h"
#include "base/buf.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "reading.h"

static void found(struct xl_reading *in, struct str sheet, enum sv_code code, int variant, const struct str *args,
                  size_t args_n)
{
    const struct sv_spot spot = {.sheet = sheet, .row = 0, .column_at = -1, .column = STR_EMPTY};
    xl_findings_add(in->findings, code, variant, &spot, args, args_n);
}

static struct xl_sheet *sheet_named(struct xl_reading *in, struct str name)
{
    struct xl_sheet *sheets[] = {&in->survey, &in->choices, &in->settings};
    const char *const names[] = {"survey", "choices", "settings"};
    for (size_t i = 0; i < COUNT_OF(sheets); i++)
        if (str_eq_ascii_nocase(name, str_of(names[i])))
            return sheets[i];
    return NULL;
}

/* Sheets that other programs use. */
static bool is_without_effect(struct str name)
{
    static const char *const names[] = {"external_choices", "entities", "osm"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq_ascii_nocase(name, str_of(names[i])))
            return true;
    return false;
}

static void take(struct xl_sheet *sheet, const struct sv_sheet *source)
{
    sheet->source = source;
    sheet->headers->sheet = source->name;
}

static void recognise(struct xl_reading *in, const struct sv_sheet *source)
{
    const struct str name = str_trim(source->name);
    struct xl_sheet *sheet = sheet_named(in, name);
    if (sheet != NULL && sheet->source != NULL) {
        found(in, source->name, SV_CODE_S001, XL_S001_TWICE, &name, 1);
    } else if (sheet != NULL) {
        take(sheet, source);
        if (source->hidden)
            found(in, source->name, SV_CODE_S001, XL_S001_HIDDEN, &name, 1);
    } else if (is_without_effect(name)) {
        found(in, source->name, SV_CODE_S001, XL_S001_NO_EFFECT, &name, 1);
    }
}

/* A sheet that nobody knows may be one that is missing. Names that begin with "_" are left alone. */
static void check_unknown(struct xl_reading *in, const struct sv_sheet *source)
{
    const struct str name = str_trim(source->name);
    if (sheet_named(in, name) != NULL || is_without_effect(name) || str_starts(name, STR("_")))
        return;
    const struct str args[] = {name, xl_sheet_meant(name, in->arena)};
    const struct xl_sheet *meant = sheet_named(in, args[1]);
    if (meant == NULL)
        return;
    found(in, source->name, SV_CODE_S001, meant->source == NULL ? XL_S001_NEAR : XL_S001_NEAR_TOO, args,
          COUNT_OF(args));
    if (meant == &in->choices && meant->source == NULL)
        in->choices_near = name;
}

/* "Hoja1, choices". */
static struct str sheet_names(struct xl_reading *in, const struct sv_workbook *workbook)
{
    size_t room = 2;
    for (size_t i = 0; i < workbook->sheets_n; i++)
        room += workbook->sheets[i].name.n + 2;
    struct buf buf = buf_in(in->arena, room);
    for (size_t i = 0; i < workbook->sheets_n; i++) {
        if (buf.n > 0)
            buf_put(&buf, STR(", "));
        buf_put(&buf, workbook->sheets[i].name);
    }
    if (buf.n == 0)
        buf_put(&buf, STR("-"));
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}

static void find_sheets(struct xl_reading *in, const struct sv_workbook *workbook)
{
    /* As KoBo and ODK have it: a workbook of one sheet is a survey, whatever the sheet is called. */
    if (workbook->sheets_n == 1) {
        take(&in->survey, &workbook->sheets[0]);
        return;
    }
    for (size_t i = 0; i < workbook->sheets_n; i++)
        recognise(in, &workbook->sheets[i]);
    for (size_t i = 0; i < workbook->sheets_n; i++)
        check_unknown(in, &workbook->sheets[i]);
    if (in->survey.source != NULL)
        return;
    const struct str names = sheet_names(in, workbook);
    found(in, STR("survey"), SV_CODE_S002, 0, &names, 1);
}

static enum rc read_columns(struct xl_reading *in)
{
    if (xl_read_headers(in, &in->survey) != RC_OK || xl_read_headers(in, &in->choices) != RC_OK ||
        xl_read_headers(in, &in->settings) != RC_OK)
        return RC_TOO_BIG;
    xl_settle_columns(in, &in->settings);
    xl_read_settings(in);
    if (xl_read_languages(in) != RC_OK)
        return RC_TOO_BIG;
    xl_settle_columns(in, &in->survey);
    xl_settle_columns(in, &in->choices);
    xl_check_translations(in);
    const struct xl_sheet *sheets[] = {&in->survey, &in->choices, &in->settings};
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        xl_check_loose_cells(in, sheets[i]);
        xl_check_lengths(in, sheets[i]);
    }
    return RC_OK;
}

static enum rc read_rows(struct xl_reading *in)
{
    xl_check_settings(in);
    if (xl_read_choices(in) != RC_OK || xl_read_survey(in) != RC_OK)
        return RC_TOO_BIG;
    xl_nest_groups(in);
    xl_check_names(in);
    return xl_check_lists(in);
}

enum rc xl_read(const struct sv_workbook *workbook, const struct sv_languages *languages, struct arena *arena,
                struct sv_findings *findings, struct xl_form *out_form)
{
    struct xl_form form = {.systems = languages,
                           .survey_headers = {.sheet = STR("survey")},
                           .choices_headers = {.sheet = STR("choices")},
                           .settings_headers = {.sheet = STR("settings")}};
    struct xl_reading in = {
        .arena = arena,
        .findings = findings,
        .form = &form,
        .survey = {.headers = &form.survey_headers, .known = xl_survey_columns, .known_n = xl_survey_columns_n},
        .choices = {.headers = &form.choices_headers, .known = xl_choices_columns, .known_n = xl_choices_columns_n},
        .settings = {.headers = &form.settings_headers, .known = xl_settings_columns, .known_n = xl_settings_columns_n},
        .choices_near = STR_EMPTY,
    };
    find_sheets(&in, workbook);
    form.has_choices_sheet = in.choices.source != NULL;
    if (read_columns(&in) != RC_OK || read_rows(&in) != RC_OK)
        return RC_TOO_BIG;
    *out_form = form;
    return RC_OK;
}
