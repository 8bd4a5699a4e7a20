#include "replies.h"

#include <math.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "survey/answer.h"
#include "survey/expr.h"

enum { RELATIONS_MAX = 64, KEY_BYTES = 24, NUMBER_MAX = 1000000000 };

struct writing {
    const struct sv_form *form;
    int32_t question;
    struct arena *arena;
    struct replies *replies;
    bool full; /* the arena */
};

static void add(struct writing *writing, struct str text)
{
    struct replies *replies = writing->replies;
    for (size_t i = 0; i < replies->n; i++)
        if (str_eq(replies->texts[i], text))
            return;
    if (replies->n < REPLIES_MAX - 1) /* one stays for skipping */
        replies->texts[replies->n++] = text;
    else
        replies->limited = true;
}

static void add_kept(struct writing *writing, const struct buf *text)
{
    writing->full = writing->full || text->overflow;
    if (!text->overflow)
        add(writing, buf_str(text));
}

static void add_number(struct writing *writing, int64_t number)
{
    struct buf text = buf_in(writing->arena, KEY_BYTES);
    buf_put_i64(&text, number);
    add_kept(writing, &text);
}

/* ---- options ---- */

static const struct sv_list *list_of(const struct writing *writing)
{
    return &writing->form->lists[writing->form->questions[writing->question].list];
}

/* What is typed for each of the first n options. */
static void put_key(const struct sv_list *list, size_t at, struct buf *text)
{
    if (list->keyed_by_name)
        buf_put(text, list->choices[at].name);
    else
        buf_put_i64(text, (int64_t)at + 1);
}

static void put_keys(const struct sv_list *list, size_t at, struct buf *text)
{
    if (text->n > 0)
        buf_put_byte(text, ' ');
    put_key(list, at, text);
}

/* n options from `from` on, round the end of the list. */
static void add_options(struct writing *writing, size_t from, size_t n)
{
    const struct sv_list *list = list_of(writing);
    struct buf text = buf_in(writing->arena, n * KEY_BYTES);
    for (size_t i = 0; i < n; i++)
        put_keys(list, (from + i) % list->choices_n, &text);
    add_kept(writing, &text);
}

static void add_each_option(struct writing *writing)
{
    const struct sv_list *list = list_of(writing);
    for (size_t i = 0; i < list->choices_n && !writing->replies->limited; i++) {
        struct buf text = buf_in(writing->arena, KEY_BYTES);
        put_key(list, i, &text);
        add_kept(writing, &text);
    }
}

/* All of what is on offer, however many those are. */
static void add_orders(struct writing *writing)
{
    for (size_t n = list_of(writing)->choices_n; n > 0; n--)
        add_options(writing, 0, n);
}

static void add_several(struct writing *writing)
{
    enum { SEVERAL = 3 };
    const size_t n = list_of(writing)->choices_n;
    add_each_option(writing);
    add_options(writing, 0, n);
    for (size_t size = n - 1; size > 1; size = size > SEVERAL ? SEVERAL : size - 1)
        for (size_t i = 0; i < n && !writing->replies->limited; i++)
            add_options(writing, i, size);
    writing->replies->limited = writing->replies->limited || n > SEVERAL;
}

/* ---- what conditions compare with ---- */

static bool is_of(const struct writing *writing, const struct sv_operand *operand, bool by_itself)
{
    return (operand->kind == SV_OPERAND_SELF && by_itself) ||
           (operand->kind == SV_OPERAND_REFERENCE && operand->reference == writing->question);
}

static void add_operand(struct writing *writing, const struct sv_operand *operand)
{
    if (writing->form->questions[writing->question].type == SV_TYPE_TEXT && operand->kind == SV_OPERAND_TEXT) {
        if (operand->text.n > 0)
            add(writing, operand->text);
        return;
    }
    if (operand->kind != SV_OPERAND_NUMBER && operand->kind != SV_OPERAND_TEXT)
        return;
    const double number = operand->kind == SV_OPERAND_TEXT ? sv_number_of(operand->text) : operand->number;
    for (int64_t side = -1; side <= 1 && fabs(number) <= NUMBER_MAX; side++)
        add_number(writing, (int64_t)number + side);
}

