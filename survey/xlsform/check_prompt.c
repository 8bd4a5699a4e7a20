#include "check_prompt.h"

#include "base/attr.h"
#include "expression.h"
#include "survey/language.h"

enum { LINE_BYTES = 8 /* of an option, beside its text: a line break, a number, a blank */, HINTS_BYTES = 512 };

struct str xl_check_without_places(const struct check *check, struct str text)
{
    if (str_find(text, STR("${")) == SIZE_MAX)
        return text;
    struct buf buf = buf_in(check->arena, text.n);
    while (text.n > 0) {
        const size_t from = str_find(text, STR("${"));
        const size_t n = from == SIZE_MAX ? SIZE_MAX : str_find_byte(str_sub(text, from, text.n), '}');
        buf_put(&buf, n == SIZE_MAX ? text : str_sub(text, 0, from));
        text = n == SIZE_MAX ? STR_EMPTY : str_sub(text, from + n + 1, text.n);
    }
    return buf_str(&buf);
}

/* The only column the filter looks at, or SIZE_MAX: then nothing can be told. */
static size_t filter_column(const struct xl_form *form, struct str filter)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < form->extra_n; i++) {
        if (str_find(filter, form->extra[i]) == SIZE_MAX)
            continue;
        if (found != SIZE_MAX)
            return SIZE_MAX;
        found = i;
    }
    return found;
}

struct shown {
    const struct xl_list *list;
    size_t column;    /* of a filter */
    struct str value; /* its value shown */
    bool filtered;
};

static bool is_shown(const struct shown *shown, const struct xl_choice *choice)
{
    return !shown->filtered || (shown->column != SIZE_MAX && str_eq(choice->extra[shown->column].text, shown->value));
}

static size_t length_of(const struct shown *shown, size_t language)
{
    size_t n = 0;
    for (size_t i = 0; i < shown->list->choices_n; i++) {
        const struct xl_choice *choice = &shown->list->choices[i];
        if (is_shown(shown, choice))
            n += xl_check_sent(choice->label, choice->short_label, language)->text.n + LINE_BYTES;
    }
    return n;
}

/* The value of the column with the longest options. */
static struct shown longest(const struct check *check, const struct xl_row *row, const struct xl_list *list,
                            size_t language)
{
    enum { SETS_MAX = 200 /* values looked at */ };
    struct shown best = {.list = list, .value = STR_EMPTY, .filtered = row->choice_filter.text.n > 0};
    if (!best.filtered)
        return best;
    best.column = filter_column(check->form, row->choice_filter.text);
    size_t most = 0;
    for (size_t i = 0; best.column != SIZE_MAX && i < list->choices_n && i < SETS_MAX; i++) {
        struct shown candidate = best;
        candidate.value = list->choices[i].extra[best.column].text;
        const size_t n = length_of(&candidate, language);
        if (n <= most)
            continue;
        most = n;
        best = candidate;
    }
    return best;
}

static bool keyed_by_name(const struct xl_list *list)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        int64_t number = 0;
        const struct str name = list->choices[i].name.text;
        if (name.n > 2 || !str_to_i64(name, &number) || number < 0)
            return false;
    }
    return true;
}

static void put_line(struct buf *buf, struct str text)
{
    if (text.n == 0)
        return;
    buf_put(buf, buf->n == 0 ? STR_EMPTY : STR("\n"));
    buf_put(buf, text);
}

static size_t put_options(const struct shown *shown, size_t language, struct buf *buf)
{
    const bool named = keyed_by_name(shown->list);
    size_t n = 0;
    for (size_t i = 0; i < shown->list->choices_n; i++) {
        const struct xl_choice *choice = &shown->list->choices[i];
        if (!is_shown(shown, choice))
            continue;
        n++;
        buf_put(buf, STR("\n"));
        if (named)
            buf_put(buf, choice->name.text);
        else
            buf_put_i64(buf, (int64_t)n);
        buf_put(buf, STR(" "));
        buf_put(buf, xl_check_sent(choice->label, choice->short_label, language)->text);
    }
    return n;
}

/* Numbers are taken to have room for a 0: whether the constraint lets it through depends on answers. */
static bool takes_zero(const struct check *check, const struct xl_row *row)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    for (size_t i = 0; list != NULL && i < list->choices_n; i++)
        if (str_eq(list->choices[i].name.text, STR("0")))
            return true;
    return xl_check_is_number(row->type);
}

/* "0 = skip", or what skipping means where there is a default. */
static void put_way_on(const struct check *check, const struct xl_row *row, const struct sv_language *system,
                       struct buf *buf)
{
    const struct str preset = row->default_value.text;
    const struct sv_fill fill = {.name = STR("value"), .value = xl_is_formula(preset) ? STR_EMPTY : preset};
    struct str hint = STR_EMPTY;
    if (!xl_check_is_asked(row->type) || takes_zero(check, row))
        return;
    if (preset.n > 0 && sv_text_fill(system->phrases[SV_PHRASE_DEFAULT_HINT], &fill, 1, check->arena, &hint) == RC_OK)
        put_line(buf, hint);
    else if (preset.n == 0 && !xl_check_is_required(row))
        put_line(buf, system->phrases[SV_PHRASE_SKIP_HINT]);
}

/* How this type is answered, where the form does not say it. */
static struct str hint_of(const struct xl_row *row, const struct sv_language *system)
{
    static const struct {
        enum xl_type type;
        enum sv_phrase phrase;
    } hints[] = {
        {XL_TYPE_SELECT_MULTIPLE, SV_PHRASE_MULTIPLE_HINT},
        {XL_TYPE_RANK, SV_PHRASE_RANK_HINT},
        {XL_TYPE_DATE, SV_PHRASE_DATE_HINT},
        {XL_TYPE_TIME, SV_PHRASE_TIME_HINT},
    };
    for (size_t i = 0; i < COUNT_OF(hints); i++)
        if (hints[i].type == row->type)
            return system->phrases[hints[i].phrase];
    return STR_EMPTY;
}

static void put_hints(const struct check *check, const struct xl_row *row, size_t language, struct buf *buf)
{
    const struct sv_language *system = check->form->languages[language].system;
    const struct str own = xl_check_without_places(check, row->hint[language].text);
    if (own.n > 0 || system != NULL)
        put_line(buf, own.n > 0 ? own : hint_of(row, system));
    if (system != NULL)
        put_way_on(check, row, system, buf);
}

bool xl_check_prompt(const struct check *check, const struct xl_row *row, size_t language, struct prompt *out_prompt)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    const struct str text = xl_check_without_places(check, xl_check_sent(row->label, row->short_label, language)->text);
    if (text.n == 0)
        return false;
    struct shown shown = {.value = STR_EMPTY};
    if (list != NULL)
        shown = longest(check, row, list, language);
    const size_t room = text.n + row->hint[language].text.n + row->default_value.text.n + HINTS_BYTES;
    struct buf alone = buf_in(check->arena, room);
    struct buf whole = buf_in(check->arena, room + (list == NULL ? 0 : length_of(&shown, language)));
    put_line(&alone, text);
    put_line(&whole, text);
    out_prompt->options = list == NULL ? 0 : put_options(&shown, language, &whole);
    put_hints(check, row, language, &alone);
    put_hints(check, row, language, &whole);
    out_prompt->text = buf_str(&whole);
    out_prompt->alone = buf_str(&alone);
    return !whole.overflow && !alone.overflow;
}
