#include "simulate.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "gateway/clock.h"
#include "gateway/command.h"
#include "session.h"
#include "simulate_end.h"
#include "simulate_inputs.h"
#include "simulate_phone.h"
#include "simulate_set.h"
#include "survey_source.h"

enum {
    LINE_BYTES_MAX = 4 * SV_TEXT_BYTES_MAX, /* longer texts are cut, as the gateway does */
    REPLY_ARENA_BYTES_MAX = 8 * LINE_BYTES_MAX,
    SECOND_MS = 1000
};

enum simulate_option {
    SIMULATE_LANG,
    SIMULATE_COUNTRY,
    SIMULATE_CHANNEL,
    SIMULATE_AT,
    SIMULATE_SET,
    SIMULATE_RANDOM,
    SIMULATE_UUID,
    SIMULATE_OPTIONS_N
};

static const struct option_row simulate_options[] = {
    [SIMULATE_LANG] = {"lang", "L", "language of the person, one of the survey's; '': not known, it is asked",
                       .required = true},
    [SIMULATE_COUNTRY] = {"country", "CC", "country of the person: how \"1,500\" is read"},
    [SIMULATE_CHANNEL] = {"channel", "sms|ussd", "texts (the default), or screens after dialling"},
    [SIMULATE_AT] = {"at", "RFC3339", "when it begins, on the person's clock: 2026-01-15T10:00:00-06:00"},
    [SIMULATE_SET] = {"set", "NAME=VALUE", "what is known of the person: value of a hidden question", .many = true},
    [SIMULATE_RANDOM] = {"random", "X", "what random() gives, 0 to below 1"},
    [SIMULATE_UUID] = {"uuid", "U", "what uuid() gives"},
};
static_assert(COUNT_OF(simulate_options) == SIMULATE_OPTIONS_N, "a row for every option");

const struct usage simulate_usage = {
    .name = "survey simulate",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Talks the survey through, without a server, a phone or a database. Standard input has what the person\n"
             "answers, a line each: \"\\n\" in it is a new line, the line \"@+26h\" lets time pass (d, h, m, s). With\n"
             "--channel ussd a line is one input, and who has no screen dials first.\n"
             "--json, a value a line:\n"
             "  {\"out\":TEXT,\"segments\":N,\"encoding\":\"gsm7|ucs2\",\"question\":Q,\"at\":TIME}\n"
             "  {\"in\":TEXT}\n"
             "  {\"answer\":{\"question\":Q,\"value\":V,\"how\":H}}\n"
             "  {\"reject\":{\"question\":Q,\"reason\":CODE}}\n"
             "  {\"effect\":{\"kind\":K,...}}\n"
             "  {\"status\":\"completed|open|stopped|expired\",\"disposition\":D,\"values\":{...},\"scores\":{...}}\n"
             "Exit status: 0 talked through, 1 the survey has errors, 2 bad usage, 3 the file cannot be read.\n",
    .options = simulate_options,
    .options_n = COUNT_OF(simulate_options),
};

/* ---- the command line ---- */

static bool mistake(const char *what, struct str value, const char *hint)
{
    (void)fprintf(stderr, "puente survey simulate: %s '%.*s'; hint: %s\n", what, STR_FMT(value), hint);
    return false;
}

static bool read_clock(const struct options *options, struct phone *phone)
{
    const struct str at = options_value(options, SIMULATE_AT, STR_EMPTY);
    if (at.n > 0)
        return simulate_moment(at, &phone->now_ms, &phone->utc_offset_s) ||
               mistake("no moment", at, "2026-01-15T10:00:00-06:00");
    struct tm local = {.tm_isdst = 0};
    phone->now_ms = gw_now_ms();
    const time_t seconds = (time_t)(phone->now_ms / SECOND_MS);
    (void)localtime_r(&seconds, &local);
    phone->utc_offset_s = (int32_t)local.tm_gmtoff;
    return true;
}

static bool read_chance(const struct options *options, struct phone_chance *chance)
{
    const struct str random = options->values[SIMULATE_RANDOM];
    const struct str uuid = options->values[SIMULATE_UUID];
    chance->has_random = random.p != NULL;
    chance->has_uuid = uuid.p != NULL;
    if (chance->has_random && !simulate_random(random, &chance->random))
        return mistake("no number from 0 to below 1", random, "--random 0.25");
    if (chance->has_uuid && !simulate_uuid(uuid, chance->uuid))
        return mistake("no UUID", uuid, "--uuid 3f2a9c00-0000-4000-8000-000000000000");
    return true;
}

static bool read_channel(const struct options *options, struct phone *phone)
{
    const struct str channel = options_value(options, SIMULATE_CHANNEL, STR("sms"));
    phone->by_screen = str_eq(channel, STR("ussd"));
    return phone->by_screen || str_eq(channel, STR("sms")) || mistake("no channel", channel, "sms or ussd");
}

static bool read_country(const struct options *options, struct phone *phone)
{
    phone->country = options_value(options, SIMULATE_COUNTRY, STR_EMPTY);
    bool good = phone->country.n == 0 || phone->country.n == 2;
    for (size_t i = 0; i < phone->country.n; i++)
        good = good && phone->country.p[i] >= 'A' && phone->country.p[i] <= 'Z';
    return good || mistake("no country", phone->country, "two capital letters such as GT");
}

