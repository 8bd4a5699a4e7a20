/* The expressions of groups and questions, read when every name is known. */
#include <jansson.h>

#include "base/limits.h"
#include "sections_json.h"
#include "survey/expr.h"
#include "survey/nearest.h"

static int32_t find_name(const void *context, struct str name)
{
    return sv_form_question(context, name);
}

static void offer_names(const void *context, struct sv_nearest *nearest)
{
    const struct sv_form *form = context;
    for (size_t i = 0; i < form->questions_n; i++)
        sv_nearest_offer(nearest, form->questions[i].name);
}

static bool has_list(const void *context, struct str list)
{
    const struct sv_form *form = context;
    for (size_t i = 0; i < form->lists_n; i++)
        if (str_eq(form->lists[i].name, list))
            return true;
    return false;
}

static bool list_has_column(const struct sv_list *list, struct str name, struct sv_nearest *nearest)
{
    for (size_t i = 0; i < list->choices_n; i++)
        for (size_t j = 0; j < list->choices[i].attributes_n; j++) {
            if (str_eq(list->choices[i].attributes[j].name, name))
                return true;
            sv_nearest_offer(nearest, list->choices[i].attributes[j].name);
        }
    return false;
}

/* Lists share their columns, as in a spreadsheet: one where a list has nothing is empty there. */
static bool has_column(const void *context, struct str name)
{
    const struct sv_form *form = context;
    struct sv_nearest nearest = sv_nearest_of(name);
    for (size_t i = 0; i < form->lists_n; i++)
        if (list_has_column(&form->lists[i], name, &nearest))
            return true;
    return str_eq(name, STR("name"));
}

static void offer_columns(const void *context, struct sv_nearest *nearest)
{
    const struct sv_form *form = context;
    sv_nearest_offer(nearest, STR("name"));
    for (size_t i = 0; i < form->lists_n; i++)
        (void)list_has_column(&form->lists[i], STR_EMPTY, nearest);
}

/* What besides answers an expression may look at. */
enum sight { SIGHT_ANSWERS, SIGHT_SELF, SIGHT_COLUMNS };

static bool parse(struct sv_form_in *in, const struct sv_place *place, struct str text, enum sight sight,
                  const struct sv_expr **out_expr)
{
    const struct sv_names names = {.find = find_name,
                                   .offer = offer_names,
                                   .has_list = has_list,
                                   .has_column = sight == SIGHT_COLUMNS ? has_column : NULL,
                                   .offer_columns = offer_columns,
                                   .context = &in->form};
    struct err why = {0};
    const enum rc rc = sv_expr_parse(text, &names, in->arena, out_expr, &why);
    return rc == RC_OK || sv_refuse(in, err_at(in->err, rc, 0, why.column, "%s: %s", sv_path(in, place), why.text));
}

static bool read_expression(struct sv_form_in *in, const struct sv_place *place, enum sight sight,
                            const struct sv_expr **out_expr)
{
    struct str text = STR_EMPTY;
    if (place->json == NULL)
        return true;
    if (!sv_read_text(in, place, SV_EXPR_BYTES_MAX, &text) || !parse(in, place, text, sight, out_expr))
        return false;
    return sight == SIGHT_SELF || !sv_expr_uses_self(*out_expr) ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '.' (this answer) can only be used in a constraint",
                                 sv_path(in, place)));
}

/* true, false or a condition. */
static bool read_required(struct sv_form_in *in, const struct sv_place *place, const struct sv_expr **out_expr)
{
    if (json_is_true(place->json))
        return parse(in, place, STR("true()"), SIGHT_ANSWERS, out_expr);
    return json_is_false(place->json) || read_expression(in, place, SIGHT_ANSWERS, out_expr);
}

static bool read_of_question(struct sv_form_in *in, const struct sv_place *place, struct sv_question *q)
{
    const struct sv_place relevant = sv_member(place, "relevant");
    const struct sv_place constraint = sv_member(place, "constraint");
    const struct sv_place calculation = sv_member(place, "calculation");
    const struct sv_place required = sv_member(place, "required");
    const struct sv_place filter = sv_member(place, "choice_filter");
    const struct sv_place preset = sv_member(place, "default_calculation");
    return read_expression(in, &relevant, SIGHT_ANSWERS, &q->relevant) &&
           read_expression(in, &constraint, SIGHT_SELF, &q->constraint) &&
           read_expression(in, &calculation, SIGHT_ANSWERS, &q->calculation) &&
           read_expression(in, &filter, SIGHT_COLUMNS, &q->choice_filter) &&
           read_expression(in, &preset, SIGHT_ANSWERS, &q->default_calculation) &&
           read_required(in, &required, &q->required);
}

bool sv_read_expressions(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place groups = sv_member(form, "groups");
    const struct sv_place questions = sv_member(form, "questions");
    for (size_t i = 0; i < in->form.groups_n; i++) {
        const struct sv_place group = sv_item(&groups, i);
        const struct sv_place relevant = sv_member(&group, "relevant");
        if (!read_expression(in, &relevant, SIGHT_ANSWERS, &in->groups[i].relevant))
            return false;
    }
    for (size_t i = 0; i < in->form.questions_n; i++) {
        const struct sv_place question = sv_item(&questions, i);
        if (!read_of_question(in, &question, &in->questions[i]))
            return false;
    }
    return true;
}
