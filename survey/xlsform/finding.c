#include "survey/finding.h"

#include <assert.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "finding_texts.h"

enum {
    ARGUMENT_BYTES_MAX = 160, /* of a cell quoted in a message; more would hide what is said about it */
    GROWTH = 32
};

static const struct str code_words[] = {
#define X(name) [SV_CODE_##name] = {.p = #name, .n = sizeof(#name) - 1},
    SV_FINDING_LIST(X)
#undef X
};
static_assert(COUNT_OF(code_words) == SV_CODE_COUNT, "a word for every code");

struct str sv_code_word(enum sv_code code)
{
    assert(code < SV_CODE_COUNT);
    return code_words[code];
}

struct str sv_severity_word(enum sv_severity severity)
{
    static const char *const words[] = {
        [SV_SEVERITY_ERROR] = "error", [SV_SEVERITY_WARNING] = "warning", [SV_SEVERITY_INFO] = "info"};
    static_assert(COUNT_OF(words) == SV_SEVERITY_COUNT, "a word for every severity");
    assert(severity < SV_SEVERITY_COUNT);
    return str_of(words[severity]);
}

struct sv_findings sv_findings_in(struct arena *arena, enum sv_finding_language language, size_t max)
{
    return (struct sv_findings){.arena = arena, .language = language, .max = max};
}

static const struct xl_finding_text *find_text(enum sv_code code, int variant)
{
    const struct {
        const struct xl_finding_text *rows;
        size_t n;
    } tables[] = {
        {xl_texts_form, xl_texts_form_n},
        {xl_texts_rows, xl_texts_rows_n},
        {xl_texts_formulas, xl_texts_formulas_n},
        {xl_texts_checks, xl_texts_checks_n},
    };
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t].n; i++)
            if (tables[t].rows[i].code == code && tables[t].rows[i].variant == variant)
                return &tables[t].rows[i];
    return NULL;
}

/* A cell as it is quoted: on one line, and not longer than can be read at a glance. */
static void put_argument(struct buf *buf, struct str argument)
{
    const struct str shown = utf8_prefix(argument, ARGUMENT_BYTES_MAX);
    for (size_t i = 0; i < shown.n; i++)
        buf_put_byte(buf, (uint8_t)(shown.p[i] == '\n' ? ' ' : shown.p[i]));
    if (shown.n < argument.n)
        buf_put(buf, STR("..."));
}

/* The argument that "{0}" at `at` stands for, or SIZE_MAX. */
static size_t argument_at(struct str text, size_t at, size_t args_n)
{
    if (at + 2 >= text.n || text.p[at] != '{' || text.p[at + 2] != '}')
        return SIZE_MAX;
    const char digit = text.p[at + 1];
    return digit >= '0' && digit <= '9' && (size_t)(digit - '0') < args_n ? (size_t)(digit - '0') : SIZE_MAX;
}

/* False over the arena. */
static bool fill(struct arena *arena, const char *with_places, const struct str *args, size_t args_n,
                 struct str *out_text)
{
    const struct str text = str_of(with_places);
    size_t room = text.n;
    for (size_t i = 0; i < text.n; i++)
        room += argument_at(text, i, args_n) == SIZE_MAX ? 0 : ARGUMENT_BYTES_MAX + 3;
    struct buf buf = buf_in(arena, room);
    for (size_t i = 0; i < text.n; i++) {
        const size_t argument = argument_at(text, i, args_n);
        if (argument == SIZE_MAX) {
            buf_put_byte(&buf, (uint8_t)text.p[i]);
            continue;
        }
        put_argument(&buf, args[argument]);
        i += 2;
    }
    *out_text = buf_str(&buf);
    return !buf.overflow;
}

/* Room for one more, or NULL: over the maximum or the arena. */
static struct sv_finding *next_item(struct sv_findings *findings)
{
    if (findings->n >= findings->max)
        return NULL;
    if (findings->n % GROWTH == 0) {
        struct sv_finding *items =
            arena_grow(findings->arena, findings->items, findings->n, findings->n + GROWTH, sizeof *findings->items);
        if (items == NULL)
            return NULL;
        findings->items = items;
    }
    return &findings->items[findings->n];
}

static bool write_item(struct sv_findings *findings, const struct xl_finding_text *row, const struct str *args,
                       size_t args_n, struct sv_finding *item)
{
    struct arena *arena = findings->arena;
    const enum sv_finding_language language = findings->language;
    item->spot.sheet = arena_str(arena, item->spot.sheet);
    item->spot.column = arena_str(arena, item->spot.column);
    return item->spot.sheet.p != NULL && item->spot.column.p != NULL &&
           fill(arena, row->text[language], args, args_n, &item->message) &&
           fill(arena, row->hint[language], args, args_n, &item->hint);
}

static void add(struct sv_findings *findings, enum sv_severity severity, const struct xl_finding_text *row,
                const struct sv_spot *spot, const struct str *args, size_t args_n)
{
    findings->errors_n += severity == SV_SEVERITY_ERROR ? 1 : 0;
    struct sv_finding *item = next_item(findings);
    if (item != NULL)
        *item = (struct sv_finding){.code = row->code, .severity = severity, .spot = *spot};
    if (item == NULL || !write_item(findings, row, args, args_n, item))
        findings->lost++;
    else
        findings->n++;
}

void xl_findings_add(struct sv_findings *findings, enum sv_code code, int variant, const struct sv_spot *spot,
                     const struct str *args, size_t args_n)
{
    const struct xl_finding_text *row = find_text(code, variant);
    assert(row != NULL);
    add(findings, row->severity, row, spot, args, args_n);
}

void sv_findings_add(struct sv_findings *findings, enum sv_code code, const struct sv_spot *spot,
                     const struct str *args, size_t args_n)
{
    xl_findings_add(findings, code, 0, spot, args, args_n);
}

void sv_findings_add_as(struct sv_findings *findings, enum sv_severity severity, enum sv_code code,
                        const struct sv_spot *spot, const struct str *args, size_t args_n)
{
    const struct xl_finding_text *row = find_text(code, 0);
    assert(row != NULL);
    add(findings, severity, row, spot, args, args_n);
}

static int sheet_rank(struct str sheet)
{
    static const char *const order[] = {"survey", "choices", "settings"};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (str_eq_ascii_nocase(sheet, str_of(order[i])))
            return (int)i;
    return (int)COUNT_OF(order);
}

static int compare_sheets(struct str a, struct str b)
{
    const int order = sheet_rank(a) - sheet_rank(b);
    return order != 0 ? order : str_compare(a, b);
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
    const struct sv_finding *a = left;
    const struct sv_finding *b = right;
    const int orders[] = {
        compare_sheets(a->spot.sheet, b->spot.sheet),
        compare_numbers(a->spot.row, b->spot.row),
        compare_numbers(a->spot.column_at, b->spot.column_at),
        compare_numbers(a->spot.position, b->spot.position),
        compare_numbers((int64_t)a->code, (int64_t)b->code),
        str_compare(a->spot.column, b->spot.column),
        str_compare(a->message, b->message), /* so that the order never depends on who looked first */
    };
    for (size_t i = 0; i < COUNT_OF(orders); i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

void sv_findings_sort(struct sv_findings *findings)
{
    if (findings->n > 0)
        qsort(findings->items, findings->n, sizeof *findings->items, compare);
}
