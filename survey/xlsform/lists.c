#include "lists.h"

#include "base/attr.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static struct str name_at(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.n && is_name_byte(text.p[end]))
        end++;
    return str_sub(text, at, end - at);
}

/* Every list in instance('...'), whatever the quotes are. */
static void mark_instances(const struct xl_form *form, struct str text, bool *used)
{
    const struct str call = STR("instance(");
    size_t from = str_find(text, call);
    while (from != SIZE_MAX) {
        struct str rest = str_sub(text, from + call.n, text.n);
        size_t at = 0;
        while (at < rest.n && !is_name_byte(rest.p[at]) && rest.p[at] != ')')
            at++;
        const struct str name = name_at(rest, at);
        for (size_t i = 0; i < form->lists_n && name.n > 0; i++)
            used[i] = used[i] || str_eq(form->lists[i].name, name);
        text = rest;
        from = str_find(text, call);
    }
}

const bool *xl_lists_used(const struct xl_form *form, struct arena *arena)
{
    bool *used = ARENA_ARRAY(arena, bool, form->lists_n);
    for (size_t i = 0; i < form->rows_n && used != NULL; i++) {
        const struct xl_row *row = &form->rows[i];
        const struct str formulas[] = {row->relevant.text,      row->constraint.text,    row->calculation.text,
                                       row->default_value.text, row->choice_filter.text, row->required.text,
                                       row->repeat_count.text};
        if (row->list >= 0)
            used[row->list] = true;
        for (size_t f = 0; f < COUNT_OF(formulas); f++)
            mark_instances(form, formulas[f], used);
    }
    return used;
}

/* Behind the quote that closes the one at `at`. */
static size_t after_quoted(struct str text, size_t at)
{
    const size_t length = str_find_byte(str_sub(text, at + 1, text.n), text.p[at]);
    return length == SIZE_MAX ? text.n : at + length + 2;
}

static bool is_word(struct str name)
{
    static const char *const words[] = {"and", "or", "div", "mod"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(name, str_of(words[i])))
            return true;
    return false;
}

static bool is_call(struct str text, size_t at)
{
    while (at < text.n && text.p[at] == ' ')
        at++;
    return at < text.n && text.p[at] == '(';
}

bool xl_next_column(struct str filter, size_t *at, struct str *out_name)
{
    while (*at < filter.n) {
        const char c = filter.p[*at];
        const struct str name = name_at(filter, *at);
        if (c == '\'' || c == '"')
            *at = after_quoted(filter, *at);
        else if (c == '{')
            *at += str_find_byte(str_sub(filter, *at, filter.n), '}') == SIZE_MAX
                       ? filter.n - *at
                       : str_find_byte(str_sub(filter, *at, filter.n), '}') + 1;
        else
            *at += name.n > 0 ? name.n : 1;
        if (name.n == 0 || !is_letter(c) || is_word(name) || is_call(filter, *at))
            continue;
        *out_name = name;
        return true;
    }
    return false;
}
