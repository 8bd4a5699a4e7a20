#pragma once
/* A corpus of replies (tests/fixtures/answers/es.csv and its neighbours) and what the program reads in them. */
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/limits.h"
#include "survey/answer.h"
#include "unit/language/load.h"

enum { CORPUS_LISTS_MAX = 16, CORPUS_OPTIONS_MAX = 16, CORPUS_TODAY = 20468 /* 2026-01-15 */ };

/* One language, one question: its type and list are set for each row. */
struct corpus {
    struct sv_languages languages;
    const struct sv_language *system;
    struct str code;
    struct sv_list lists[CORPUS_LISTS_MAX];
    size_t lists_n;
    struct sv_question question;
    struct sv_form form;
    uint16_t choices[CORPUS_OPTIONS_MAX];
};

/* What one row says. */
struct corpus_row {
    struct str kind;
    struct str setup;
    struct str reply;
    struct str reading;
    int line;
};

static inline void corpus_init(struct corpus *corpus, size_t language, struct arena *keep)
{
    *corpus = (struct corpus){.languages = load_languages(keep)};
    corpus->system = &corpus->languages.items[language];
    corpus->code = corpus->system->code;
    corpus->form = (struct sv_form){.id = STR("corpus"),
                                    .languages = &corpus->code,
                                    .systems = &corpus->system,
                                    .languages_n = 1,
                                    .questions = &corpus->question,
                                    .questions_n = 1,
                                    .lists = corpus->lists};
    for (size_t i = 0; i < CORPUS_OPTIONS_MAX; i++)
        corpus->choices[i] = (uint16_t)i;
}

static inline void *corpus_alloc(struct arena *arena, size_t n, size_t size)
{
    void *p = arena_array(arena, n, size);
    if (p == NULL)
        abort();
    return p;
}

/* "1=Sí|2=No" */
static inline void corpus_add_list(struct corpus *corpus, const struct corpus_row *row, struct arena *keep)
{
    struct sv_choice *choices = corpus_alloc(keep, CORPUS_OPTIONS_MAX, sizeof *choices);
    struct sv_list list = {.name = arena_str(keep, row->setup), .choices = choices, .keyed_by_name = true};
    static const struct str none[] = {{"", 0}};
    struct str rest = row->reply;
    struct str option = STR_EMPTY;
    while (str_next(&rest, '|', &option) && list.choices_n < CORPUS_OPTIONS_MAX) {
        const size_t at = str_find_byte(option, '=');
        struct str *label = corpus_alloc(keep, 1, sizeof *label);
        int64_t number = 0;
        *label = arena_str(keep, str_sub(option, at + 1, option.n));
        choices[list.choices_n++] =
            (struct sv_choice){.name = arena_str(keep, str_sub(option, 0, at)), .label = label, .short_label = none};
        list.keyed_by_name = list.keyed_by_name && at <= 2 && str_to_i64(str_sub(option, 0, at), &number);
    }
    if (corpus->lists_n == CORPUS_LISTS_MAX)
        abort();
    corpus->lists[corpus->lists_n++] = list;
    corpus->form.lists_n = corpus->lists_n;
}

static inline enum sv_type corpus_type(struct str kind)
{
    static const struct {
        const char *kind;
        enum sv_type type;
    } types[] = {
        {"one", SV_TYPE_SELECT_ONE},  {"several", SV_TYPE_SELECT_MULTIPLE},
        {"integer", SV_TYPE_INTEGER}, {"decimal", SV_TYPE_DECIMAL},
        {"date", SV_TYPE_DATE},       {"text", SV_TYPE_TEXT},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_eq(kind, str_of(types[i].kind)))
            return types[i].type;
    return SV_TYPE_NOTE;
}

static inline struct sv_asked corpus_ask(struct corpus *corpus, const struct corpus_row *row)
{
    struct sv_asked asked = {.form = &corpus->form,
                             .question = &corpus->question,
                             .choices = corpus->choices,
                             .country = STR_EMPTY,
                             .today_days = CORPUS_TODAY};
    corpus->question = (struct sv_question){.name = STR("q"), .type = corpus_type(row->kind), .list = -1, .group = -1};
    const bool chooses =
        corpus->question.type == SV_TYPE_SELECT_ONE || corpus->question.type == SV_TYPE_SELECT_MULTIPLE;
    if (!chooses)
        asked.country = row->setup;
    for (size_t i = 0; chooses && i < corpus->lists_n; i++)
        if (str_eq(corpus->lists[i].name, row->setup))
            corpus->question.list = (int32_t)i;
    if (corpus->question.list >= 0)
        asked.choices_n = corpus->lists[corpus->question.list].choices_n;
    return asked;
}

static inline bool corpus_takes_zero(const struct corpus *corpus)
{
    if (corpus->question.type == SV_TYPE_INTEGER || corpus->question.type == SV_TYPE_DECIMAL)
        return true;
    if (corpus->question.list < 0)
        return false;
    const struct sv_list *list = &corpus->lists[corpus->question.list];
    for (size_t i = 0; list->keyed_by_name && i < list->choices_n; i++)
        if (str_eq(list->choices[i].name, STR("0")))
            return true;
    return false;
}

/* As a conversation hears it: a command, else a value, else "ASK". *out_danger: a person would read it as well. */
static inline struct str corpus_hear(struct corpus *corpus, const struct corpus_row *row, struct arena *arena,
                                     bool *out_danger)
{
    const struct sv_asked asked = corpus_ask(corpus, row);
    struct sv_reading reading = {.verdict = SV_NOT_UNDERSTOOD};
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    if (sv_command_read(row->reply, &corpus->languages, corpus->question.type == SV_TYPE_TEXT, arena, &command,
                        &more) != RC_OK ||
        sv_danger_read(row->reply, &corpus->languages, arena, out_danger) != RC_OK)
        abort();
    const bool zero = command == SV_COMMAND_SKIP && str_find_byte(row->reply, '0') != SIZE_MAX;
    if (command != SV_COMMAND_NONE && !(zero && corpus_takes_zero(corpus))) {
        struct buf buf = buf_in(arena, 16);
        const struct str word = sv_command_word(command);
        for (size_t i = 0; i < word.n; i++)
            buf_put_byte(&buf, word.p[i] == '_' ? '_' : (char)(word.p[i] - 'a' + 'A'));
        return buf_str(&buf);
    }
    if (sv_answer_read(&asked, row->reply, arena, &reading) != RC_OK)
        abort();
    return reading.verdict == SV_UNDERSTOOD ? reading.value : STR("ASK");
}
