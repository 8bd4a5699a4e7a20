#include <stdint.h>

#include "base/attr.h"
#include "check.h"
#include "check_aliases.h"
#include "check_stored.h"
#include "check_texts.h"
#include "expression.h"

static bool is_choice(const struct xl_row *row, const struct xl_list *list, struct str value)
{
    for (size_t i = 0; i < list->choices_n; i++)
        if (str_eq(list->choices[i].name.text, value))
            return true;
    return row->or_other && str_eq(value, STR("other"));
}

/* Whether a name stands in these names parted by blanks. */
static bool names_have(struct str names, struct str name)
{
    struct str other = STR_EMPTY;
    while (str_next(&names, ' ', &other))
        if (str_eq(other, name))
            return true;
    return false;
}

static void check_choice(const struct check *check, const struct xl_row *row, const struct sv_spot *spot,
                         struct str value)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    const struct str args[] = {value, list->name, xl_check_values_of(check, list)};
    if (!is_choice(row, list, value))
        xl_findings_add(check->findings, SV_CODE_D001, D001_UNKNOWN, spot, args, COUNT_OF(args));
}

/* How many there are; what is wrong with them is said. */
static size_t check_several(const struct check *check, const struct xl_row *row, const struct sv_spot *spot)
{
    const struct str all = row->default_value.text;
    struct str rest = all;
    struct str value = STR_EMPTY;
    size_t n = 0;
    while (str_next(&rest, ' ', &value)) {
        check_choice(check, row, spot, value);
        if (n > 0 && names_have(str_sub(all, 0, (size_t)(value.p - all.p)), value))
            xl_findings_add(check->findings, SV_CODE_D001, D001_TWICE, spot, &value, 1);
        n++;
    }
    return n;
}

static void check_choices(const struct check *check, const struct xl_row *row, const struct sv_spot *spot)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    if (list == NULL || list->choices_n == 0)
        return;
    if (row->type == XL_TYPE_SELECT_ONE) {
        check_choice(check, row, spot, row->default_value.text);
        return;
    }
    const size_t n = check_several(check, row, spot);
    if (row->type != XL_TYPE_RANK || row->choice_filter.text.n > 0 || n == list->choices_n)
        return;
    const struct str args[] = {list->name, xl_check_values_of(check, list)};
    xl_findings_add(check->findings, SV_CODE_D001, D001_ORDER, spot, args, COUNT_OF(args));
}

/* D003 in this variant unless it fits. */
static void expect(const struct check *check, bool fits, int variant, const struct xl_row *row,
                   const struct sv_spot *spot)
{
    if (!fits)
        xl_findings_add(check->findings, SV_CODE_D003, variant, spot, &row->default_value.text, 1);
}

/* A range is one of whole numbers unless its parameters have a point. */
static bool is_decimal(const struct xl_row *row)
{
    return row->type == XL_TYPE_RANGE && str_find_byte(row->parameters.text, '.') != SIZE_MAX;
}

static void check_default(const struct check *check, const struct xl_row *row)
{
    const struct str text = row->default_value.text;
    if (text.n == 0 || xl_is_formula(text))
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->default_value, STR("default"));
    switch (row->type) {
    case XL_TYPE_SELECT_ONE:
    case XL_TYPE_SELECT_MULTIPLE:
    case XL_TYPE_RANK:
        check_choices(check, row, &spot);
        return;
    case XL_TYPE_INTEGER:
    case XL_TYPE_RANGE:
        if (!is_decimal(row)) {
            expect(check, xl_check_is_whole(text), D003_INTEGER, row, &spot);
            return;
        }
        expect(check, xl_check_is_decimal(text), D003_NUMBER, row, &spot);
        return;
    case XL_TYPE_DECIMAL:
    case XL_TYPE_PERCENTAGE:
        expect(check, xl_check_is_decimal(text), D003_NUMBER, row, &spot);
        return;
    case XL_TYPE_DATE:
        if (!xl_check_is_date(text))
            xl_findings_add(check->findings, SV_CODE_D002, 0, &spot, &text, 1);
        return;
    case XL_TYPE_TIME:
        expect(check, xl_check_is_time(text), D003_TIME, row, &spot);
        return;
    case XL_TYPE_DATETIME:
        expect(check, xl_check_is_datetime(text), D003_DATETIME, row, &spot);
        return;
    case XL_TYPE_ACKNOWLEDGE:
        if (!xl_check_acknowledges(text)) {
            const struct str args[] = {text, row->type_word, STR("OK")};
            xl_findings_add(check->findings, SV_CODE_D001, D001_UNKNOWN, &spot, args, COUNT_OF(args));
        }
        return;
    case XL_TYPE_UNKNOWN:
    case XL_TYPE_TEXT:
    case XL_TYPE_NOTE:
    case XL_TYPE_CALCULATE:
    case XL_TYPE_HIDDEN:
    case XL_TYPE_AUTO:
    case XL_TYPE_IGNORED:
    case XL_TYPE_IMPOSSIBLE:
    case XL_TYPE_BEGIN_GROUP:
    case XL_TYPE_END_GROUP:
    case XL_TYPE_BEGIN_REPEAT:
    case XL_TYPE_END_REPEAT:
    case XL_TYPE_COUNT:
        return;
    }
}

void xl_check_values(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    const struct check check = {.form = form, .arena = arena, .findings = findings};
    for (size_t i = 0; i < form->rows_n; i++)
        if (xl_check_is_live(&form->rows[i]))
            check_default(&check, &form->rows[i]);
    xl_check_aliases(&check);
}
