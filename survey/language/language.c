#include "survey/language.h"

#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fold.h"
#include "rows.h"

/* A place the writer may not lose. */
static const struct {
    enum sv_phrase phrase;
    struct str place;
} needed_places[] = {
    {SV_PHRASE_CONSENT_FRAME, {"{text}", 6}},
    {SV_PHRASE_AMBIGUOUS, {"{a}", 3}},
    {SV_PHRASE_AMBIGUOUS, {"{b}", 3}},
};

static enum rc read_meta(const struct rows *rows, struct sv_language *language, struct err *err)
{
    struct str texts[META_COUNT] = {STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].kind == KIND_META)
            texts[rows->items[i].slot] = rows->items[i].text;
    if (texts[META_CODE].n == 0 || texts[META_NAME].n == 0)
        return err_set(err, RC_MISSING,
                       "no \"meta,code\" or no \"meta,name\"; hint: meta,code,es and meta,name,Español");
    for (size_t i = 0; i < texts[META_CODE].n; i++) {
        const char c = texts[META_CODE].p[i];
        if (c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9'))
            return err_set(err, RC_BAD_INPUT, "\"%.*s\" is no language code; hint: lower case, as in es or quc",
                           STR_FMT(texts[META_CODE]));
    }
    const bool yes = str_eq(texts[META_DAY_FIRST], STR("yes"));
    if (!yes && texts[META_DAY_FIRST].n > 0 && !str_eq(texts[META_DAY_FIRST], STR("no")))
        return err_set(err, RC_BAD_INPUT, "day_first is \"%.*s\"; hint: yes or no", STR_FMT(texts[META_DAY_FIRST]));
    language->code = texts[META_CODE];
    language->name = texts[META_NAME];
    language->reviewed_by = texts[META_REVIEWED_BY];
    language->day_first = yes;
    return RC_OK;
}

static enum rc check_places(const struct sv_language *language, const int *lines, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(needed_places); i++) {
        const enum sv_phrase phrase = needed_places[i].phrase;
        if (str_find(language->phrases[phrase], needed_places[i].place) == SIZE_MAX)
            return err_at(err, RC_MISSING, lines[phrase], 3, "\"%.*s\" has no place %.*s",
                          STR_FMT(sv_phrase_key(phrase)), STR_FMT(needed_places[i].place));
    }
    return RC_OK;
}

static enum rc read_phrases(const struct rows *rows, struct sv_language *language, struct err *err)
{
    int lines[SV_PHRASE_COUNT] = {0};
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->items[i];
        if (row->kind != KIND_PHRASE)
            continue;
        if (lines[row->slot] != 0)
            return err_at(err, RC_CONFLICT, row->line, 2, "phrase \"%.*s\" stands on line %d too", STR_FMT(row->key),
                          lines[row->slot]);
        lines[row->slot] = row->line;
        language->phrases[row->slot] = row->text;
    }
    for (int i = 0; i < SV_PHRASE_COUNT; i++)
        if (language->phrases[i].n == 0)
            return err_at(err, RC_MISSING, lines[i], 0, "no text for phrase \"%.*s\"",
                          STR_FMT(sv_phrase_key((enum sv_phrase)i)));
    return check_places(language, lines, err);
}

static enum rc read_folds(const struct rows *rows, struct arena *arena, struct sv_language *language, struct err *err)
{
    const size_t n = sv_rows_count(rows, KIND_FOLD, 0);
    struct sv_fold_rule *rules = ARENA_ARRAY(arena, struct sv_fold_rule, n);
    if (rules == NULL)
        return err_set(err, RC_TOO_BIG, "no room for a language");
    size_t filled = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->items[i];
        if (row->kind != KIND_FOLD)
            continue;
        struct sv_fold_rule *rule = &rules[filled++];
        if (sv_lower(row->key, arena, &rule->from) != RC_OK || sv_lower(row->text, arena, &rule->to) != RC_OK)
            return err_set(err, RC_TOO_BIG, "no room for a language");
        if (rule->from.n == 0)
            return err_at(err, RC_BAD_INPUT, row->line, 2, "nothing to replace; hint: apostrophes are dropped anyway");
    }
    language->folds = rules;
    language->folds_n = n;
    return RC_OK;
}

/* "amenaz*" stands for every word that begins so; the star survives folding in the last place. */
static enum rc fold_row(struct row *row, const struct sv_language *language, struct arena *arena)
{
    if (sv_fold(row->text, language, arena, &row->folded) != RC_OK)
        return RC_TOO_BIG;
    if (row->kind != KIND_INSIDE || !str_ends(row->text, STR("*")) || row->folded.n == 0)
        return RC_OK;
    struct buf buf = buf_in(arena, row->folded.n + 1);
    buf_put(&buf, row->folded);
    buf_put_byte(&buf, '*');
    row->folded = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

static enum rc fold_words(const struct rows *rows, const struct sv_language *language, struct arena *arena,
                          struct err *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct row *row = &rows->items[i];
        if (sv_row_family(row) == FAMILY_NONE)
            continue;
        if (fold_row(row, language, arena) != RC_OK)
            return err_set(err, RC_TOO_BIG, "no room for a language");
        if (row->folded.n == 0)
            return err_at(err, RC_BAD_INPUT, row->line, 3, "a word without letters or digits");
    }
    return RC_OK;
}

