#include "expr_regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/attr.h"

enum {
    MATCH_STEPS_MAX = 100000, /* a few milliseconds; honest patterns need some hundred */
    MATCH_HEAP_KIB_MAX = 1024
};

struct sv_regex {
    pcre2_code *code;
};

/* PCRE2 frees nothing here that the arena would not release anyway. */
static void *take(PCRE2_SIZE n, void *arena)
{
    return arena_alloc(arena, n);
}

static void give_back(void *p UNUSED, void *arena UNUSED)
{
}

enum rc sv_regex_compile(struct str pattern, struct arena *arena, const struct sv_regex **out_regex, struct err *err)
{
    struct sv_regex *regex = ARENA_NEW(arena, struct sv_regex);
    pcre2_general_context *memory = pcre2_general_context_create(take, give_back, arena);
    pcre2_compile_context *context = memory == NULL ? NULL : pcre2_compile_context_create(memory);
    if (regex == NULL || context == NULL)
        return err_set(err, RC_TOO_BIG, "the pattern is too big");
    int code = 0;
    PCRE2_SIZE at = 0;
    regex->code =
        pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n,
                      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &code, &at, context);
    if (regex->code == NULL && code == PCRE2_ERROR_HEAP_FAILED)
        return err_set(err, RC_TOO_BIG, "the pattern is too big");
    if (regex->code == NULL) {
        PCRE2_UCHAR why[120] = {0};
        (void)pcre2_get_error_message(code, why, sizeof why);
        return err_set(err, RC_BAD_INPUT, "pattern '%.*s': %s at character %zu", STR_FMT(pattern), (const char *)why,
                       at + 1);
    }
    *out_regex = regex;
    return RC_OK;
}

bool sv_regex_matches(const struct sv_regex *regex, struct str text)
{
    /* Not from the arena of the pattern: that one belongs to the form. */
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    if (data == NULL || context == NULL)
        abort();
    (void)pcre2_set_match_limit(context, MATCH_STEPS_MAX);
    (void)pcre2_set_depth_limit(context, MATCH_STEPS_MAX);
    (void)pcre2_set_heap_limit(context, MATCH_HEAP_KIB_MAX);
    const int found = pcre2_match(regex->code, (PCRE2_SPTR)(text.p == NULL ? "" : text.p), text.n, 0, 0, data, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    return found >= 0;
}
