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

static bool parse(struct sv_form_in *in, const struct sv_place *place, struct str text, const struct sv_expr **out_expr)
{
    const struct sv_names names = {.find = find_name, .offer = offer_names, .has_list = has_list, .context = &in->form};
    struct err why = {0};
    const enum rc rc = sv_expr_parse(text, &names, in->arena, out_expr, &why);
    return rc == RC_OK || sv_refuse(in, err_at(in->err, rc, 0, why.column, "%s: %s", sv_path(in, place), why.text));
}

static bool read_expression(struct sv_form_in *in, const struct sv_place *place, bool constraint,
                            const struct sv_expr **out_expr)
{
    struct str text = STR_EMPTY;
    if (place->json == NULL)
        return true;
    if (!sv_read_text(in, place, SV_EXPR_BYTES_MAX, &text) || !parse(in, place, text, out_expr))
        return false;
    return constraint || !sv_expr_uses_self(*out_expr) ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '.' (this answer) can only be used in a constraint",
                                 sv_path(in, place)));
}

/* true, false or a condition. */
static bool read_required(struct sv_form_in *in, const struct sv_place *place, const struct sv_expr **out_expr)
{
    if (json_is_true(place->json))
        return parse(in, place, STR("true()"), out_expr);
    return json_is_false(place->json) || read_expression(in, place, false, out_expr);
}

static bool read_of_question(struct sv_form_in *in, const struct sv_place *place, struct sv_question *q)
{
    const struct sv_place relevant = sv_member(place, "relevant");
    const struct sv_place constraint = sv_member(place, "constraint");
    const struct sv_place calculation = sv_member(place, "calculation");
    const struct sv_place required = sv_member(place, "required");
    return read_expression(in, &relevant, false, &q->relevant) &&
           read_expression(in, &constraint, true, &q->constraint) &&
           read_expression(in, &calculation, false, &q->calculation) && read_required(in, &required, &q->required);
}

bool sv_read_expressions(struct sv_form_in *in, const struct sv_place *form)
{
    const struct sv_place groups = sv_member(form, "groups");
    const struct sv_place questions = sv_member(form, "questions");
    for (size_t i = 0; i < in->form.groups_n; i++) {
        const struct sv_place group = sv_item(&groups, i);
        const struct sv_place relevant = sv_member(&group, "relevant");
        if (!read_expression(in, &relevant, false, &in->groups[i].relevant))
            return false;
    }
    for (size_t i = 0; i < in->form.questions_n; i++) {
        const struct sv_place question = sv_item(&questions, i);
        if (!read_of_question(in, &question, &in->questions[i]))
            return false;
    }
    return true;
}
