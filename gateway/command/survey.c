#include <assert.h>

#include "base/limits.h"
#include "finding.h"
#include "gateway/catalog.h"
#include "gateway/command.h"
#include "options.h"
#include "session.h"
#include "survey/form.h"

enum { FILE_BYTES_MAX = SV_FORM_BYTES_MAX, ARENA_BYTES_MAX = 32 * 1024 * 1024 };

/* ---- findings ---- */

/* The compiler's words; what stands behind "hint: " is the hint. Canonical JSON has neither sheets nor columns; its place
 * is the path in the message, and the line where JSON itself is broken. */
static struct finding finding_of(struct str file, const struct err *err)
{
    const struct str separator = STR("; hint: ");
    const struct str text = str_of(err->text);
    const size_t at = str_find(text, separator);
    const bool hinted = at < text.n;
    return (struct finding){.file = file,
                            .code = "F001",
                            .row = err->line,
                            .message = str_sub(text, 0, hinted ? at : text.n),
                            .hint = hinted ? str_sub(text, at + separator.n, text.n) : STR_EMPTY};
}

/* ---- compiling ---- */

struct source {
    struct str file;
    struct str bytes;
    struct sv_form form;
};

/* GW_EXIT_YES with a compiled form, GW_EXIT_NO after printing findings, GW_EXIT_WORLD when the file cannot be read. */
static int compile(const struct gw_catalog *catalog, struct arena *arena, bool json, struct source *source)
{
    struct err err = {.code = RC_OK};
    if (session_file(source->file, FILE_BYTES_MAX, arena, &source->bytes, &err) != RC_OK)
        return session_fail(&err);
    if (!str_starts(str_trim(source->bytes), STR("{"))) {
        const struct finding other = {
            .file = source->file,
            .code = "F002",
            .message = STR("this is not canonical JSON"),
            .hint = STR("this version reads canonical JSON (\"format\": \"puente-form/1\") only")};
        finding_print(&other, json);
        return GW_EXIT_NO;
    }
    if (sv_form_read_json(source->bytes, gw_catalog_languages(catalog), arena, &source->form, &err) == RC_OK)
        return GW_EXIT_YES;
    const struct finding finding = finding_of(source->file, &err);
    finding_print(&finding, json);
    return GW_EXIT_NO;
}

static void print_form(const struct source *source)
{
    const struct sv_form *form = &source->form;
    (void)printf("%.*s: survey '%.*s' version '%.*s', %zu rows, languages", STR_FMT(source->file), STR_FMT(form->id),
                 STR_FMT(form->version), form->questions_n);
    for (size_t i = 0; i < form->languages_n; i++)
        (void)printf(" %.*s", STR_FMT(form->languages[i]));
    (void)puts(": no errors");
}

/* ---- check ---- */

enum check_option { CHECK_LANG, CHECK_OPTIONS_N };

static const struct option_row check_options[] = {
    [CHECK_LANG] = {"lang", "L", "es, fr or en; messages are English in all of them so far"},
};
static_assert(COUNT_OF(check_options) == CHECK_OPTIONS_N, "a row for every option");

static const struct usage check_usage = {
    .name = "survey check",
    .arguments = "FILE...",
    .arguments_min = 1,
    .arguments_max = ARGUMENTS_MAX,
    .about = "Compiles each survey as `publish` would, without a database; canonical JSON, \"-\" is standard input.\n"
             "--json: a finding per line, "
             "{\"file\",\"sheet\",\"row\",\"column\",\"severity\",\"code\",\"message\",\"hint\"}.\n"
             "Exit status: 0 no errors, 1 errors, 3 a file cannot be read.\n",
    .options = check_options,
    .options_n = COUNT_OF(check_options),
};

static int check_all(const struct gw_catalog *catalog, const struct options *options)
{
    int worst = GW_EXIT_YES;
    for (size_t i = 0; i < options->arguments_n; i++) {
        struct arena *arena = arena_new(ARENA_BYTES_MAX);
        struct source source = {.file = options->arguments[i]};
        const int status = compile(catalog, arena, options->json, &source);
        if (status == GW_EXIT_YES && !options->json)
            print_form(&source);
        worst = status > worst ? status : worst;
        arena_free(arena);
    }
    return worst;
}

static int run_check(const struct options *options)
{
    struct gw_catalog *catalog = NULL;
    struct err err = {.code = RC_OK};
    const struct str lang = options_value(options, CHECK_LANG, STR("en"));
    if (!str_eq(lang, STR("en")) && !str_eq(lang, STR("es")) && !str_eq(lang, STR("fr"))) {
        (void)fprintf(stderr, "puente survey check: no findings in language '%.*s'; hint: es, fr or en\n",
                      STR_FMT(lang));
        return GW_EXIT_USAGE;
    }
    if (gw_catalog_new(&catalog, &err) != RC_OK)
        return session_fail(&err);
    const int status = check_all(catalog, options);
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
             "that. Publishing the same bytes again does nothing; other bytes need another version.\n",
    .options = publish_options,
    .options_n = COUNT_OF(publish_options),
};

static void print_published(const struct source *source, bool is_new, bool json)
{
    const struct sv_form *form = &source->form;
    if (json)
        session_print(json_pack("{s:o, s:o, s:b}", "survey", session_json(form->id), "version",
                                session_json(form->version), "new", is_new));
    else
        (void)printf("%.*s version %.*s %s\n", STR_FMT(form->id), STR_FMT(form->version),
                     is_new ? "published" : "is already published");
}

static int publish(const struct source *source, const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    bool is_new = false;
    const enum rc rc =
        gw_survey_publish(admin, options->values[PUBLISH_PROGRAMME], source->bytes, &source->form, &is_new, &err);
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
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct source source = {.file = options->arguments[0]};
    int status = compile(catalog, arena, options->json, &source);
    if (status == GW_EXIT_YES)
        status = publish(&source, options);
    arena_free(arena);
    gw_catalog_free(catalog);
    return status;
}

int gw_command_survey(int argc, char **argv)
{
    static const struct verb verbs[] = {{"check", &check_usage, run_check}, {"publish", &publish_usage, run_publish}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
