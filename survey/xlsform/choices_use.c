/* Lists that are missing, unused or unfit for the questions that use them. */
#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "expression.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "lists.h"
#include "names.h"
#include "or_other.h"
#include "survey/nearest.h"
#include "types.h"

static void found_type(struct xl_reading *in, const struct xl_row *row, enum sv_code code, int variant,
                       const struct str *args, size_t args_n)
{
    xl_found(in, &in->survey, row->number, row->type_cell.column_at, code, variant, args, args_n);
}

static void check_missing(struct xl_reading *in, const struct xl_row *row)
{
    struct str args[] = {row->list_name, in->choices_near};
    if (!in->form->has_choices_sheet) {
        found_type(in, row, SV_CODE_C001, args[1].n > 0 ? XL_C001_SHEET_NEAR : XL_C001_NO_SHEET, args, COUNT_OF(args));
        return;
    }
    struct sv_nearest nearest = sv_nearest_of(row->list_name);
    for (size_t i = 0; i < in->form->lists_n; i++)
        sv_nearest_offer(&nearest, in->lists[i].name);
    args[1] = nearest.best;
    found_type(in, row, SV_CODE_C001, args[1].n > 0 ? XL_C001_NEAR : XL_C001_UNKNOWN, args, COUNT_OF(args));
}

static const int32_t no_column = -1;

/* The place of a further column among those of the form, or no_column. */
static int32_t extra_named(const struct xl_form *form, struct str name)
{
    for (size_t i = 0; i < form->extra_n; i++)
        if (str_eq(form->extra[i], name))
            return (int32_t)i;
    return no_column;
}

static bool is_empty_in(const struct xl_list *list, int32_t extra)
{
    for (size_t i = 0; i < list->choices_n; i++)
        if (list->choices[i].extra[extra].text.n > 0)
            return false;
    return true;
}

/* In every list that is not left out. */
static bool is_empty_everywhere(const struct xl_form *form, const bool *used, int32_t extra)
{
    for (size_t i = 0; i < form->lists_n; i++)
        if (used[i] && !is_empty_in(&form->lists[i], extra))
            return false;
    return true;
}

enum { NOTHING_WRONG = -1 };

/* What is wrong with a column that a filter names: an enum xl_c011, or NOTHING_WRONG. */
static int judge_column(const struct xl_form *form, const bool *used, const struct xl_row *row, struct str name)
{
    const int32_t extra = extra_named(form, name);
    if (str_eq(name, STR("name")))
        return NOTHING_WRONG;
    if (extra < 0)
        return XL_C011_ABSENT;
    if (is_empty_everywhere(form, used, extra))
        return XL_C011_EVERYWHERE;
    return row->list >= 0 && is_empty_in(&form->lists[row->list], extra) ? (int)XL_C011_EMPTY : NOTHING_WRONG;
}

/* Paths look at other lists, and are the parser's business. */
static enum rc check_filter(struct xl_reading *in, const bool *used, const struct xl_row *row)
{
    struct str filter = STR_EMPTY;
    size_t at = 0;
    struct str name;
    if (xl_straight(row->choice_filter.text, in->arena, &filter) != RC_OK)
        return RC_TOO_BIG;
    if (str_find_byte(filter, '/') != SIZE_MAX)
        return RC_OK;
    while (xl_next_column(filter, &at, &name)) {
        const int variant = judge_column(in->form, used, row, name);
        const struct str args[] = {name, row->list_name};
        if (variant == NOTHING_WRONG)
            continue;
        xl_found(in, &in->survey, row->number, row->choice_filter.column_at, SV_CODE_C011, variant, args,
                 COUNT_OF(args));
        break;
    }
    return RC_OK;
}

static void check_rank(struct xl_reading *in, const struct xl_row *row)
{
    if (row->type == XL_TYPE_RANK && row->list >= 0 && in->lists[row->list].choices_n > XL_RANK_CHOICES_MAX)
        found_type(in, row, SV_CODE_T003, XL_T003_RANK, &row->list_name, 1);
}

