#include "check.h"

#include "base/attr.h"
#include "survey/expr.h"

enum { NUMBER_BYTES = 24, VALUES_SHOWN = 12, VALUES_BYTES = 512 };

static struct sv_spot spot_in(const struct xl_headers *headers, int32_t number, const struct xl_cell *cell,
                              struct str header)
{
    struct sv_spot spot = xl_spot(headers, number, cell->column_at);
    if (cell->column_at < 0)
        spot.column = header;
    return spot;
}

struct sv_spot xl_check_spot(const struct check *check, const struct xl_row *row, const struct xl_cell *cell,
                             struct str header)
{
    return spot_in(&check->form->survey_headers, row->number, cell, header);
}

struct sv_spot xl_check_choice_spot(const struct check *check, const struct xl_choice *choice,
                                    const struct xl_cell *cell, struct str header)
{
    return spot_in(&check->form->choices_headers, choice->number, cell, header);
}

struct sv_spot xl_check_spot_from(const struct sv_spot *spot, int32_t position)
{
    struct sv_spot at = *spot;
    at.position = position;
    return at;
}

enum kind { KIND_NONE, KIND_ASKED, KIND_SAID, KIND_VALUE, KIND_FRAME };

static enum kind kind_of(enum xl_type type)
{
    static const enum kind kinds[XL_TYPE_COUNT] = {
        [XL_TYPE_UNKNOWN] = KIND_ASKED,
        [XL_TYPE_TEXT] = KIND_ASKED,
        [XL_TYPE_INTEGER] = KIND_ASKED,
        [XL_TYPE_DECIMAL] = KIND_ASKED,
        [XL_TYPE_PERCENTAGE] = KIND_ASKED,
        [XL_TYPE_RANGE] = KIND_ASKED,
        [XL_TYPE_DATE] = KIND_ASKED,
        [XL_TYPE_TIME] = KIND_ASKED,
        [XL_TYPE_DATETIME] = KIND_ASKED,
        [XL_TYPE_SELECT_ONE] = KIND_ASKED,
        [XL_TYPE_SELECT_MULTIPLE] = KIND_ASKED,
        [XL_TYPE_RANK] = KIND_ASKED,
        [XL_TYPE_ACKNOWLEDGE] = KIND_ASKED,
        [XL_TYPE_NOTE] = KIND_SAID,
        [XL_TYPE_CALCULATE] = KIND_VALUE,
        [XL_TYPE_HIDDEN] = KIND_VALUE,
        [XL_TYPE_AUTO] = KIND_VALUE,
        [XL_TYPE_IGNORED] = KIND_NONE,
        [XL_TYPE_IMPOSSIBLE] = KIND_ASKED,
        [XL_TYPE_BEGIN_GROUP] = KIND_FRAME,
        [XL_TYPE_END_GROUP] = KIND_NONE,
        [XL_TYPE_BEGIN_REPEAT] = KIND_FRAME,
        [XL_TYPE_END_REPEAT] = KIND_NONE,
    };
    return kinds[type];
}

bool xl_check_is_live(const struct xl_row *row)
{
    return !row->disabled && kind_of(row->type) != KIND_NONE;
}

bool xl_check_is_asked(enum xl_type type)
{
    return kind_of(type) == KIND_ASKED;
}

bool xl_check_is_shown(enum xl_type type)
{
    return kind_of(type) == KIND_ASKED || kind_of(type) == KIND_SAID;
}

bool xl_check_is_select(enum xl_type type)
{
    return type == XL_TYPE_SELECT_ONE || type == XL_TYPE_SELECT_MULTIPLE || type == XL_TYPE_RANK;
}

bool xl_check_is_number(enum xl_type type)
{
    return type == XL_TYPE_INTEGER || type == XL_TYPE_DECIMAL || type == XL_TYPE_PERCENTAGE || type == XL_TYPE_RANGE;
}

bool xl_check_is_frame(enum xl_type type)
{
    return kind_of(type) == KIND_FRAME;
}

int32_t xl_check_row_named(const struct check *check, struct str name)
{
    for (size_t i = 0; i < check->form->rows_n; i++)
        if (xl_check_is_live(&check->form->rows[i]) && str_eq(check->form->rows[i].name.text, name))
            return (int32_t)i;
    return -1;
}