/* "es-GT" is answered in "es" where the form has no better. */
static bool has_language(const struct sv_form *form, struct str code)
{
    const size_t hyphen = str_find_byte(code, '-');
    return sv_form_language(form, code) >= 0 || sv_form_language(form, str_sub(code, 0, hyphen)) >= 0;
}

static bool read_language(const struct options *options, struct phone *phone)
{
    const struct sv_form *form = phone->form;
    phone->language_code = options->values[SIMULATE_LANG];
    if (phone->language_code.n == 0 || has_language(form, phone->language_code))
        return true;
    (void)fprintf(stderr,
                  "puente survey simulate: the survey has no language '%.*s'; hint:", STR_FMT(phone->language_code));
    for (size_t i = 0; i < form->languages_n; i++)
        (void)fprintf(stderr, "%s %.*s", i == 0 ? "" : " or", STR_FMT(form->languages[i]));
    (void)fputc('\n', stderr);
    return false;
}

/* ---- the conversation ---- */

/* The next line without its end; what is beyond the storage is dropped. False at the end. */
static bool read_line(char storage[LINE_BYTES_MAX], struct str *out_line)
{
    size_t n = 0;
    int c = getchar_unlocked();
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getchar_unlocked())
        if (n < LINE_BYTES_MAX)
            storage[n++] = (char)c;
    *out_line = (struct str){.p = storage, .n = n};
    if (str_ends(*out_line, STR("\r")))
        out_line->n--;
    return true;
}

static int take_line(struct phone *phone, struct str line, struct arena *arena)
{
    struct err err = {.code = RC_OK};
    struct str text = STR_EMPTY;
    int64_t wait_ms = 0;
    enum rc rc = RC_OK;
    if (!str_starts(line, STR("@+"))) {
        rc = simulate_reply(line, arena, &text);
        rc = rc == RC_OK ? phone_hear(phone, text, &err) : err_set(&err, rc, "no room for a reply");
    } else if (simulate_wait(line, &wait_ms)) {
        rc = phone_wait(phone, wait_ms, &err);
    } else {
        (void)mistake("no span of time", line, "@+26h; d, h, m or s, at most ten years");
        return GW_EXIT_USAGE;
    }
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

static int converse(struct phone *phone)
{
    char storage[LINE_BYTES_MAX];
    struct str line = STR_EMPTY;
    struct err err = {.code = RC_OK};
    struct arena *arena = arena_new(REPLY_ARENA_BYTES_MAX);
    int status = phone_begin(phone, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    while (status == GW_EXIT_YES && fflush(stdout) == 0 && read_line(storage, &line)) {
        arena_reset(arena);
        status = take_line(phone, line, arena);
    }
    arena_free(arena);
    return status;
}

static int finish(struct phone *phone, bool json)
{
    struct err err = {.code = RC_OK};
    struct sv_session session;
    arena_reset(phone->arena);
    enum rc rc = phone_session(phone, &session, &err);
    if (rc == RC_OK)
        rc = simulate_print_end(phone->form, &session, phone->arena, json);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

/* ---- the command ---- */

static bool read_values(const struct options *options, struct arena *arena, struct sv_form *form)
{
    struct err err = {.code = RC_OK};
    if (simulate_set(options, SIMULATE_SET, arena, form, &err) == RC_OK)
        return true;
    (void)fprintf(stderr, "puente survey simulate: --set: %s\n", err.text);
    return false;
}

static int simulate(const struct gw_catalog *catalog, struct survey_source *source, const struct options *options,
                    struct arena *arena)
{
    const struct show show = {.json = options->json, .echo = isatty(STDIN_FILENO) == 0, .form = &source->form};
    struct phone *phone = ARENA_NEW(arena, struct phone);
    assert(phone != NULL);
    phone->form = &source->form;
    phone->languages = gw_catalog_languages(catalog);
    phone->show = &show;
    if (!read_language(options, phone) || !read_country(options, phone) || !read_channel(options, phone) ||
        !read_clock(options, phone) || !read_chance(options, &phone->chance) ||
        !read_values(options, arena, &source->form))
        return GW_EXIT_USAGE;
    phone->arena = arena_new(SV_STEP_ARENA_BYTES_MAX + SV_SESSION_BYTES_MAX);
    int status = converse(phone);
    if (status == GW_EXIT_YES)
        status = finish(phone, options->json);
    arena_free(phone->arena);
    return status;
}

int simulate_run(const struct options *options)
{
    struct gw_catalog *catalog = NULL;
    struct err err = {.code = RC_OK};
    if (str_eq(options->arguments[0], STR("-"))) {
        (void)mistake("the survey cannot be", options->arguments[0], "standard input has the replies; give a file");
        return GW_EXIT_USAGE;
    }
    if (gw_catalog_new(&catalog, &err) != RC_OK)
        return session_fail(&err);
    struct arena *arena = survey_arena_new();
    struct survey_source source = {.file = options->arguments[0]};
    int status = survey_source_read(catalog, SV_FINDINGS_EN, arena, &source);
    if (status == GW_EXIT_NO)
        survey_print_findings(&source, options->json ? FINDING_JSON : FINDING_TEXT);
    if (status == GW_EXIT_YES)
        status = simulate(catalog, &source, options, arena);
    arena_free(arena);
    gw_catalog_free(catalog);
    return status;
}
