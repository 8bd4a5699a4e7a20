#include "uses.h"

#include "base/attr.h"
#include "base/limits.h"
#include "survey/expr.h"

struct uses {
    const struct sv_form *form;
    size_t language;
    int32_t *last;
    int32_t *references; /* room for those of one expression */
    size_t references_max;
};

static void use(struct uses *uses, int32_t question, int32_t at)
{
    if (uses->last[question] < at)
        uses->last[question] = at;
}

static void use_expr(struct uses *uses, const struct sv_expr *expr, int32_t at)
{
    const size_t n = expr == NULL ? 0 : sv_expr_references(expr, uses->references, uses->references_max);
    for (size_t i = 0; i < n && i < uses->references_max; i++)
        use(uses, uses->references[i], at);
}

static void use_text(struct uses *uses, const struct str *texts, int32_t at)
{
    struct str rest = texts == NULL ? STR_EMPTY : texts[uses->language];
    for (size_t from = str_find(rest, STR("${")); from != SIZE_MAX; from = str_find(rest, STR("${"))) {
        rest = str_sub(rest, from + 2, rest.n);
        const size_t end = str_find_byte(rest, '}');
        const int32_t question = end == SIZE_MAX ? -1 : sv_form_question(uses->form, str_trim(str_sub(rest, 0, end)));
        if (question >= 0)
            use(uses, question, at);
    }
}

static void use_options(struct uses *uses, int32_t list, int32_t at)
{
    for (size_t i = 0; list >= 0 && i < uses->form->lists[list].choices_n; i++)
        use_text(uses, uses->form->lists[list].choices[i].short_label, at);
}

static void use_question(struct uses *uses, int32_t index)
{
    const struct sv_question *question = &uses->form->questions[index];
    const bool by_itself = question->type == SV_TYPE_CALCULATE || question->type == SV_TYPE_HIDDEN;
    const int32_t at = by_itself ? uses->last[index] : index;
    const struct sv_expr *const exprs[] = {question->relevant, question->constraint,    question->calculation,
                                           question->required, question->choice_filter, question->default_calculation};
    const struct str *const texts[] = {question->short_label, question->hint, question->constraint_message,
                                       question->required_message};
    for (size_t i = 0; i < COUNT_OF(exprs); i++)
        use_expr(uses, exprs[i], at);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        use_text(uses, texts[i], at);
    use_options(uses, question->list, at);
    for (int32_t group = question->group; group >= 0; group = uses->form->groups[group].parent)
        use_expr(uses, uses->form->groups[group].relevant, at);
}

enum rc sv_uses(const struct sv_form *form, size_t language, struct arena *arena, int32_t *out_last)
{
    enum { REFERENCES_MAX = SV_EXPR_BYTES_MAX / 4 }; /* "${a}" */
    struct uses uses = {.form = form,
                        .language = language,
                        .last = out_last,
                        .references = ARENA_ARRAY(arena, int32_t, REFERENCES_MAX),
                        .references_max = REFERENCES_MAX};
    if (uses.references == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < form->questions_n; i++)
        out_last[i] = -1;
    use_text(&uses, form->thanks, (int32_t)form->questions_n);
    /* What hangs on an answer stands behind it in this order: from the end, everything that looks is known before. */
    for (size_t i = form->questions_n; i > 0; i--)
        use_question(&uses, form->order[i - 1]);
    return RC_OK;
}
