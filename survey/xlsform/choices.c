/* The sheet "choices": one row a choice, lists by name. */
#include "base/attr.h"
#include "base/buf.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "names.h"
#include "reading.h"

/* A choice on its way into its list. */
struct entry {
    struct xl_choice choice;
    size_t list;
};

static void found(struct xl_reading *in, int32_t row, enum xl_column_kind kind, enum sv_code code, int variant,
                  const struct str *args, size_t args_n)
{
    xl_found_at(in, &in->choices, row, kind, code, variant, args, args_n);
}

static enum rc find_extra(struct xl_reading *in)
{
    const struct xl_sheet *sheet = &in->choices;
    struct xl_form *form = in->form;
    struct str *names = ARENA_ARRAY(in->arena, struct str, sheet->columns_n);
    int32_t *at = ARENA_ARRAY(in->arena, int32_t, sheet->columns_n);
    if (names == NULL || at == NULL)
        return RC_TOO_BIG;
    form->extra = names;
    form->extra_at = at;
    for (size_t i = 0; i < sheet->columns_n; i++) {
        if (sheet->columns[i].kind != XL_COLUMN_EXTRA)
            continue;
        names[form->extra_n] = sheet->headers->names[i];
        at[form->extra_n++] = (int32_t)i;
    }
    return RC_OK;
}

static void check_columns(struct xl_reading *in)
{
    static const enum xl_column_kind needed[] = {XL_COLUMN_LIST_NAME, XL_COLUMN_NAME};
    const struct xl_sheet *sheet = &in->choices;
    for (size_t i = 0; i < COUNT_OF(needed) && sheet->rows_n > 0; i++) {
        const struct str name = xl_column_name(sheet, needed[i]);
        if (sheet->at[needed[i]] < 0)
            found(in, sheet->header_row, needed[i], SV_CODE_C012, XL_C012_COLUMN, &name, 1);
    }
}

static bool is_blank(const struct xl_sheet *sheet, const struct sv_row *row)
{
    for (size_t i = 0; i < sheet->columns_n; i++) {
        const enum xl_column_kind kind = sheet->columns[i].kind;
        const bool tells = kind == XL_COLUMN_LIST_NAME || kind == XL_COLUMN_NAME || kind == XL_COLUMN_LABEL;
        if (tells && xl_text_at(row, (int32_t)i).n > 0)
            return false;
    }
    return true;
}

static bool read_texts(struct xl_reading *in, const struct sv_row *from, struct xl_choice *choice)
{
    struct xl_cell *extra = ARENA_ARRAY(in->arena, struct xl_cell, in->form->extra_n);
    choice->label = xl_cells_of(in, &in->choices, from, XL_COLUMN_LABEL);
    choice->short_label = xl_cells_of(in, &in->choices, from, XL_COLUMN_SHORT_LABEL);
    choice->extra = extra;
    for (size_t i = 0; i < in->form->extra_n && extra != NULL; i++) {
        const int32_t at = in->form->extra_at[i];
        extra[i] = (struct xl_cell){.text = xl_text_at(from, at), .column_at = at};
    }
    return choice->label != NULL && choice->short_label != NULL && extra != NULL;
}

/* The list of this name, a new one if there is none. */
static size_t list_of(struct xl_reading *in, struct str name)
{
    struct xl_form *form = in->form;
    for (size_t i = 0; i < form->lists_n; i++)
        if (str_eq(in->lists[i].name, name))
            return i;
    in->lists[form->lists_n] = (struct xl_list){.name = name, .choices = NULL, .choices_n = 0};
    return form->lists_n++;
}

static bool has_text(const struct xl_reading *in, const struct xl_cell *texts)
{
    for (size_t i = 0; i < in->form->languages_n; i++)
        if (texts[i].text.n > 0)
            return true;
    return false;
}

static void check_choice(struct xl_reading *in, const struct xl_choice *choice)
{
    const struct str *name = &choice->name.text;
    if (in->choices.at[XL_COLUMN_LABEL] >= 0 && !has_text(in, choice->label))
        found(in, choice->number, XL_COLUMN_LABEL, SV_CODE_C005, 0, name, 1);
    else
        xl_check_texts(in, &in->choices, choice->number, choice->label, false);
}

