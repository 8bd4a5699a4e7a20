#pragma once
/* An XLSForm taken apart: every cell that means something, with its place. Filled by the readers of this folder (sheets.c, survey.c,
 * choices.c, settings.c), looked at by the checks (check_*.c), written as canonical JSON by write_json.c. Plain data; everything lives
 * in the arena of the run or borrows the workbook. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/finding.h"
#include "survey/language.h"
#include "survey/workbook.h"

/* A cell that means something. */
struct xl_cell {
    struct str text;   /* STR_EMPTY: blank, or no such column */
    int32_t column_at; /* of its sheet; -1: the sheet has no such column */
};

/* Column headers of a sheet, as written. */
struct xl_headers {
    struct str sheet; /* name as written */
    const struct str *names;
    size_t n;
};

/* A language of the form, from "label::Español (es)". */
struct xl_language {
    struct str written;               /* "Español (es)"; "default" for columns without one */
    struct str code;                  /* "es"; without a code, what was guessed from the name, else empty */
    const struct sv_language *system; /* NULL: Puente has no texts in it */
};

enum xl_type {
    XL_TYPE_UNKNOWN,
    XL_TYPE_TEXT,
    XL_TYPE_INTEGER,
    XL_TYPE_DECIMAL,
    XL_TYPE_PERCENTAGE,
    XL_TYPE_RANGE,
    XL_TYPE_DATE,
    XL_TYPE_TIME,
    XL_TYPE_DATETIME,
    XL_TYPE_SELECT_ONE,
    XL_TYPE_SELECT_MULTIPLE,
    XL_TYPE_RANK,
    XL_TYPE_ACKNOWLEDGE,
    XL_TYPE_NOTE,
    XL_TYPE_CALCULATE,
    XL_TYPE_HIDDEN,
    XL_TYPE_AUTO,    /* start, today, phonenumber ...: filled by the gateway */
    XL_TYPE_IGNORED, /* audit ...: notice only */
    XL_TYPE_IMPOSSIBLE,
    XL_TYPE_BEGIN_GROUP,
    XL_TYPE_END_GROUP,
    XL_TYPE_BEGIN_REPEAT,
    XL_TYPE_END_REPEAT,
    XL_TYPE_COUNT
};

/* One row of the survey sheet that is not a comment. Arrays of cells have one per language of the form, never NULL. */
struct xl_row {
    int32_t number; /* spreadsheet row */
    enum xl_type type;
    struct str type_word; /* the word itself: "start", "image" */
    struct xl_cell type_cell;
    struct str list_name; /* of selects and rank, as written */
    int32_t list;         /* index, -1: none or unknown */
    bool or_other;
    int32_t parent; /* row index of the begin_group or begin_repeat around it, -1 */
    int32_t begin;  /* of an end row: the row index it closes, -1 */
    bool disabled;
    struct xl_cell name;
    const struct xl_cell *label;
    const struct xl_cell *short_label; /* sms_text_<code> */
    const struct xl_cell *hint;
    const struct xl_cell *constraint_message;
    const struct xl_cell *required_message;
    struct xl_cell required;
    struct xl_cell relevant;
    struct xl_cell constraint;
    struct xl_cell calculation;
    struct xl_cell default_value;
    struct xl_cell choice_filter;
    struct xl_cell repeat_count;
    struct xl_cell parameters;
    struct xl_cell appearance;
    struct xl_cell trigger;
    struct xl_cell read_only;
    struct xl_cell privacy;
    struct xl_cell on_answer;
    struct xl_cell dimension; /* ind_dimension */
    struct xl_cell weight;    /* ind_weight */
};

struct xl_choice {
    int32_t number; /* spreadsheet row */
    struct xl_cell list_name;
    struct xl_cell name;
    const struct xl_cell *label; /* one per language */
    const struct xl_cell *short_label;
    struct xl_cell aliases;      /* sms_option */
    struct xl_cell score;        /* ind_score */
    struct xl_cell missing;      /* ind_missing */
    const struct xl_cell *extra; /* the other columns, in the order of xl_form.extra */
};

struct xl_list {
    struct str name;
    const struct xl_choice *choices;
    size_t choices_n;
};

struct xl_settings {
    int32_t number; /* row of the values, 0: no settings sheet */
    struct xl_cell title;
    struct xl_cell id;
    struct xl_cell version;
    struct xl_cell default_language;
    struct xl_cell keyword;
    struct xl_cell population;
    struct xl_cell wave;
    struct xl_cell channel;
    struct xl_cell direction;
    struct xl_cell ussd_code;
    struct xl_cell method; /* ind_method */
    struct xl_cell bands;  /* ind_bands */
    struct xl_cell allow_choice_duplicates;
};

struct xl_form {
    const struct sv_languages *systems;
    struct xl_headers survey_headers;
    struct xl_headers choices_headers;
    struct xl_headers settings_headers;
    bool has_choices_sheet;
    const struct xl_language *languages;
    size_t languages_n;
    size_t default_language;
    const struct xl_row *rows;
    size_t rows_n;
    const struct xl_list *lists;
    size_t lists_n;
    const struct str *extra; /* names of further columns of the choices sheet */
    const int32_t *extra_at; /* their column_at */
    size_t extra_n;
    struct xl_settings settings;
};

/* The place of a cell of a survey row, a choice or the settings, for a finding. */
struct sv_spot xl_spot(const struct xl_headers *headers, int32_t row_number, int32_t column_at);
/* Row index of a question by name, exactly as written; -1. */
int32_t xl_row_named(const struct xl_form *form, struct str name);

/* Readers: fill the form and note findings (H S N T G C001-C006 C009-C012 L R001 R002 V). RC_TOO_BIG over the arena. */
enum rc xl_read(const struct sv_workbook *workbook, const struct sv_languages *languages, struct arena *arena,
                struct sv_findings *findings, struct xl_form *out_form);
/* Checks of what is written (X D M P I C007 C008 W); they read the form and note findings. */
void xl_check_expressions(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
void xl_check_values(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
void xl_check_messages(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
void xl_check_people(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
void xl_check_scores(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
/* Canonical JSON of a form without errors. */
enum rc xl_write_json(const struct xl_form *form, struct arena *arena, struct str *out_json);
