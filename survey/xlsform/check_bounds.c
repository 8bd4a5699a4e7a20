#include "check_bounds.h"

#include "base/attr.h"
#include "check_relations.h"
#include "check_texts.h"

enum { CONDITION_BYTES = 96, WHOLE_MAX = 1000000000 /* beyond it nothing is said of whole numbers */ };

/* What must hold of one answer: relations that are certain, of a formula and those around it. */
struct known {
    struct sv_relation *items;
    size_t n;
};

/* The narrowest so far; each bound remembers the relation that set it. */
struct bounds {
    double low;
    double high;
    const struct sv_relation *low_by;
    const struct sv_relation *high_by;
    bool low_open;
    bool high_open;
    const struct sv_relation *text_by; /* equal to a text that is no number */
};

struct conflict {
    const struct sv_relation *one;
    const struct sv_relation *other;
};

static bool same_subject(const struct sv_operand *a, const struct sv_operand *b)
{
    return a->kind == b->kind && (a->kind == SV_OPERAND_SELF || a->reference == b->reference);
}

static bool number_of(const struct sv_operand *operand, double *out_number)
{
    const double number = operand->kind == SV_OPERAND_TEXT ? sv_number_of(operand->text) : operand->number;
    const bool is_number = operand->kind == SV_OPERAND_NUMBER || operand->kind == SV_OPERAND_TEXT;
    if (!is_number || !(number >= number))
        return false;
    *out_number = number;
    return true;
}

static void raise_low(struct bounds *bounds, const struct sv_relation *by, double number, bool open)
{
    const bool tighter =
        bounds->low_by == NULL || number > bounds->low || (number >= bounds->low && open && !bounds->low_open);
    if (!tighter)
        return;
    bounds->low = number;
    bounds->low_open = open;
    bounds->low_by = by;
}

static void lower_high(struct bounds *bounds, const struct sv_relation *by, double number, bool open)
{
    const bool tighter =
        bounds->high_by == NULL || number < bounds->high || (number <= bounds->high && open && !bounds->high_open);
    if (!tighter)
        return;
    bounds->high = number;
    bounds->high_open = open;
    bounds->high_by = by;
}

/* For whole numbers "> 3" is ">= 4", and "> 3.5" too. */
static void whole_low(double *number, bool *open)
{
    if (*number < -WHOLE_MAX || *number > WHOLE_MAX)
        return;
    const int64_t down = (int64_t)*number;
    const double whole = (double)down;
    if (whole > *number || (whole >= *number && !*open))
        *number = whole;
    else
        *number = whole + 1;
    *open = false;
}

static void whole_high(double *number, bool *open)
{
    double turned = -*number;
    whole_low(&turned, open);
    *number = -turned;
}

static void narrow(struct bounds *bounds, const struct sv_relation *relation, bool whole)
{
    double number = 0;
    if (!number_of(&relation->right, &number)) {
        if (relation->kind == SV_RELATION_EQUAL && relation->right.kind == SV_OPERAND_TEXT && bounds->text_by == NULL)
            bounds->text_by = relation;
        return;
    }
    double low = number;
    double high = number;
    bool low_open = relation->kind == SV_RELATION_GREATER;
    bool high_open = relation->kind == SV_RELATION_LESS;
    if (whole) {
        whole_low(&low, &low_open);
        whole_high(&high, &high_open);
    }
    if (relation->kind == SV_RELATION_GREATER || relation->kind == SV_RELATION_GREATER_EQUAL ||
        relation->kind == SV_RELATION_EQUAL)
        raise_low(bounds, relation, low, low_open);
    if (relation->kind == SV_RELATION_LESS || relation->kind == SV_RELATION_LESS_EQUAL ||
        relation->kind == SV_RELATION_EQUAL)
        lower_high(bounds, relation, high, high_open);
}

static bool empty(const struct bounds *bounds, struct conflict *out_conflict)
{
    if (bounds->low_by == NULL || bounds->high_by == NULL)
        return false;
    const bool touching = bounds->low >= bounds->high && bounds->low <= bounds->high;
    if (bounds->low < bounds->high || (touching && !bounds->low_open && !bounds->high_open))
        return false;
    *out_conflict = (struct conflict){.one = bounds->low_by, .other = bounds->high_by};
    return true;
}

/* Two different texts that one answer should be. */
static bool two_texts(const struct known *known, const struct bounds *bounds, struct conflict *out_conflict)
{
    const struct sv_relation *one = bounds->text_by;
    for (size_t i = 0; one != NULL && i < known->n; i++) {
        const struct sv_relation *other = &known->items[i];
        if (!same_subject(&one->left, &other->left) || other->kind != SV_RELATION_EQUAL ||
            other->right.kind != SV_OPERAND_TEXT || str_eq(one->right.text, other->right.text))
            continue;
        *out_conflict = (struct conflict){.one = one, .other = other};
        return true;
    }
    return false;
}

