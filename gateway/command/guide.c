#include "guide.h"

#include <assert.h>
#include <stdio.h>

#include "gateway/catalog.h"
#include "gateway/command.h"
#include "guide_page.h"
#include "guide_prompt.h"
#include "guide_texts.h"
#include "session.h"
#include "survey_source.h"

enum { PAGE_BYTES_MAX = 4 * 1024 * 1024, WORD_BYTES = 64, INDENT = 2, KEY_COLUMNS = 18 };

enum guide_option { GUIDE_OPTION_LANG, GUIDE_OPTIONS_N };

static const struct option_row guide_options[] = {
    [GUIDE_OPTION_LANG] = {"lang", "L", "one of the survey's languages", .required = true},
};
static_assert(COUNT_OF(guide_options) == GUIDE_OPTIONS_N, "a row for every option");

const struct usage guide_usage = {
    .name = "survey guide",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "A page to print, 80 columns of plain text: how the survey starts, how to answer, every question with its\n"
        "choices and the keys as they are sent, what is never asked, how to stop. Around the texts of the survey\n"
        "it is in Spanish, French or English.\n"
        "--json: {\"survey\",\"language\",\"text\"}.\n"
        "Exit status: 0 printed, 1 the survey has errors, 2 bad usage, 3 the file cannot be read.\n",
    .options = guide_options,
    .options_n = COUNT_OF(guide_options),
};

struct guide {
    struct prompts prompts;
    struct page page;
    int32_t asked; /* questions so far */
    enum rc rc;
    struct err *err;
};

/* ---- parts ---- */

static const struct sv_form *form_of(const struct guide *guide)
{
    return guide->prompts.form;
}

static struct str say(const struct guide *guide, enum guide_text text)
{
    return guide_text(form_of(guide)->languages[guide->prompts.language], text);
}

static struct str say_with(struct guide *guide, enum guide_text text, struct str zero, struct str one)
{
    const struct sv_fill fills[] = {{.name = STR("0"), .value = zero}, {.name = STR("1"), .value = one}};
    struct str out = STR_EMPTY;
    if (sv_text_fill(say(guide, text), fills, COUNT_OF(fills), guide->prompts.arena, &out) != RC_OK)
        guide->rc = err_set(guide->err, RC_TOO_BIG, "no room for the guide");
    return out;
}

static void put(struct guide *guide, enum guide_text text)
{
    page_put(&guide->page, INDENT, 0, say(guide, text));
}

static void put_heading(struct guide *guide, enum guide_text text)
{
    page_blank(&guide->page);
    page_put(&guide->page, 0, 0, say(guide, text));
}

static struct str upper(struct guide *guide, struct str folded)
{
    struct buf out = buf_in(guide->prompts.arena, folded.n);
    for (size_t i = 0; i < folded.n; i++)
        buf_put_byte(&out, (uint8_t)(folded.p[i] >= 'a' && folded.p[i] <= 'z' ? folded.p[i] - 'a' + 'A' : folded.p[i]));
    return buf_str(&out);
}

/* The first word of the language that gives the command; empty where it has none. */
static struct str word_of(struct guide *guide, enum sv_command command)
{
    const struct sv_language *language = form_of(guide)->systems[guide->prompts.language];
    return language->words_n[command] == 0 ? STR_EMPTY : upper(guide, language->words[command][0]);
}

/* ---- beginning ---- */

static void put_start(struct guide *guide)
{
    const struct sv_form *form = form_of(guide);
    put_heading(guide, GUIDE_START);
    if (form->keyword.n > 0)
        page_put(&guide->page, INDENT, 0, say_with(guide, GUIDE_START_KEYWORD, upper(guide, form->keyword), STR_EMPTY));
    else
        put(guide, GUIDE_START_WAIT);
    put(guide, GUIDE_START_DIAL);
    put(guide, GUIDE_START_CODE);
    struct str consent = STR_EMPTY;
    if (!form->has_consent || guide->rc != RC_OK)
        return;
    guide->rc = prompt_of_consent(&guide->prompts, &consent, guide->err);
    put(guide, GUIDE_CONSENT);
    page_put(&guide->page, (size_t)2 * INDENT, INDENT, consent);
}

static bool has_several(const struct sv_form *form)
{
    for (size_t i = 0; i < form->questions_n; i++)
        if (form->questions[i].type == SV_TYPE_SELECT_MULTIPLE)
            return true;
    return false;
}

/* "00, ALTO": figures hold everywhere, the word is the language's. */
static void put_command(struct guide *guide, const char *figures, enum sv_command command, enum guide_text text)
{
    const struct str word = word_of(guide, command);
    struct buf key = buf_in(guide->prompts.arena, WORD_BYTES + word.n);
    buf_put(&key, str_of(figures));
    buf_put(&key, key.n > 0 && word.n > 0 ? STR(", ") : STR_EMPTY);
    buf_put(&key, word);
    if (key.n > 0)
        page_put_row(&guide->page, (size_t)2 * INDENT, KEY_COLUMNS, buf_str(&key), say(guide, text));
}

