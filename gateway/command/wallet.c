#include <assert.h>

#include "gateway/airtime.h"
#include "gateway/command.h"
#include "gateway/money.h"
#include "gateway/payment.h"
#include "options.h"
#include "session.h"
#include "settings.h"

enum { ARENA_BYTES_MAX = 1024 * 1024 };

/* ---- add ---- */

enum add_option {
    ADD_PROGRAMME,
    ADD_ID,
    ADD_ADAPTER,
    ADD_CURRENCY,
    ADD_MAX,
    ADD_DAY_MAX,
    ADD_PUBLIC_URL,
    ADD_SET,
    ADD_SECRET,
    ADD_OPTIONS_N
};

static const struct option_row add_options[] = {
    [ADD_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [ADD_ID] = {"id", "WALLET", "name in the URLs of its webhooks: A-Z a-z 0-9 _ -", .required = true},
    [ADD_ADAPTER] = {"adapter", "A", "the provider's interface; see `puente wallet adapters`", .required = true},
    [ADD_CURRENCY] = {"currency", "C", "of the account, ISO 4217, such as GTQ", .required = true},
    [ADD_MAX] = {"max", "AMOUNT", "no transfer is larger", .required = true},
    [ADD_DAY_MAX] = {"day-max", "AMOUNT", "no day of the programme's zone costs more", .required = true},
    [ADD_PUBLIC_URL] = {"public-url", "URL", "https://host as configured at the provider"},
    [ADD_SET] = {"set", "NAME=VALUE", "a setting of the adapter, or a waiting time", .many = true},
    [ADD_SECRET] = {"secret", "NAME=@FILE", "a secret setting: =@FILE, =- (standard input) or =env:VARIABLE",
                    .many = true},
};
static_assert(COUNT_OF(add_options) == ADD_OPTIONS_N, "a row for every option");

static const struct usage add_usage = {
    .name = "wallet add",
    .arguments = "",
    .about =
        "A wallet is one account at an airtime provider. It pays nothing before money is booked on it (puente wallet\n"
        "fund) and a rule says what a purpose is worth (puente airtime rule).\n",
    .options = add_options,
    .options_n = COUNT_OF(add_options),
};

static void print_webhooks(const struct gw_wallet_wish *wish, bool json)
{
    const struct gw_airtime *airtime = gw_airtime_find(wish->adapter);
    const struct str token = settings_find(wish->secrets, wish->secrets_n, STR("token"));
    const struct str query = token.p == NULL ? STR_EMPTY : STR("?token=");
    const char *const kinds[] = {airtime->webhook != NULL ? "airtime" : NULL,
                                 airtime->validate != NULL ? "airtime-validate" : NULL};
    json_t *paths = json_array();
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i] == NULL)
            continue;
        json_t *path = json_sprintf("/%s/%.*s/%.*s%.*s%.*s", kinds[i], STR_FMT(airtime->name), STR_FMT(wish->public_id),
                                    STR_FMT(query), STR_FMT(token));
        if (!json)
            (void)printf("webhook %.*s%s\n", STR_FMT(wish->public_url), json_string_value(path));
        (void)json_array_append_new(paths, path);
    }
    if (!json && token.p != NULL)
        (void)puts(
            "The token in these addresses is their only protection: give them to the provider and to nobody else.");
    if (json)
        session_print(json_pack("{s:o, s:O}", "wallet", session_json(wish->public_id), "webhooks", paths));
    json_decref(paths);
}

static int add(const struct gw_wallet_wish *wish, bool json)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    status = gw_wallet_add(admin, wish, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    if (status == GW_EXIT_YES && !json)
        (void)printf("wallet %.*s added\n", STR_FMT(wish->public_id));
    if (status == GW_EXIT_YES)
        print_webhooks(wish, json);
    return status;
}

