#include <assert.h>

#include "gateway/command.h"
#include "gateway/money.h"
#include "options.h"
#include "session.h"

/* ---- rule, rules ---- */

enum rule_option { RULE_PROGRAMME, RULE_WAVE, RULE_PURPOSE, RULE_WALLET, RULE_AMOUNT, RULE_OPTIONS_N };

static const struct option_row rule_options[] = {
    [RULE_PROGRAMME] = {"programme", "P", "code of the programme", .required = true},
    [RULE_WAVE] = {"wave", "W", "of the wave with this code alone; default every wave without a rule of its own"},
    [RULE_PURPOSE] = {"purpose", "X", "as the form's \"incentive\" says", .required = true},
    [RULE_WALLET] = {"wallet", "WALLET", "from which it is paid", .required = true},
    [RULE_AMOUNT] = {"amount", "AMOUNT", "in the wallet's currency", .required = true},
};
static_assert(COUNT_OF(rule_options) == RULE_OPTIONS_N, "a row for every option");

static const struct usage rule_usage = {
    .name = "airtime rule",
    .arguments = "",
    .about =
        "Says what completing a survey is worth, for what is earned from now on. Promises that were made before there\n"
        "was a rule are paid too.\n",
    .options = rule_options,
    .options_n = COUNT_OF(rule_options),
};

static void print_rule(const struct gw_incentive_rule *rule, bool json)
{
    if (json)
        session_print(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "programme", session_json(rule->programme), "wave",
                                session_json(rule->wave), "purpose", session_json(rule->purpose), "wallet",
                                session_json(rule->wallet), "amount", session_json(rule->amount), "currency",
                                session_json(rule->currency)));
    else
        (void)printf("%.*s\t%s%.*s\t%.*s\t%.*s %.*s\tfrom %.*s\n", STR_FMT(rule->programme),
                     rule->wave.n > 0 ? "wave " : "every wave", STR_FMT(rule->wave), STR_FMT(rule->purpose),
                     STR_FMT(rule->amount), STR_FMT(rule->currency), STR_FMT(rule->wallet));
}

static enum rc print_rules(struct gw_admin *admin, bool json, struct err *err)
{
    const struct gw_incentive_rule *rules = NULL;
    size_t n = 0;
    const enum rc rc = gw_airtime_rule_list(admin, &rules, &n, err);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        print_rule(&rules[i], json);
    return rc;
}

