/* Whatever compiles is consistent: every index in range, every text there, every circle refused. */
#include <assert.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/limits.h"
#include "survey/form.h"

static void check_texts(const struct str *texts, size_t n, bool filled)
{
    assert(texts != NULL);
    for (size_t i = 0; i < n; i++)
        assert(texts[i].p != NULL && (!filled || texts[i].n > 0));
}

static void check_list(const struct sv_form *form, const struct sv_list *list)
{
    assert(list->choices_n > 0);
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_choice *choice = &list->choices[i];
        check_texts(choice->label, form->languages_n, true);
        check_texts(choice->short_label, form->languages_n, true);
        check_texts(choice->aliases, choice->aliases_n, true);
        assert(!choice->has_score || choice->missing == SV_MISSING_NONE);
        assert(!list->keyed_by_name || choice->name.n <= 2);
    }
}

static void check_expr(const struct sv_form *form, const struct sv_expr *expr)
{
    int32_t references[64];
    const size_t n = expr == NULL ? 0 : sv_expr_references(expr, references, COUNT_OF(references));
    for (size_t i = 0; i < n && i < COUNT_OF(references); i++)
        assert(references[i] >= 0 && (size_t)references[i] < form->questions_n);
}

static void check_actions(const struct sv_form *form, const struct sv_question *q)
{
    for (size_t i = 0; i < q->actions_n; i++) {
        const struct sv_action *action = &q->actions[i];
        assert((unsigned)action->kind < SV_ACTION_COUNT);
        assert(action->what.n > 0 || action->kind == SV_ACTION_OPTOUT);
        for (size_t j = 0; j < action->values_n; j++)
            assert(q->list < 0 ? sv_form_fits(form, q, action->values[j])
                               : sv_list_choice(&form->lists[q->list], action->values[j]) >= 0);
    }
}

static void check_question(const struct sv_form *form, const struct sv_question *q)
{
    const bool select = q->type == SV_TYPE_SELECT_ONE || q->type == SV_TYPE_SELECT_MULTIPLE || q->type == SV_TYPE_RANK;
    const bool labelled = q->type != SV_TYPE_CALCULATE && q->type != SV_TYPE_HIDDEN;
    assert(select ? q->list >= 0 && (size_t)q->list < form->lists_n : q->list == -1);
    assert(q->group >= -1 && q->group < (int32_t)form->groups_n);
    assert((q->type == SV_TYPE_CALCULATE) == (q->calculation != NULL));
    check_texts(q->label, form->languages_n, labelled);
    check_texts(q->short_label, form->languages_n, labelled);
    check_texts(q->hint, form->languages_n, false);
    check_texts(q->constraint_message, form->languages_n, false);
    check_texts(q->required_message, form->languages_n, false);
    check_expr(form, q->relevant);
    check_expr(form, q->constraint);
    check_expr(form, q->calculation);
    check_expr(form, q->required);
    check_expr(form, q->choice_filter);
    check_expr(form, q->default_calculation);
    assert(select || q->choice_filter == NULL);
    assert(q->default_value.n == 0 || q->default_calculation == NULL);
    assert(sv_form_fits(form, q, q->default_value));
    check_actions(form, q);
}

/* Each question once, behind those its value hangs on. */
static void check_order(const struct sv_form *form)
{
    bool seen[SV_QUESTIONS_MAX] = {false};
    for (size_t i = 0; i < form->questions_n; i++) {
        const int32_t at = form->order[i];
        int32_t references[64];
        assert(at >= 0 && (size_t)at < form->questions_n && !seen[at]);
        const struct sv_expr *const exprs[] = {form->questions[at].calculation, form->questions[at].relevant,
                                               form->questions[at].choice_filter};
        for (size_t e = 0; e < COUNT_OF(exprs); e++) {
            const size_t n = exprs[e] == NULL ? 0 : sv_expr_references(exprs[e], references, COUNT_OF(references));
            for (size_t r = 0; r < n && r < COUNT_OF(references); r++)
                assert(seen[references[r]]);
        }
        seen[at] = true;
    }
}

static void check_score(const struct sv_form *form, size_t at)
{
    const struct sv_score *score = &form->scores[at];
    assert((score->items_n > 0) != (score->parts_n > 0));
    assert(score->minimum_answered >= 1 && (size_t)score->minimum_answered <= score->items_n + score->parts_n);
    for (size_t i = 0; i < score->items_n; i++)
        assert(form->questions[score->items[i].question].type == SV_TYPE_SELECT_ONE && score->items[i].weight > 0);
    for (size_t i = 0; i < score->parts_n; i++)
        assert(score->parts[i] >= 0 && (size_t)score->parts[i] < at);
}

static void check_form(const struct sv_form *form)
{
    assert(form->languages_n >= 1 && form->default_language < form->languages_n);
    for (size_t i = 0; i < form->languages_n; i++)
        assert(form->systems[i] != NULL && sv_form_language(form, form->languages[i]) == (int32_t)i);
    check_texts(form->title, form->languages_n, true);
    check_texts(form->consent, form->languages_n, form->has_consent);
    check_texts(form->thanks, form->languages_n, false);
    for (size_t i = 0; i < form->lists_n; i++)
        check_list(form, &form->lists[i]);
    for (size_t i = 0; i < form->groups_n; i++)
        assert(form->groups[i].parent >= -1 && form->groups[i].parent < (int32_t)i);
    for (size_t i = 0; i < form->questions_n; i++) {
        check_question(form, &form->questions[i]);
        assert(sv_form_question(form, form->questions[i].name) == (int32_t)i);
    }
    check_order(form);
    for (size_t i = 0; i < form->scores_n; i++)
        check_score(form, i);
    assert(form->attempts_max >= 1 && form->expires_ms > 0 && form->segments_max >= 1);
    for (size_t i = 0; i < form->reminders_n; i++)
        assert(form->reminder_ms[i] > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str stop[] = {{.p = "stop", .n = 4}};
    static const struct sv_language items[] = {
        {.code = {.p = "es", .n = 2}, .words = {[SV_COMMAND_STOP] = stop}, .words_n = {[SV_COMMAND_STOP] = 1}},
        {.code = {.p = "en", .n = 2}},
        {.code = {.p = "fr", .n = 2}},
    };
    const struct sv_languages languages = {.items = items, .n = COUNT_OF(items)};
    struct arena *arena = arena_new(4 * SV_FORM_BYTES_MAX);
    struct sv_form form = {0};
    struct err err = {0};
    const enum rc rc =
        sv_form_read_json((struct str){.p = (const char *)data, .n = size}, &languages, arena, &form, &err);
    assert(rc == RC_OK || (err.code == rc && err.text[0] != '\0'));
    if (rc == RC_OK)
        check_form(&form);
    arena_free(arena);
    return 0;
}