static int run_add(const struct options *options)
{
    struct err err = {.code = RC_OK};
    struct gw_header settings[GIVEN_MAX];
    struct gw_header secrets[GIVEN_MAX];
    struct gw_wallet_wish wish = {.public_id = options->values[ADD_ID],
                                  .programme = options->values[ADD_PROGRAMME],
                                  .adapter = options->values[ADD_ADAPTER],
                                  .currency = options->values[ADD_CURRENCY],
                                  .max = options->values[ADD_MAX],
                                  .day_max = options->values[ADD_DAY_MAX],
                                  .public_url = options_value(options, ADD_PUBLIC_URL, STR_EMPTY),
                                  .settings = settings,
                                  .secrets = secrets};
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    enum rc rc = settings_take(options, ADD_SET, settings, &wish.settings_n, &err);
    if (rc == RC_OK)
        rc = settings_take_secrets(options, ADD_SECRET, arena, secrets, &wish.secrets_n, &err);
    const struct gw_airtime *airtime = gw_airtime_find(wish.adapter);
    const bool calls_us = airtime != NULL && (airtime->webhook != NULL || airtime->validate != NULL);
    if (rc == RC_OK && calls_us && airtime->scheme.n == 0)
        settings_ensure_token(secrets, &wish.secrets_n, arena);
    const int status = rc == RC_OK ? add(&wish, options->json) : session_fail(&err);
    arena_free(arena);
    return status;
}

/* ---- changes of one wallet ---- */

enum set_option { SET_MAX, SET_DAY_MAX, SET_SET, SET_OPTIONS_N };

static const struct option_row set_options[] = {
    [SET_MAX] = {"max", "AMOUNT", "no transfer is larger"},
    [SET_DAY_MAX] = {"day-max", "AMOUNT", "no day costs more"},
    [SET_SET] = {"set", "NAME=VALUE", "a setting of the adapter, or a waiting time", .many = true},
};
static_assert(COUNT_OF(set_options) == SET_OPTIONS_N, "a row for every option");

static const struct usage set_usage = {
    .name = "wallet set",
    .arguments = "WALLET",
    .arguments_min = 1,
    .arguments_max = 1,
    .about =
        "Changes limits and settings; what is not given stays. What was held because it was too much is paid once it\n"
        "no longer is.\n",
    .options = set_options,
    .options_n = COUNT_OF(set_options),
};

static const struct option_row amount_options[] = {
    {"amount", "AMOUNT", "in the wallet's currency, such as 500 or 500.50", .required = true}};

static const struct usage fund_usage = {
    .name = "wallet fund",
    .arguments = "WALLET",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Books money that the provider has received. A wallet that was parked because it was empty pays again.\n",
    .options = amount_options,
    .options_n = COUNT_OF(amount_options),
};

static const struct usage withdraw_usage = {
    .name = "wallet withdraw",
    .arguments = "WALLET",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Books money that was taken back, or a `fund` by mistake: the book is never changed, only added to.\n",
    .options = amount_options,
    .options_n = COUNT_OF(amount_options),
};

static const struct option_row reason_options[] = {
    {"reason", "TEXT", "why, for those who come after", .required = true}};

static const struct usage park_usage = {
    .name = "wallet park",
    .arguments = "WALLET",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Pays nothing from this wallet until it is unparked. What is owed stays owed; nobody is told anything.\n",
    .options = reason_options,
    .options_n = COUNT_OF(reason_options),
};

static const struct usage unpark_usage = {
    .name = "wallet unpark",
    .arguments = "WALLET",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Pays again. Look first why it was parked: puente wallet list.\n",
};

static enum rc do_set(struct gw_admin *admin, const struct options *options, struct err *err)
{
    struct gw_header settings[GIVEN_MAX];
    size_t n = 0;
    const enum rc rc = settings_take(options, SET_SET, settings, &n, err);
    return rc == RC_OK ? gw_wallet_set(admin, options->arguments[0], options->values[SET_MAX],
                                       options->values[SET_DAY_MAX], settings, n, err)
                       : rc;
}

static enum rc do_fund(struct gw_admin *admin, const struct options *options, struct err *err)
{
    return gw_wallet_fund(admin, options->arguments[0], options->values[0], err);
}

static enum rc do_withdraw(struct gw_admin *admin, const struct options *options, struct err *err)
{
    return gw_wallet_withdraw(admin, options->arguments[0], options->values[0], err);
}

static enum rc do_park(struct gw_admin *admin, const struct options *options, struct err *err)
{
    return gw_wallet_park(admin, options->arguments[0], options->values[0], err);
}