static enum rc check_select(struct xl_reading *in, const struct xl_row *row)
{
    if (!xl_type_takes_list(row->type))
        return RC_OK;
    if (row->list_name.n > 0 && row->list < 0)
        check_missing(in, row);
    if (row->or_other) {
        xl_check_other_texts(in, row);
        if (row->choice_filter.text.n > 0)
            found_type(in, row, SV_CODE_C010, 0, NULL, 0);
        if (row->list >= 0 && xl_other_choice(in, &in->lists[row->list]) != RC_OK)
            return RC_TOO_BIG;
    }
    check_rank(in, row);
    return RC_OK;
}

static void found_choice(struct xl_reading *in, const struct xl_choice *choice, enum xl_column_kind kind,
                         enum sv_code code, int variant, const struct str *args, size_t args_n)
{
    xl_found_at(in, &in->choices, choice->number, kind, code, variant, args, args_n);
}

static bool takes_several(const struct xl_form *form, size_t list)
{
    for (size_t i = 0; i < form->rows_n; i++) {
        const struct xl_row *row = &form->rows[i];
        if (row->list == (int32_t)list && (row->type == XL_TYPE_SELECT_MULTIPLE || row->type == XL_TYPE_RANK))
            return true;
    }
    return false;
}

static void check_used(struct xl_reading *in, const struct xl_list *list, bool several)
{
    if (!xl_is_name(list->name))
        found_choice(in, &list->choices[0], XL_COLUMN_LIST_NAME, SV_CODE_N002, XL_N002_LIST, &list->name, 1);
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct xl_choice *choice = &list->choices[i];
        const struct str args[] = {choice->name.text, xl_without_blanks(choice->name.text, in->arena)};
        if (several && str_find_byte(args[0], ' ') != SIZE_MAX)
            found_choice(in, choice, XL_COLUMN_NAME, SV_CODE_C004, XL_C004_BLANK, args, COUNT_OF(args));
        else if (!xl_is_key(args[0]))
            found_choice(in, choice, XL_COLUMN_NAME, SV_CODE_C004, XL_C004_CHARACTERS, args, 1);
    }
}

static void check_size(struct xl_reading *in, size_t choices_n)
{
    if (choices_n <= SV_CHOICES_MAX)
        return;
    char storage[2][24];
    struct buf numbers[] = {buf_on(storage[0], sizeof storage[0]), buf_on(storage[1], sizeof storage[1])};
    buf_put_i64(&numbers[0], (int64_t)choices_n);
    buf_put_i64(&numbers[1], SV_CHOICES_MAX);
    const struct str args[] = {buf_str(&numbers[0]), buf_str(&numbers[1])};
    xl_found(in, &in->choices, 0, -1, SV_CODE_S003, XL_S003_CHOICES, args, COUNT_OF(args));
}

enum rc xl_check_lists(struct xl_reading *in)
{
    for (size_t i = 0; i < in->form->rows_n; i++)
        if (check_select(in, &in->rows[i]) != RC_OK)
            return RC_TOO_BIG;
    const bool *used = xl_lists_used(in->form, in->arena);
    size_t choices_n = 0;
    if (used == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < in->form->rows_n; i++)
        if (xl_type_takes_list(in->rows[i].type) && check_filter(in, used, &in->rows[i]) != RC_OK)
            return RC_TOO_BIG;
    for (size_t i = 0; i < in->form->lists_n; i++) {
        const struct xl_list *list = &in->lists[i];
        choices_n += used[i] ? list->choices_n : 0;
        if (used[i])
            check_used(in, list, takes_several(in->form, i));
        else
            found_choice(in, &list->choices[0], XL_COLUMN_LIST_NAME, SV_CODE_C006, 0, &list->name, 1);
    }
    check_size(in, choices_n);
    return RC_OK;
}
