#include "or_other.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "finding_texts.h"
#include "language_tags.h"

static const struct {
    const char *code;
    const char *choice;
    const char *question;
} texts[] = {
    {"en", "Other", "Which one?"}, /* for every language without a row */
    {"es", "Otro", "¿Cuál otro?"},
    {"fr", "Autre", "Lequel?"},
};

static size_t texts_for(const struct xl_language *language)
{
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (str_eq(xl_primary_of(language->code), str_of(texts[i].code)))
            return i;
    return SIZE_MAX;
}

/* The texts in every language of the form, as if they stood in column_at; NULL over the arena. */
static const struct xl_cell *cells(const struct xl_reading *in, bool question, int32_t column_at)
{
    const struct xl_form *form = in->form;
    struct xl_cell *made = ARENA_ARRAY(in->arena, struct xl_cell, form->languages_n);
    for (size_t i = 0; i < form->languages_n && made != NULL; i++) {
        const size_t at = texts_for(&form->languages[i]);
        const size_t used = at == SIZE_MAX ? 0 : at;
        made[i].text = str_of(question ? texts[used].question : texts[used].choice);
        made[i].column_at = column_at;
    }
    return made;
}

static const struct xl_cell *no_cells(const struct xl_reading *in, size_t n)
{
    struct xl_cell *made = ARENA_ARRAY(in->arena, struct xl_cell, n);
    for (size_t i = 0; i < n && made != NULL; i++)
        made[i] = (struct xl_cell){.text = STR_EMPTY, .column_at = -1};
    return made;
}

static struct str joined(struct arena *arena, struct str before, struct str name, struct str after)
{
    struct buf buf = buf_in(arena, before.n + name.n + after.n);
    buf_put(&buf, before);
    buf_put(&buf, name);
    buf_put(&buf, after);
    return buf.overflow ? (struct str){.p = NULL, .n = 0} : buf_str(&buf);
}

enum rc xl_other_question(struct xl_reading *in, const struct xl_row *select, struct xl_row *out_row)
{
    const struct str name = select->name.text;
    const bool several = select->type == XL_TYPE_SELECT_MULTIPLE || select->type == XL_TYPE_RANK;
    const struct xl_cell *none = no_cells(in, in->form->languages_n);
    const struct xl_cell blank = {.text = STR_EMPTY, .column_at = -1};
    const int32_t at = select->type_cell.column_at;
    *out_row = *select; /* also what protects it */
    out_row->type = XL_TYPE_TEXT;
    out_row->type_word = STR("text");
    out_row->list_name = STR_EMPTY;
    out_row->list = -1;
    out_row->or_other = false;
    out_row->name = (struct xl_cell){.text = joined(in->arena, STR_EMPTY, name, STR("_other")), .column_at = at};
    out_row->relevant = (struct xl_cell){
        .text = several ? joined(in->arena, STR("selected(${"), name, STR("}, 'other')"))
                        : joined(in->arena, STR("${"), name, STR("} = 'other'")),
        .column_at = at,
    };
    out_row->label = cells(in, true, at);
    out_row->short_label = none;
    out_row->hint = none;
    out_row->constraint_message = none;
    out_row->required_message = none;
    out_row->required = blank;
    out_row->constraint = blank;
    out_row->calculation = blank;
    out_row->default_value = blank;
    out_row->choice_filter = blank;
    out_row->parameters = blank;
    out_row->appearance = blank;
    out_row->trigger = blank;
    out_row->on_answer = blank;
    out_row->dimension = blank;
    out_row->weight = blank;
    return out_row->name.text.p == NULL || out_row->relevant.text.p == NULL || out_row->label == NULL || none == NULL
               ? RC_TOO_BIG
               : RC_OK;
}

enum rc xl_other_choice(struct xl_reading *in, struct xl_list *list)
{
    const size_t n = list->choices_n;
    for (size_t i = 0; i < n; i++)
        if (str_eq(list->choices[i].name.text, STR("other")))
            return RC_OK;
    struct xl_choice *choices = ARENA_ARRAY(in->arena, struct xl_choice, n + 1);
    if (choices == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < n; i++)
        choices[i] = list->choices[i];
    const struct xl_cell blank = {.text = STR_EMPTY, .column_at = -1};
    choices[n] = (struct xl_choice){
        .number = n > 0 ? choices[n - 1].number : 0,
        .list_name = {.text = list->name, .column_at = -1},
        .name = {.text = STR("other"), .column_at = -1},
        .label = cells(in, false, -1),
        .short_label = no_cells(in, in->form->languages_n),
        .aliases = blank,
        .score = blank,
        .missing = blank,
        .extra = no_cells(in, in->form->extra_n),
    };
    list->choices = choices;
    list->choices_n = n + 1;
    return choices[n].label == NULL || choices[n].short_label == NULL || choices[n].extra == NULL ? RC_TOO_BIG : RC_OK;
}

void xl_check_other_texts(struct xl_reading *in, const struct xl_row *select)
{
    bool missing[SV_LANGUAGES_MAX] = {false};
    bool any = false;
    for (size_t i = 0; i < in->form->languages_n; i++) {
        const struct xl_language *language = &in->form->languages[i];
        missing[i] = language->code.n > 0 && texts_for(language) == SIZE_MAX;
        any = any || missing[i];
    }
    if (!any)
        return;
    const struct str args[] = {xl_join_languages(in, missing, true)};
    xl_found(in, &in->survey, select->number, select->type_cell.column_at, SV_CODE_C009, 0, args, COUNT_OF(args));
}