static void add_compared(struct writing *writing, const struct sv_expr *expr, bool by_itself)
{
    struct sv_relation relations[RELATIONS_MAX];
    if (expr == NULL)
        return;
    const size_t all = sv_expr_relations(expr, relations, RELATIONS_MAX);
    const size_t n = all < RELATIONS_MAX ? all : RELATIONS_MAX;
    writing->replies->limited = writing->replies->limited || all > n;
    for (size_t i = 0; i < n; i++)
        if (is_of(writing, &relations[i].left, by_itself))
            add_operand(writing, &relations[i].right);
}

static void add_all_compared(struct writing *writing)
{
    const struct sv_form *form = writing->form;
    for (int32_t i = 0; i < (int32_t)form->questions_n; i++) {
        const struct sv_question *question = &form->questions[i];
        add_compared(writing, question->constraint, i == writing->question);
        add_compared(writing, question->relevant, false);
        add_compared(writing, question->calculation, false);
        add_compared(writing, question->required, false);
    }
    for (size_t i = 0; i < form->groups_n; i++)
        add_compared(writing, form->groups[i].relevant, false);
}

static void add_numbers(struct writing *writing)
{
    static const int64_t usual[] = {1, 2, 3, 5, 10, 20, 30, 50, 100, 1000};
    add_all_compared(writing);
    for (size_t i = 0; i < COUNT_OF(usual) && writing->replies->n < REPLIES_MAX - 1; i++)
        add_number(writing, usual[i]);
}

/* ---- days and words ---- */

static void add_days(struct writing *writing, int64_t today_days)
{
    static const int64_t away[] = {0, -1, -30, -200, -1000, -7000, -15000, 1, 30};
    for (size_t i = 0; i < COUNT_OF(away); i++) {
        struct str date = STR_EMPTY;
        if (sv_date_text(today_days + away[i], writing->arena, &date) == RC_OK)
            add(writing, date);
        else
            writing->full = true;
    }
}

static void add_words(struct writing *writing, const char *const *words, size_t words_n)
{
    for (size_t i = 0; i < words_n; i++)
        add(writing, str_of(words[i]));
}

static void add_by_type(struct writing *writing, enum sv_type type, int64_t today_days)
{
    static const char *const times[] = {"08:00", "14:30", "23:59"};
    static const char *const words[] = {"abcde", "1990", "12345678", "A1", "ab cd", "abc def ghi jkl mno pqr stu vwx"};
    switch (type) {
    case SV_TYPE_SELECT_ONE:
        add_each_option(writing);
        return;
    case SV_TYPE_SELECT_MULTIPLE:
        add_several(writing);
        return;
    case SV_TYPE_RANK:
        add_orders(writing);
        return;
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        add_numbers(writing);
        return;
    case SV_TYPE_DATE:
        add_days(writing, today_days);
        return;
    case SV_TYPE_TIME:
        add_words(writing, times, COUNT_OF(times));
        return;
    case SV_TYPE_TEXT:
        add_all_compared(writing);
        add_words(writing, words, COUNT_OF(words));
        return;
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        return;
    }
}

enum rc sv_replies(const struct sv_form *form, int32_t question, int64_t today_days, struct arena *arena,
                   struct replies *out_replies)
{
    out_replies->n = 0;
    out_replies->limited = false;
    struct writing writing = {.form = form, .question = question, .arena = arena, .replies = out_replies};
    add_by_type(&writing, form->questions[question].type, today_days);
    out_replies->texts[out_replies->n++] = STR("0");
    return writing.full ? RC_TOO_BIG : RC_OK;
}
