/* Texts, and the answers of selects, which are texts of names with blanks between them. Characters are code points. */

#include "base/utf8.h"
#include "expr_node.h"
#include "expr_number.h"
#include "expr_regex.h"
#include "expr_run.h"

static struct sv_value f_string(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_text(sv_arg_text(run, call, 0));
}

static struct sv_value f_string_length(struct sv_run *run, const struct sv_node *call)
{
    return sv_value_number((double)utf8_count(sv_arg_text(run, call, 0)));
}

static struct sv_value join(struct sv_run *run, const struct sv_node *call, int from, struct str separator)
{
    const struct sv_value items = sv_items_collect(run, call, from);
    size_t bytes = 0;
    for (size_t i = 0; i < items.nodes_n; i++)
        bytes += separator.n + items.nodes[i].n;
    struct buf out = buf_in(run->arena, bytes);
    for (size_t i = 0; i < items.nodes_n; i++) {
        if (i > 0)
            buf_put(&out, separator);
        buf_put(&out, items.nodes[i]);
    }
    return sv_value_buf(run, &out);
}

static struct sv_value f_concat(struct sv_run *run, const struct sv_node *call)
{
    return join(run, call, 0, STR_EMPTY);
}

static struct sv_value f_join(struct sv_run *run, const struct sv_node *call)
{
    return join(run, call, 1, sv_arg_text(run, call, 0));
}

/* The part from character `from` to before character `to`. */
static struct str characters(struct str s, size_t from, size_t to)
{
    size_t at = 0;
    size_t begin = 0;
    for (size_t i = 0; i < to && at < s.n; i++) {
        (void)utf8_next(s, &at);
        if (i + 1 == from)
            begin = at;
    }
    return from >= to ? STR_EMPTY : str_sub(s, begin, at - begin);
}

/* Negative places count from the end. */
static size_t place(double at, size_t n)
{
    const double count = (double)n;
    const double from_start = at < 0 ? count + at : at;
    return !(from_start > 0) ? 0 : from_start > count ? n : (size_t)from_start;
}

static struct sv_value f_substr(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    const size_t n = utf8_count(text);
    const size_t from = place(sv_truncate(sv_arg_number(run, call, 1)), n);
    const size_t to = sv_run_arg(run, call, 2) == NULL ? n : place(sv_truncate(sv_arg_number(run, call, 2)), n);
    return sv_value_text(characters(text, from, to));
}

static struct sv_value f_substring_before(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    const size_t at = str_find(text, sv_arg_text(run, call, 1));
    return sv_value_text(at == SIZE_MAX ? STR_EMPTY : str_sub(text, 0, at));
}

static struct sv_value f_substring_after(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    const struct str mark = sv_arg_text(run, call, 1);
    const size_t at = str_find(text, mark);
    return sv_value_text(at == SIZE_MAX ? STR_EMPTY : str_sub(text, at + mark.n, text.n));
}

static struct sv_value f_contains(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    return sv_value_boolean(str_find(text, sv_arg_text(run, call, 1)) != SIZE_MAX);
}

static struct sv_value f_starts_with(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    return sv_value_boolean(str_starts(text, sv_arg_text(run, call, 1)));
}

static struct sv_value f_ends_with(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    return sv_value_boolean(str_ends(text, sv_arg_text(run, call, 1)));
}

/* Characters of `from` become those at the same place in `to`; without one they go. */
static struct sv_value f_translate(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    const struct str from = sv_arg_text(run, call, 1);
    const struct str to = sv_arg_text(run, call, 2);
    struct buf out = buf_in(run->arena, text.n * 4);
    for (size_t at = 0; at < text.n;) {
        const size_t begin = at;
        (void)utf8_next(text, &at);
        const struct str one = str_sub(text, begin, at - begin);
        const size_t found = str_find(from, one);
        if (found == SIZE_MAX) {
            buf_put(&out, one);
            continue;
        }
        const size_t i = utf8_count(str_sub(from, 0, found));
        buf_put(&out, characters(to, i, i + 1));
    }
    return sv_value_buf(run, &out);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word of *rest, or false. */
static bool next_word(struct str *rest, struct str *out_word)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    *out_word = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return n > 0;
}

