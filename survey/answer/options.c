#include "options.h"

#include <assert.h>

#include "base/utf8.h"

enum { PREFIX_LETTERS_MIN = 3 }; /* "co" begins too many words */

struct wanted {
    struct str text;
    size_t key; /* the option with this number, or SIZE_MAX */
    const struct option *yes_no;
    int32_t number; /* of a number word, else -1 */
    bool is_distinct;
};

static bool has_digit(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] >= '0' && folded.p[i] <= '9')
            return true;
    return false;
}

static bool is_number(struct str folded)
{
    int64_t number = 0;
    return str_to_i64(folded, &number);
}

static size_t option_by_number(const struct sv_asked *asked, int64_t number)
{
    const struct sv_list *list = &asked->form->lists[asked->question->list];
    if (!list->keyed_by_name)
        return number >= 1 && (uint64_t)number <= asked->choices_n ? (size_t)number - 1 : SIZE_MAX;
    for (size_t i = 0; i < asked->choices_n; i++) {
        int64_t name = 0;
        if (str_to_i64(list->choices[asked->choices[i]].name, &name) && name == number)
            return i;
    }
    return SIZE_MAX;
}

size_t sv_option_by_key(const struct sv_asked *asked, struct str folded)
{
    int64_t number = 0;
    return str_to_i64(folded, &number) ? option_by_number(asked, number) : SIZE_MAX;
}

static enum rc fold_option(const struct sv_asked *asked, const struct sv_choice *choice, struct arena *arena,
                           struct option *out_option)
{
    const struct sv_language *language = sv_asked_language(asked);
    const struct str label = choice->label[asked->language];
    const struct str short_label = choice->short_label[asked->language];
    struct option option = {.choice = choice,
                            .name = STR_EMPTY,
                            .label = STR_EMPTY,
                            .bare = STR_EMPTY,
                            .short_label = STR_EMPTY,
                            .forms = {STR_EMPTY, STR_EMPTY}};
    /* People never see names. A number among them is the key, or would be taken for the number of another option. */
    if (!is_number(choice->name) && sv_fold(choice->name, language, arena, &option.name) != RC_OK)
        return RC_TOO_BIG;
    if (sv_fold(label, language, arena, &option.label) != RC_OK)
        return RC_TOO_BIG;
    if (str_find_byte(option.label, ' ') != SIZE_MAX)
        option.bare = sv_answer_trim(option.label, language);
    if (!str_eq(short_label, label) && sv_fold(short_label, language, arena, &option.short_label) != RC_OK)
        return RC_TOO_BIG;
    if (sv_label_forms(label, language, arena, option.forms) != RC_OK)
        return RC_TOO_BIG;
    *out_option = option;
    return RC_OK;
}

static bool is_one_of(const struct option *option, const struct str *words, size_t words_n)
{
    return sv_words_have(words, words_n, option->label) || sv_words_have(words, words_n, option->short_label) ||
           sv_words_have(words, words_n, option->name);
}

/* Yes and no words stand for options only where one option means yes and one means no. */
static void find_yes_no(struct options *options)
{
    const struct sv_language *language = options->language;
    size_t yes_n = 0;
    size_t no_n = 0;
    for (size_t i = 0; i < options->asked->choices_n; i++) {
        const struct option *option = &options->items[i];
        if (is_one_of(option, language->yes, language->yes_n)) {
            options->yes = option;
            yes_n++;
        } else if (is_one_of(option, language->no, language->no_n)) {
            options->no = option;
            no_n++;
        }
    }
    if (yes_n != 1 || no_n != 1) {
        options->yes = NULL;
        options->no = NULL;
    }
}

enum rc sv_options_fold(const struct sv_asked *asked, struct arena *arena, struct options *out_options)
{
    const struct sv_list *list = &asked->form->lists[asked->question->list];
    struct option *items = ARENA_ARRAY(arena, struct option, asked->choices_n);
    if (items == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < asked->choices_n; i++) {
        assert(asked->choices[i] < list->choices_n);
        const enum rc rc = fold_option(asked, &list->choices[asked->choices[i]], arena, &items[i]);
        if (rc != RC_OK)
            return rc;
    }
    *out_options = (struct options){.asked = asked, .language = sv_asked_language(asked), .items = items};
    find_yes_no(out_options);
    return RC_OK;
}

static const struct option *yes_no_option(const struct options *options, struct str folded)
{
    if (has_digit(folded))
        return NULL;
    const int answer = sv_yes_no_folded(folded, options->language);
    if (answer < 0)
        return NULL;
    return answer == 1 ? options->yes : options->no;
}

static bool fits_key(const struct options *options, size_t at, const struct wanted *wanted)
{
    (void)options;
    return at == wanted->key;
}

static bool fits_name(const struct options *options, size_t at, const struct wanted *wanted)
{
    return str_eq(options->items[at].name, wanted->text);
}

