/* The sheet "survey": one row a question, group boundary or calculation. */
#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "names.h"
#include "or_other.h"
#include "reading.h"
#include "types.h"

int32_t xl_row_named(const struct xl_form *form, struct str name)
{
    for (size_t i = 0; i < form->rows_n; i++) {
        const struct xl_row *row = &form->rows[i];
        const bool boundary = row->type == XL_TYPE_BEGIN_GROUP || row->type == XL_TYPE_END_GROUP ||
                              row->type == XL_TYPE_END_REPEAT || row->type == XL_TYPE_IGNORED;
        if (!boundary && name.n > 0 && str_eq(row->name.text, name))
            return (int32_t)i;
    }
    return -1;
}

bool xl_is_added(const struct xl_row *row, const struct xl_row *before)
{
    return before->or_other && row->number == before->number;
}

static bool has_label(const struct xl_sheet *sheet, const struct sv_row *row)
{
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (sheet->columns[i].kind == XL_COLUMN_LABEL && xl_text_at(row, (int32_t)i).n > 0)
            return true;
    return false;
}

/* Something that only a question can use. */
static bool has_more(const struct xl_sheet *sheet, const struct sv_row *row)
{
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (sheet->columns[i].kind > XL_COLUMN_LABEL && xl_text_at(row, (int32_t)i).n > 0)
            return true;
    return false;
}

/* Whether a row is part of the form; notes rows that are half one. */
static bool is_row(struct xl_reading *in, const struct sv_row *row)
{
    const struct xl_sheet *sheet = &in->survey;
    if (xl_is_yes(xl_text_at(row, sheet->at[XL_COLUMN_DISABLED])))
        return false;
    if (xl_text_at(row, sheet->at[XL_COLUMN_TYPE]).n > 0)
        return true;
    const bool named = xl_text_at(row, sheet->at[XL_COLUMN_NAME]).n > 0;
    const bool labelled = has_label(sheet, row);
    if (sheet->at[XL_COLUMN_TYPE] < 0)
        return named || labelled;
    if (named || labelled)
        xl_found_at(in, sheet, row->number, XL_COLUMN_TYPE, SV_CODE_T001, named ? XL_T001_NAMED : XL_T001_LABEL, NULL,
                    0);
    else if (has_more(sheet, row))
        xl_found(in, sheet, row->number, -1, SV_CODE_T001, XL_T001_COMMENT, NULL, 0);
    return named || labelled;
}

static bool is_empty_auto(struct str word)
{
    static const char *const words[] = {"deviceid", "username", "email", "simserial", "subscriberid"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(word, str_of(words[i])))
            return true;
    return false;
}

static void found_type(struct xl_reading *in, const struct xl_row *row, enum sv_code code, int variant,
                       const struct str *args, size_t args_n)
{
    xl_found(in, &in->survey, row->number, row->type_cell.column_at, code, variant, args, args_n);
}

static void check_type(struct xl_reading *in, const struct xl_row *row, const struct xl_typed *typed)
{
    struct str args[] = {row->type_cell.text, typed->word};
    if (args[0].n == 0)
        return;
    if (typed->capitals)
        found_type(in, row, SV_CODE_T005, 0, args, COUNT_OF(args));
    if (typed->type == XL_TYPE_UNKNOWN) {
        args[1] = xl_type_meant(args[0], in->arena);
        found_type(in, row, SV_CODE_T002, args[1].n > 0 ? XL_T002_NEAR : XL_T002_UNKNOWN, args, COUNT_OF(args));
    } else if (typed->type == XL_TYPE_IMPOSSIBLE || typed->type == XL_TYPE_DATETIME) {
        found_type(in, row, SV_CODE_T003, typed->impossible, &typed->word, 1);
    } else if (typed->type == XL_TYPE_IGNORED) {
        found_type(in, row, SV_CODE_T004, XL_T004_IGNORED, &typed->word, 1);
    } else if (typed->type == XL_TYPE_AUTO && is_empty_auto(typed->word)) {
        found_type(in, row, SV_CODE_T004, XL_T004_EMPTY, &typed->word, 1);
    } else if (xl_type_takes_list(typed->type) && typed->list_name.n == 0) {
        found_type(in, row, SV_CODE_T002, XL_T002_NO_LIST, &typed->word, 1);
    }
}

static int32_t find_list(const struct xl_form *form, struct str name)
{
    for (size_t i = 0; i < form->lists_n; i++)
        if (str_eq(form->lists[i].name, name))
            return (int32_t)i;
    return -1;
}

static void read_cells(const struct xl_sheet *sheet, const struct sv_row *from, struct xl_row *row)
{
    row->type_cell = xl_cell_of(sheet, from, XL_COLUMN_TYPE);
    row->name = xl_cell_of(sheet, from, XL_COLUMN_NAME);
    row->required = xl_cell_of(sheet, from, XL_COLUMN_REQUIRED);
    row->relevant = xl_cell_of(sheet, from, XL_COLUMN_RELEVANT);
    row->constraint = xl_cell_of(sheet, from, XL_COLUMN_CONSTRAINT);
    row->calculation = xl_cell_of(sheet, from, XL_COLUMN_CALCULATION);
    row->default_value = xl_cell_of(sheet, from, XL_COLUMN_DEFAULT);
    row->choice_filter = xl_cell_of(sheet, from, XL_COLUMN_CHOICE_FILTER);
    row->repeat_count = xl_cell_of(sheet, from, XL_COLUMN_REPEAT_COUNT);
    row->parameters = xl_cell_of(sheet, from, XL_COLUMN_PARAMETERS);
    row->appearance = xl_cell_of(sheet, from, XL_COLUMN_APPEARANCE);
    row->trigger = xl_cell_of(sheet, from, XL_COLUMN_TRIGGER);
    row->read_only = xl_cell_of(sheet, from, XL_COLUMN_READ_ONLY);
    row->privacy = xl_cell_of(sheet, from, XL_COLUMN_PRIVACY);
    row->on_answer = xl_cell_of(sheet, from, XL_COLUMN_ON_ANSWER);
    row->dimension = xl_cell_of(sheet, from, XL_COLUMN_DIMENSION);
    row->weight = xl_cell_of(sheet, from, XL_COLUMN_WEIGHT);
}

