/* Groups and questions as canonical JSON. */
#include <assert.h>
#include <jansson.h>

#include "base/attr.h"
#include "base/buf.h"
#include "expression.h"
#include "names.h"
#include "parameter.h"
#include "types.h"
#include "write_json.h"

/* The group a row stands in, or NULL. */
static const struct xl_row *group_of(const struct xl_form *form, const struct xl_row *row)
{
    for (int32_t at = row->parent; at >= 0; at = form->rows[at].parent)
        if (form->rows[at].type == XL_TYPE_BEGIN_GROUP)
            return &form->rows[at];
    return NULL;
}

static void put_group(struct xl_writing *out, json_t *json, const char *member, const struct xl_row *row)
{
    const struct xl_row *group = group_of(out->form, row);
    if (group != NULL)
        xl_put_text(out, json, member, group->name.text);
}

json_t *xl_groups_json(struct xl_writing *out)
{
    json_t *groups = json_array();
    for (size_t i = 0; i < out->form->rows_n; i++) {
        const struct xl_row *row = &out->form->rows[i];
        if (row->type != XL_TYPE_BEGIN_GROUP)
            continue;
        json_t *group = json_object();
        xl_put_text(out, group, "name", row->name.text);
        put_group(out, group, "parent", row);
        xl_put_expression(out, group, "relevant", row->relevant.text);
        xl_append(out, groups, group);
    }
    return groups;
}

/* A word that is not known protects all the same. */
static void put_privacy(struct xl_writing *out, json_t *json, const struct xl_row *row)
{
    static const char *const words[] = {"personal", "sensitive", "secret"};
    struct str word =
        row->privacy.text.n > 0 && !str_eq_ascii_nocase(row->privacy.text, STR("none")) ? STR("sensitive") : STR_EMPTY;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_ascii_nocase(row->privacy.text, str_of(words[i])))
            word = str_of(words[i]);
    xl_put_text(out, json, "privacy", word);
}

static bool is_named(const struct xl_form *form, struct str name)
{
    for (size_t i = 0; i < form->rows_n; i++)
        if (str_eq(form->rows[i].name.text, name))
            return true;
    return false;
}

/* Of a note without a name, or one that another question takes its name from. */
static struct str note_name(struct xl_writing *out, const struct xl_row *row)
{
    char storage[32];
    struct buf buf = buf_on(storage, sizeof storage);
    buf_printf(&buf, "note_%d", (int)row->number);
    struct str name = buf_str(&buf);
    while (is_named(out->form, name) && !out->failed)
        name = xl_joined(out, name, STR("_"), STR_EMPTY);
    return arena_str(out->arena, name);
}

/* What every question begins with. */
static json_t *begin(struct xl_writing *out, const struct xl_row *row, struct str name, struct str type)
{
    json_t *json = json_object();
    xl_put_text(out, json, "name", name);
    xl_put_text(out, json, "type", type);
    put_group(out, json, "group", row);
    xl_put_expression(out, json, "relevant", row->relevant.text);
    put_privacy(out, json, row);
    return json;
}

static void put_labels(struct xl_writing *out, json_t *json, const struct xl_row *row)
{
    xl_put_texts(out, json, "label", row->label);
    xl_put_texts(out, json, "short_label", row->short_label);
    xl_put_texts(out, json, "hint", row->hint);
}

static json_t *note_json(struct xl_writing *out, const struct xl_row *row, struct str name)
{
    json_t *json = begin(out, row, name, STR("note"));
    put_labels(out, json, row);
    xl_put_actions(out, json, row, false);
    return json;
}

static json_t *calculate_json(struct xl_writing *out, const struct xl_row *row, struct str calculation)
{
    json_t *json = begin(out, row, row->name.text, STR("calculate"));
    xl_put_expression(out, json, "calculation", calculation);
    return json;
}

static bool has_point(struct str number)
{
    return str_find_byte(number, '.') != SIZE_MAX;
}

static bool is_decimal_range(struct str parameters)
{
    return has_point(xl_parameter(parameters, STR("start"))) || has_point(xl_parameter(parameters, STR("end"))) ||
           has_point(xl_parameter(parameters, STR("step")));
}

static size_t count_words(struct str text)
{
    size_t n = 0;
    struct str word;
    while (str_next(&text, ' ', &word))
        n += word.n > 0 ? 1 : 0;
    return n;
}

/* An order that names only some of the choices is none, whole numbers have no point, and nobody says anything but OK where that is all
 * there is. */
static bool is_answer(const struct xl_form *form, const struct xl_row *row, struct str text)
{
    if (row->type == XL_TYPE_ACKNOWLEDGE)
        return str_eq(text, STR("OK"));
    if (row->type == XL_TYPE_RANGE && !is_decimal_range(row->parameters.text))
        return !has_point(text);
    return row->type != XL_TYPE_RANK || count_words(text) == form->lists[row->list].choices_n;
}

static void put_default(struct xl_writing *out, json_t *json, const struct xl_row *row)
{
    const struct str text = row->default_value.text;
    if (text.n == 0) {
        /* A question that is computed and asked: the formula is what skipping it means. */
        xl_put_expression(out, json, "default_calculation", row->calculation.text);
        return;
    }
    if (xl_is_formula(text))
        xl_put_expression(out, json, "default_calculation", text);
    else if (is_answer(out->form, row, text))
        xl_put_text(out, json, "default", text);
}

static json_t *hidden_json(struct xl_writing *out, const struct xl_row *row)
{
    json_t *json = begin(out, row, row->name.text, STR("hidden"));
    put_default(out, json, row);
    return json;
}

