#include "check_formulas.h"

#include "base/attr.h"
#include "check_places.h"
#include "check_texts.h"
#include "expression.h"
#include "survey/nearest.h"

/* What the parser asks while it reads one cell. */
struct asking {
    const struct check *check;
    struct str text;
};

/* A name in ${} that is not in the form is noted for itself: reading goes on. */
static int32_t find_name(const void *context, struct str name)
{
    const struct asking *asking = context;
    const int32_t row = xl_check_row_named(asking->check, name);
    if (row >= 0)
        return row;
    struct place place;
    for (size_t at = 0; xl_place_next(asking->text, &at, &place);)
        if (place.closed && str_eq(place.name, name))
            return (int32_t)asking->check->form->rows_n;
    return -1;
}

static void offer_names(const void *context, struct sv_nearest *nearest)
{
    const struct asking *asking = context;
    const struct xl_form *form = asking->check->form;
    for (size_t i = 0; i < form->rows_n; i++)
        if (xl_check_is_live(&form->rows[i]) && !xl_check_is_frame(form->rows[i].type))
            sv_nearest_offer(nearest, form->rows[i].name.text);
}

static bool has_list(const void *context, struct str list)
{
    const struct asking *asking = context;
    for (size_t i = 0; i < asking->check->form->lists_n; i++)
        if (str_eq(asking->check->form->lists[i].name, list))
            return true;
    return false;
}

static bool has_column(const void *context, struct str name)
{
    const struct asking *asking = context;
    for (size_t i = 0; i < asking->check->form->extra_n; i++)
        if (str_eq(asking->check->form->extra[i], name))
            return true;
    return str_eq(name, STR("name"));
}

static void offer_columns(const void *context, struct sv_nearest *nearest)
{
    const struct asking *asking = context;
    sv_nearest_offer(nearest, STR("name"));
    for (size_t i = 0; i < asking->check->form->extra_n; i++)
        sv_nearest_offer(nearest, asking->check->form->extra[i]);
}

static bool said_before(struct str text, size_t until, struct str name)
{
    struct place place;
    for (size_t at = 0; xl_place_next(text, &at, &place) && at < until;)
        if (str_eq(place.name, name))
            return true;
    return false;
}

static void say_unknown(const struct check *check, const struct sv_spot *spot, struct str name)
{
    const struct asking asking = {.check = check, .text = STR_EMPTY};
    struct sv_nearest nearest = sv_nearest_of(name);
    offer_names(&asking, &nearest);
    const struct str args[] = {name, nearest.best};
    xl_findings_add(check->findings, SV_CODE_X002, nearest.best.n > 0 ? X002_NEAREST : X002_UNKNOWN, spot, args,
                    COUNT_OF(args));
}

void xl_check_references(const struct check *check, struct str text, const struct sv_spot *spot)
{
    struct place place;
    for (size_t at = 0; xl_place_next(text, &at, &place);) {
        const bool readable = place.closed && place.name.n > 0 && str_find_byte(place.name, '#') == SIZE_MAX;
        if (!readable || said_before(text, at, place.name))
            continue;
        const int32_t row = xl_check_row_named(check, place.name);
        const struct sv_spot here = xl_check_spot_from(spot, place.position);
        if (row < 0)
            say_unknown(check, &here, place.name);
        else if (xl_check_is_frame(check->form->rows[row].type))
            xl_findings_add(check->findings, SV_CODE_X002, X002_GROUP, &here, &place.name, 1);
    }
}

static void check_quotes(const struct check *check, const struct formula *formula)
{
    char storage[QUOTES_BYTES];
    struct str quotes = STR_EMPTY;
    const int32_t position = xl_curly_position(formula->text, storage, &quotes);
    if (position == 0)
        return;
    const struct sv_spot spot = xl_check_spot_from(&formula->spot, position);
    xl_findings_add(check->findings, SV_CODE_X007, 0, &spot, &quotes, 1);
}

