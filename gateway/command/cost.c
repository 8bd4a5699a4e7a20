#include "cost.h"

#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "cost_show.h"
#include "cost_texts.h"
#include "gateway/command.h"
#include "session.h"
#include "survey_source.h"

enum {
    WALKS_MAX = 2000,     /* the mean is then good to about two in a hundred */
    ANSWERS_MAX = 100000, /* of all of them: a long survey varies less */
    WAYS_BYTES_MAX = 64 * 1024 * 1024,
    STEP_BYTES_MAX = SV_STEP_ARENA_BYTES_MAX + SV_SESSION_BYTES_MAX
};

#define SEED UINT64_C(1)
/* Noon of 15 January 2026 in UTC: the same whenever it is asked. */
#define BEGIN_MS ((int64_t)1768478400000)

enum cost_option {
    COST_COUNTRY,
    COST_PARTICIPANTS,
    COST_RESPONSE,
    COST_PRICE_MT,
    COST_PRICE_MO,
    COST_PRICE_USSD,
    COST_PRICE_CALL,
    COST_FIXED,
    COST_INCENTIVE,
    COST_INCENTIVE_FEE,
    COST_RESPONDENT_MO,
    COST_DECLARED_FREE,
    COST_LANG,
    COST_OPTIONS_N
};

static const struct option_row cost_options[] = {
    [COST_COUNTRY] = {"country", "CC", "country of the people: how \"1,500\" is read"},
    [COST_PARTICIPANTS] = {"participants", "N", "people invited (1)"},
    [COST_RESPONSE] = {"response", "R", "share of them who answer, 0.6 or 60% (all)"},
    [COST_PRICE_MT] = {"price-mt", "P", "price of a segment that leaves"},
    [COST_PRICE_MO] = {"price-mo", "P", "price of a reply that the programme pays (reverse-billed)"},
    [COST_PRICE_USSD] = {"price-ussd", "P", "price of a USSD session: one for each person who answers"},
    [COST_PRICE_CALL] = {"price-call", "P", "price of a call: one for each ticket"},
    [COST_FIXED] = {"fixed", "P", "paid once: a short code, a licence"},
    [COST_INCENTIVE] = {"incentive", "P", "airtime for who completes"},
    [COST_INCENTIVE_FEE] = {"incentive-fee", "PERCENT", "what the airtime provider takes on top of it"},
    [COST_RESPONDENT_MO] = {"respondent-mo", "P", "what a reply costs the person"},
    [COST_DECLARED_FREE] = {"declared-free", NULL, "the operator confirmed that replies are free"},
    [COST_LANG] = {"lang", "L", "language of the findings: es, fr or en (the default)"},
};
static_assert(COUNT_OF(cost_options) == COST_OPTIONS_N, "a row for every option");

const struct usage cost_usage = {
    .name = "survey cost",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "Messages, segments and money in each language of the survey. Every text is what the engine would send, in "
        "the\n"
        "encoding it would be sent in; prices are in whatever currency they are given in.\n"
        "  shortest, longest  fewest and most segments of a completed survey, every question answered at once; found\n"
        "                     by trying the answers on which something hangs. More ways than are kept are told.\n"
        "  silent             who never answers: the invitation and all reminders\n"
        "  expected           a person invited: up to 2,000 made-up people (always the same) who agree, choose "
        "uniformly\n"
        "                     and are not understood one time in twenty, mixed by --response with silent ones\n"
        "  by USSD            one session takes the place of the texts for who answers; the others get texts\n"
        "Findings: K001 a text promises something for free, an error without --declared-free; K002 a character that\n"
        "makes a text cost more, with a spelling that does not; K003 replies cost the person more than the reward.\n"
        "--json: a finding a line as of `survey check`, then a language a line.\n"
        "Exit status: 0 counted, 1 the survey has errors or K001, 2 bad usage, 3 the file cannot be read.\n",
    .options = cost_options,
    .options_n = COUNT_OF(cost_options),
};

/* ---- the command line ---- */

