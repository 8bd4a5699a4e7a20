#pragma once
/* What the readers of this folder share while an XLSForm is taken apart: its sheets with their columns understood, and the form that
 * is being filled. Not for checks and writer, which see only model.h. */
#include "model.h"

enum {
    XL_COLUMNS_MAX = 256,   /* of one sheet; the widest real forms, with six languages and media, have under 100 */
    XL_ROWS_MAX = 2000,     /* of a sheet; a form of 500 questions has under 1000 rows */
    XL_BLANK_ROWS_MAX = 60, /* KoBo and ODK read no further, and neither do we */
    XL_BLANK_COLUMNS_MAX = 20
};

enum xl_column_kind {
    XL_COLUMN_NONE, /* no header */
    XL_COLUMN_UNKNOWN,
    XL_COLUMN_IGNORED, /* known, and without effect for good reason */
    XL_COLUMN_NO_EFFECT,
    XL_COLUMN_MEDIA,
    XL_COLUMN_EXTRA, /* of choices: for filters and look-ups */
    /* survey, choices: in every language */
    XL_COLUMN_LABEL,
    XL_COLUMN_SHORT_LABEL,
    XL_COLUMN_HINT,
    XL_COLUMN_GUIDANCE,
    XL_COLUMN_CONSTRAINT_MESSAGE,
    XL_COLUMN_REQUIRED_MESSAGE,
    /* survey */
    XL_COLUMN_TYPE,
    XL_COLUMN_NAME,
    XL_COLUMN_REQUIRED,
    XL_COLUMN_RELEVANT,
    XL_COLUMN_CONSTRAINT,
    XL_COLUMN_CALCULATION,
    XL_COLUMN_DEFAULT,
    XL_COLUMN_CHOICE_FILTER,
    XL_COLUMN_REPEAT_COUNT,
    XL_COLUMN_PARAMETERS,
    XL_COLUMN_APPEARANCE,
    XL_COLUMN_TRIGGER,
    XL_COLUMN_READ_ONLY,
    XL_COLUMN_PRIVACY,
    XL_COLUMN_ON_ANSWER,
    XL_COLUMN_DIMENSION,
    XL_COLUMN_WEIGHT,
    XL_COLUMN_DISABLED,
    /* choices */
    XL_COLUMN_LIST_NAME,
    XL_COLUMN_ALIASES,
    XL_COLUMN_SCORE,
    XL_COLUMN_MISSING,
    /* settings */
    XL_COLUMN_TITLE,
    XL_COLUMN_ID,
    XL_COLUMN_VERSION,
    XL_COLUMN_DEFAULT_LANGUAGE,
    XL_COLUMN_KEYWORD,
    XL_COLUMN_POPULATION,
    XL_COLUMN_WAVE,
    XL_COLUMN_CHANNEL,
    XL_COLUMN_DIRECTION,
    XL_COLUMN_USSD_CODE,
    XL_COLUMN_METHOD,
    XL_COLUMN_BANDS,
    XL_COLUMN_ALLOW_DUPLICATES,
    XL_COLUMN_COUNT
};

/* What may follow the name of a column after "::". */
enum xl_suffix { XL_SUFFIX_NONE, XL_SUFFIX_LANGUAGE, XL_SUFFIX_ANY };

/* A name under which a column is known; the first of a kind is the usual one. */
struct xl_known {
    const char *name;
    enum xl_column_kind kind;
    enum xl_suffix suffix;
};

struct xl_column {
    enum xl_column_kind kind;
    struct str base;   /* "label": lower case, "_" for blanks */
    struct str suffix; /* "Español (es)"; of sms_text_es "es"; may be empty */
    int32_t language;  /* of what is written in every language; -1: none of the form's */
};

struct xl_sheet {
    const struct sv_sheet *source; /* NULL: there is no such sheet */
    struct xl_headers *headers;    /* of the form */
    int32_t header_row;
    const struct sv_row *rows; /* below the headers */
    size_t rows_n;
    struct xl_column *columns;
    size_t columns_n;
    const struct xl_known *known;
    size_t known_n;
    int32_t at[XL_COLUMN_COUNT]; /* column of a kind, -1: none; of translated kinds the first */
};

