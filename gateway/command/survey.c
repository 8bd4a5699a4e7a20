#include <assert.h>

#include "cost.h"
#include "gateway/command.h"
#include "guide.h"
#include "options.h"
#include "session.h"
#include "simulate.h"
#include "survey_annotate.h"
#include "survey_source.h"

/* ---- check ---- */

enum check_option { CHECK_LANG, CHECK_CSV, CHECK_ANNOTATE, CHECK_OPTIONS_N };

static const struct option_row check_options[] = {
    [CHECK_LANG] = {"lang", "L", "language of the findings: es, fr or en (the default)"},
    [CHECK_CSV] = {"csv", NULL, "findings as CSV with a header, for a spreadsheet"},
    [CHECK_ANNOTATE] = {"annotate", "OUT.xlsx", "a copy of the sheets with a comment in every cell that has a finding"},
};
static_assert(COUNT_OF(check_options) == CHECK_OPTIONS_N, "a row for every option");

#define FILE_HELP                                                                                                      \
    "FILE: a workbook (.xlsx, .xlsm), a zip or a folder of survey.csv, choices.csv and settings.csv, one CSV file "    \
    "with\n"                                                                                                           \
    "the sheet names in its first column, tables in Markdown, or canonical JSON; \"-\" is standard input.\n"

static const struct usage check_usage = {
    .name = "survey check",
    .arguments = "FILE...",
    .arguments_min = 1,
    .arguments_max = ARGUMENTS_MAX,
    .about =
        "Compiles each survey as `publish` would, without a database, and tells everything it finds in one run:\n"
        "  file:sheet:row:column: severity CODE: message; hint: what to do\n" FILE_HELP "--json: a finding per line, "
        "{\"file\",\"sheet\",\"row\",\"column\",\"severity\",\"code\",\"message\",\"hint\"}.\n"
        "Exit status: 0 no errors, 1 errors, 3 a file cannot be read.\n",
    .options = check_options,
    .options_n = COUNT_OF(check_options),
};

static void print_sum(const struct survey_source *source)
{
    const struct sv_form *form = &source->form;
    const size_t errors_n = survey_errors_n(source);
    (void)printf("%.*s: ", STR_FMT(source->file));
    if (errors_n == 0) {
        (void)printf("survey '%.*s' version '%.*s', %zu rows, languages", STR_FMT(form->id), STR_FMT(form->version),
                     form->questions_n);
        for (size_t i = 0; i < form->languages_n; i++)
            (void)printf(" %.*s", STR_FMT(form->languages[i]));
        (void)fputs(": ", stdout);
    }
    if (errors_n == 0 && survey_warnings_n(source) == 0)
        (void)puts("no errors");
    else
        (void)printf("%zu errors, %zu warnings\n", errors_n, survey_warnings_n(source));
}

struct check {
    const struct gw_catalog *catalog;
    enum sv_finding_language language;
    enum finding_shape shape;
    struct str annotate; /* where to; empty: nowhere */
};

static int annotate(const struct survey_source *source, struct str path, int status, struct arena *arena)
{
    struct err err = {.code = RC_OK};
    const int told = survey_annotate(source, path, arena, &err) == RC_OK ? status : session_fail(&err);
    return told > status ? told : status;
}

static int check_one(const struct check *check, struct str file)
{
    struct arena *arena = survey_arena_new();
    struct survey_source source = {.file = file};
    int status = survey_source_read(check->catalog, check->language, arena, &source);
    if (status != GW_EXIT_WORLD) {
        survey_print_findings(&source, check->shape);
        if (check->shape == FINDING_TEXT)
            print_sum(&source);
        if (check->annotate.n > 0)
            status = annotate(&source, check->annotate, status, arena);
    }
    arena_free(arena);
    return status;
}

