#include "language_tags.h"

#include "base/buf.h"
#include "finding_variants.h"
#include "language_codes.h"
#include "names.h"

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "es", "quc", "es-GT". */
static bool is_code(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_alpha(s.p[n]))
        n++;
    if (n < 2 || n > 3 || (n < s.n && s.p[n] != '-'))
        return false;
    for (size_t i = n; i < s.n; i++)
        if (!is_alpha(s.p[i]) && s.p[i] != '-' && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    return s.n == n || s.p[s.n - 1] != '-';
}

struct str xl_primary_of(struct str code)
{
    return str_sub(code, 0, str_find_byte(code, '-'));
}

/* Lower case up to the first "-". */
static struct str lower(struct str code, struct arena *arena)
{
    char *p = arena_alloc(arena, code.n);
    if (p == NULL)
        return STR_EMPTY;
    const size_t primary_n = xl_primary_of(code).n;
    for (size_t i = 0; i < code.n; i++) {
        p[i] = code.p[i];
        if (i < primary_n)
            p[i] = xl_lower(p[i]);
    }
    return (struct str){.p = p, .n = code.n};
}

static void take_apart(struct xl_tag *tag)
{
    const struct str written = tag->written;
    size_t open = written.n;
    while (open > 0 && written.p[open - 1] != '(')
        open--;
    tag->name = written;
    tag->said = STR_EMPTY;
    if (open == 0 || !str_ends(written, STR(")")))
        return;
    const struct str inner = str_trim(str_sub(written, open, written.n - open - 1));
    if (!is_code(inner))
        return;
    tag->said = inner;
    tag->name = str_trim(str_sub(written, 0, open - 1));
}

/* The code that the name alone tells. */
static struct str guess(const struct xl_reading *in, const struct xl_tag *tag)
{
    const struct sv_languages *systems = in->form->systems;
    for (size_t i = 0; i < systems->n; i++) {
        struct str name = STR_EMPTY;
        const struct sv_language *system = &systems->items[i];
        if (sv_fold(system->name, NULL, in->arena, &name) == RC_OK && name.n > 0 && str_eq(name, tag->folded))
            return system->code;
        if (str_eq_ascii_nocase(system->code, tag->name))
            return system->code;
    }
    if (xl_code_exists(tag->folded) && is_code(tag->name))
        return tag->folded;
    return xl_code_of_name(tag->folded);
}

/* The code to use for what was written, and whether that was right. */
static void judge(const struct xl_reading *in, struct xl_tag *tag)
{
    const struct str guessed = guess(in, tag);
    const struct str said = lower(tag->said, in->arena);
    const struct str primary = xl_primary_of(said);
    tag->fault = XL_NO_FAULT;
    tag->code = said;
    if (said.n == 0) {
        tag->code = guessed;
        tag->fault = guessed.n > 0 ? (int)XL_L004_NO_CODE : XL_NO_FAULT;
    } else if (xl_code_short(primary).n > 0) {
        tag->code = xl_code_short(primary);
        tag->fault = XL_L004_LONG;
    } else if (primary.n == 2 && !xl_code_exists(primary) && guessed.n > 0) {
        tag->code = guessed;
        tag->fault = XL_L004_WRONG;
    } else if (tag->name.n > 0 && str_find(tag->written, STR(" (")) == SIZE_MAX) {
        tag->fault = XL_L004_BLANK;
    }
}

enum rc xl_read_tag(const struct xl_reading *in, struct str written, struct xl_tag *out_tag)
{
    *out_tag = (struct xl_tag){.written = written};
    take_apart(out_tag);
    if (sv_fold(out_tag->name, NULL, in->arena, &out_tag->folded) != RC_OK)
        return RC_TOO_BIG;
    judge(in, out_tag);
    return RC_OK;
}

/* "Español (es)". */
struct str xl_tag_proper(const struct xl_reading *in, const struct xl_tag *tag)
{
    const struct sv_language *system = sv_language_find(in->form->systems, tag->code);
    const bool named = tag->name.n > 0 && !str_eq_ascii_nocase(tag->name, tag->code);
    const struct str name = named || system == NULL ? tag->name : system->name;
    struct buf buf = buf_in(in->arena, name.n + tag->code.n + 3);
    buf_put(&buf, name);
    buf_put(&buf, STR(" ("));
    buf_put(&buf, tag->code);
    buf_put(&buf, STR(")"));
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}