static struct sv_value f_normalize_space(struct sv_run *run, const struct sv_node *call)
{
    struct str rest = sv_arg_text(run, call, 0);
    struct buf out = buf_in(run->arena, rest.n + 1);
    struct str word;
    while (next_word(&rest, &word)) {
        if (out.n > 0)
            buf_put_byte(&out, ' ');
        buf_put(&out, word);
    }
    return sv_value_buf(run, &out);
}

static struct sv_value f_selected(struct sv_run *run, const struct sv_node *call)
{
    struct str rest = sv_arg_text(run, call, 0);
    const struct str wanted = str_trim(sv_arg_text(run, call, 1));
    struct str word;
    while (next_word(&rest, &word))
        if (str_eq(word, wanted))
            return sv_value_boolean(true);
    return sv_value_boolean(false);
}

static struct sv_value f_count_selected(struct sv_run *run, const struct sv_node *call)
{
    struct str rest = sv_arg_text(run, call, 0);
    struct str word;
    double n = 0;
    while (next_word(&rest, &word))
        n++;
    return sv_value_number(n);
}

static struct sv_value f_selected_at(struct sv_run *run, const struct sv_node *call)
{
    struct str rest = sv_arg_text(run, call, 0);
    const double wanted = sv_truncate(sv_arg_number(run, call, 1));
    struct str word;
    for (size_t i = 0; next_word(&rest, &word); i++)
        if (sv_same((double)i, wanted))
            return sv_value_text(word);
    return sv_value_text(STR_EMPTY);
}

static struct sv_value f_choice_name(struct sv_run *run, const struct sv_node *call)
{
    const struct str value = sv_arg_text(run, call, 0);
    const struct str question = sv_arg_text(run, call, 1);
    const struct sv_reader *reader = run->reader;
    return sv_value_text(reader->choice_label == NULL ? STR_EMPTY
                                                      : reader->choice_label(reader->context, question, value));
}

static struct sv_value f_regex(struct sv_run *run, const struct sv_node *call)
{
    const struct str text = sv_arg_text(run, call, 0);
    const struct sv_node *pattern = sv_run_arg(run, call, 1);
    const struct sv_regex *regex = NULL;
    if (pattern->kind == SV_NODE_PATTERN) {
        regex = pattern->pattern;
    } else {
        const struct str written = sv_arg_text(run, call, 1);
        /* A pattern put together from answers may be nonsense: then nothing matches. */
        if (sv_regex_compile(written, run->arena, &regex, NULL) != RC_OK)
            return sv_value_boolean(false);
    }
    return sv_value_boolean(sv_regex_matches(regex, text));
}

static struct sv_value f_uuid(struct sv_run *run, const struct sv_node *call UNUSED)
{
    enum { UUID_CHARACTERS = 36 };
    static const size_t groups[] = {4, 2, 2, 2, 6};
    struct buf out = buf_in(run->arena, UUID_CHARACTERS);
    const uint8_t *p = run->reader->uuid;
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        if (i > 0)
            buf_put_byte(&out, '-');
        buf_put_hex(&out, p, groups[i]);
        p += groups[i];
    }
    return sv_value_buf(run, &out);
}

const struct sv_function sv_functions_text[] = {
    {"string", 0, 1, true, f_string},
    {"string-length", 0, 1, true, f_string_length},
    {"concat", 1, SV_ARGS_ANY, false, f_concat},
    {"join", 2, SV_ARGS_ANY, false, f_join},
    {"substr", 2, 3, false, f_substr},
    {"substring-before", 2, 2, false, f_substring_before},
    {"substring-after", 2, 2, false, f_substring_after},
    {"contains", 2, 2, false, f_contains},
    {"starts-with", 2, 2, false, f_starts_with},
    {"ends-with", 2, 2, false, f_ends_with},
    {"translate", 3, 3, false, f_translate},
    {"normalize-space", 0, 1, true, f_normalize_space},
    {"selected", 2, 2, false, f_selected},
    {"count-selected", 1, 1, false, f_count_selected},
    {"selected-at", 2, 2, false, f_selected_at},
    {"jr:choice-name", 2, 2, false, f_choice_name},
    {"regex", 2, 2, false, f_regex},
    {"uuid", 0, 0, false, f_uuid},
    {.name = NULL},
};
