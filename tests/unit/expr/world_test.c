#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "world.h"

#include "base/attr.h"
#include "base/buf.h"

#define TEXT(z)                                                                                                        \
    {                                                                                                                  \
        .p = (z), .n = sizeof(z) - 1                                                                                   \
    }

static const struct str rows[] = {TEXT("3"), TEXT("5"), TEXT("4")};
static const struct str gaps[] = {TEXT("3"), TEXT(""), TEXT("4")};

static const struct {
    struct str name;
    struct str value;
    const struct str *nodes;
    size_t nodes_n;
} answers[] = {
    {TEXT("empty"), TEXT(""), NULL, 0},
    {TEXT("one"), TEXT("1"), NULL, 0},
    {TEXT("two"), TEXT("2"), NULL, 0},
    {TEXT("three"), TEXT("3"), NULL, 0},
    {TEXT("half"), TEXT("0.5"), NULL, 0},
    {TEXT("minus"), TEXT("-2"), NULL, 0},
    {TEXT("code"), TEXT("012"), NULL, 0},
    {TEXT("job"), TEXT("albañil"), NULL, 0},
    {TEXT("spaced"), TEXT("  a   b "), NULL, 0},
    {TEXT("multi"), TEXT("1 4 9"), NULL, 0},
    {TEXT("born"), TEXT("2009-03-31"), NULL, 0},
    {TEXT("due"), TEXT("2026-02-01"), NULL, 0},
    {TEXT("wrong_day"), TEXT("2026-02-30"), NULL, 0},
    {TEXT("moment"), TEXT("2026-01-15T10:00:00.000-06:00"), NULL, 0},
    {TEXT("utc"), TEXT("2026-01-15T16:00:00Z"), NULL, 0},
    {TEXT("rows"), TEXT(""), rows, COUNT_OF(rows)},
    {TEXT("gaps"), TEXT(""), gaps, COUNT_OF(gaps)},
    {TEXT("none"), TEXT(""), rows, 0},
};

static int32_t find(const void *context UNUSED, struct str name)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (str_eq(answers[i].name, name))
            return (int32_t)i;
    return -1;
}

static void offer(const void *context UNUSED, struct sv_nearest *nearest)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        sv_nearest_offer(nearest, answers[i].name);
}

static bool has_list(const void *context UNUSED, struct str list)
{
    return str_eq(list, STR("acc5"));
}

static enum rc value(const void *context UNUSED, int32_t index, struct arena *arena UNUSED, struct sv_value *out_value)
{
    *out_value = (struct sv_value){.kind = answers[index].nodes == NULL ? SV_VALUE_STRING : SV_VALUE_NODES,
                                   .string = answers[index].value,
                                   .nodes = answers[index].nodes,
                                   .nodes_n = answers[index].nodes_n};
    return RC_OK;
}

static struct str choice_label(const void *context UNUSED, struct str question, struct str chosen)
{
    return str_eq(question, STR("one")) && str_eq(chosen, STR("1")) ? STR("Salud") : STR_EMPTY;
}

static struct str choice_column(const void *context UNUSED, struct str list, struct str name, struct str column)
{
    const bool known = str_eq(list, STR("acc5")) && str_eq(name, STR("3")) && str_eq(column, STR("ind_score"));
    return known ? STR("0.5") : STR_EMPTY;
}

const struct sv_names world_names = {.find = find, .offer = offer, .has_list = has_list};

const struct sv_reader world_reader = {
    .value = value,
    .choice_label = choice_label,
    .choice_column = choice_column,
    .self = TEXT("42"),
    .now_ms = 1768492800000,
    .utc_offset_s = -6 * 3600,
    .random = (uint64_t)1 << 62,
    .uuid = {0x3f, 0x2a, 0x9c, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1},
};

static struct str failure(const struct err *err, struct arena *arena)
{
    struct buf out = buf_in(arena, ERR_TEXT_BYTES + 16);
    buf_printf(&out, "!%d: %s", err->column, err->text);
    return buf_str(&out);
}

struct str world_value(struct str expression, struct arena *arena)
{
    const struct sv_expr *expr = NULL;
    struct str text = STR_EMPTY;
    struct err err = {0};
    if (sv_expr_parse(expression, &world_names, arena, &expr, &err) != RC_OK)
        return failure(&err, arena);
    if (sv_expr_text(expr, &world_reader, arena, &text, &err) != RC_OK)
        return failure(&err, arena);
    return text;
}

void world_check(const struct world_row *rows, size_t n)
{
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < n; i++) {
        const struct str value = world_value(str_of(rows[i].expression), arena);
        cr_expect(str_eq(value, str_of(rows[i].value)), "%s gives '%.*s', not '%s'", rows[i].expression, STR_FMT(value),
                  rows[i].value);
        arena_reset(arena);
    }
    arena_free(arena);
}
