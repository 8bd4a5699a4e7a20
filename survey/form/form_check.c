#include "form_check.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"

/* The place of entry i in the one namespace of questions, groups and scores. */
static struct str shared_name(const struct sv_form *form, size_t i, const char **out_array, size_t *out_index)
{
    *out_array = "questions";
    *out_index = i;
    if (i < form->questions_n)
        return form->questions[i].name;
    *out_array = "groups";
    *out_index = i -= form->questions_n;
    if (i < form->groups_n)
        return form->groups[i].name;
    *out_array = "scores";
    *out_index = i -= form->groups_n;
    return form->scores[i].name;
}

static enum rc check_shared(const struct sv_form *form, struct err *err)
{
    const size_t n = form->questions_n + form->groups_n + form->scores_n;
    for (size_t i = 0; i < n; i++) {
        const char *array = "";
        size_t at = 0;
        const struct str name = shared_name(form, i, &array, &at);
        for (size_t j = 0; j < i; j++) {
            const char *other_array = "";
            size_t other_at = 0;
            if (str_eq(shared_name(form, j, &other_array, &other_at), name))
                return err_set(err, RC_BAD_INPUT, "%s[%zu].name: '%.*s' is already the name of %s[%zu]", array, at,
                               STR_FMT(name), other_array, other_at);
        }
    }
    return RC_OK;
}

/* A word that stands for a choice: its name or an alias. */
struct word {
    struct str text;
    size_t choice;
};

static int compare_words(const void *a, const void *b)
{
    const struct word *left = a;
    const struct word *right = b;
    const int order = str_compare(left->text, right->text);
    return order != 0 ? order : (left->choice > right->choice) - (left->choice < right->choice);
}

static size_t collect_words(const struct sv_list *list, struct word *out_words)
{
    size_t n = 0;
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_choice *choice = &list->choices[i];
        out_words[n++] = (struct word){.text = choice->name, .choice = i};
        for (size_t j = 0; j < choice->aliases_n; j++)
            out_words[n++] = (struct word){.text = choice->aliases[j], .choice = i};
    }
    return n;
}

static enum rc check_choices(const struct sv_form *form, size_t at, struct arena *arena, struct err *err)
{
    const struct sv_list *list = &form->lists[at];
    size_t room = list->choices_n;
    for (size_t i = 0; i < list->choices_n; i++)
        room += list->choices[i].aliases_n;
    struct word *words = ARENA_ARRAY(arena, struct word, room);
    if (words == NULL)
        return err_set(err, RC_TOO_BIG, "the form is too big");
    const size_t n = collect_words(list, words);
    assert(n == room);
    qsort(words, n, sizeof *words, compare_words);
    for (size_t i = 1; i < n; i++)
        if (str_eq(words[i].text, words[i - 1].text) && words[i].choice != words[i - 1].choice)
            return err_set(err, RC_BAD_INPUT, "lists[%zu].choices[%zu]: '%.*s' stands for choices[%zu] already", at,
                           words[i].choice, STR_FMT(words[i].text), words[i - 1].choice);
    return RC_OK;
}

enum rc sv_form_check_names(const struct sv_form *form, struct arena *arena, struct err *err)
{
    enum rc rc = check_shared(form, err);
    for (size_t i = 0; i < form->lists_n && rc == RC_OK; i++) {
        for (size_t j = 0; j < i; j++)
            if (str_eq(form->lists[i].name, form->lists[j].name))
                return err_set(err, RC_BAD_INPUT, "lists[%zu].name: '%.*s' is already the name of lists[%zu]", i,
                               STR_FMT(form->lists[i].name), j);
        rc = check_choices(form, i, arena, err);
    }
    return rc;
}

/* What a question's value waits for: its formula, its condition, what is on offer, the conditions of the groups around it.
 * The default of a question that is asked is looked at when it is asked. */
struct waits {
    int32_t *on;
    size_t n;
};

static bool add_waits(const struct sv_expr *expr, struct arena *arena, struct waits *waits)
{
    if (expr == NULL)
        return true;
    const size_t more = sv_expr_references(expr, NULL, 0);
    int32_t *on = arena_grow(arena, waits->on, waits->n, waits->n + more, sizeof *on);
    if (on == NULL)
        return false;
    (void)sv_expr_references(expr, on + waits->n, more);
    *waits = (struct waits){.on = on, .n = waits->n + more};
    return true;
}

static bool collect_waits(const struct sv_form *form, const struct sv_question *q, struct arena *arena,
                          struct waits *out_waits)
{
    const struct sv_expr *preset = q->type == SV_TYPE_HIDDEN ? q->default_calculation : NULL;
    if (!add_waits(q->calculation, arena, out_waits) || !add_waits(q->relevant, arena, out_waits) ||
        !add_waits(q->choice_filter, arena, out_waits) || !add_waits(preset, arena, out_waits))
        return false;
    for (int32_t g = q->group; g >= 0; g = form->groups[g].parent)
        if (!add_waits(form->groups[g].relevant, arena, out_waits))
            return false;
    return true;
}