static bool read_texts(struct xl_reading *in, const struct sv_row *from, struct xl_row *row)
{
    const struct xl_sheet *sheet = &in->survey;
    row->label = xl_cells_of(in, sheet, from, XL_COLUMN_LABEL);
    row->short_label = xl_cells_of(in, sheet, from, XL_COLUMN_SHORT_LABEL);
    row->hint = xl_cells_of(in, sheet, from, XL_COLUMN_HINT);
    row->constraint_message = xl_cells_of(in, sheet, from, XL_COLUMN_CONSTRAINT_MESSAGE);
    row->required_message = xl_cells_of(in, sheet, from, XL_COLUMN_REQUIRED_MESSAGE);
    return row->label != NULL && row->short_label != NULL && row->hint != NULL && row->constraint_message != NULL &&
           row->required_message != NULL;
}

static enum rc read_row(struct xl_reading *in, const struct sv_row *from, struct xl_row *row)
{
    struct xl_typed typed;
    *row = (struct xl_row){.number = from->number, .parent = -1, .begin = -1, .list = -1};
    read_cells(&in->survey, from, row);
    if (!read_texts(in, from, row) || xl_type_read(row->type_cell.text, in->arena, &typed) != RC_OK)
        return RC_TOO_BIG;
    row->type = typed.type;
    row->type_word = typed.word;
    row->list_name = typed.list_name;
    row->or_other = typed.or_other && xl_type_takes_list(typed.type);
    row->list = xl_type_takes_list(typed.type) ? find_list(in->form, typed.list_name) : -1;
    if (typed.constraint != NULL && row->constraint.text.n == 0)
        row->constraint = (struct xl_cell){.text = str_of(typed.constraint), .column_at = -1};
    check_type(in, row, &typed);
    return RC_OK;
}

static void check_texts(struct xl_reading *in, const struct xl_row *row)
{
    const struct xl_sheet *sheet = &in->survey;
    if (!xl_type_is_shown(row->type))
        return;
    xl_check_texts(in, sheet, row->number, row->label, true);
    xl_check_texts(in, sheet, row->number, row->hint, false);
    xl_check_texts(in, sheet, row->number, row->constraint_message, false);
    xl_check_texts(in, sheet, row->number, row->required_message, false);
}

/* Rows there can be, with those that "or_other" adds. */
static enum rc count_rows(const struct xl_reading *in, size_t *out_n)
{
    const struct xl_sheet *sheet = &in->survey;
    struct xl_typed typed;
    *out_n = sheet->rows_n;
    for (size_t i = 0; i < sheet->rows_n; i++) {
        if (xl_type_read(xl_text_at(&sheet->rows[i], sheet->at[XL_COLUMN_TYPE]), in->arena, &typed) != RC_OK)
            return RC_TOO_BIG;
        *out_n += typed.or_other ? 1 : 0;
    }
    return RC_OK;
}

static void check_size(struct xl_reading *in)
{
    size_t questions = 0;
    for (size_t i = 0; i < in->form->rows_n; i++)
        questions += xl_type_is_question(in->rows[i].type) ? 1 : 0;
    if (in->form->rows_n == 0 && in->survey.source != NULL)
        xl_found(in, &in->survey, 0, -1, SV_CODE_S003, XL_S003_EMPTY, NULL, 0);
    if (questions <= SV_QUESTIONS_MAX)
        return;
    char storage[2][24];
    struct buf numbers[] = {buf_on(storage[0], sizeof storage[0]), buf_on(storage[1], sizeof storage[1])};
    buf_put_i64(&numbers[0], (int64_t)questions);
    buf_put_i64(&numbers[1], SV_QUESTIONS_MAX);
    const struct str args[] = {buf_str(&numbers[0]), buf_str(&numbers[1])};
    xl_found(in, &in->survey, 0, -1, SV_CODE_S003, XL_S003_QUESTIONS, args, COUNT_OF(args));
}

enum rc xl_read_survey(struct xl_reading *in)
{
    const struct xl_sheet *sheet = &in->survey;
    size_t room = 0;
    if (sheet->columns_n > 0 && sheet->at[XL_COLUMN_TYPE] < 0)
        xl_found_at(in, sheet, sheet->header_row, XL_COLUMN_TYPE, SV_CODE_T001, XL_T001_COLUMN, NULL, 0);
    if (count_rows(in, &room) != RC_OK)
        return RC_TOO_BIG;
    in->rows = ARENA_ARRAY(in->arena, struct xl_row, room);
    if (in->rows == NULL)
        return RC_TOO_BIG;
    in->form->rows = in->rows;
    for (size_t i = 0; i < sheet->rows_n; i++) {
        struct xl_row *row = &in->rows[in->form->rows_n];
        if (!is_row(in, &sheet->rows[i]))
            continue;
        if (read_row(in, &sheet->rows[i], row) != RC_OK)
            return RC_TOO_BIG;
        check_texts(in, row);
        in->form->rows_n++;
        if (row->or_other && xl_other_question(in, row, &in->rows[in->form->rows_n++]) != RC_OK)
            return RC_TOO_BIG;
    }
    check_size(in);
    return RC_OK;
}
