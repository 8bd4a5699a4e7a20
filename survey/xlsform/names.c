#include "names.h"

#include "base/attr.h"
#include "base/buf.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "reading.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_key_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool has_only_key_bytes(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_key_byte(s.p[i]))
            return false;
    return true;
}

bool xl_is_key(struct str s)
{
    return s.n > 0 && s.n <= XL_NAME_BYTES_MAX && has_only_key_bytes(s);
}

bool xl_is_name(struct str s)
{
    return xl_is_key(s) && is_letter(s.p[0]) && !str_eq(s, STR("meta"));
}

char xl_lower(char c)
{
    if (c < 'A' || c > 'Z')
        return c;
    return (char)(c + ('a' - 'A'));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

struct str xl_without_blanks(struct str s, struct arena *arena)
{
    char *p = arena_alloc(arena, s.n);
    if (p == NULL)
        return STR_EMPTY;
    for (size_t i = 0; i < s.n; i++) {
        p[i] = s.p[i];
        if (is_blank(s.p[i]))
            p[i] = '_';
    }
    return (struct str){.p = p, .n = s.n};
}

struct str xl_normal(struct str s, struct arena *arena)
{
    char *p = arena_alloc(arena, s.n);
    if (p == NULL)
        return (struct str){.p = NULL, .n = 0};
    for (size_t i = 0; i < s.n; i++) {
        p[i] = xl_lower(s.p[i]);
        if (is_blank(s.p[i]))
            p[i] = '_';
    }
    return (struct str){.p = p, .n = s.n};
}

static bool is_one_of(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_ascii_nocase(s, str_of(words[i])))
            return true;
    return false;
}

bool xl_is_yes(struct str s)
{
    static const char *const words[] = {"yes", "true", "true()"};
    return is_one_of(s, words, COUNT_OF(words));
}

bool xl_is_no(struct str s)
{
    static const char *const words[] = {"no", "false", "false()"};
    return is_one_of(s, words, COUNT_OF(words));
}

static bool has_blank(struct str s)
{
    return str_find_byte(s, ' ') != SIZE_MAX || str_find_byte(s, '\n') != SIZE_MAX;
}

/* "_1hola" */
static struct str with_underscore(struct str s, struct arena *arena)
{
    struct buf buf = buf_in(arena, s.n + 1);
    buf_put_byte(&buf, '_');
    buf_put(&buf, s);
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}

static void found_name(struct xl_reading *in, const struct xl_row *row, enum sv_code code, int variant,
                       const struct str *args, size_t args_n)
{
    xl_found(in, &in->survey, row->number, row->name.column_at, code, variant, args, args_n);
}

/* What is wrong with the name itself; false: nothing. */
static bool is_malformed(struct xl_reading *in, const struct xl_row *row)
{
    const struct str name = row->name.text;
    struct str args[] = {name, STR_EMPTY};
    if (str_eq(name, STR("meta"))) {
        found_name(in, row, SV_CODE_N005, 0, args, 1);
    } else if (has_blank(name)) {
        args[1] = xl_without_blanks(name, in->arena);
        found_name(in, row, SV_CODE_N002, XL_N002_BLANK, args, COUNT_OF(args));
    } else if (!has_only_key_bytes(name)) {
        found_name(in, row, SV_CODE_N002, XL_N002_CHARACTERS, args, 1);
    } else if (!is_letter(name.p[0])) {
        args[1] = with_underscore(name, in->arena);
        found_name(in, row, SV_CODE_N002, XL_N002_START, args, COUNT_OF(args));
    } else if (name.n > XL_NAME_BYTES_MAX) {
        args[1] = STR("64");
        found_name(in, row, SV_CODE_N002, XL_N002_LONG, args, COUNT_OF(args));
    } else {
        return false;
    }
    return true;
}

/* Against the rows before it: the first one of the same name, else the first that differs only by capitals. */
static void check_against(struct xl_reading *in, size_t at)
{
    const struct xl_row *row = &in->rows[at];
    const struct xl_row *like = NULL;
    char storage[24];
    struct buf number = buf_on(storage, sizeof storage);
    for (size_t i = 0; i < at; i++) {
        const struct xl_row *other = &in->rows[i];
        if (!str_eq_ascii_nocase(other->name.text, row->name.text))
            continue;
        like = like == NULL ? other : like;
        if (!str_eq(other->name.text, row->name.text))
            continue;
        buf_put_i64(&number, other->number);
        const struct str args[] = {row->name.text, buf_str(&number)};
        found_name(in, row, SV_CODE_N003, XL_N003_TWICE, args, COUNT_OF(args));
        return;
    }
    if (like == NULL)
        return;
    buf_put_i64(&number, like->number);
    const struct str args[] = {row->name.text, like->name.text, buf_str(&number)};
    found_name(in, row, SV_CODE_N004, 0, args, COUNT_OF(args));
}

/* The question that "or_other" adds has no cell of its own: row `at` follows its select. */
static void check_added(struct xl_reading *in, size_t at)
{
    const struct xl_row *row = &in->rows[at];
    char storage[24];
    struct buf number = buf_on(storage, sizeof storage);
    for (size_t i = 0; i < in->form->rows_n; i++) {
        if (i == at || !str_eq(in->rows[i].name.text, row->name.text))
            continue;
        buf_put_i64(&number, in->rows[i].number);
        const struct str args[] = {row->name.text, buf_str(&number)};
        xl_found(in, &in->survey, row->number, row->type_cell.column_at, SV_CODE_N003, XL_N003_OTHER, args,
                 COUNT_OF(args));
        return;
    }
}

static bool needs_name(enum xl_type type)
{
    return type != XL_TYPE_NOTE && type != XL_TYPE_UNKNOWN && type != XL_TYPE_IGNORED && type != XL_TYPE_END_GROUP &&
           type != XL_TYPE_END_REPEAT;
}

static bool is_end(enum xl_type type)
{
    return type == XL_TYPE_END_GROUP || type == XL_TYPE_END_REPEAT;
}

void xl_check_names(struct xl_reading *in)
{
    for (size_t i = 0; i < in->form->rows_n; i++) {
        const struct xl_row *row = &in->rows[i];
        const bool added = i > 0 && xl_is_added(row, &in->rows[i - 1]);
        if (added)
            check_added(in, i);
        else if (row->name.text.n == 0 && needs_name(row->type))
            xl_found_at(in, &in->survey, row->number, XL_COLUMN_NAME, SV_CODE_N001, 0, &row->type_cell.text, 1);
        else if (row->name.text.n > 0 && !is_end(row->type) && !is_malformed(in, row))
            check_against(in, i);
    }
}