/* False: the row is no choice of a list, which has been said. */
static bool is_choice(struct xl_reading *in, const struct xl_choice *choice)
{
    const struct xl_sheet *sheet = &in->choices;
    if (choice->list_name.text.n == 0) {
        if (sheet->at[XL_COLUMN_LIST_NAME] >= 0)
            found(in, choice->number, XL_COLUMN_LIST_NAME, SV_CODE_C012, XL_C012_NO_LIST, NULL, 0);
        return false;
    }
    if (choice->name.text.n > 0)
        return true;
    if (sheet->at[XL_COLUMN_NAME] >= 0)
        found(in, choice->number, XL_COLUMN_NAME, SV_CODE_C002, 0, &choice->list_name.text, 1);
    return false;
}

static enum rc read_entries(struct xl_reading *in, struct entry *entries, size_t *out_n)
{
    const struct xl_sheet *sheet = &in->choices;
    size_t n = 0;
    for (size_t i = 0; i < sheet->rows_n; i++) {
        const struct sv_row *row = &sheet->rows[i];
        struct xl_choice choice = {.number = row->number,
                                   .list_name = xl_cell_of(sheet, row, XL_COLUMN_LIST_NAME),
                                   .name = xl_cell_of(sheet, row, XL_COLUMN_NAME),
                                   .aliases = xl_cell_of(sheet, row, XL_COLUMN_ALIASES),
                                   .score = xl_cell_of(sheet, row, XL_COLUMN_SCORE),
                                   .missing = xl_cell_of(sheet, row, XL_COLUMN_MISSING)};
        if (is_blank(sheet, row))
            continue;
        if (!read_texts(in, row, &choice))
            return RC_TOO_BIG;
        check_choice(in, &choice);
        if (!is_choice(in, &choice))
            continue;
        entries[n] = (struct entry){.choice = choice, .list = list_of(in, choice.list_name.text)};
        in->lists[entries[n++].list].choices_n++;
    }
    *out_n = n;
    return RC_OK;
}

static void check_twice(struct xl_reading *in, const struct xl_list *list, const struct xl_choice *choice)
{
    for (const struct xl_choice *other = list->choices; other < choice; other++) {
        if (!str_eq(other->name.text, choice->name.text))
            continue;
        char storage[24];
        struct buf row = buf_on(storage, sizeof storage);
        buf_put_i64(&row, other->number);
        const struct str args[] = {choice->name.text, list->name, buf_str(&row)};
        const bool allowed = xl_is_yes(in->form->settings.allow_choice_duplicates.text);
        found(in, choice->number, XL_COLUMN_NAME, SV_CODE_C003, allowed ? XL_C003_ALLOWED : XL_C003_TWICE, args,
              COUNT_OF(args));
        return;
    }
}

/* Rows of a list need not follow each other. */
static enum rc fill_list(struct xl_reading *in, size_t at, const struct entry *entries, size_t entries_n)
{
    struct xl_list *list = &in->lists[at];
    struct xl_choice *choices = ARENA_ARRAY(in->arena, struct xl_choice, list->choices_n);
    if (choices == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    list->choices = choices;
    for (size_t i = 0; i < entries_n; i++) {
        if (entries[i].list != at)
            continue;
        choices[n] = entries[i].choice;
        check_twice(in, list, &choices[n++]);
    }
    return RC_OK;
}

enum rc xl_read_choices(struct xl_reading *in)
{
    const size_t rows_n = in->choices.rows_n;
    struct entry *entries = ARENA_ARRAY(in->arena, struct entry, rows_n);
    size_t n = 0;
    in->lists = ARENA_ARRAY(in->arena, struct xl_list, rows_n);
    if (entries == NULL || in->lists == NULL || find_extra(in) != RC_OK)
        return RC_TOO_BIG;
    in->form->lists = in->lists;
    check_columns(in);
    if (read_entries(in, entries, &n) != RC_OK)
        return RC_TOO_BIG;
    for (size_t i = 0; i < in->form->lists_n; i++)
        if (fill_list(in, i, entries, n) != RC_OK)
            return RC_TOO_BIG;
    return RC_OK;
}
