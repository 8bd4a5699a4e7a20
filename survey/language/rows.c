#include "rows.h"

#include <assert.h>
#include <stdbool.h>

#include "base/csv.h"
#include "survey/language.h"

enum {
    COLUMNS_MAX = 8,     /* spreadsheet programs add empty columns */
    ROWS_MAX = 4000,     /* the largest shipped language has under 400 */
    NUMBER_MAX = 1000000 /* number words are for ages and counts */
};

static int32_t meta_slot(struct str key)
{
    static const struct str keys[] = {
        [META_CODE] = {"code", 4},
        [META_NAME] = {"name", 4},
        [META_REVIEWED_BY] = {"reviewed_by", 11},
        [META_DAY_FIRST] = {"day_first", 9},
    };
    static_assert(COUNT_OF(keys) == META_COUNT, "a key for every meta");
    for (int32_t i = 0; i < META_COUNT; i++)
        if (str_eq(keys[i], key))
            return i;
    return -1;
}

static int32_t phrase_slot(struct str key)
{
    for (int32_t i = 0; i < SV_PHRASE_COUNT; i++)
        if (str_eq(sv_phrase_key((enum sv_phrase)i), key))
            return i;
    return -1;
}

static int32_t command_slot(struct str key)
{
    const enum sv_command command = sv_command_of(key);
    return command == SV_COMMAND_NONE || command == SV_COMMAND_COUNT ? -1 : (int32_t)command;
}

static int32_t inside_slot(struct str key)
{
    for (int32_t i = 0; i < SV_INSIDE_COUNT; i++)
        if (str_eq(sv_inside_word((enum sv_inside)i), key))
            return i;
    return -1;
}

static int32_t number_between(struct str key, int64_t from, int64_t to)
{
    int64_t number = 0;
    return str_to_i64(key, &number) && number >= from && number <= to ? (int32_t)number : -1;
}

static int32_t month_slot(struct str key)
{
    const int32_t month = number_between(key, 1, MONTHS);
    return month < 0 ? -1 : month - 1;
}

static int32_t number_slot(struct str key)
{
    return number_between(key, 0, NUMBER_MAX);
}

static int32_t fold_slot(struct str key)
{
    return key.n == 0 ? -1 : 0;
}

static int32_t no_slot(struct str key)
{
    return key.n == 0 ? 0 : -1;
}

static const struct {
    struct str word;
    int32_t (*slot)(struct str key);
    enum family family;
    struct str hint;
} kinds[] = {
    [KIND_META] = {{"meta", 4}, meta_slot, FAMILY_NONE, {"code, name, reviewed_by or day_first", 36}},
    [KIND_PHRASE] = {{"phrase", 6}, phrase_slot, FAMILY_NONE, {"see the phrases of en.csv", 25}},
    [KIND_WORD] = {{"word", 4}, command_slot, FAMILY_REPLY, {"a command such as stop or help", 30}},
    [KIND_YES] = {{"yes", 3}, no_slot, FAMILY_REPLY, {"leave it empty", 14}},
    [KIND_NO] = {{"no", 2}, no_slot, FAMILY_REPLY, {"leave it empty", 14}},
    [KIND_COURTESY] = {{"courtesy", 8}, no_slot, FAMILY_REPLY, {"leave it empty", 14}},
    [KIND_FILLER] = {{"filler", 6}, no_slot, FAMILY_REPLY, {"leave it empty", 14}},
    [KIND_AND] = {{"and", 3}, no_slot, FAMILY_REPLY, {"leave it empty", 14}},
    [KIND_DISTINCT] = {{"distinct", 8}, no_slot, FAMILY_DISTINCT, {"leave it empty", 14}},
    [KIND_ALONE] = {{"alone", 5}, no_slot, FAMILY_DISTINCT, {"leave it empty", 14}},
    [KIND_INSIDE] = {{"inside", 6}, inside_slot, FAMILY_INSIDE, {"stop, stop_last or danger", 25}},
    [KIND_MONTH] = {{"month", 5}, month_slot, FAMILY_MONTH, {"1 to 12", 7}},
    [KIND_NUMBER] = {{"number", 6}, number_slot, FAMILY_NUMBER, {"a whole number", 14}},
    [KIND_UNIT] = {{"unit", 4}, no_slot, FAMILY_UNIT, {"leave it empty", 14}},
    [KIND_FOLD] = {{"fold", 4}, fold_slot, FAMILY_NONE, {"the letter to replace", 21}},
};
static_assert(COUNT_OF(kinds) == KIND_COUNT, "an entry for every kind");

static enum rc row_from(const struct csv_record *record, struct row *out_row, struct err *err)
{
    const struct str word = str_trim(record->fields[0]);
    const struct str key = str_trim(record->fields[1]);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (!str_eq(kinds[kind].word, word))
            continue;
        const int32_t slot = kinds[kind].slot(key);
        if (slot < 0)
            return err_at(err, RC_BAD_INPUT, record->line, 2, "\"%.*s\" is no key of \"%.*s\"; hint: %.*s",
                          STR_FMT(key), STR_FMT(word), STR_FMT(kinds[kind].hint));
        *out_row = (struct row){.kind = (enum kind)kind,
                                .slot = slot,
                                .key = key,
                                .text = str_trim(record->fields[2]),
                                .line = record->line};
        return RC_OK;
    }
    return err_at(err, RC_BAD_INPUT, record->line, 1,
                  "unknown kind \"%.*s\"; hint: the kinds are listed in survey/languages/README.md", STR_FMT(word));
}

static bool is_header(const struct csv_record *record)
{
    static const struct str names[] = {{"kind", 4}, {"key", 3}, {"text", 4}};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!str_eq_ascii_nocase(str_trim(record->fields[i]), names[i]))
            return false;
    return true;
}

static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->fields_max; i++)
        if (str_trim(record->fields[i]).n > 0)
            return false;
    return true;
}

/* A record takes a line or more. */
static size_t rows_at_most(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines < ROWS_MAX ? lines : ROWS_MAX;
}

enum rc sv_rows_read(struct str text, struct arena *arena, struct rows *out_rows, struct err *err)
{
    struct str fields[COLUMNS_MAX];
    struct csv_record record = {.fields = fields, .fields_max = COLUMNS_MAX};
    struct csv csv = csv_on(text);
    bool more = false;
    enum rc rc = csv_next(&csv, arena, &record, &more, err);
    if (rc != RC_OK)
        return rc;
    if (!more || !is_header(&record))
        return err_at(err, RC_BAD_INPUT, record.line, 1, "the first line must be kind,key,text");
    const size_t rows_max = rows_at_most(csv.rest);
    struct rows rows = {.items = ARENA_ARRAY(arena, struct row, rows_max), .n = 0};
    if (rows.items == NULL)
        return err_set(err, RC_TOO_BIG, "no room for a language");
    while ((rc = csv_next(&csv, arena, &record, &more, err)) == RC_OK && more) {
        if (is_blank(&record))
            continue;
        if (rows.n == rows_max)
            return err_at(err, RC_TOO_BIG, record.line, 0, "more than %d lines", ROWS_MAX);
        rc = row_from(&record, &rows.items[rows.n++], err);
        if (rc != RC_OK)
            return rc;
    }
    *out_rows = rows;
    return rc;
}

enum family sv_row_family(const struct row *row)
{
    return kinds[row->kind].family;
}

size_t sv_rows_count(const struct rows *rows, enum kind kind, int32_t slot)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        n += rows->items[i].kind == kind && rows->items[i].slot == slot;
    return n;
}
