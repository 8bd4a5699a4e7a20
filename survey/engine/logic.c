#include "logic.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "policy.h"
#include "step.h"
#include "survey/expr.h"
#include "survey/form.h"

enum { GROUP_UNKNOWN, GROUP_RELEVANT, GROUP_IRRELEVANT };

static const struct sv_choice *choice_named(const struct sv_list *list, struct str name)
{
    const int32_t at = sv_list_choice(list, name);
    return at < 0 ? NULL : &list->choices[at];
}

static enum rc read_value(const void *context, int32_t index, struct arena *arena, struct sv_value *out_value)
{
    (void)arena;
    const struct step *step = context;
    const struct sv_answer *answer = sv_session_answer(&step->session, index, 0);
    *out_value = (struct sv_value){.kind = SV_VALUE_STRING, .string = answer == NULL ? STR_EMPTY : answer->value};
    return RC_OK;
}

static struct str read_choice_label(const void *context, struct str question, struct str value)
{
    const struct step *step = context;
    const int32_t index = sv_form_question(step->form, question);
    if (index < 0 || step->form->questions[index].list < 0)
        return STR_EMPTY;
    const struct sv_choice *choice = choice_named(&step->form->lists[step->form->questions[index].list], value);
    return choice == NULL ? STR_EMPTY : sv_step_text(step, choice->label);
}

static struct str column_of(const struct sv_choice *choice, struct str column)
{
    for (size_t i = 0; i < choice->attributes_n; i++)
        if (str_eq(choice->attributes[i].name, column))
            return choice->attributes[i].value;
    return STR_EMPTY;
}

static struct str read_choice_column(const void *context, struct str list, struct str name, struct str column)
{
    const struct step *step = context;
    for (size_t i = 0; i < step->form->lists_n; i++) {
        if (!str_eq(step->form->lists[i].name, list))
            continue;
        const struct sv_choice *choice = choice_named(&step->form->lists[i], name);
        if (choice == NULL)
            return STR_EMPTY;
        if (str_eq(column, STR("label")))
            return sv_step_text(step, choice->label);
        return str_eq(column, STR("name")) ? choice->name : column_of(choice, column);
    }
    return STR_EMPTY;
}

static struct str read_column(const void *context, struct str name)
{
    const struct step *step = context;
    assert(step->choice != NULL);
    return str_eq(name, STR("name")) ? step->choice->name : column_of(step->choice, name);
}

void sv_logic_init(struct step *step)
{
    step->reader = (struct sv_reader){.value = read_value,
                                      .choice_label = read_choice_label,
                                      .choice_column = read_choice_column,
                                      .column = read_column,
                                      .context = step,
                                      .self = STR_EMPTY,
                                      .now_ms = step->event->now_ms,
                                      .utc_offset_s = step->event->utc_offset_s,
                                      .random = step->event->random};
    static_assert(sizeof step->reader.uuid == sizeof step->event->uuid, "the same identifier");
    memcpy(step->reader.uuid, step->event->uuid, sizeof step->reader.uuid);
    if (step->form == NULL || step->form->groups_n == 0)
        return;
    step->groups = arena_array(step->arena, step->form->groups_n, sizeof *step->groups);
    if (step->groups == NULL)
        sv_step_fail(step, RC_TOO_BIG, "no room for the groups of a form");
}

void sv_logic_forget(struct step *step)
{
    step->offer.question = NULL;
    if (step->groups != NULL)
        memset(step->groups, GROUP_UNKNOWN, step->form->groups_n * sizeof *step->groups);
}

static bool holds(struct step *step, const struct sv_expr *expr, struct str self)
{
    step->reader.self = self;
    bool is_true = false;
    const enum rc rc = sv_expr_test(expr, &step->reader, step->arena, &is_true, NULL);
    if (rc != RC_OK)
        sv_step_fail(step, rc, "no room to evaluate an expression");
    return is_true;
}

/* Groups outside in are few; each is evaluated once until an answer changes. */
static bool group_relevant(struct step *step, int32_t index)
{
    if (step->groups == NULL)
        return false;
    for (int32_t at = index; at >= 0; at = step->form->groups[at].parent) {
        const struct sv_group *group = &step->form->groups[at];
        assert(group->parent < at);
        if (step->groups[at] == GROUP_UNKNOWN)
            step->groups[at] =
                group->relevant == NULL || holds(step, group->relevant, STR_EMPTY) ? GROUP_RELEVANT : GROUP_IRRELEVANT;
        if (step->groups[at] == GROUP_IRRELEVANT)
            return false;
    }
    return true;
}

bool sv_logic_relevant(struct step *step, const struct sv_question *question)
{
    return (question->group < 0 || group_relevant(step, question->group)) &&
           (question->relevant == NULL || holds(step, question->relevant, STR_EMPTY));
}

bool sv_logic_required(struct step *step, const struct sv_question *question)
{
    return question->required != NULL && holds(step, question->required, STR_EMPTY);
}