static void put_answer(struct guide *guide)
{
    static const struct {
        const char *figures;
        enum sv_command command;
        enum guide_text text;
    } commands[] = {
        {"0", SV_COMMAND_SKIP, GUIDE_ZERO},
        {"00", SV_COMMAND_STOP, GUIDE_DOUBLE_ZERO},
        {"000", SV_COMMAND_CALL_ME, GUIDE_TRIPLE_ZERO},
        {"0000", SV_COMMAND_QUICK_EXIT, GUIDE_FOUR_ZEROS},
        {"", SV_COMMAND_BACK, GUIDE_BACK},
        {"", SV_COMMAND_REPEAT, GUIDE_REPEAT},
        {"", SV_COMMAND_HELP, GUIDE_HELP},
        {"", SV_COMMAND_INFO, GUIDE_INFO},
        {"", SV_COMMAND_ERASE, GUIDE_ERASE},
    };
    put_heading(guide, GUIDE_ANSWER);
    put(guide, GUIDE_ANSWER_OPTION);
    if (has_several(form_of(guide)))
        put(guide, GUIDE_ANSWER_SEVERAL);
    put(guide, GUIDE_ANSWER_WORDS);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        put_command(guide, commands[i].figures, commands[i].command, commands[i].text);
}

/* ---- questions ---- */

static bool is_for_some(const struct sv_form *form, const struct sv_question *question)
{
    bool some = question->relevant != NULL || question->choice_filter != NULL;
    for (int32_t group = question->group; group >= 0; group = form->groups[group].parent)
        some = some || form->groups[group].relevant != NULL;
    return some;
}

/* How free a person is to leave it; empty where it must be answered. */
static struct str freedom(const struct guide *guide, const struct sv_question *question)
{
    const bool has_default = question->default_value.n > 0 || question->default_calculation != NULL;
    if (question->required == NULL || has_default)
        return say(guide, GUIDE_OPTIONAL);
    return sv_expr_is_constant(question->required) ? STR_EMPTY : say(guide, GUIDE_OPTIONAL_FOR_SOME);
}

/* "Question 3 (optional, to some people only)" */
static void put_question_heading(struct guide *guide, const struct sv_question *question)
{
    char storage[WORD_BYTES];
    struct buf number = buf_on(storage, sizeof storage);
    struct buf line = buf_in(guide->prompts.arena, (size_t)4 * WORD_BYTES);
    const struct str parts[] = {freedom(guide, question),
                                is_for_some(form_of(guide), question) ? say(guide, GUIDE_FOR_SOME) : STR_EMPTY};
    bool open = false;
    buf_put_i64(&number, ++guide->asked);
    buf_put(&line, say_with(guide, GUIDE_QUESTION, buf_str(&number), STR_EMPTY));
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].n == 0)
            continue;
        buf_put(&line, open ? STR(", ") : STR(" ("));
        buf_put(&line, parts[i]);
        open = true;
    }
    buf_put(&line, open ? STR(")") : STR_EMPTY);
    page_put(&guide->page, INDENT, 0, buf_str(&line));
}

static void put_text(struct guide *guide, const struct str *texts)
{
    struct str text = STR_EMPTY;
    if (guide->rc == RC_OK && texts != NULL)
        guide->rc = prompt_of_text(&guide->prompts, texts, &text, guide->err);
    page_put(&guide->page, (size_t)2 * INDENT, INDENT, text);
}

/* What is on offer, and with it the numbers, hangs on other answers. */
static void put_filtered(struct guide *guide, const struct sv_question *question)
{
    const struct sv_list *list = &form_of(guide)->lists[question->list];
    put_text(guide, question->short_label);
    for (size_t i = 0; i < list->choices_n; i++) {
        struct str label = STR_EMPTY;
        if (guide->rc == RC_OK)
            guide->rc = prompt_of_text(&guide->prompts, list->choices[i].short_label, &label, guide->err);
        page_put_row(&guide->page, (size_t)2 * INDENT, INDENT, list->keyed_by_name ? list->choices[i].name : STR("-"),
                     label);
    }
    page_put(&guide->page, (size_t)2 * INDENT, 0,
             say(guide, list->keyed_by_name ? GUIDE_FILTERED : GUIDE_FILTERED_NUMBERED));
}

static void put_question(struct guide *guide, int32_t index)
{
    const struct sv_question *question = &form_of(guide)->questions[index];
    struct str prompt = STR_EMPTY;
    put_question_heading(guide, question);
    if (question->choice_filter != NULL) {
        put_filtered(guide, question);
        return;
    }
    if (guide->rc == RC_OK)
        guide->rc = prompt_of_question(&guide->prompts, index, &prompt, guide->err);
    page_put(&guide->page, (size_t)2 * INDENT, INDENT, prompt);
}