bool xl_check_repeats(const struct check *check, const struct xl_row *row)
{
    if (row->type == XL_TYPE_BEGIN_REPEAT)
        return true;
    for (int32_t at = row->parent; at >= 0; at = check->form->rows[at].parent)
        if (check->form->rows[at].type == XL_TYPE_BEGIN_REPEAT)
            return true;
    return false;
}

const struct xl_cell *xl_check_cell(const struct xl_row *row, enum check_column column)
{
    const struct xl_cell *const cells[CHECK_COLUMNS] = {
        [CHECK_RELEVANT] = &row->relevant,         [CHECK_CONSTRAINT] = &row->constraint,
        [CHECK_CALCULATION] = &row->calculation,   [CHECK_CHOICE_FILTER] = &row->choice_filter,
        [CHECK_REQUIRED] = &row->required,         [CHECK_DEFAULT] = &row->default_value,
        [CHECK_REPEAT_COUNT] = &row->repeat_count,
    };
    return cells[column];
}

struct str xl_check_header(enum check_column column)
{
    static const char *const headers[CHECK_COLUMNS] = {
        [CHECK_RELEVANT] = "relevant",           [CHECK_CONSTRAINT] = "constraint", [CHECK_CALCULATION] = "calculation",
        [CHECK_CHOICE_FILTER] = "choice_filter", [CHECK_REQUIRED] = "required",     [CHECK_DEFAULT] = "default",
        [CHECK_REPEAT_COUNT] = "repeat_count",
    };
    return str_of(headers[column]);
}

const struct xl_list *xl_check_list_of(const struct check *check, const struct xl_row *row)
{
    const bool known = xl_check_is_select(row->type) && row->list >= 0 && (size_t)row->list < check->form->lists_n;
    return known ? &check->form->lists[row->list] : NULL;
}

const struct xl_cell *xl_check_sent(const struct xl_cell *label, const struct xl_cell *short_label, size_t language)
{
    return short_label[language].text.n > 0 ? &short_label[language] : &label[language];
}

enum check_truth xl_check_truth(struct str text)
{
    static const struct {
        const char *word;
        enum check_truth truth;
    } words[] = {
        {"yes", CHECK_YES}, {"true", CHECK_YES}, {"true()", CHECK_YES},
        {"no", CHECK_NO},   {"false", CHECK_NO}, {"false()", CHECK_NO},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_ascii_nocase(text, str_of(words[i].word)))
            return words[i].truth;
    return CHECK_NEITHER;
}

bool xl_check_is_condition(struct str text)
{
    static const char *const signs[] = {"${", "(", "=", "<", ">", "'", "\""};
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_find(text, str_of(signs[i])) != SIZE_MAX)
            return true;
    return false;
}

bool xl_check_is_required(const struct xl_row *row)
{
    return row->required.text.n > 0 && xl_check_truth(row->required.text) != CHECK_NO;
}

struct str xl_check_number(const struct check *check, double number)
{
    struct str text = STR_EMPTY;
    return sv_number_text(number, check->arena, &text) == RC_OK ? text : STR_EMPTY;
}

struct str xl_check_reference(const struct check *check, struct str name)
{
    struct buf buf = buf_in(check->arena, name.n + STR("${}").n);
    buf_put(&buf, STR("${"));
    buf_put(&buf, name);
    buf_put(&buf, STR("}"));
    return buf_str(&buf);
}

struct str xl_check_count(const struct check *check, int64_t count)
{
    struct buf buf = buf_in(check->arena, NUMBER_BYTES);
    buf_put_i64(&buf, count);
    return buf_str(&buf);
}

void xl_check_list_put(struct list_text *list, struct str item)
{
    if (list->n < list->max) {
        buf_put(list->buf, list->n == 0 ? STR_EMPTY : STR(", "));
        buf_put(list->buf, item);
    } else if (list->n == list->max) {
        buf_put(list->buf, STR(" ..."));
    }
    list->n++;
}

struct str xl_check_values_of(const struct check *check, const struct xl_list *list)
{
    struct buf buf = buf_in(check->arena, VALUES_BYTES);
    struct list_text text = {.buf = &buf, .max = VALUES_SHOWN};
    for (size_t i = 0; i < list->choices_n; i++)
        xl_check_list_put(&text, list->choices[i].name.text);
    return buf_str(&buf);
}