bool sv_logic_accepts(struct step *step, const struct sv_question *question, struct str value)
{
    return question->constraint == NULL || holds(step, question->constraint, value);
}

static struct str calculated(struct step *step, const struct sv_expr *expr, struct str self)
{
    step->reader.self = self;
    struct str text = STR_EMPTY;
    const enum rc rc = sv_expr_text(expr, &step->reader, step->arena, &text, NULL);
    if (rc != RC_OK)
        sv_step_fail(step, rc, "no room to evaluate a calculation");
    return utf8_prefix(text, SV_VALUE_BYTES_MAX);
}

struct str sv_logic_calculation(struct step *step, const struct sv_question *question, struct str old)
{
    assert(question->calculation != NULL);
    return calculated(step, question->calculation, old);
}

struct str sv_logic_default(struct step *step, const struct sv_question *question)
{
    const struct str value = question->default_calculation == NULL
                                 ? question->default_value
                                 : calculated(step, question->default_calculation, STR_EMPTY);
    const bool is_answer = value.n > 0 && sv_form_fits(step->form, question, value) &&
                           sv_logic_is_on_offer(step, question, value) && sv_logic_accepts(step, question, value);
    return is_answer ? value : STR_EMPTY;
}

bool sv_logic_is_asked(const struct sv_question *question)
{
    return question->type != SV_TYPE_NOTE && question->type != SV_TYPE_CALCULATE && question->type != SV_TYPE_HIDDEN;
}

static bool is_offered(struct step *step, const struct sv_question *question, size_t at)
{
    if (question->choice_filter == NULL)
        return true;
    step->choice = &step->form->lists[question->list].choices[at];
    return holds(step, question->choice_filter, STR_EMPTY);
}

/* Worked out once until an answer changes: what a person wrote is read against it, and it may be put again. */
static const struct offer *offer_of(struct step *step, const struct sv_question *question)
{
    static_assert(SV_CHOICES_MAX <= UINT16_MAX, "an index of a choice fits");
    if (step->offer.question == question)
        return &step->offer;
    const size_t n = step->form->lists[question->list].choices_n;
    uint16_t *choices = arena_array(step->arena, n, sizeof *choices);
    step->offer = (struct offer){.question = question, .choices = choices};
    if (choices == NULL)
        sv_step_fail(step, RC_TOO_BIG, "no room for the options of a question");
    for (size_t i = 0; choices != NULL && i < n; i++)
        if (is_offered(step, question, i))
            choices[step->offer.n++] = (uint16_t)i;
    return &step->offer;
}

bool sv_logic_offers(struct step *step, const struct sv_question *question)
{
    if (question->choice_filter == NULL)
        return true;
    for (size_t i = 0; i < step->form->lists[question->list].choices_n; i++)
        if (is_offered(step, question, i))
            return true;
    return false;
}

bool sv_logic_is_on_offer(struct step *step, const struct sv_question *question, struct str value)
{
    if (question->choice_filter == NULL)
        return true;
    if (value.n == 0)
        return sv_logic_offers(step, question);
    size_t n = 0;
    struct str name;
    while (str_next(&value, ' ', &name)) {
        const int32_t at = sv_list_choice(&step->form->lists[question->list], name);
        if (at < 0 || !is_offered(step, question, (size_t)at))
            return false;
        n++;
    }
    /* An order of what was on offer then says nothing about what came to it. */
    return question->type != SV_TYPE_RANK || n == offer_of(step, question)->n;
}

static int64_t local_day(const struct sv_event *event)
{
    const int64_t local_ms = event->now_ms + (int64_t)event->utc_offset_s * 1000;
    return local_ms >= 0 ? local_ms / DAY_MS : -((-local_ms + DAY_MS - 1) / DAY_MS);
}

struct sv_asked sv_logic_asked(struct step *step, const struct sv_question *question)
{
    struct sv_asked asked = {.form = step->form,
                             .question = question,
                             .language = sv_step_language(step),
                             .country = step->setting->country,
                             .today_days = local_day(step->event)};
    if (question->list >= 0) {
        const struct offer *offer = offer_of(step, question);
        asked.choices = offer->choices;
        asked.choices_n = offer->n;
    }
    return asked;
}

bool sv_logic_takes_zero(struct step *step, const struct sv_question *question)
{
    switch (question->type) {
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        return sv_logic_accepts(step, question, STR("0"));
    case SV_TYPE_SELECT_ONE:
    case SV_TYPE_SELECT_MULTIPLE: {
        /* Positions start at 1: only a name can be 0. */
        const struct sv_list *list = &step->form->lists[question->list];
        const int32_t zero = list->keyed_by_name ? sv_list_choice(list, STR("0")) : -1;
        return zero >= 0 && is_offered(step, question, (size_t)zero);
    }
    case SV_TYPE_TEXT:
    case SV_TYPE_DATE:
    case SV_TYPE_TIME:
    case SV_TYPE_RANK:
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        return false;
    }
    __builtin_unreachable();
}