static int check_all(const struct check *check, const struct options *options)
{
    int worst = GW_EXIT_YES;
    finding_print_head(check->shape);
    for (size_t i = 0; i < options->arguments_n; i++) {
        const int status = check_one(check, options->arguments[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static bool read_language(struct str word, enum sv_finding_language *out_language)
{
    static const struct str words[] = {[SV_FINDINGS_EN] = {.p = "en", .n = 2},
                                       [SV_FINDINGS_ES] = {.p = "es", .n = 2},
                                       [SV_FINDINGS_FR] = {.p = "fr", .n = 2}};
    static_assert(COUNT_OF(words) == SV_FINDINGS_LANGUAGES, "a word for every language");
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i], word)) {
            *out_language = (enum sv_finding_language)i;
            return true;
        }
    (void)fprintf(stderr, "puente survey check: no findings in language '%.*s'; hint: es, fr or en\n", STR_FMT(word));
    return false;
}

static int run_check(const struct options *options)
{
    struct check check = {.annotate = options_value(options, CHECK_ANNOTATE, STR_EMPTY),
                          .shape = options->json                        ? FINDING_JSON
                                   : options_switch(options, CHECK_CSV) ? FINDING_CSV
                                                                        : FINDING_TEXT};
    struct gw_catalog *catalog = NULL;
    struct err err = {.code = RC_OK};
    if (!read_language(options_value(options, CHECK_LANG, STR("en")), &check.language))
        return GW_EXIT_USAGE;
    if (options->json && options_switch(options, CHECK_CSV)) {
        (void)fputs("puente survey check: --json and --csv at the same time; hint: one of them\n", stderr);
        return GW_EXIT_USAGE;
    }
    if (check.annotate.n > 0 && (options->arguments_n > 1 || str_eq(check.annotate, options->arguments[0]))) {
        (void)fputs("puente survey check: --annotate takes one survey, and writes another file\n", stderr);
        return GW_EXIT_USAGE;
    }
    if (gw_catalog_new(&catalog, &err) != RC_OK)
        return session_fail(&err);
    check.catalog = catalog;
    const int status = check_all(&check, options);
    gw_catalog_free(catalog);
    return status;
}

/* ---- publish ---- */

enum publish_option { PUBLISH_PROGRAMME, PUBLISH_OPTIONS_N };

static const struct option_row publish_options[] = {
    [PUBLISH_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
};
static_assert(COUNT_OF(publish_options) == PUBLISH_OPTIONS_N, "a row for every option");

static const struct usage publish_usage = {
    .name = "survey publish",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Stores an immutable version: people who begin from now on get it, people in the middle of an older one "
             "finish\n"
             "that. Publishing the same survey again does nothing; another content needs another version.\n" FILE_HELP,
    .options = publish_options,
    .options_n = COUNT_OF(publish_options),
};

static void print_published(const struct survey_source *source, bool is_new, bool json)
{
    const struct sv_form *form = &source->form;
    if (json)
        session_print(json_pack("{s:o, s:o, s:b}", "survey", session_json(form->id), "version",
                                session_json(form->version), "new", is_new));
    else
        (void)printf("%.*s version %.*s %s\n", STR_FMT(form->id), STR_FMT(form->version),
                     is_new ? "published" : "is already published");
}

static int publish(const struct survey_source *source, const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    bool is_new = false;
    const enum rc rc =
        gw_survey_publish(admin, options->values[PUBLISH_PROGRAMME], source->json, &source->form, &is_new, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    print_published(source, is_new, options->json);
    return GW_EXIT_YES;
}

static int run_publish(const struct options *options)
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
    if (status == GW_EXIT_YES)
        status = publish(&source, options);
    arena_free(arena);
    gw_catalog_free(catalog);
    return status;
}

int gw_command_survey(int argc, char **argv)
{
    static const struct verb verbs[] = {{"check", &check_usage, run_check},
                                        {"simulate", &simulate_usage, simulate_run},
                                        {"cost", &cost_usage, cost_run},
                                        {"guide", &guide_usage, guide_run},
                                        {"publish", &publish_usage, run_publish}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