static bool mistake(const char *what, struct str value, const char *hint)
{
    (void)fprintf(stderr, "puente survey cost: %s '%.*s'; hint: %s\n", what, STR_FMT(value), hint);
    return false;
}

static bool read_amounts(const struct options *options, struct cost_prices *prices)
{
    const struct {
        enum cost_option option;
        double *amount;
    } amounts[] = {
        {COST_PRICE_MT, &prices->mt},       {COST_PRICE_MO, &prices->mo},         {COST_PRICE_USSD, &prices->ussd},
        {COST_PRICE_CALL, &prices->call},   {COST_FIXED, &prices->fixed},         {COST_INCENTIVE, &prices->reward},
        {COST_INCENTIVE_FEE, &prices->fee}, {COST_RESPONDENT_MO, &prices->reply},
    };
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        const struct str text = options->values[amounts[i].option];
        if (text.p == NULL)
            continue;
        prices->given = true;
        if (!cost_amount(text, amounts[i].amount))
            return mistake("no amount", text, "0.0075, with a point and at most six decimals");
    }
    prices->fee /= 100;
    return true;
}

static bool read_people(const struct options *options, struct cost_prices *prices)
{
    const struct str response = options_value(options, COST_RESPONSE, STR("1"));
    const struct str participants = options_value(options, COST_PARTICIPANTS, STR("1"));
    const struct str country = options_value(options, COST_COUNTRY, STR_EMPTY);
    bool good = country.n == 0 || country.n == 2;
    for (size_t i = 0; i < country.n; i++)
        good = good && country.p[i] >= 'A' && country.p[i] <= 'Z';
    if (!good)
        return mistake("no country", country, "two capital letters such as GT");
    if (!cost_share(response, &prices->response))
        return mistake("no share", response, "0.6 or 60%");
    if (str_find_byte(participants, '.') != SIZE_MAX || !cost_amount(participants, &prices->participants))
        return mistake("no number of people", participants, "1200");
    return true;
}

static bool read_language(const struct options *options, enum sv_finding_language *out_language)
{
    static const char *const words[] = {[SV_FINDINGS_EN] = "en", [SV_FINDINGS_ES] = "es", [SV_FINDINGS_FR] = "fr"};
    static_assert(COUNT_OF(words) == SV_FINDINGS_LANGUAGES, "a word for every language");
    const struct str word = options_value(options, COST_LANG, STR("en"));
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(word, str_of(words[i]))) {
            *out_language = (enum sv_finding_language)i;
            return true;
        }
    return mistake("no findings in language", word, "es, fr or en");
}

static bool read_options(const struct options *options, struct cost_prices *prices, enum sv_finding_language *language)
{
    if (!read_amounts(options, prices) || !read_people(options, prices) || !read_language(options, language))
        return false;
    if (options_switch(options, COST_DECLARED_FREE) && prices->reply > 0)
        return mistake("replies are declared free and cost", options->values[COST_RESPONDENT_MO], "one of the two");
    return true;
}

/* ---- one language ---- */

static size_t walks_of(const struct sv_form *form)
{
    const size_t most = form->questions_n == 0 ? WALKS_MAX : ANSWERS_MAX / form->questions_n;
    return most < WALKS_MAX ? most : WALKS_MAX;
}

