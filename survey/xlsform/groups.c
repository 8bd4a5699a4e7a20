/* Groups and repeats: what closes what, and which group a row stands in. */
#include "base/attr.h"
#include "base/buf.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "reading.h"

static bool is_begin(enum xl_type type)
{
    return type == XL_TYPE_BEGIN_GROUP || type == XL_TYPE_BEGIN_REPEAT;
}

static bool is_end(enum xl_type type)
{
    return type == XL_TYPE_END_GROUP || type == XL_TYPE_END_REPEAT;
}

static void found(struct xl_reading *in, const struct xl_row *row, enum sv_code code, int variant,
                  const struct str *args, size_t args_n)
{
    xl_found(in, &in->survey, row->number, row->type_cell.column_at, code, variant, args, args_n);
}

/* A number, or one that a question tells. */
static bool is_count(struct str s)
{
    int64_t number = 0;
    const size_t open = str_find(s, STR("${"));
    return (str_to_i64(s, &number) && number >= 0) ||
           (open != SIZE_MAX && str_find_byte(str_sub(s, open, s.n), '}') != SIZE_MAX);
}

static void check_repeat(struct xl_reading *in, const struct xl_row *row)
{
    const struct str count = row->repeat_count.text;
    const struct str *name = &row->name.text;
    if (count.n == 0)
        xl_found_at(in, &in->survey, row->number, XL_COLUMN_REPEAT_COUNT, SV_CODE_R001, XL_R001_MISSING, name, 1);
    else if (!is_count(count))
        xl_found_at(in, &in->survey, row->number, XL_COLUMN_REPEAT_COUNT, SV_CODE_R001, XL_R001_BAD, &count, 1);
    for (int32_t around = row->parent; around >= 0; around = in->rows[around].parent) {
        if (in->rows[around].type != XL_TYPE_BEGIN_REPEAT)
            continue;
        found(in, row, SV_CODE_R002, 0, NULL, 0);
        break;
    }
    found(in, row, SV_CODE_R003, 0, name, 1);
}

/* Closes what was opened last, whatever it is; gives what is then the innermost. */
static int32_t close_one(struct xl_reading *in, struct xl_row *row, int32_t open)
{
    if (open < 0) {
        found(in, row, SV_CODE_G001, 0, &row->type_cell.text, 1);
        return -1;
    }
    const struct xl_row *begin = &in->rows[open];
    if ((row->type == XL_TYPE_END_GROUP) != (begin->type == XL_TYPE_BEGIN_GROUP)) {
        char storage[24];
        struct buf number = buf_on(storage, sizeof storage);
        buf_put_i64(&number, begin->number);
        const struct str args[] = {row->type_cell.text, begin->name.text, begin->type_cell.text, buf_str(&number)};
        found(in, row, SV_CODE_G003, 0, args, COUNT_OF(args));
    }
    row->begin = open;
    return begin->parent;
}

void xl_nest_groups(struct xl_reading *in)
{
    int32_t open = -1;
    for (size_t i = 0; i < in->form->rows_n; i++) {
        struct xl_row *row = &in->rows[i];
        if (is_end(row->type))
            open = close_one(in, row, open);
        row->parent = open;
        if (row->type == XL_TYPE_BEGIN_REPEAT)
            check_repeat(in, row);
        if (is_begin(row->type))
            open = (int32_t)i;
    }
    for (; open >= 0; open = in->rows[open].parent) {
        const struct xl_row *row = &in->rows[open];
        found(in, row, SV_CODE_G002, row->type == XL_TYPE_BEGIN_GROUP ? XL_G002_GROUP : XL_G002_REPEAT, &row->name.text,
              1);
    }
}