static bool conflict_about(const struct check *check, const struct known *known, const struct sv_operand *subject,
                           int32_t self, struct conflict *out_conflict)
{
    struct bounds bounds = {.low = 0};
    const struct xl_row *row = xl_check_subject(check, subject, self);
    /* Of the rows of a repeat it is enough that one fits. */
    if (row == NULL || (subject->kind == SV_OPERAND_REFERENCE && xl_check_repeats(check, row)))
        return false;
    for (size_t i = 0; i < known->n; i++)
        if (same_subject(&known->items[i].left, subject))
            narrow(&bounds, &known->items[i], row->type == XL_TYPE_INTEGER);
    return empty(&bounds, out_conflict) || two_texts(known, &bounds, out_conflict);
}

static bool find_conflict(const struct check *check, const struct known *known, int32_t self,
                          struct conflict *out_conflict)
{
    for (size_t i = 0; i < known->n; i++)
        if (conflict_about(check, known, &known->items[i].left, self, out_conflict))
            return true;
    return false;
}

static void learn(const struct check *check, const struct formula *formula, struct known *known)
{
    const struct relations relations = xl_check_relations_of(check, formula);
    if (relations.n == 0)
        return;
    struct sv_relation *grown = arena_grow(check->arena, known->items, known->n, known->n + relations.n, sizeof *grown);
    if (grown == NULL)
        return;
    known->items = grown;
    for (size_t i = 0; i < relations.n; i++)
        if (relations.items[i].certain)
            known->items[known->n++] = relations.items[i];
}

/* "> 10" */
static struct str condition(const struct check *check, const struct sv_relation *relation)
{
    static const char *const signs[] = {
        [SV_RELATION_EQUAL] = "=",       [SV_RELATION_NOT_EQUAL] = "!=", [SV_RELATION_LESS] = "<",
        [SV_RELATION_LESS_EQUAL] = "<=", [SV_RELATION_GREATER] = ">",    [SV_RELATION_GREATER_EQUAL] = ">=",
        [SV_RELATION_ARITHMETIC] = "",   [SV_RELATION_SELECTED] = "",
    };
    const bool text = relation->right.kind == SV_OPERAND_TEXT;
    const struct str value = text ? relation->right.text : xl_check_number(check, relation->right.number);
    struct buf buf = buf_in(check->arena, value.n + CONDITION_BYTES);
    buf_printf(&buf, text ? "%s '%.*s'" : "%s %.*s", signs[relation->kind], STR_FMT(value));
    return buf_str(&buf);
}

static bool never_true(const struct check *check, const struct formula *formula)
{
    const struct sv_reader nobody = {.self = STR_EMPTY};
    bool holds = true;
    return formula != NULL && formula->expr != NULL && sv_expr_is_constant(formula->expr) &&
           sv_expr_test(formula->expr, &nobody, check->arena, &holds, NULL) == RC_OK && !holds;
}

static void check_constraint(const struct check *check, const struct formula *formula)
{
    struct known known = {.n = 0};
    struct conflict conflict;
    learn(check, formula, &known);
    if (never_true(check, formula)) {
        xl_findings_add(check->findings, SV_CODE_X011, X011_CONSTANT, &formula->spot, NULL, 0);
    } else if (find_conflict(check, &known, formula->row, &conflict)) {
        const struct str args[] = {condition(check, conflict.one), condition(check, conflict.other)};
        xl_findings_add(check->findings, SV_CODE_X011, X011_BOUNDS, &formula->spot, args, COUNT_OF(args));
    }
}

static struct str subject_name(const struct check *check, const struct conflict *conflict, int32_t self)
{
    const struct xl_row *row = xl_check_subject(check, &conflict->one->left, self);
    return row == NULL ? STR_EMPTY : row->name.text;
}

/* What the groups around it demand is known already; when that alone cannot be met it is said at the group. */
static void check_relevant(const struct check *check, const struct formulas *formulas, const struct formula *formula)
{
    struct known known = {.n = 0};
    struct conflict conflict;
    for (int32_t at = check->form->rows[formula->row].parent; at >= 0; at = check->form->rows[at].parent)
        learn(check, xl_check_formula_at(formulas, at, CHECK_RELEVANT), &known);
    if (find_conflict(check, &known, formula->row, &conflict))
        return;
    const size_t around = known.n;
    learn(check, formula, &known);
    if (never_true(check, formula)) {
        xl_findings_add(check->findings, SV_CODE_W005, W005_CONSTANT, &formula->spot, NULL, 0);
    } else if (find_conflict(check, &known, formula->row, &conflict)) {
        const struct str args[] = {subject_name(check, &conflict, formula->row), condition(check, conflict.one),
                                   condition(check, conflict.other)};
        xl_findings_add(check->findings, SV_CODE_W005, around > 0 ? W005_GROUP : W005_BOUNDS, &formula->spot, args,
                        COUNT_OF(args));
    }
}

void xl_check_bounds(const struct check *check, const struct formulas *formulas)
{
    for (size_t i = 0; i < formulas->n; i++) {
        const struct formula *formula = &formulas->items[i];
        if (formula->expr != NULL && formula->column == CHECK_CONSTRAINT)
            check_constraint(check, formula);
        else if (formula->expr != NULL && formula->column == CHECK_RELEVANT)
            check_relevant(check, formulas, formula);
    }
}