static enum rc do_unpark(struct gw_admin *admin, const struct options *options, struct err *err)
{
    return gw_wallet_unpark(admin, options->arguments[0], err);
}

static void print_wallet(const struct gw_wallet_entry *e, bool json)
{
    if (json) {
        json_t *settings = json_loadb(e->settings.p, e->settings.n, 0, NULL);
        session_print(json_pack(
            "{s:o, s:o, s:o, s:o, s:o, s:o, s:o*, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "wallet",
            session_json(e->public_id), "programme", session_json(e->programme), "adapter", session_json(e->adapter),
            "currency", session_json(e->currency), "max", session_json(e->max), "day_max", session_json(e->day_max),
            "settings", settings, "secrets", session_json(e->secrets), "funded", session_json(e->funded), "balance",
            session_json(e->balance), "in_transit", session_json(e->in_transit), "owed", session_json(e->owed), "spent",
            session_json(e->spent), "parked", session_json(e->parked)));
        return;
    }
    (void)printf("%.*s\t%.*s\t%.*s\tbalance %.*s %.*s\tin transit %.*s\towed %.*s\tspent %.*s\t%s%.*s\n",
                 STR_FMT(e->public_id), STR_FMT(e->programme), STR_FMT(e->adapter), STR_FMT(e->balance),
                 STR_FMT(e->currency), STR_FMT(e->in_transit), STR_FMT(e->owed), STR_FMT(e->spent),
                 e->parked.n > 0 ? "parked: " : "open", STR_FMT(e->parked));
}

/* The state afterwards is what somebody who changed it wants to see. */
static enum rc print_wallets(struct gw_admin *admin, struct str public_id, bool json, struct err *err)
{
    const struct gw_wallet_entry *entries = NULL;
    size_t n = 0;
    const enum rc rc = gw_wallet_list(admin, public_id, &entries, &n, err);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        print_wallet(&entries[i], json);
    return rc;
}

static int change(const struct options *options,
                  enum rc (*act)(struct gw_admin *admin, const struct options *options, struct err *err))
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    enum rc rc = act(admin, options, &err);
    if (rc == RC_OK)
        rc = print_wallets(admin, options->arguments[0], options->json, &err);
    gw_admin_free(admin);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

static int run_set(const struct options *options)
{
    return change(options, do_set);
}

static int run_fund(const struct options *options)
{
    return change(options, do_fund);
}

static int run_withdraw(const struct options *options)
{
    return change(options, do_withdraw);
}

static int run_park(const struct options *options)
{
    return change(options, do_park);
}

static int run_unpark(const struct options *options)
{
    return change(options, do_unpark);
}

/* ---- list, adapters ---- */

static const struct usage list_usage = {
    .name = "wallet list",
    .arguments = "",
    .about = "Balance: ready to be paid; in transit: reserved for transfers under way; owed: earned and not paid. "
             "Secrets are\n"
             "listed by name only.\n",
};

static int run_list(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    status = print_wallets(admin, STR_EMPTY, options->json, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    return status;
}

static const struct usage adapters_usage = {
    .name = "wallet adapters",
    .arguments = "",
    .about = "The airtime adapters of this program, their settings, and the waiting times of every wallet.\n",
};

static int run_adapters(const struct options *options)
{
    size_t n = 0;
    size_t timing_n = 0;
    const struct gw_airtime *const *airtimes = gw_airtimes(&n);
    const struct gw_setting_help *timing = gw_payment_settings(&timing_n);
    for (size_t i = 0; i < n; i++)
        session_print_settings(airtimes[i]->name, airtimes[i]->settings, airtimes[i]->settings_n, options->json);
    session_print_settings(STR("every wallet"), timing, timing_n, options->json);
    return GW_EXIT_YES;
}

int gw_command_wallet(int argc, char **argv)
{
    static const struct verb verbs[] = {
        {"add", &add_usage, run_add},          {"list", &list_usage, run_list},
        {"fund", &fund_usage, run_fund},       {"withdraw", &withdraw_usage, run_withdraw},
        {"set", &set_usage, run_set},          {"park", &park_usage, run_park},
        {"unpark", &unpark_usage, run_unpark}, {"adapters", &adapters_usage, run_adapters}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