static void check_self(const struct check *check, const struct formula *formula)
{
    if (formula->column == CHECK_CONSTRAINT || !sv_expr_uses_self(formula->expr))
        return;
    const int32_t position = xl_self_position(formula->text);
    const struct sv_spot spot = xl_check_spot_from(&formula->spot, position);
    xl_findings_add(check->findings, SV_CODE_X008, position > 0 ? X008_WRITTEN : X008_IMPLIED, &spot, NULL, 0);
}

static void parse(const struct check *check, struct formula *formula)
{
    const struct asking asking = {.check = check, .text = formula->text};
    const bool filter = formula->column == CHECK_CHOICE_FILTER;
    const struct sv_names names = {.find = find_name,
                                   .offer = offer_names,
                                   .has_list = has_list,
                                   .has_column = filter ? has_column : NULL,
                                   .offer_columns = filter ? offer_columns : NULL,
                                   .context = &asking};
    struct sv_fault fault = {.kind = SV_FAULT_NONE, .found = STR_EMPTY, .instead = STR_EMPTY};
    struct err err = {.code = RC_OK};
    xl_check_references(check, formula->text, &formula->spot);
    check_quotes(check, formula);
    if (sv_expr_explain(formula->text, &names, check->arena, &formula->expr, &fault, &err) == RC_OK)
        check_self(check, formula);
    else
        xl_check_fault(check, formula, &fault, &err);
}

/* A required cell that is yes, no or a word alone, and a default or a count that is a plain value are no formulas. */
static bool is_formula(const struct xl_row *row, enum check_column column)
{
    const struct str text = xl_check_cell(row, column)->text;
    switch (column) {
    case CHECK_REQUIRED:
        return xl_check_is_asked(row->type) && xl_check_truth(text) == CHECK_NEITHER && xl_check_is_condition(text);
    case CHECK_DEFAULT:
        return xl_is_formula(text);
    case CHECK_REPEAT_COUNT:
        return row->type == XL_TYPE_BEGIN_REPEAT && str_find(text, STR("${")) != SIZE_MAX;
    case CHECK_CHOICE_FILTER:
        return xl_check_is_select(row->type);
    case CHECK_RELEVANT:
    case CHECK_CONSTRAINT:
    case CHECK_CALCULATION:
    case CHECK_COLUMNS:
        break;
    }
    return true;
}

static size_t add_row(const struct check *check, int32_t at, struct formula *out_items)
{
    const struct xl_row *row = &check->form->rows[at];
    size_t n = 0;
    for (int column = 0; xl_check_is_live(row) && column < CHECK_COLUMNS; column++) {
        const struct xl_cell *cell = xl_check_cell(row, (enum check_column)column);
        if (cell->text.n == 0 || !is_formula(row, (enum check_column)column))
            continue;
        out_items[n++] = (struct formula){
            .row = at,
            .column = (enum check_column)column,
            .text = cell->text,
            .spot = xl_check_spot(check, row, cell, xl_check_header((enum check_column)column)),
        };
    }
    return n;
}

struct formulas xl_check_formulas(const struct check *check)
{
    const size_t rows = check->form->rows_n;
    struct formula *items = ARENA_ARRAY(check->arena, struct formula, rows * CHECK_COLUMNS);
    size_t n = 0;
    for (size_t i = 0; items != NULL && i < rows; i++)
        n += add_row(check, (int32_t)i, items + n);
    for (size_t i = 0; i < n; i++)
        parse(check, &items[i]);
    return (struct formulas){.items = items, .n = n};
}

const struct formula *xl_check_formula_at(const struct formulas *formulas, int32_t row, enum check_column column)
{
    for (size_t i = 0; i < formulas->n && formulas->items[i].row <= row; i++)
        if (formulas->items[i].row == row && formulas->items[i].column == column)
            return &formulas->items[i];
    return NULL;
}