struct xl_reading {
    struct arena *arena;
    struct sv_findings *findings;
    struct xl_form *form;
    struct xl_sheet survey;
    struct xl_sheet choices;
    struct xl_sheet settings;
    bool plain;              /* no header names a language */
    struct str choices_near; /* name of a sheet that was meant to be "choices"; may be empty */
    struct xl_row *rows;     /* form->rows, still open */
    struct xl_list *lists;   /* form->lists, still open */
};

/* columns.c: the names of columns. */
extern const struct xl_known xl_survey_columns[];
extern const size_t xl_survey_columns_n;
extern const struct xl_known xl_choices_columns[];
extern const size_t xl_choices_columns_n;
extern const struct xl_known xl_settings_columns[];
extern const size_t xl_settings_columns_n;
/* What a header says, its language not yet looked up. RC_TOO_BIG over the arena. */
enum rc xl_column_read(const struct xl_sheet *sheet, struct str header, struct arena *arena,
                       struct xl_column *out_column);
/* The usual name of a kind. */
struct str xl_column_name(const struct xl_sheet *sheet, enum xl_column_kind kind);

/* words.c: what a header or a type was meant to be, by likeness and from Spanish and French; empty: no idea. */
struct str xl_header_meant(const struct xl_sheet *sheet, const struct xl_column *column, struct arena *arena);
struct str xl_type_meant(struct str written, struct arena *arena);
struct str xl_sheet_meant(struct str written, struct arena *arena);

/* headers.c: the first row of a sheet. */
enum rc xl_read_headers(struct xl_reading *in, struct xl_sheet *sheet);
/* When languages are known: columns that are there twice. */
void xl_settle_columns(struct xl_reading *in, struct xl_sheet *sheet);
/* Cells below no header. */
void xl_check_loose_cells(struct xl_reading *in, const struct xl_sheet *sheet);

/* languages.c: which ones there are, and the language of each column. */
enum rc xl_read_languages(struct xl_reading *in);
/* translations.c: columns that are missing. */
void xl_check_translations(struct xl_reading *in);
/* "Español (es), Français": those for which `pick` has `wanted`; NULL: all. */
struct str xl_join_languages(const struct xl_reading *in, const bool *pick, bool wanted);
/* Texts that are missing in a row. With `needed`, no text at all is a mistake as well. */
void xl_check_texts(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, const struct xl_cell *texts,
                    bool needed);

/* Cells that are longer than any message. */
void xl_check_lengths(struct xl_reading *in, const struct xl_sheet *sheet);

/* settings.c, choices.c, survey.c, groups.c, names.c: one step each, in this order. */
void xl_read_settings(struct xl_reading *in);
void xl_check_settings(struct xl_reading *in);
enum rc xl_read_choices(struct xl_reading *in);
enum rc xl_read_survey(struct xl_reading *in);
void xl_nest_groups(struct xl_reading *in);
void xl_check_names(struct xl_reading *in);
/* choices_use.c: what lists and questions say of each other. */
enum rc xl_check_lists(struct xl_reading *in);

/* Whether `row` is the text question that "or_other" of the row before it adds. */
bool xl_is_added(const struct xl_row *row, const struct xl_row *before);

/* Cells of a row. */
struct str xl_text_at(const struct sv_row *row, int32_t column_at);
struct xl_cell xl_cell_of(const struct xl_sheet *sheet, const struct sv_row *row, enum xl_column_kind kind);
/* One per language of the form; NULL over the arena. */
const struct xl_cell *xl_cells_of(struct xl_reading *in, const struct xl_sheet *sheet, const struct sv_row *row,
                                  enum xl_column_kind kind);

/* A finding at a cell, a row (column_at -1) or a sheet (row 0). */
void xl_found(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, int32_t column_at, enum sv_code code,
              int variant, const struct str *args, size_t args_n);
/* At a column that the sheet may not have: then it is named by the header it should have. */
void xl_found_at(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, enum xl_column_kind kind,
                 enum sv_code code, int variant, const struct str *args, size_t args_n);