static void put_message(struct guide *guide, enum guide_text heading, const struct str *texts)
{
    put(guide, heading);
    put_text(guide, texts);
}

static void put_questions(struct guide *guide)
{
    const struct sv_form *form = form_of(guide);
    put_heading(guide, GUIDE_QUESTIONS);
    for (int32_t i = 0; i < (int32_t)form->questions_n; i++) {
        const enum sv_type type = form->questions[i].type;
        if (type == SV_TYPE_NOTE)
            put_message(guide, GUIDE_MESSAGE, form->questions[i].short_label);
        else if (type != SV_TYPE_CALCULATE && type != SV_TYPE_HIDDEN)
            put_question(guide, i);
    }
    if (form->thanks != NULL && form->thanks[guide->prompts.language].n > 0)
        put_message(guide, GUIDE_END, form->thanks);
}

/* ---- end ---- */

static bool asks_secrets(const struct sv_form *form)
{
    for (size_t i = 0; i < form->questions_n; i++)
        if (form->questions[i].privacy == SV_PRIVACY_SECRET)
            return true;
    return false;
}

static void put_end(struct guide *guide)
{
    put_heading(guide, GUIDE_NEVER);
    put(guide, asks_secrets(form_of(guide)) ? GUIDE_NEVER_MONEY : GUIDE_NEVER_SECRETS);
    put_heading(guide, GUIDE_STOP);
    page_put(&guide->page, INDENT, 0,
             say_with(guide, GUIDE_STOP_HOW, word_of(guide, SV_COMMAND_STOP), word_of(guide, SV_COMMAND_START)));
    page_rule(&guide->page);
    page_put(&guide->page, 0, 0, say(guide, GUIDE_SHOWN));
}

/* ---- the command ---- */

static enum rc write_guide(struct guide *guide)
{
    const struct sv_form *form = form_of(guide);
    guide->page.text = buf_in(guide->prompts.arena, PAGE_BYTES_MAX);
    page_put(&guide->page, 0, 0, form->title[guide->prompts.language]);
    page_put(&guide->page, 0, 0, say_with(guide, GUIDE_FOR, form->version, STR_EMPTY));
    page_rule(&guide->page);
    put_start(guide);
    put_answer(guide);
    put_questions(guide);
    put_end(guide);
    if (guide->rc == RC_OK && guide->page.text.overflow)
        guide->rc = err_set(guide->err, RC_TOO_BIG, "the guide has more than %d bytes", PAGE_BYTES_MAX);
    return guide->rc;
}

/* Line by line: what an officer wrote does not steer the terminal. */
static void print_page(struct str text)
{
    struct str line = STR_EMPTY;
    if (str_ends(text, STR("\n")))
        text.n--;
    while (str_next(&text, '\n', &line)) {
        session_print_text(line);
        (void)putchar('\n');
    }
}

static int print_guide(const struct gw_catalog *catalog, const struct survey_source *source, int32_t language,
                       struct arena *arena, bool json)
{
    struct err err = {.code = RC_OK};
    struct guide guide = {.prompts = {.form = &source->form,
                                      .languages = gw_catalog_languages(catalog),
                                      .language = (size_t)language,
                                      .arena = arena},
                          .err = &err};
    if (write_guide(&guide) != RC_OK)
        return session_fail(&err);
    const struct str text = buf_str(&guide.page.text);
    if (json)
        session_print(json_pack("{s:o, s:o, s:o}", "survey", session_json(source->form.id), "language",
                                session_json(source->form.languages[language]), "text", session_json(text)));
    else
        print_page(text);
    return GW_EXIT_YES;
}

static int32_t find_language(const struct sv_form *form, struct str code)
{
    const int32_t language = sv_form_language(form, code);
    if (language >= 0)
        return language;
    (void)fprintf(stderr, "puente survey guide: the survey has no language '%.*s'; hint:", STR_FMT(code));
    for (size_t i = 0; i < form->languages_n; i++)
        (void)fprintf(stderr, "%s %.*s", i == 0 ? "" : " or", STR_FMT(form->languages[i]));
    (void)fputc('\n', stderr);
    return -1;
}

int guide_run(const struct options *options)
{
    struct gw_catalog *catalog = NULL;
    struct err err = {.code = RC_OK};
    if (gw_catalog_new(&catalog, &err) != RC_OK)
        return session_fail(&err);
    struct arena *arena = survey_arena_new();
    struct survey_source source = {.file = options->arguments[0]};
    int status = survey_source_read(catalog, SV_FINDINGS_EN, arena, &source);
    if (status == GW_EXIT_NO)
        survey_print_findings(&source, options->json ? FINDING_JSON : FINDING_TEXT);
    if (status == GW_EXIT_YES) {
        const int32_t language = find_language(&source.form, options->values[GUIDE_OPTION_LANG]);
        status = language < 0 ? GW_EXIT_USAGE : print_guide(catalog, &source, language, arena, options->json);
    }
    arena_free(arena);
    gw_catalog_free(catalog);
    return status;
}