static int run_rule(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_incentive_rule rule = {.programme = options->values[RULE_PROGRAMME],
                                           .wave = options_value(options, RULE_WAVE, STR_EMPTY),
                                           .purpose = options->values[RULE_PURPOSE],
                                           .wallet = options->values[RULE_WALLET],
                                           .amount = options->values[RULE_AMOUNT]};
    enum rc rc = gw_airtime_rule_set(admin, &rule, &err);
    if (rc == RC_OK)
        rc = print_rules(admin, options->json, &err);
    gw_admin_free(admin);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

static const struct usage rules_usage = {
    .name = "airtime rules", .arguments = "", .about = "What purposes are worth.\n"};

static int run_rules(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    status = print_rules(admin, options->json, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
    gw_admin_free(admin);
    return status;
}

/* ---- show ---- */

enum show_option { SHOW_CASE, SHOW_PROGRAMME, SHOW_OPTIONS_N };

static const struct option_row show_options[] = {
    [SHOW_CASE] = {"case", "CODE", "all incentives of this case, with --programme"},
    [SHOW_PROGRAMME] = {"programme", "P", "code of the programme"},
};
static_assert(COUNT_OF(show_options) == SHOW_OPTIONS_N, "a row for every option");

static const struct usage show_usage = {
    .name = "airtime show",
    .arguments = "[ID]",
    .arguments_max = 1,
    .about = "The whole story of an incentive: what was earned, each attempt to pay it, what was booked, what happens "
             "next.\n"
             "ID is also the reference that the provider knows.\n",
    .options = show_options,
    .options_n = COUNT_OF(show_options),
};

static void print_text_story(const struct gw_incentive_story *story)
{
    (void)printf("incentive %lld\t%.*s\tcase %.*s\t%s%.*s\t%.*s\n", (long long)story->incentive_id,
                 STR_FMT(story->programme), STR_FMT(story->case_code), story->wave.n > 0 ? "wave " : "no wave",
                 STR_FMT(story->wave), STR_FMT(story->purpose));
    (void)printf("  %.*s  earned by survey %.*s, session %lld", STR_FMT(story->granted_at), STR_FMT(story->survey),
                 (long long)story->session_id);
    if (story->amount.n > 0)
        (void)printf(": %.*s %.*s from %.*s", STR_FMT(story->amount), STR_FMT(story->currency), STR_FMT(story->wallet));
    (void)putchar('\n');
    for (size_t i = 0; i < story->transfers_n; i++) {
        const struct gw_transfer_story *t = &story->transfers[i];
        (void)printf("  %.*s  transfer %d, reference %.*s: %.*s%s%.*s, asked %d times%s%.*s%s%.*s\n",
                     STR_FMT(t->started_at), (int)t->n, STR_FMT(t->reference), STR_FMT(t->outcome),
                     t->error_code.n > 0 ? " " : "", STR_FMT(t->error_code), (int)t->asked,
                     t->provider_id.n > 0 ? ", theirs " : "", STR_FMT(t->provider_id),
                     t->ended_at.n > 0 ? ", known " : "", STR_FMT(t->ended_at));
    }
    for (size_t i = 0; i < story->entries_n; i++) {
        const struct gw_ledger_story *e = &story->entries[i];
        (void)printf("  %.*s  posting %lld %.*s\t%.*s\t%.*s\n", STR_FMT(e->at), (long long)e->posting_id,
                     STR_FMT(e->kind), STR_FMT(e->account), STR_FMT(e->amount));
    }
    (void)printf("  %.*s; next: %.*s\n", STR_FMT(story->state), STR_FMT(story->next));
}

static void print_json_story(const struct gw_incentive_story *story)
{
    json_t *transfers = json_array();
    json_t *entries = json_array();
    for (size_t i = 0; i < story->transfers_n; i++) {
        const struct gw_transfer_story *t = &story->transfers[i];
        (void)json_array_append_new(
            transfers, json_pack("{s:i, s:o, s:o, s:i, s:o, s:o, s:o, s:o}", "n", t->n, "reference",
                                 session_json(t->reference), "outcome", session_json(t->outcome), "asked", t->asked,
                                 "provider_id", session_json(t->provider_id), "error_code", session_json(t->error_code),
                                 "started_at", session_json(t->started_at), "ended_at", session_json(t->ended_at)));
    }
    for (size_t i = 0; i < story->entries_n; i++) {
        const struct gw_ledger_story *e = &story->entries[i];
        (void)json_array_append_new(entries,
                                    json_pack("{s:I, s:o, s:o, s:o, s:o}", "posting", (json_int_t)e->posting_id, "kind",
                                              session_json(e->kind), "account", session_json(e->account), "amount",
                                              session_json(e->amount), "at", session_json(e->at)));
    }
    session_print(json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "incentive",
        (json_int_t)story->incentive_id, "programme", session_json(story->programme), "case",
        session_json(story->case_code), "wave", session_json(story->wave), "purpose", session_json(story->purpose),
        "survey", session_json(story->survey), "session", (json_int_t)story->session_id, "state",
        session_json(story->state), "amount", session_json(story->amount), "currency", session_json(story->currency),
        "wallet", session_json(story->wallet), "granted_at", session_json(story->granted_at), "paid_at",
        session_json(story->paid_at), "next", session_json(story->next), "transfers", transfers, "entries", entries));
}

static int run_show(const struct options *options)
{
    int64_t id = 0;
    const bool by_id = options->arguments_n == 1;
    const bool by_case = options->values[SHOW_CASE].p != NULL && options->values[SHOW_PROGRAMME].p != NULL;
    if (by_id == by_case || (by_id && (!str_to_i64(options->arguments[0], &id) || id <= 0))) {
        (void)fputs("puente airtime show: either ID, a number, or --case with --programme\n", stderr);
        return GW_EXIT_USAGE;
    }
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_incentive_story *stories = NULL;
    size_t n = 0;
    const enum rc rc =
        gw_airtime_story(admin, id, options->values[SHOW_PROGRAMME], options->values[SHOW_CASE], &stories, &n, &err);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        if (options->json)
            print_json_story(&stories[i]);
        else
            print_text_story(&stories[i]);
    }
    gw_admin_free(admin);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

/* ---- ledger ---- */

static const struct option_row ledger_options[] = {{"wallet", "WALLET", "of this wallet alone", .required = false}};

static const struct usage ledger_usage = {
    .name = "airtime ledger",
    .arguments = "",
    .about =
        "The balances of the book: what stands on the debit side of a wallet sums to what stands on its credit side.\n"
        "  funding     where the money came from      wallet   ready to be paid\n"
        "  in_transit  reserved for transfers         owed     earned and not paid\n"
        "  expense     what people have earned\n",
    .options = ledger_options,
    .options_n = COUNT_OF(ledger_options),
};

static void print_ledger(const struct gw_wallet_entry *wallet, bool json)
{
    const struct {
        const char *account;
        const char *side;
        struct str amount;
    } rows[] = {{"funding", "credit", wallet->funded},
                {"wallet", "debit", wallet->balance},
                {"in_transit", "debit", wallet->in_transit},
                {"owed", "credit", wallet->owed},
                {"expense", "debit", wallet->earned}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (json)
            session_print(json_pack("{s:o, s:s, s:s, s:o, s:o}", "wallet", session_json(wallet->public_id), "account",
                                    rows[i].account, "side", rows[i].side, "amount", session_json(rows[i].amount),
                                    "currency", session_json(wallet->currency)));
        else
            (void)printf("%.*s\t%-10s\t%-6s\t%.*s %.*s\n", STR_FMT(wallet->public_id), rows[i].account, rows[i].side,
                         STR_FMT(rows[i].amount), STR_FMT(wallet->currency));
    }
}

static int run_ledger(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const struct gw_wallet_entry *entries = NULL;
    size_t n = 0;
    const enum rc rc = gw_wallet_list(admin, options_value(options, 0, STR_EMPTY), &entries, &n, &err);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        print_ledger(&entries[i], options->json);
    gw_admin_free(admin);
    return rc == RC_OK ? GW_EXIT_YES : session_fail(&err);
}

/* ---- stop, resume ---- */

static const struct option_row stop_options[] = {{"reason", "TEXT", "why, for those who come after", .required = true}};

static const struct usage stop_usage = {
    .name = "airtime stop",
    .arguments = "",
    .about = "No transfer begins any more, from any wallet. Those under way are still asked about; what is owed stays "
             "owed.\n",
    .options = stop_options,
    .options_n = COUNT_OF(stop_options),
};

static const struct usage resume_usage = {
    .name = "airtime resume", .arguments = "", .about = "Transfers begin again. Parked wallets stay parked.\n"};

static int run_switch(const struct options *options, bool stop)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    const enum rc rc = stop ? gw_airtime_stop(admin, options->values[0], &err) : gw_airtime_resume(admin, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    if (options->json)
        session_print(json_pack("{s:b}", "stopped", stop));
    else
        (void)puts(stop ? "all payments are stopped" : "payments begin again");
    return GW_EXIT_YES;
}

static int run_stop(const struct options *options)
{
    return run_switch(options, true);
}

static int run_resume(const struct options *options)
{
    return run_switch(options, false);
}

int gw_command_airtime(int argc, char **argv)
{
    static const struct verb verbs[] = {{"rule", &rule_usage, run_rule}, {"rules", &rules_usage, run_rules},
                                        {"show", &show_usage, run_show}, {"ledger", &ledger_usage, run_ledger},
                                        {"stop", &stop_usage, run_stop}, {"resume", &resume_usage, run_resume}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
