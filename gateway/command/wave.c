#include <assert.h>

#include "gateway/command.h"
#include "options.h"
#include "session.h"

/* ---- create ---- */

enum create_option {
    CREATE_PROGRAMME,
    CREATE_CODE,
    CREATE_SURVEY,
    CREATE_CHANNEL,
    CREATE_AFTER,
    CREATE_WINDOW,
    CREATE_SPREAD,
    CREATE_OPTIONS_N
};

static const struct option_row create_options[] = {
    [CREATE_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [CREATE_CODE] = {"code", "W", "code of the wave in the programme", .required = true},
    [CREATE_SURVEY] = {"survey", "FORM", "form id of a published survey", .required = true},
    [CREATE_CHANNEL] = {"channel", "C", "channel that invites", .required = true},
    [CREATE_AFTER] = {"after", "TIME", "after the return: 3m for months, 30d for days", .required = true},
    [CREATE_WINDOW] = {"window", "DAYS", "days from then on that people may be invited, default 14"},
    [CREATE_SPREAD] = {"spread", "MIN", "invite at a random minute within so many, default 0"},
};
static_assert(COUNT_OF(create_options) == CREATE_OPTIONS_N, "a row for every option");

static const struct usage create_usage = {
    .name = "wave create",
    .arguments = "",
    .about =
        "Plans a round of a survey at a time after each person's return (after their registration, where the day of\n"
        "return is not known). Nothing is sent before `puente wave start`. Reminders and the end are those of the "
        "survey;\n"
        "a wave reminds at most twice.\n",
    .options = create_options,
    .options_n = COUNT_OF(create_options),
};

/* False after telling. */
static bool read_number(const struct options *options, size_t row, struct str fallback, int64_t *out_number)
{
    const struct str word = options_value(options, row, fallback);
    if (str_to_i64(word, out_number))
        return true;
    (void)fprintf(stderr, "puente wave create: '%.*s' is no number\n", STR_FMT(word));
    return false;
}

static int run_create(const struct options *options)
{
    struct gw_wave_wish wish = {.programme = options->values[CREATE_PROGRAMME],
                                .code = options->values[CREATE_CODE],
                                .survey = options->values[CREATE_SURVEY],
                                .channel = options->values[CREATE_CHANNEL],
                                .after = options->values[CREATE_AFTER]};
    if (!read_number(options, CREATE_WINDOW, STR("14"), &wish.window_days) ||
        !read_number(options, CREATE_SPREAD, STR("0"), &wish.spread_minutes))
        return GW_EXIT_USAGE;
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const enum rc rc = gw_wave_create(admin, &wish, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    if (options->json)
        session_print(json_pack("{s:o, s:o, s:s}", "programme", session_json(wish.programme), "code",
                                session_json(wish.code), "state", "draft"));
    else
        (void)printf("wave %.*s planned; puente wave start %.*s --programme %.*s begins it\n", STR_FMT(wish.code),
                     STR_FMT(wish.code), STR_FMT(wish.programme));
    return GW_EXIT_YES;
}

/* ---- start ---- */

enum start_option { START_PROGRAMME, START_DRY_RUN, START_OPTIONS_N };

static const struct option_row start_options[] = {
    [START_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [START_DRY_RUN] = {"dry-run", NULL, "only say whom it would invite today"},
};
static_assert(COUNT_OF(start_options) == START_OPTIONS_N, "a row for every option");

static const struct usage start_usage = {
    .name = "wave start",
    .arguments = "CODE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "Starts a wave, or goes on with a paused one. The running gateway invites those whose day has come, by day\n"
        "and at the rate of the channel, and everybody else when their day comes. The newest version of the survey\n"
        "is frozen for the whole wave. Starting twice does nothing more.\n",
    .options = start_options,
    .options_n = COUNT_OF(start_options),
};

static const char *change_word(enum gw_wave_change change)
{
    switch (change) {
    case GW_WAVE_STARTED:
        return "started";
    case GW_WAVE_RESUMED:
        return "resumed";
    case GW_WAVE_PAUSED:
        return "paused";
    case GW_WAVE_UNCHANGED:
        return "unchanged";
    }
    __builtin_unreachable();
}

static int print_change(enum rc rc, struct str code, enum gw_wave_change change, const struct err *err, bool json)
{
    if (rc != RC_OK)
        return session_fail(err);
    if (json)
        session_print(json_pack("{s:o, s:s}", "code", session_json(code), "change", change_word(change)));
    else
        (void)printf("wave %.*s %s\n", STR_FMT(code), change_word(change));
    return GW_EXIT_YES;
}

static int forecast(struct gw_admin *admin, const struct options *options)
{
    static const char *const words[] = {
#define X(name, word) [name] = word,
        GW_FORECAST_LIST(X)
#undef X
    };
    int64_t counts[GW_FORECAST_COUNT];
    struct err err = {.code = RC_OK};
    json_t *line = json_object();
    const enum rc rc = gw_wave_forecast(admin, options->values[START_PROGRAMME], options->arguments[0], counts, &err);
    for (size_t i = 0; rc == RC_OK && i < GW_FORECAST_COUNT; i++) {
        if (options->json)
            (void)json_object_set_new(line, words[i], json_integer(counts[i]));
        else
            (void)printf("%-16s%lld\n", words[i], (long long)counts[i]);
    }
    if (rc == RC_OK && options->json)
        session_print(json_incref(line));
    json_decref(line);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

static int run_start(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    if (options_switch(options, START_DRY_RUN)) {
        status = forecast(admin, options);
    } else {
        struct err err = {.code = RC_OK};
        enum gw_wave_change change = GW_WAVE_UNCHANGED;
        const struct str code = options->arguments[0];
        const enum rc rc = gw_wave_start(admin, options->values[START_PROGRAMME], code, &change, &err);
        status = print_change(rc, code, change, &err, options->json);
    }
    gw_admin_free(admin);
    return status;
}

/* ---- pause ---- */

enum pause_option { PAUSE_PROGRAMME, PAUSE_REASON, PAUSE_OPTIONS_N };

static const struct option_row pause_options[] = {
    [PAUSE_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [PAUSE_REASON] = {"reason", "T", "why, for the record"},
};
static_assert(COUNT_OF(pause_options) == PAUSE_OPTIONS_N, "a row for every option");

static const struct usage pause_usage = {
    .name = "wave pause",
    .arguments = "CODE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "Until `puente wave start` nobody is invited or reminded. Whoever writes is answered; conversations end in\n"
        "their own time; the window of all grows by the days of the pause.\n",
    .options = pause_options,
    .options_n = COUNT_OF(pause_options),
};

static int run_pause(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    enum gw_wave_change change = GW_WAVE_UNCHANGED;
    const struct str code = options->arguments[0];
    const enum rc rc = gw_wave_pause(admin, options->values[PAUSE_PROGRAMME], code,
                                     options_value(options, PAUSE_REASON, STR_EMPTY), &change, &err);
    gw_admin_free(admin);
    return print_change(rc, code, change, &err, options->json);
}

/* ---- show ---- */

enum show_option { SHOW_PROGRAMME, SHOW_OPTIONS_N };

static const struct option_row show_options[] = {
    [SHOW_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
};
static_assert(COUNT_OF(show_options) == SHOW_OPTIONS_N, "a row for every option");

static const struct usage show_usage = {
    .name = "wave show",
    .arguments = "[CODE]",
    .arguments_min = 0,
    .arguments_max = 1,
    .about = "How a wave fares, or every wave of the programme: what report.waves says.\n",
    .options = show_options,
    .options_n = COUNT_OF(show_options),
};

static void print_entry_json(const struct gw_wave_entry *e)
{
    json_t *line =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "wave", session_json(e->wave), "code",
                  session_json(e->code), "programme", session_json(e->programme), "survey", session_json(e->survey),
                  "version", session_json(e->version), "channel", session_json(e->channel), "after",
                  session_json(e->after), "window_days", (json_int_t)e->window_days, "state", session_json(e->state),
                  "pause_reason", session_json(e->pause_reason), "started_at", session_json(e->started_at));
#define X(name) (void)json_object_set_new(line, #name, json_integer(e->name));
    GW_WAVE_COUNT_LIST(X)
#undef X
    session_print(line);
}

static void print_entry(const struct gw_wave_entry *e)
{
    (void)printf("wave %.*s: survey %.*s%s%.*s, %.*s after the return, window %lld days, channel %.*s\n",
                 STR_FMT(e->code), STR_FMT(e->survey), e->version.n > 0 ? " version " : "", STR_FMT(e->version),
                 STR_FMT(e->after), (long long)e->window_days, STR_FMT(e->channel));
    (void)printf("%.*s", STR_FMT(e->state));
    if (e->started_at.n > 0)
        (void)printf(", started %.*s", STR_FMT(e->started_at));
    if (e->pause_reason.n > 0) {
        (void)fputs(", because: ", stdout);
        session_print_text(e->pause_reason);
    }
    (void)putchar('\n');
#define X(name) (void)printf("  %-12s%lld\n", #name, (long long)e->name);
    GW_WAVE_COUNT_LIST(X)
#undef X
}

static int run_show(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_wave_entry *entries = NULL;
    size_t n = 0;
    const struct str code = options->arguments_n > 0 ? options->arguments[0] : STR_EMPTY;
    status = gw_wave_list(admin, options->values[SHOW_PROGRAMME], code, &entries, &n, &err) == RC_OK
                 ? GW_EXIT_YES
                 : session_fail(&err);
    for (size_t i = 0; i < n; i++) {
        if (options->json)
            print_entry_json(&entries[i]);
        else
            print_entry(&entries[i]);
    }
    gw_admin_free(admin);
    return status;
}

int gw_command_wave(int argc, char **argv)
{
    static const struct verb verbs[] = {{"create", &create_usage, run_create},
                                        {"start", &start_usage, run_start},
                                        {"pause", &pause_usage, run_pause},
                                        {"show", &show_usage, run_show}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
