#include "check_relations.h"

#include "base/attr.h"
#include "check_texts.h"

struct relations xl_check_relations_of(const struct check *check, const struct formula *formula)
{
    if (formula == NULL || formula->expr == NULL)
        return (struct relations){.n = 0};
    const size_t n = sv_expr_relations(formula->expr, NULL, 0);
    struct sv_relation *items = ARENA_ARRAY(check->arena, struct sv_relation, n);
    if (items == NULL)
        return (struct relations){.n = 0};
    (void)sv_expr_relations(formula->expr, items, n);
    return (struct relations){.items = items, .n = n};
}

const struct xl_row *xl_check_subject(const struct check *check, const struct sv_operand *operand, int32_t self)
{
    if (operand->kind == SV_OPERAND_SELF)
        return &check->form->rows[self];
    const bool known = operand->kind == SV_OPERAND_REFERENCE && (size_t)operand->reference < check->form->rows_n;
    return known ? &check->form->rows[operand->reference] : NULL;
}

static bool is_compared(enum sv_relation_kind kind)
{
    return kind == SV_RELATION_EQUAL || kind == SV_RELATION_NOT_EQUAL || kind == SV_RELATION_SELECTED;
}

static bool is_ordered(enum sv_relation_kind kind)
{
    return kind == SV_RELATION_LESS || kind == SV_RELATION_LESS_EQUAL || kind == SV_RELATION_GREATER ||
           kind == SV_RELATION_GREATER_EQUAL;
}

static bool is_value_of(const struct xl_list *list, const struct sv_operand *value)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct str name = list->choices[i].name.text;
        if (value->kind == SV_OPERAND_TEXT && str_eq(name, value->text))
            return true;
        const double number = sv_number_of(name);
        if (value->kind == SV_OPERAND_NUMBER && number >= value->number && number <= value->number)
            return true;
    }
    return false;
}

/* Several values of a select_multiple in one text are left to those who know why. */
static bool is_doubtful(const struct xl_row *row, const struct xl_list *list, const struct sv_operand *value)
{
    if (value->kind != SV_OPERAND_TEXT && value->kind != SV_OPERAND_NUMBER)
        return false;
    if (value->kind == SV_OPERAND_TEXT && (value->text.n == 0 || str_find_byte(value->text, ' ') != SIZE_MAX))
        return false;
    if (row->or_other && value->kind == SV_OPERAND_TEXT && str_eq(value->text, STR("other")))
        return false;
    return list->choices_n > 0 && !is_value_of(list, value);
}

static void check_value(const struct check *check, const struct formula *formula, const struct sv_relation *relation)
{
    const struct xl_row *row = xl_check_subject(check, &relation->left, formula->row);
    const struct xl_list *list = row == NULL ? NULL : xl_check_list_of(check, row);
    if (!is_compared(relation->kind) || list == NULL || !is_doubtful(row, list, &relation->right))
        return;
    const struct str value =
        relation->right.kind == SV_OPERAND_TEXT ? relation->right.text : xl_check_number(check, relation->right.number);
    const struct str args[] = {row->name.text, value, list->name, xl_check_values_of(check, list)};
    xl_findings_add(check->findings, SV_CODE_X009, 0, &formula->spot, args, COUNT_OF(args));
}

static bool has_number(const struct xl_list *list)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        const double number = sv_number_of(list->choices[i].name.text);
        if (number >= number)
            return true;
    }
    return false;
}

static void check_kind(const struct check *check, const struct formula *formula, const struct sv_relation *relation)
{
    const struct xl_row *row = xl_check_subject(check, &relation->left, formula->row);
    const bool arithmetic = relation->kind == SV_RELATION_ARITHMETIC;
    if (row == NULL || (!arithmetic && !(is_ordered(relation->kind) && relation->right.kind == SV_OPERAND_NUMBER)))
        return;
    const struct xl_list *list = xl_check_list_of(check, row);
    if (row->type == XL_TYPE_TEXT)
        xl_findings_add(check->findings, SV_CODE_X010, arithmetic ? X010_TEXT : X010_TEXT_ORDER, &formula->spot,
                        &row->name.text, 1);
    else if (list != NULL && list->choices_n > 0 && !has_number(list))
        xl_findings_add(check->findings, SV_CODE_X010, X010_LIST, &formula->spot,
                        (const struct str[]){row->name.text, list->name}, 2);
}

void xl_check_relations(const struct check *check, const struct formulas *formulas)
{
    for (size_t i = 0; i < formulas->n; i++) {
        const struct relations relations = xl_check_relations_of(check, &formulas->items[i]);
        for (size_t j = 0; j < relations.n; j++) {
            check_value(check, &formulas->items[i], &relations.items[j]);
            check_kind(check, &formulas->items[i], &relations.items[j]);
        }
    }
}
