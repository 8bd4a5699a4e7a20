#include "check_aliases.h"

#include <stdlib.h>

#include "base/attr.h"
#include "check_texts.h"
#include "survey/language.h"

/* Something typed that stands for a choice, as it is compared. */
struct typed {
    struct str folded;
    struct str written;
    size_t choice;
    const struct xl_cell *cell; /* of an alias; NULL: a name or a label */
    size_t alias;               /* which one of the list */
};

struct typed_list {
    struct typed *items;
    size_t n;
};

/* One list, in one language after the other. */
struct clashes {
    const struct xl_list *list;
    size_t aliases_n;
    bool *said; /* by alias: what clashes in two languages is said once */
};

/* Blanks and commas part aliases. */
static bool next_alias(struct str *rest, struct str *out_alias)
{
    size_t from = 0;
    while (from < rest->n && str_find(STR(" ,;\n"), str_sub(*rest, from, 1)) != SIZE_MAX)
        from++;
    size_t to = from;
    while (to < rest->n && str_find(STR(" ,;\n"), str_sub(*rest, to, 1)) == SIZE_MAX)
        to++;
    *out_alias = str_sub(*rest, from, to - from);
    *rest = str_sub(*rest, to, rest->n);
    return out_alias->n > 0;
}

static size_t aliases_of(const struct xl_choice *choice)
{
    struct str rest = choice->aliases.text;
    struct str alias = STR_EMPTY;
    size_t n = 0;
    while (next_alias(&rest, &alias))
        n++;
    return n;
}

static void put(const struct check *check, struct typed_list *list, const struct sv_language *language,
                struct typed typed)
{
    if (sv_fold(typed.written, language, check->arena, &typed.folded) == RC_OK && typed.folded.n > 0)
        list->items[list->n++] = typed;
}

/* In one language: aliases, names and labels of every choice. Names that are numbers are keys, looked at apart. */
static void collect(const struct check *check, const struct xl_list *list, size_t language, struct typed_list *out)
{
    size_t n = 0;
    const struct sv_language *system = check->form->languages[language].system;
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct xl_choice *choice = &list->choices[i];
        struct str rest = choice->aliases.text;
        struct str alias = STR_EMPTY;
        while (next_alias(&rest, &alias))
            put(check, out, system,
                (struct typed){.written = alias, .choice = i, .cell = &choice->aliases, .alias = n++});
        put(check, out, system, (struct typed){.written = choice->name.text, .choice = i});
        put(check, out, system, (struct typed){.written = choice->label[language].text, .choice = i});
        put(check, out, system, (struct typed){.written = choice->short_label[language].text, .choice = i});
    }
}

/* Equal ones side by side, by choice, aliases last. */
static int compare(const void *left, const void *right)
{
    const struct typed *a = left;
    const struct typed *b = right;
    const int order = str_compare(a->folded, b->folded);
    if (order != 0)
        return order;
    if (a->choice != b->choice)
        return a->choice < b->choice ? -1 : 1;
    return (a->cell != NULL) - (b->cell != NULL);
}

static void say(const struct check *check, const struct xl_list *list, int variant, const struct typed *alias,
                struct str other)
{
    const struct xl_choice *choice = &list->choices[alias->choice];
    const struct sv_spot spot = xl_check_choice_spot(check, choice, alias->cell, STR("sms_option"));
    const struct str args[] = {alias->written, other, list->name};
    xl_findings_add(check->findings, SV_CODE_C008, variant, &spot, args, COUNT_OF(args));
}

/* Within one run of equal words: each alias whose choice is not the first one's. Two labels alike are no clash of aliases. */
static void check_run(const struct check *check, struct clashes *clashes, const struct typed *run, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (run[i].cell == NULL || clashes->said[run[i].alias])
            continue;
        for (size_t j = 0; j < n; j++) {
            const bool mutual = run[j].cell != NULL && j > i;
            if (mutual || run[i].choice == run[j].choice)
                continue;
            clashes->said[run[i].alias] = true;
            say(check, clashes->list, C008_CHOICE, &run[i], clashes->list->choices[run[j].choice].name.text);
            break;
        }
    }
}

static bool keyed_by_name(const struct xl_list *list)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        int64_t number = 0;
        const struct str name = list->choices[i].name.text;
        if (name.n > 2 || !str_to_i64(name, &number) || number < 0)
            return false;
    }
    return true;
}