/* The first question it waits for that is not settled, or -1. */
static int32_t first_open(const struct waits *waits, const bool *settled)
{
    for (size_t i = 0; i < waits->n; i++)
        if (!settled[waits->on[i]])
            return waits->on[i];
    return -1;
}

/* Settles every question that waits only for settled ones, until nothing moves. True when all are. */
static bool settle(const struct waits *waits, bool *settled, int32_t *order, size_t n)
{
    bool moved = true;
    size_t done = 0;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < n; i++) {
            if (settled[i] || first_open(&waits[i], settled) >= 0)
                continue;
            settled[i] = true;
            moved = true;
            order[done++] = (int32_t)i;
        }
    }
    return done == n;
}

/* From any unsettled question, following what it waits for ends in the circle. */
static enum rc name_circle(const struct sv_form *form, const struct waits *waits, const bool *settled, struct err *err)
{
    size_t at = 0;
    while (settled[at])
        at++;
    for (size_t steps = 0; steps < form->questions_n; steps++)
        at = (size_t)first_open(&waits[at], settled);
    char storage[160];
    struct buf chain = buf_on(storage, sizeof storage);
    const size_t begin = at;
    do {
        buf_printf(&chain, "%.*s -> ", STR_FMT(form->questions[at].name));
        at = (size_t)first_open(&waits[at], settled);
    } while (at != begin);
    const struct str shown = buf_str(&chain);
    return err_set(err, RC_BAD_INPUT, "questions[%zu]: goes round in a circle: %.*s%.*s", begin, STR_FMT(shown),
                   STR_FMT(chain.overflow ? STR("...") : form->questions[begin].name));
}

enum rc sv_form_check_circles(const struct sv_form *form, struct arena *arena, const int32_t **out_order,
                              struct err *err)
{
    const size_t n = form->questions_n;
    struct waits *waits = ARENA_ARRAY(arena, struct waits, n);
    bool *settled = ARENA_ARRAY(arena, bool, n);
    int32_t *order = ARENA_ARRAY(arena, int32_t, n);
    if (waits == NULL || settled == NULL || order == NULL)
        return err_set(err, RC_TOO_BIG, "the form is too big");
    for (size_t i = 0; i < n; i++)
        if (!collect_waits(form, &form->questions[i], arena, &waits[i]))
            return err_set(err, RC_TOO_BIG, "the form is too big");
    if (!settle(waits, settled, order, n))
        return name_circle(form, waits, settled, err);
    *out_order = order;
    return RC_OK;
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static bool is_command(struct str word, const struct sv_language *language)
{
    for (size_t c = 0; c < SV_COMMAND_COUNT; c++)
        if (sv_words_have(language->words[c], language->words_n[c], word))
            return true;
    return false;
}

enum rc sv_form_check_keyword(struct str keyword, const struct sv_languages *languages, struct err *err)
{
    if (keyword.n == 0 || str_find_byte(keyword, ' ') != SIZE_MAX)
        return err_set(err, RC_BAD_INPUT, "keyword: must be one word of letters and digits");
    if (is_number(keyword))
        return err_set(err, RC_BAD_INPUT, "keyword: a number would be taken for an answer; hint: use a word");
    for (size_t i = 0; i < languages->n; i++) {
        const struct sv_language *language = &languages->items[i];
        if (is_command(keyword, language) || sv_words_have(language->yes, language->yes_n, keyword) ||
            sv_words_have(language->no, language->no_n, keyword))
            return err_set(err, RC_BAD_INPUT,
                           "keyword: '%.*s' already means something in '%.*s'; hint: choose another word",
                           STR_FMT(keyword), STR_FMT(language->code));
    }
    return RC_OK;
}

/* Two zeros and more are commands whatever is asked. */
static bool is_zeros(struct str s)
{
    return s.n >= 2 && s.n <= 4 && str_starts(STR("0000"), s);
}

static enum rc check_choice_words(const struct sv_form *form, size_t at, const struct sv_language *language,
                                  struct err *err)
{
    const struct sv_list *list = &form->lists[at];
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct sv_choice *choice = &list->choices[i];
        if (is_zeros(choice->name))
            return err_set(err, RC_BAD_INPUT,
                           "lists[%zu].choices[%zu].name: '%.*s' is a command; hint: choose another number", at, i,
                           STR_FMT(choice->name));
        for (size_t j = 0; j < choice->aliases_n; j++)
            if (is_zeros(choice->aliases[j]) || is_command(choice->aliases[j], language))
                return err_set(err, RC_BAD_INPUT, "lists[%zu].choices[%zu].aliases: '%.*s' is a command in '%.*s'", at,
                               i, STR_FMT(choice->aliases[j]), STR_FMT(language->code));
    }
    return RC_OK;
}

enum rc sv_form_check_commands(const struct sv_form *form, const struct sv_languages *languages, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < form->lists_n; i++)
        for (size_t j = 0; j < languages->n && rc == RC_OK; j++)
            rc = check_choice_words(form, i, &languages->items[j], err);
    return rc;
}