/* What the type itself asks of an answer; empty: nothing. */
static struct str own_constraint(struct xl_writing *out, const struct xl_row *row)
{
    if (row->type == XL_TYPE_PERCENTAGE)
        return STR(". >= 0 and . <= 100");
    if (row->type != XL_TYPE_RANGE)
        return STR_EMPTY;
    const struct str parameters = row->parameters.text;
    const struct str start = xl_parameter(parameters, STR("start"));
    const struct str end = xl_parameter(parameters, STR("end"));
    const struct str step = xl_parameter(parameters, STR("step"));
    const struct str limits = xl_joined(out, xl_joined(out, STR(". >= "), start, STR(" and . <= ")), end, STR_EMPTY);
    if (step.n == 0 || str_eq(step, STR("1")) || is_decimal_range(parameters))
        return limits;
    const struct str steps = xl_joined(out, STR(" and (. - ("), start, STR(")) mod "));
    return xl_joined(out, limits, steps, xl_joined(out, step, STR(" = 0"), STR_EMPTY));
}

static void put_conditions(struct xl_writing *out, json_t *json, const struct xl_row *row)
{
    const struct str own = own_constraint(out, row);
    const struct str written = row->constraint.text;
    const struct str required = row->required.text;
    struct str constraint = own.n > 0 ? own : written;
    if (own.n > 0 && written.n > 0)
        constraint = xl_joined(out, xl_joined(out, STR("("), written, STR(") and ")), own, STR_EMPTY);
    if (constraint.n > 0) {
        xl_put_expression(out, json, "constraint", constraint);
        xl_put_texts(out, json, "constraint_message", row->constraint_message);
    }
    if (required.n == 0 || xl_is_no(required))
        return;
    if (xl_is_yes(required))
        xl_put(out, json, "required", json_true());
    else
        xl_put_expression(out, json, "required", required);
    xl_put_texts(out, json, "required_message", row->required_message);
}

static struct str type_of(const struct xl_row *row)
{
    static const char *const words[XL_TYPE_COUNT] = {
        [XL_TYPE_TEXT] = "text",
        [XL_TYPE_INTEGER] = "integer",
        [XL_TYPE_DECIMAL] = "decimal",
        [XL_TYPE_PERCENTAGE] = "decimal",
        [XL_TYPE_RANGE] = "integer",
        [XL_TYPE_DATE] = "date",
        [XL_TYPE_TIME] = "time",
        [XL_TYPE_SELECT_ONE] = "select_one",
        [XL_TYPE_SELECT_MULTIPLE] = "select_multiple",
        [XL_TYPE_RANK] = "rank",
        [XL_TYPE_ACKNOWLEDGE] = "select_one",
    };
    if (row->type == XL_TYPE_RANGE && is_decimal_range(row->parameters.text))
        return STR("decimal");
    return str_of(words[row->type]);
}

static json_t *asked_json(struct xl_writing *out, const struct xl_row *row)
{
    json_t *json = begin(out, row, row->name.text, type_of(row));
    if (row->type == XL_TYPE_ACKNOWLEDGE)
        xl_put_text(out, json, "list", out->acknowledge);
    else if (row->list >= 0)
        xl_put_text(out, json, "list", out->form->lists[row->list].name);
    put_labels(out, json, row);
    put_conditions(out, json, row);
    put_default(out, json, row);
    if (row->list >= 0)
        xl_put_expression(out, json, "choice_filter", row->choice_filter.text);
    xl_put_actions(out, json, row, true);
    return json;
}

/* start, today and their like: what a phone app would fill in. What only an app knows stays empty. */
static struct str auto_calculation(struct str word)
{
    if (str_eq(word, STR("today")))
        return STR("once(today())");
    return str_eq(word, STR("start")) ? STR("once(now())") : STR("''");
}

/* A text with a value of its own: the value under its name, and the text as a note. */
static void append_shown_value(struct xl_writing *out, json_t *questions, const struct xl_row *row)
{
    xl_append(out, questions,
              row->calculation.text.n > 0 ? calculate_json(out, row, row->calculation.text) : hidden_json(out, row));
    xl_append(out, questions, note_json(out, row, note_name(out, row)));
}

static void append_note(struct xl_writing *out, json_t *questions, const struct xl_row *row)
{
    if (row->name.text.n > 0 && (row->calculation.text.n > 0 || row->default_value.text.n > 0))
        append_shown_value(out, questions, row);
    else
        xl_append(out, questions, note_json(out, row, row->name.text.n > 0 ? row->name.text : note_name(out, row)));
}

static void append_question(struct xl_writing *out, json_t *questions, const struct xl_row *row)
{
    if (!xl_type_is_question(row->type))
        return;
    if (row->type == XL_TYPE_AUTO)
        xl_append(out, questions, calculate_json(out, row, auto_calculation(row->type_word)));
    else if (row->type == XL_TYPE_CALCULATE || (row->type == XL_TYPE_HIDDEN && row->calculation.text.n > 0))
        xl_append(out, questions, calculate_json(out, row, row->calculation.text));
    else if (row->type == XL_TYPE_HIDDEN)
        xl_append(out, questions, hidden_json(out, row));
    else if (row->type == XL_TYPE_NOTE || xl_is_yes(row->read_only.text))
        append_note(out, questions, row);
    else
        xl_append(out, questions, asked_json(out, row));
}

json_t *xl_questions_json(struct xl_writing *out)
{
    json_t *questions = json_array();
    for (size_t i = 0; i < out->form->rows_n; i++)
        append_question(out, questions, &out->form->rows[i]);
    return questions;
}