static enum rc check_disjoint(const struct rows *rows, struct err *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->items[i];
        for (size_t j = 0; j < i && sv_row_family(row) != FAMILY_NONE; j++) {
            const struct row *other = &rows->items[j];
            if (sv_row_family(other) == sv_row_family(row) && str_eq(other->folded, row->folded))
                return err_at(err, RC_CONFLICT, row->line, 3, "\"%.*s\" stands on line %d too", STR_FMT(row->folded),
                              other->line);
        }
    }
    return RC_OK;
}

struct list {
    const struct str *words;
    size_t n;
};

/* The folded words of one kind and slot; no words when the arena is full, which `ok` remembers. */
static struct list words_of(const struct rows *rows, enum kind kind, int32_t slot, struct arena *arena, bool *ok)
{
    const size_t n = sv_rows_count(rows, kind, slot);
    struct str *words = ARENA_ARRAY(arena, struct str, n);
    *ok = *ok && words != NULL;
    if (words == NULL)
        return (struct list){.words = NULL, .n = 0};
    size_t filled = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].kind == kind && rows->items[i].slot == slot)
            words[filled++] = rows->items[i].folded;
    return (struct list){.words = words, .n = n};
}

static enum rc read_words(const struct rows *rows, struct arena *arena, struct sv_language *language)
{
    bool ok = true;
    for (int32_t i = 0; i < SV_COMMAND_COUNT; i++) {
        const struct list list = words_of(rows, KIND_WORD, i, arena, &ok);
        language->words[i] = list.words;
        language->words_n[i] = list.n;
    }
    for (int32_t i = 0; i < SV_INSIDE_COUNT; i++) {
        const struct list list = words_of(rows, KIND_INSIDE, i, arena, &ok);
        language->inside[i] = list.words;
        language->inside_n[i] = list.n;
    }
    for (int32_t i = 0; i < MONTHS; i++) {
        const struct list list = words_of(rows, KIND_MONTH, i, arena, &ok);
        language->months[i] = list.words;
        language->months_n[i] = list.n;
    }
    const struct list yes = words_of(rows, KIND_YES, 0, arena, &ok);
    const struct list no = words_of(rows, KIND_NO, 0, arena, &ok);
    const struct list courtesy = words_of(rows, KIND_COURTESY, 0, arena, &ok);
    const struct list fillers = words_of(rows, KIND_FILLER, 0, arena, &ok);
    const struct list ands = words_of(rows, KIND_AND, 0, arena, &ok);
    const struct list distinct = words_of(rows, KIND_DISTINCT, 0, arena, &ok);
    const struct list alone = words_of(rows, KIND_ALONE, 0, arena, &ok);
    const struct list units = words_of(rows, KIND_UNIT, 0, arena, &ok);
    language->yes = yes.words;
    language->yes_n = yes.n;
    language->no = no.words;
    language->no_n = no.n;
    language->courtesy = courtesy.words;
    language->courtesy_n = courtesy.n;
    language->fillers = fillers.words;
    language->fillers_n = fillers.n;
    language->ands = ands.words;
    language->ands_n = ands.n;
    language->distinct = distinct.words;
    language->distinct_n = distinct.n;
    language->alone = alone.words;
    language->alone_n = alone.n;
    language->units = units.words;
    language->units_n = units.n;
    return ok ? RC_OK : RC_TOO_BIG;
}

static enum rc read_numbers(const struct rows *rows, struct arena *arena, struct sv_language *language)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        n += rows->items[i].kind == KIND_NUMBER;
    struct sv_number_word *numbers = ARENA_ARRAY(arena, struct sv_number_word, n);
    if (numbers == NULL)
        return RC_TOO_BIG;
    size_t filled = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].kind == KIND_NUMBER)
            numbers[filled++] = (struct sv_number_word){.word = rows->items[i].folded, .value = rows->items[i].slot};
    language->numbers = numbers;
    language->numbers_n = n;
    return RC_OK;
}

enum rc sv_language_read(struct str csv, struct arena *arena, struct sv_language *out_language, struct err *err)
{
    assert(arena != NULL && out_language != NULL);
    if (!utf8_valid(csv))
        return err_set(err, RC_BAD_INPUT, "the file is not UTF-8; hint: save it as \"CSV UTF-8\"");
    /* One copy that outlives the caller's bytes: texts are views of it. */
    const struct str text = arena_str(arena, csv);
    if (text.p == NULL)
        return err_set(err, RC_TOO_BIG, "no room for a language");
    struct sv_language language = {.day_first = false};
    struct rows rows = {.items = NULL, .n = 0};
    enum rc rc = sv_rows_read(text, arena, &rows, err);
    if (rc == RC_OK)
        rc = read_meta(&rows, &language, err);
    if (rc == RC_OK)
        rc = read_phrases(&rows, &language, err);
    if (rc == RC_OK)
        rc = read_folds(&rows, arena, &language, err);
    if (rc == RC_OK)
        rc = fold_words(&rows, &language, arena, err);
    if (rc == RC_OK)
        rc = check_disjoint(&rows, err);
    if (rc != RC_OK)
        return rc;
    if (read_words(&rows, arena, &language) != RC_OK || read_numbers(&rows, arena, &language) != RC_OK)
        return err_set(err, RC_TOO_BIG, "no room for a language");
    *out_language = language;
    return RC_OK;
}