static enum rc count(const struct sv_paths_setting *setting, const struct cost_prices *prices, struct cost_sheet *sheet,
                     struct err *err)
{
    struct sv_path_bounds bounds;
    struct sv_path sum;
    struct sv_path silent;
    const size_t walks = walks_of(setting->form);
    enum rc rc = sv_paths_bounds(setting, &bounds, err);
    if (rc == RC_OK)
        rc = sv_paths_answering(setting, walks, SEED, &sum, err);
    if (rc == RC_OK)
        rc = sv_paths_silent(setting, &silent, err);
    if (rc != RC_OK)
        return rc;
    const struct cost_use answering = cost_use_of(&sum, (double)walks);
    *sheet = (struct cost_sheet){.form = setting->form,
                                 .language = setting->language,
                                 .found = bounds.found,
                                 .limited = bounds.limited,
                                 .assumed = bounds.assumed};
    sheet->uses[COST_SHORTEST] = cost_use_of(&bounds.shortest, 1);
    sheet->uses[COST_LONGEST] = cost_use_of(&bounds.longest, 1);
    sheet->uses[COST_SILENT] = cost_use_of(&silent, 1);
    sheet->uses[COST_EXPECTED] = cost_use_mixed(&answering, &sheet->uses[COST_SILENT], prices->response);
    for (size_t i = 0; i < COST_ROWS; i++)
        sheet->sums[i] = cost_of(prices, &sheet->uses[i]);
    return RC_OK;
}

static enum rc note(struct cost_notes *notes, const struct cost_sheet *sheet, const struct cost_prices *prices,
                    bool declared_free, struct err *err)
{
    enum rc rc = cost_note_texts(notes, sheet->language, declared_free, err);
    for (size_t i = COST_SHORTEST; rc == RC_OK && sheet->found && i <= COST_LONGEST; i++)
        rc = cost_note_reward(notes, sheet->language, cost_row_word((enum cost_row)i), &sheet->sums[i], prices->reward,
                              err);
    return rc;
}

/* ---- the command ---- */

static enum rc count_all(const struct sv_paths_setting *setting, struct cost_notes *notes,
                         const struct cost_prices *prices, const struct options *options, struct err *err)
{
    struct cost_sheet sheets[SV_LANGUAGES_MAX];
    const size_t n = setting->form->languages_n;
    enum rc rc = RC_OK;
    assert(n <= COUNT_OF(sheets));
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct sv_paths_setting one = *setting;
        one.language = i;
        rc = count(&one, prices, &sheets[i], err);
        if (rc == RC_OK)
            rc = note(notes, &sheets[i], prices, options_switch(options, COST_DECLARED_FREE), err);
    }
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        cost_print(&sheets[i], prices, options->json);
    return rc;
}

static int cost(const struct gw_catalog *catalog, const struct survey_source *source, const struct options *options,
                const struct cost_prices *prices, struct cost_notes *notes)
{
    struct err err = {.code = RC_OK};
    const struct sv_paths_setting setting = {.form = &source->form,
                                             .languages = gw_catalog_languages(catalog),
                                             .country = options_value(options, COST_COUNTRY, STR_EMPTY),
                                             .now_ms = BEGIN_MS,
                                             .step = arena_new(STEP_BYTES_MAX),
                                             .now = arena_new(WAYS_BYTES_MAX),
                                             .behind = arena_new(WAYS_BYTES_MAX)};
    const enum rc rc = count_all(&setting, notes, prices, options, &err);
    arena_free(setting.behind);
    arena_free(setting.now);
    arena_free(setting.step);
    if (rc != RC_OK)
        return session_fail(&err);
    return notes->errors_n == 0 ? GW_EXIT_YES : GW_EXIT_NO;
}

int cost_run(const struct options *options)
{
    struct cost_prices prices = {.given = false};
    struct cost_notes notes = {.shape = options->json ? FINDING_JSON : FINDING_TEXT};
    struct gw_catalog *catalog = NULL;
    struct err err = {.code = RC_OK};
    if (!read_options(options, &prices, &notes.language))
        return GW_EXIT_USAGE;
    if (gw_catalog_new(&catalog, &err) != RC_OK)
        return session_fail(&err);
    struct arena *arena = survey_arena_new();
    struct survey_source source = {.file = options->arguments[0]};
    int status = survey_source_read(catalog, notes.language, arena, &source);
    if (status == GW_EXIT_NO)
        survey_print_findings(&source, notes.shape);
    notes.source = &source;
    notes.arena = arena;
    if (status == GW_EXIT_YES)
        status = cost(catalog, &source, options, &prices, &notes);
    arena_free(arena);
    gw_catalog_free(catalog);
    return status;
}
