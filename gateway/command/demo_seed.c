#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "gateway/catalog.h"
#include "gateway/command.h"
#include "gateway/embedded.h"
#include "options.h"
#include "session.h"

/* The demo: one programme, one channel of our own protocol, one survey, eight made-up people. */

enum { PATH_BYTES = 4096, SECRET_RANDOM_BYTES = 24, SECRET_BYTES_MAX = 128, ARENA_BYTES_MAX = 32 * 1024 * 1024 };

static const char programme_code[] = "demo";
static const char channel_id[] = "demo";
static const char form_path[] = "survey/examples/seguimiento_3m.json";
static const char form_id[] = "seguimiento_3m";
static const char default_send_url[] = "http://127.0.0.1:9/send"; /* the discard port: nobody answers */

struct person {
    const char *case_code;
    const char *number;
    const char *language;
    const char *join_code;
};

static const struct person people[] = {
    {"D-001", "+50255500001", "es", ""}, {"D-002", "+50255500002", "fr", ""},
    {"D-003", "+50255500003", "en", ""}, {"D-004", "+50255500004", "es", ""},
    {"D-005", "+50255500005", "fr", ""}, {"D-006", "+50255500006", "en", ""},
    {"D-007", "+50255500007", "es", ""}, {"D-008", "+50255500008", "es", "D008-2741"},
};

struct seeding {
    struct gw_admin *admin;
    struct arena *arena;
    struct str send_url; /* p == NULL: not given */
    struct str secret_path;
    struct str secret;
    size_t added; /* things that were not there before */
};

/* What is there already is as it should be. */
static enum rc added_or_there(struct seeding *s, enum rc rc)
{
    s->added += rc == RC_OK;
    return rc == RC_CONFLICT ? RC_OK : rc;
}

/* ---- the channel's secret ---- */

/* "demo-secret" beside the directory of keys. */
static struct str secret_path(struct arena *arena)
{
    struct str keys = session_keys();
    while (keys.n > 1 && str_ends(keys, STR("/")))
        keys.n--;
    size_t slash = keys.n;
    while (slash > 0 && keys.p[slash - 1] != '/')
        slash--;
    struct buf path = buf_in(arena, PATH_BYTES);
    buf_put(&path, slash == 0 ? STR("./") : str_sub(keys, 0, slash));
    buf_put(&path, STR("demo-secret"));
    return buf_str(&path);
}

static enum rc write_secret(const struct seeding *s, struct str secret, struct err *err)
{
    const char *path = str_z(s->arena, s->secret_path);
    const int fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return err_set(err, RC_UNAVAILABLE, "cannot write '%.*s': %s", STR_FMT(s->secret_path), strerror(errno));
    const bool written = write(fd, secret.p, secret.n) == (ssize_t)secret.n && fsync(fd) == 0;
    return close(fd) == 0 && written ? RC_OK
                                     : err_set(err, RC_UNAVAILABLE, "cannot write '%.*s'", STR_FMT(s->secret_path));
}

static enum rc make_secret(const struct seeding *s, struct str *out_secret, struct err *err)
{
    uint8_t random[SECRET_RANDOM_BYTES];
    struct buf secret = buf_in(s->arena, SECRET_BYTES_MAX);
    gw_random(random, sizeof random);
    buf_put(&secret, STR("whsec_"));
    gw_base64_put(&secret, random, sizeof random);
    *out_secret = buf_str(&secret);
    return write_secret(s, *out_secret, err);
}

static enum rc channel_exists(const struct seeding *s, bool *out_exists, struct err *err)
{
    const struct gw_channel_entry *entries = NULL;
    size_t n = 0;
    const enum rc rc = gw_channel_list(s->admin, &entries, &n, err);
    *out_exists = false;
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        *out_exists = *out_exists || str_eq(entries[i].public_id, str_of(channel_id));
    return rc;
}

/* A channel keeps its secret sealed, so the file is the only place the demo can sign from. */
static enum rc take_secret(struct seeding *s, bool channel_there, struct err *err)
{
    s->secret_path = secret_path(s->arena);
    const char *path = str_z(s->arena, s->secret_path);
    if (path != NULL && access(path, F_OK) == 0) {
        const enum rc rc = session_file(s->secret_path, SECRET_BYTES_MAX, s->arena, &s->secret, err);
        s->secret = rc == RC_OK ? str_trim(s->secret) : s->secret;
        return rc;
    }
    if (channel_there)
        return err_set(err, RC_UNAVAILABLE,
                       "channel '%s' exists but '%.*s' is gone; hint: restore it, or start with a new database",
                       channel_id, STR_FMT(s->secret_path));
    return make_secret(s, &s->secret, err);
}

/* ---- what is made ---- */

static enum rc seed_programme(struct seeding *s, struct err *err)
{
    const struct gw_programme programme = {.code = str_of(programme_code),
                                           .name = STR("Demonstration"),
                                           .language = STR("es"),
                                           .country = STR("GT"),
                                           .zone = STR("America/Guatemala")};
    return added_or_there(s, gw_programme_add(s->admin, &programme, err));
}