static bool fits_label(const struct options *options, size_t at, const struct wanted *wanted)
{
    const struct option *option = &options->items[at];
    return str_eq(option->label, wanted->text) || str_eq(option->short_label, wanted->text) ||
           str_eq(option->forms[0], wanted->text) || str_eq(option->forms[1], wanted->text) ||
           str_eq(option->bare, wanted->text);
}

static bool fits_alias(const struct options *options, size_t at, const struct wanted *wanted)
{
    const struct sv_choice *choice = options->items[at].choice;
    return sv_words_have(choice->aliases, choice->aliases_n, wanted->text);
}

/* "deuda" is one of "Deudas". */
static bool is_plural_of(struct str target, struct str word)
{
    const struct str ending = str_sub(target, word.n, target.n);
    return str_eq(ending, STR("s")) || str_eq(ending, STR("es"));
}

/* "casa" begins "Casa propia", but not "Casado": it is a word of its own. */
static bool begins(struct str target, const struct wanted *wanted)
{
    if (!str_starts(target, wanted->text))
        return false;
    return !wanted->is_distinct || sv_words_begin(target, wanted->text) || is_plural_of(target, wanted->text);
}

static bool fits_prefix(const struct options *options, size_t at, const struct wanted *wanted)
{
    const struct option *option = &options->items[at];
    return begins(option->label, wanted) || begins(option->short_label, wanted) || begins(option->name, wanted);
}

/* "dos" is option 2, unless another one begins "Dos o mas": then both fit and the person is asked. */
static bool fits_word(const struct options *options, size_t at, const struct wanted *wanted)
{
    if (wanted->yes_no != NULL)
        return wanted->yes_no == &options->items[at];
    if (wanted->number < 0)
        return false;
    return option_by_number(options->asked, wanted->number) == at || fits_prefix(options, at, wanted);
}

struct stage {
    enum sv_how how;
    bool (*fits)(const struct options *options, size_t at, const struct wanted *wanted);
};

static struct match match_stages(const struct options *options, const struct wanted *wanted, const struct stage *stages,
                                 size_t stages_n)
{
    struct match match = {.n = 0};
    for (size_t stage = 0; stage < stages_n && match.n == 0; stage++) {
        for (size_t i = 0; i < options->asked->choices_n; i++) {
            if (!stages[stage].fits(options, i, wanted))
                continue;
            if (match.n < COUNT_OF(match.at))
                match.at[match.n] = i;
            match.n++;
            match.how = stages[stage].how;
        }
    }
    return match;
}

struct match sv_match_exact(const struct options *options, struct str folded)
{
    static const struct stage stages[] = {
        {SV_HOW_NUMBER, fits_key},
        {SV_HOW_NAME, fits_name},
        {SV_HOW_LABEL, fits_label},
        {SV_HOW_ALIAS, fits_alias},
    };
    if (folded.n == 0)
        return (struct match){.n = 0};
    const struct wanted wanted = {.text = folded, .key = sv_option_by_key(options->asked, folded), .number = -1};
    return match_stages(options, &wanted, stages, COUNT_OF(stages));
}

static size_t letters(struct str folded)
{
    size_t n = 0;
    for (size_t at = 0; at < folded.n;) {
        const uint32_t c = utf8_next(folded, &at);
        n += c != ' ' && (c < '0' || c > '9');
    }
    return n;
}

/* A word with a meaning of its own is neither the beginning of an option nor a slip. */
static bool is_reserved(struct str folded, const struct sv_language *language)
{
    for (size_t i = 0; i < SV_COMMAND_COUNT; i++)
        if (sv_words_have(language->words[i], language->words_n[i], folded))
            return true;
    return sv_words_have(language->yes, language->yes_n, folded) ||
           sv_words_have(language->no, language->no_n, folded) ||
           sv_words_have(language->alone, language->alone_n, folded) ||
           sv_words_inside(folded, language->inside[SV_INSIDE_DANGER], language->inside_n[SV_INSIDE_DANGER]);
}

struct match sv_match_any(const struct options *options, struct str folded)
{
    static const struct stage word[] = {{SV_HOW_WORD, fits_word}};
    static const struct stage prefix[] = {{SV_HOW_PREFIX, fits_prefix}};
    const struct sv_language *language = options->language;
    const struct match exact = sv_match_exact(options, folded);
    if (exact.n > 0 || folded.n == 0)
        return exact;
    const struct wanted wanted = {.text = folded,
                                  .key = SIZE_MAX,
                                  .yes_no = yes_no_option(options, folded),
                                  .number = sv_number_word_value(folded, language),
                                  .is_distinct = sv_words_have(language->distinct, language->distinct_n, folded)};
    const struct match by_word = match_stages(options, &wanted, word, COUNT_OF(word));
    if (by_word.n > 0 || is_reserved(folded, language) || letters(folded) < PREFIX_LETTERS_MIN)
        return by_word;
    const struct match by_prefix = match_stages(options, &wanted, prefix, COUNT_OF(prefix));
    return by_prefix.n > 0 ? by_prefix : sv_match_slip(options, folded);
}
