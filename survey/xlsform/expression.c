#include "expression.h"

#include "base/attr.h"
#include "base/buf.h"
#include "survey/expr.h"

enum rc xl_straight(struct str text, struct arena *arena, struct str *out_text)
{
    static const struct {
        const char *curly;
        char straight;
    } quotes[] = {{"‘", '\''}, {"’", '\''}, {"‚", '\''}, {"“", '"'}, {"”", '"'}, {"„", '"'}};
    struct buf buf = buf_in(arena, text.n);
    size_t at = 0;
    while (at < text.n) {
        size_t step = 1;
        char byte = text.p[at];
        for (size_t i = 0; i < COUNT_OF(quotes); i++) {
            const struct str curly = str_of(quotes[i].curly);
            if (!str_starts(str_sub(text, at, curly.n), curly))
                continue;
            byte = quotes[i].straight;
            step = curly.n;
        }
        buf_put_byte(&buf, (uint8_t)byte);
        at += step;
    }
    *out_text = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

static int32_t find_name(const void *context, struct str name)
{
    return xl_row_named(context, name);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "today()" is a call, "Peru (south)" is not. */
static bool has_call(struct str text)
{
    for (size_t i = 1; i < text.n; i++)
        if (text.p[i] == '(' && is_letter(text.p[i - 1]))
            return true;
    return false;
}

/* Between two things; "-5", "+1500" and "2026-01-15" are none. */
static bool has_operator(struct str text)
{
    static const char *const operators[] = {" - ", " div ", " mod ", "*", "+"};
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        const size_t at = str_find(text, str_of(operators[i]));
        if (at != SIZE_MAX && at > 0)
            return true;
    }
    return false;
}

enum rc xl_is_dynamic(const struct xl_form *form, struct str text, struct arena *arena, bool *out_dynamic)
{
    *out_dynamic = str_find(text, STR("${")) != SIZE_MAX;
    if (*out_dynamic || (!has_call(text) && !has_operator(text)))
        return RC_OK;
    /* Words may look like a formula: "Juan + Maria", "Otro(especifique)". */
    const struct sv_names names = {.find = find_name, .context = form};
    const struct sv_expr *expr = NULL;
    const enum rc rc = sv_expr_parse(text, &names, arena, &expr, NULL);
    *out_dynamic = rc == RC_OK;
    return rc == RC_TOO_BIG ? rc : RC_OK;
}
