#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

enum add_option { ADD_NAME, ADD_LANGUAGE, ADD_ZONE, ADD_COUNTRY, ADD_OPTIONS_N };

static const struct option_row add_options[] = {
    [ADD_NAME] = {"name", "NAME", "for people", .required = true},
    [ADD_LANGUAGE] = {"language", "L", "of texts to people whose language is not known: es, fr, en", .required = true},
    [ADD_ZONE] = {"zone", "ZONE", "time zone such as America/Guatemala", .required = true},
    [ADD_COUNTRY] = {"country", "CC", "ISO 3166-1 code: numbers may then be written nationally"},
};
static_assert(COUNT_OF(add_options) == ADD_OPTIONS_N, "a row for every option");

static const struct usage add_usage = {
    .name = "programme add",
    .arguments = "CODE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "A programme owns participants, surveys and channels. CODE: a-z, 0-9 and _. Quiet hours are 20:00 to 08:00.\n",
    .options = add_options,
    .options_n = COUNT_OF(add_options),
};

static int run_add(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    const struct gw_programme programme = {.code = options->arguments[0],
                                           .name = options->values[ADD_NAME],
                                           .language = options->values[ADD_LANGUAGE],
                                           .country = options_value(options, ADD_COUNTRY, STR_EMPTY),
                                           .zone = options->values[ADD_ZONE]};
    struct err err = {.code = RC_OK};
    status = gw_programme_add(admin, &programme, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    if (status == GW_EXIT_YES && options->json)
        session_print(json_pack("{s:o}", "programme", session_json(programme.code)));
    else if (status == GW_EXIT_YES)
        (void)printf("programme %.*s added\n", STR_FMT(programme.code));
    return status;
}

static const struct usage list_usage = {.name = "programme list", .arguments = "", .about = ""};

static void print_programme(const struct gw_programme *p, bool json)
{
    if (json)
        session_print(json_pack("{s:o, s:o, s:o, s:o, s:o}", "programme", session_json(p->code), "name",
                                session_json(p->name), "language", session_json(p->language), "country",
                                session_json(p->country), "zone", session_json(p->zone)));
    else
        (void)printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_FMT(p->code), STR_FMT(p->language), STR_FMT(p->country),
                     STR_FMT(p->zone), STR_FMT(p->name));
}

static int run_list(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_programme *programmes = NULL;
    size_t n = 0;
    status = gw_programme_list(admin, &programmes, &n, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    for (size_t i = 0; i < n; i++)
        print_programme(&programmes[i], options->json);
    gw_admin_free(admin);
    return status;
}

/* ---- words ---- */

enum word_option { WORD_LANGUAGE, WORD_COMMAND, WORD_OPTIONS_N };

static const struct option_row word_options[] = {
    [WORD_LANGUAGE] = {"language", "L", "of the word: es, fr, en", .required = true},
    [WORD_COMMAND] = {"command", "COMMAND", "stop, start, help, info, back, skip, repeat or erase", .required = true},
};
static_assert(COUNT_OF(word_options) == WORD_OPTIONS_N, "a row for every option");

static const struct usage word_usage = {
    .name = "programme word",
    .arguments = "CODE WORD",
    .arguments_min = 2,
    .arguments_max = 2,
    .about = "Another word for a command, beside those of the languages, in all surveys of the programme.\n",
    .options = word_options,
    .options_n = COUNT_OF(word_options),
};

static int run_word(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    const struct gw_word word = {.language = options->values[WORD_LANGUAGE],
                                 .command = options->values[WORD_COMMAND],
                                 .word = options->arguments[1]};
    struct err err = {.code = RC_OK};
    const enum rc rc = gw_programme_add_word(admin, options->arguments[0], &word, &err);
    status = rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    if (status == GW_EXIT_YES && !options->json)
        (void)printf("'%.*s' is a word for %.*s now\n", STR_FMT(word.word), STR_FMT(word.command));
    return status;
}

static const struct usage words_usage = {
    .name = "programme words", .arguments = "CODE", .arguments_min = 1, .arguments_max = 1, .about = ""};

static int run_words(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_word *words = NULL;
    size_t n = 0;
    const enum rc rc = gw_programme_words(admin, options->arguments[0], &words, &n, &err);
    status = rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
    for (size_t i = 0; i < n; i++) {
        if (options->json)
            session_print(json_pack("{s:o, s:o, s:o}", "language", session_json(words[i].language), "command",
                                    session_json(words[i].command), "word", session_json(words[i].word)));
        else
            (void)printf("%.*s\t%.*s\t%.*s\n", STR_FMT(words[i].language), STR_FMT(words[i].command),
                         STR_FMT(words[i].word));
    }
    gw_admin_free(admin);
    return status;
}

int gw_command_programme(int argc, char **argv)
{
    static const struct verb verbs[] = {{"add", &add_usage, run_add},
                                        {"list", &list_usage, run_list},
                                        {"word", &word_usage, run_word},
                                        {"words", &words_usage, run_words}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
