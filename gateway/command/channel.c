#include <assert.h>

#include "gateway/aggregator.h"
#include "gateway/command.h"
#include "kannel_config.h"
#include "options.h"
#include "session.h"
#include "settings.h"

enum { ARENA_BYTES_MAX = 4 * 1024 * 1024 };

enum add_option {
    ADD_PROGRAMME,
    ADD_ID,
    ADD_ADAPTER,
    ADD_SENDER,
    ADD_RATE,
    ADD_ANSWER_MS,
    ADD_PUBLIC_URL,
    ADD_SET,
    ADD_SECRET,
    ADD_OPTIONS_N
};

static const struct option_row add_options[] = {
    [ADD_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [ADD_ID] = {"id", "PUBLIC_ID", "name in the URLs of its webhooks: A-Z a-z 0-9 _ -", .required = true},
    [ADD_ADAPTER] = {"adapter", "A", "the aggregator's interface; see `puente channel adapters`", .required = true},
    [ADD_SENDER] = {"sender", "S", "short code or sender id of what is sent"},
    [ADD_RATE] = {"rate", "R", "texts a second that may be sent, default 10"},
    [ADD_ANSWER_MS] = {"answer-ms", "N", "how long the aggregator waits for an answer, default 1500"},
    [ADD_PUBLIC_URL] = {"public-url", "URL", "https://host as configured at the aggregator; some sign it"},
    [ADD_SET] = {"set", "NAME=VALUE", "a setting of the adapter", .many = true},
    [ADD_SECRET] = {"secret", "NAME=@FILE", "a secret setting: =@FILE, =- (standard input) or =env:VARIABLE",
                    .many = true},
};
static_assert(COUNT_OF(add_options) == ADD_OPTIONS_N, "a row for every option");

static const struct usage add_usage = {
    .name = "channel add",
    .arguments = "",
    .about = "A channel is one connection to an aggregator. Secrets are sealed before they reach the database and are "
             "never\n"
             "taken from the command line itself, which other users of the machine can read.\n",
    .options = add_options,
    .options_n = COUNT_OF(add_options),
};

static void print_webhooks(const struct gw_channel_wish *wish, bool json)
{
    const struct gw_aggregator *adapter = gw_aggregator_find(wish->adapter);
    const struct str token = settings_find(wish->secrets, wish->secrets_n, STR("token"));
    const struct str query = token.p == NULL ? STR_EMPTY : STR("?token=");
    json_t *paths = json_array();
    for (int kind = 0; kind < GW_KIND_COUNT; kind++) {
        const struct str word = gw_kind_word((enum gw_kind)kind);
        if (adapter->parse[kind] == NULL)
            continue;
        if (json)
            (void)json_array_append_new(paths,
                                        json_sprintf("/%.*s/%.*s/%.*s%.*s%.*s", STR_FMT(word), STR_FMT(adapter->name),
                                                     STR_FMT(wish->public_id), STR_FMT(query), STR_FMT(token)));
        else
            (void)printf("webhook %.*s/%.*s/%.*s/%.*s%.*s%.*s\n", STR_FMT(wish->public_url), STR_FMT(word),
                         STR_FMT(adapter->name), STR_FMT(wish->public_id), STR_FMT(query), STR_FMT(token));
    }
    if (!json && token.p != NULL)
        (void)puts(
            "The token in these addresses is their only protection: give them to the provider and to nobody else.");
    if (json)
        session_print(json_pack("{s:o, s:O}", "channel", session_json(wish->public_id), "webhooks", paths));
    json_decref(paths);
}

static int add(struct gw_channel_wish *wish, const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    status = gw_channel_add(admin, wish, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    if (status == GW_EXIT_YES && !options->json)
        (void)printf("channel %.*s added\n", STR_FMT(wish->public_id));
    if (status == GW_EXIT_YES)
        print_webhooks(wish, options->json);
    return status;
}

static int run_add(const struct options *options)
{
    struct err err = {.code = RC_OK};
    struct gw_header settings[GIVEN_MAX];
    struct gw_header secrets[GIVEN_MAX];
    int64_t answer_ms = 0;
    const struct str none = STR_EMPTY;
    struct gw_channel_wish wish = {.public_id = options->values[ADD_ID],
                                   .programme = options->values[ADD_PROGRAMME],
                                   .adapter = options->values[ADD_ADAPTER],
                                   .sender = options_value(options, ADD_SENDER, none),
                                   .rate = options_value(options, ADD_RATE, STR("10")),
                                   .public_url = options_value(options, ADD_PUBLIC_URL, none),
                                   .settings = settings,
                                   .secrets = secrets};
    const struct str answer = options_value(options, ADD_ANSWER_MS, STR("1500"));
    if (!str_to_i64(answer, &answer_ms) || answer_ms < 0 || answer_ms > INT32_MAX) {
        (void)fprintf(stderr, "puente channel add: --answer-ms '%.*s' is no number\n", STR_FMT(answer));
        return GW_EXIT_USAGE;
    }
    wish.answer_ms = (int32_t)answer_ms;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    enum rc rc = settings_take(options, ADD_SET, settings, &wish.settings_n, &err);
    if (rc == RC_OK)
        rc = settings_take_secrets(options, ADD_SECRET, arena, secrets, &wish.secrets_n, &err);
    const struct gw_aggregator *adapter = gw_aggregator_find(wish.adapter);
    if (rc == RC_OK && adapter != NULL && adapter->scheme.n == 0)
        settings_ensure_token(secrets, &wish.secrets_n, arena);
    const int status = rc == RC_OK ? add(&wish, options) : session_fail(&err);
    arena_free(arena);
    return status;
}

/* ---- list ---- */

static const struct usage list_usage = {
    .name = "channel list",
    .arguments = "",
    .about = "Secrets are listed by name only.\n",
};

static void print_entry(const struct gw_channel_entry *e, bool json)
{
    if (json) {
        json_t *settings = json_loadb(e->settings.p, e->settings.n, 0, NULL);
        session_print(json_pack(
            "{s:o, s:o, s:o, s:o, s:o*, s:o, s:f, s:i, s:o, s:o}", "channel", session_json(e->public_id), "programme",
            session_json(e->programme), "adapter", session_json(e->adapter), "sender", session_json(e->sender),
            "settings", settings, "secrets", session_json(e->secrets), "rate_per_s", e->rate_per_s, "answer_ms",
            e->answer_ms, "public_url", session_json(e->public_url), "paused", session_json(e->paused)));
        return;
    }
    (void)printf("%.*s\t%.*s\t%.*s\tsender %.*s\t%g/s\tsecrets %.*s\t%.*s\n", STR_FMT(e->public_id),
                 STR_FMT(e->programme), STR_FMT(e->adapter), STR_FMT(e->sender), e->rate_per_s, STR_FMT(e->secrets),
                 STR_FMT(e->paused.n > 0 ? e->paused : STR("open")));
}

static int run_list(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_channel_entry *entries = NULL;
    size_t n = 0;
    status = gw_channel_list(admin, &entries, &n, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    for (size_t i = 0; i < n; i++)
        print_entry(&entries[i], options->json);
    gw_admin_free(admin);
    return status;
}

/* ---- adapters ---- */

static const struct usage adapters_usage = {
    .name = "channel adapters",
    .arguments = "",
    .about = "The adapters of this program and their settings.\n",
};

static int run_adapters(const struct options *options)
{
    size_t n = 0;
    const struct gw_aggregator *const *adapters = gw_aggregators(&n);
    for (size_t i = 0; i < n; i++)
        session_print_settings(adapters[i]->name, adapters[i]->settings, adapters[i]->settings_n, options->json);
    return GW_EXIT_YES;
}

int gw_command_channel(int argc, char **argv)
{
    static const struct verb verbs[] = {{"add", &add_usage, run_add},
                                        {"list", &list_usage, run_list},
                                        {"adapters", &adapters_usage, run_adapters},
                                        {"kannel-config", &kannel_config_usage, kannel_config_run}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
