/* Whatever parses can be evaluated: in bounds, within the arena, twice with the same result. */
#include <assert.h>
#include <stdint.h>

#include "base/attr.h"
#include "survey/expr.h"

enum { NAMES = 4 };

static const char *const values[NAMES] = {"", "1 4 9", "2026-01-15", "alba\303\261il"};

static int32_t find(const void *context UNUSED, struct str name)
{
    return name.n == 1 && name.p[0] >= 'a' && name.p[0] < 'a' + NAMES ? name.p[0] - 'a' : -1;
}

static enum rc value(const void *context UNUSED, int32_t index, struct arena *arena UNUSED, struct sv_value *out_value)
{
    static const struct str rows[] = {{.p = "1", .n = 1}, {.p = "", .n = 0}, {.p = "3", .n = 1}};
    assert(index >= 0 && index < NAMES);
    *out_value = (struct sv_value){.kind = index == 0 ? SV_VALUE_NODES : SV_VALUE_STRING,
                                   .string = str_of(values[index]),
                                   .nodes = rows,
                                   .nodes_n = COUNT_OF(rows)};
    return RC_OK;
}

static bool has_column(const void *context UNUSED, struct str name)
{
    return name.n == 2 && name.p[0] == name.p[1];
}

static struct str column(const void *context UNUSED, struct str name)
{
    return str_sub(name, 0, 1);
}

static struct str text_of(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena,
                          enum rc *out_rc)
{
    struct str text = STR_EMPTY;
    *out_rc = sv_expr_text(expr, reader, arena, &text, NULL);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {.p = (const char *)data, .n = size};
    /* As a choice filter is read: bare names of two like letters are columns. */
    const struct sv_names names = {.find = find, .has_column = has_column};
    const struct sv_reader reader = {
        .value = value, .column = column, .self = STR("42"), .now_ms = 1768492800000, .utc_offset_s = -21600};
    struct arena *arena = arena_new(1 << 20);
    struct arena *first_arena = arena_new(1 << 18);
    struct arena *second_arena = arena_new(1 << 18);
    const struct sv_expr *expr = NULL;
    struct err err = {0};
    const enum rc rc = sv_expr_parse(text, &names, arena, &expr, &err);
    if (rc != RC_OK) {
        assert(err.code == rc && err.text[0] != '\0');
    } else {
        enum rc first_rc = RC_OK;
        enum rc second_rc = RC_OK;
        int32_t references[8];
        const size_t n = sv_expr_references(expr, references, COUNT_OF(references));
        for (size_t i = 0; i < n && i < COUNT_OF(references); i++)
            assert(references[i] >= 0 && references[i] < NAMES);
        const struct str first = text_of(expr, &reader, first_arena, &first_rc);
        const struct str second = text_of(expr, &reader, second_arena, &second_rc);
        assert(first_rc == second_rc && (first_rc == RC_OK || first_rc == RC_TOO_BIG));
        assert(str_eq(first, second));
    }
    arena_free(second_arena);
    arena_free(first_arena);
    arena_free(arena);
    return 0;
}