static enum rc add_channel(struct seeding *s, struct err *err)
{
    const struct gw_header settings[] = {
        {STR("url"), s->send_url.p == NULL ? str_of(default_send_url) : s->send_url},
        {STR("survey"), str_of(form_id)},
    };
    const struct gw_header secret = {.name = STR("secret"), .value = s->secret};
    const struct gw_channel_wish wish = {.public_id = str_of(channel_id),
                                         .programme = str_of(programme_code),
                                         .adapter = STR("loopback"),
                                         .sender = STR("12345"),
                                         .rate = STR("100"),
                                         .answer_ms = 1500,
                                         .public_url = STR_EMPTY,
                                         .settings = settings,
                                         .settings_n = COUNT_OF(settings),
                                         .secrets = &secret,
                                         .secrets_n = 1};
    return added_or_there(s, gw_channel_add(s->admin, &wish, err));
}

static enum rc seed_channel(struct seeding *s, struct err *err)
{
    bool there = false;
    enum rc rc = channel_exists(s, &there, err);
    if (rc == RC_OK)
        rc = take_secret(s, there, err);
    if (rc != RC_OK)
        return rc;
    if (!there)
        return add_channel(s, err);
    /* Where texts go may be told anew: a fake aggregator has another port each time. */
    return s->send_url.p == NULL ? RC_OK : gw_channel_set(s->admin, str_of(channel_id), STR("url"), s->send_url, err);
}

static enum rc seed_survey(struct seeding *s, struct err *err)
{
    struct str json = {.p = NULL, .n = 0};
    for (size_t i = 0; i < gw_embedded_files_n; i++)
        if (strcmp(gw_embedded_files[i].path, form_path) == 0)
            json = (struct str){.p = (const char *)gw_embedded_files[i].bytes, .n = gw_embedded_files[i].n};
    struct gw_catalog *catalog = NULL;
    struct sv_form form;
    bool is_new = false;
    enum rc rc = json.p == NULL ? err_set(err, RC_NOT_FOUND, "the program holds no '%s'", form_path)
                                : gw_catalog_new(&catalog, err);
    if (rc == RC_OK)
        rc = sv_form_read_json(json, gw_catalog_languages(catalog), s->arena, &form, err);
    if (rc == RC_OK)
        rc = gw_survey_publish(s->admin, str_of(programme_code), json, &form, &is_new, err);
    gw_catalog_free(catalog);
    s->added += is_new;
    return rc;
}

static enum rc seed_people(struct seeding *s, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(people); i++) {
        const struct gw_participant_wish wish = {.programme = str_of(programme_code),
                                                 .case_code = str_of(people[i].case_code),
                                                 .number = str_of(people[i].number),
                                                 .language = str_of(people[i].language),
                                                 .country = STR("GT"),
                                                 .zone = STR("America/Guatemala"),
                                                 .join_code = str_of(people[i].join_code)};
        bool opted_out = false;
        rc = added_or_there(s, gw_participant_add(s->admin, &wish, &opted_out, err));
    }
    return rc;
}

/* ---- the command ---- */

enum seed_option { SEED_SEND_URL, SEED_OPTIONS_N };

static const struct option_row seed_options[] = {
    [SEED_SEND_URL] = {"send-url", "URL",
                       "where texts are posted, default http://127.0.0.1:9/send; may be changed later"},
};
static_assert(COUNT_OF(seed_options) == SEED_OPTIONS_N, "a row for every option");

static const struct usage seed_usage = {
    .name = "demo seed",
    .arguments = "",
    .about = "Makes programme, channel and people of the demo and publishes its survey; what is there stays as it is.\n"
             "Prints the webhook's path and the file with the secret that signs requests to it (beside PUENTE_KEYS).\n",
    .options = seed_options,
    .options_n = COUNT_OF(seed_options),
};

static void print_seed(const struct seeding *s, bool json)
{
    if (json) {
        session_print(json_pack("{s:s, s:s, s:s, s:o, s:s, s:I}", "programme", programme_code, "channel", channel_id,
                                "webhook", "/in/loopback/demo", "secret_file", session_json(s->secret_path),
                                "join_code", people[COUNT_OF(people) - 1].join_code, "added", (json_int_t)s->added));
        return;
    }
    (void)puts(s->added == 0 ? "the demo was there already" : "the demo is ready");
    (void)printf("webhook      /in/loopback/%s\n", channel_id);
    (void)printf("secret file  %.*s\n", STR_FMT(s->secret_path));
    (void)printf("join code    %s, of %s\n", people[COUNT_OF(people) - 1].join_code,
                 people[COUNT_OF(people) - 1].case_code);
}

int gw_demo_seed(int argc, char **argv)
{
    struct options options;
    struct err err = {.code = RC_OK};
    int status = GW_EXIT_USAGE;
    if (!options_read(&seed_usage, argc, argv, &options, &status))
        return status;
    struct seeding s = {.admin = session_open(&status), .send_url = options.values[SEED_SEND_URL]};
    if (s.admin == NULL)
        return status;
    s.arena = arena_new(ARENA_BYTES_MAX);
    enum rc rc = seed_programme(&s, &err);
    if (rc == RC_OK)
        rc = seed_channel(&s, &err);
    if (rc == RC_OK)
        rc = seed_survey(&s, &err);
    if (rc == RC_OK)
        rc = seed_people(&s, &err);
    if (rc == RC_OK)
        print_seed(&s, options.json);
    status = rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
    arena_free(s.arena);
    gw_admin_free(s.admin);
    return status;
}