/* What somebody would get who typed this number; NULL: nothing. */
static const struct xl_choice *choice_typed(const struct xl_list *list, int64_t number)
{
    if (!keyed_by_name(list))
        return number >= 1 && (uint64_t)number <= list->choices_n ? &list->choices[number - 1] : NULL;
    for (size_t i = 0; i < list->choices_n; i++) {
        int64_t name = 0;
        if (str_to_i64(list->choices[i].name.text, &name) && name == number)
            return &list->choices[i];
    }
    return NULL;
}

static void check_alone(const struct check *check, const struct xl_list *list, const struct typed *alias)
{
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    int64_t number = 0;
    const bool own = str_eq(alias->written, list->choices[alias->choice].name.text);
    const bool command_read =
        sv_command_read(alias->written, check->form->systems, false, check->arena, &command, &more) == RC_OK;
    /* Where 0 is a choice it is no command. */
    if (command_read && command != SV_COMMAND_NONE && !(own && command == SV_COMMAND_SKIP)) {
        say(check, list, C008_COMMAND, alias, sv_command_word(command));
        return;
    }
    if (!str_to_i64(alias->folded, &number))
        return;
    const struct xl_choice *typed = choice_typed(list, number);
    if (typed != NULL && typed != &list->choices[alias->choice])
        say(check, list, C008_NUMBER, alias, typed->name.text);
}

static bool folds_like_before(const struct check *check, size_t language)
{
    for (size_t i = 0; i < language; i++)
        if (check->form->languages[i].system == check->form->languages[language].system)
            return true;
    return false;
}

/* Numbers and commands are the same whatever the language. */
static void check_list(const struct check *check, struct clashes *clashes, size_t language)
{
    const size_t room = clashes->aliases_n + 3 * clashes->list->choices_n;
    struct typed_list typed = {.items = ARENA_ARRAY(check->arena, struct typed, room)};
    if (typed.items == NULL || clashes->said == NULL)
        return;
    collect(check, clashes->list, language, &typed);
    for (size_t i = 0; language == 0 && i < typed.n; i++)
        if (typed.items[i].cell != NULL)
            check_alone(check, clashes->list, &typed.items[i]);
    qsort(typed.items, typed.n, sizeof *typed.items, compare);
    for (size_t i = 0; i < typed.n;) {
        size_t n = 1;
        while (i + n < typed.n && str_eq(typed.items[i].folded, typed.items[i + n].folded))
            n++;
        check_run(check, clashes, &typed.items[i], n);
        i += n;
    }
}

/* Zeros are commands whatever is asked, but one alone may be a choice. */
static void check_name(const struct check *check, const struct xl_choice *choice)
{
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    const struct str name = choice->name.text;
    if (!str_starts(name, STR("00")) ||
        sv_command_read(name, check->form->systems, true, check->arena, &command, &more) != RC_OK ||
        command == SV_COMMAND_NONE)
        return;
    const struct sv_spot spot = xl_check_choice_spot(check, choice, &choice->name, STR("name"));
    const struct str args[] = {name, sv_command_word(command)};
    xl_findings_add(check->findings, SV_CODE_C008, C008_NAME, &spot, args, COUNT_OF(args));
}

/* A label that is a word of command: whoever types it gets something else than this choice. */
static void check_label(const struct check *check, const struct xl_choice *choice, size_t language)
{
    const struct xl_cell *cell = xl_check_sent(choice->label, choice->short_label, language);
    enum sv_command command = SV_COMMAND_NONE;
    bool more = false;
    if (cell->text.n == 0 ||
        sv_command_read(cell->text, check->form->systems, true, check->arena, &command, &more) != RC_OK ||
        command == SV_COMMAND_NONE)
        return;
    const struct sv_spot spot = xl_check_choice_spot(check, choice, cell, STR("label"));
    const struct str args[] = {cell->text, sv_command_word(command)};
    xl_findings_add(check->findings, SV_CODE_C008, C008_LABEL, &spot, args, COUNT_OF(args));
}

void xl_check_aliases(const struct check *check)
{
    for (size_t i = 0; i < check->form->lists_n; i++) {
        struct clashes clashes = {.list = &check->form->lists[i]};
        for (size_t j = 0; j < clashes.list->choices_n; j++)
            clashes.aliases_n += aliases_of(&clashes.list->choices[j]);
        for (size_t j = 0; j < clashes.list->choices_n; j++)
            check_name(check, &clashes.list->choices[j]);
        clashes.said = ARENA_ARRAY(check->arena, bool, clashes.aliases_n);
        for (size_t language = 0; language < check->form->languages_n; language++) {
            for (size_t j = 0; j < clashes.list->choices_n; j++)
                check_label(check, &clashes.list->choices[j], language);
            if (clashes.aliases_n > 0 && !folds_like_before(check, language))
                check_list(check, &clashes, language);
        }
    }
}
