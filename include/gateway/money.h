#pragma once
/* Management of money: wallets, what a purpose is worth, and the story of an incentive. Changes and errors as in
 * gateway/admin.h. Amounts are decimals in the wallet's currency, "10.50". */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "gateway/admin.h"

/* ---- wallet.c ---- */

struct gw_wallet_wish {
    struct str public_id;
    struct str programme;
    struct str adapter;
    struct str currency;
    struct str max;        /* of one transfer */
    struct str day_max;    /* of a day in the programme's zone */
    struct str public_url; /* may be empty */
    const struct gw_header *settings;
    size_t settings_n;
    const struct gw_header *secrets; /* sealed before they leave this process */
    size_t secrets_n;
};

struct gw_wallet_entry {
    struct str public_id;
    struct str programme;
    struct str adapter;
    struct str currency;
    struct str max;
    struct str day_max;
    struct str settings; /* JSON object */
    struct str secrets;  /* names only, separated by commas */
    struct str parked;   /* reason; empty: not parked */
    struct str funded;   /* what came, less what was taken back */
    struct str balance;  /* ready to be paid */
    struct str in_transit;
    struct str owed; /* earned and not paid */
    struct str spent;
    struct str earned; /* owed and spent */
};

/* Checks the wish against the adapter's settings and those every wallet has. RC_CONFLICT when the id is taken. */
enum rc gw_wallet_add(struct gw_admin *admin, const struct gw_wallet_wish *wish, struct err *err);
/* Other caps (p == NULL: as they are) and settings that are no secrets. What was too much and no longer is, is owed
 * again. */
enum rc gw_wallet_set(struct gw_admin *admin, struct str public_id, struct str max, struct str day_max,
                      const struct gw_header *settings, size_t settings_n, struct err *err);
/* Books money that the provider has received; a wallet that was parked as empty pays again. */
enum rc gw_wallet_fund(struct gw_admin *admin, struct str public_id, struct str amount, struct err *err);
/* RC_CONFLICT when there is not so much that nobody is waiting for. */
enum rc gw_wallet_withdraw(struct gw_admin *admin, struct str public_id, struct str amount, struct err *err);
/* Nothing is paid from it until unparked; what is owed stays owed. */
enum rc gw_wallet_park(struct gw_admin *admin, struct str public_id, struct str reason, struct err *err);
enum rc gw_wallet_unpark(struct gw_admin *admin, struct str public_id, struct err *err);
/* public_id empty: all. */
enum rc gw_wallet_list(struct gw_admin *admin, struct str public_id, const struct gw_wallet_entry **out_entries,
                       size_t *out_n, struct err *err);

/* ---- airtime.c ---- */

struct gw_incentive_rule {
    struct str programme;
    struct str wave; /* its code; empty: every wave without a rule of its own, and surveys begun without a wave */
    struct str purpose;
    struct str wallet;
    struct str amount;
    struct str currency; /* of results */
};

/* Holds for what is earned from now on, and for promises that had no rule yet. */
enum rc gw_airtime_rule_set(struct gw_admin *admin, const struct gw_incentive_rule *rule, struct err *err);
enum rc gw_airtime_rule_list(struct gw_admin *admin, const struct gw_incentive_rule **out_rules, size_t *out_n,
                             struct err *err);

/* No transfer begins anywhere, from any wallet; questions about those under way go on. */
enum rc gw_airtime_stop(struct gw_admin *admin, struct str reason, struct err *err);
enum rc gw_airtime_resume(struct gw_admin *admin, struct err *err);

struct gw_transfer_story {
    int32_t n;
    struct str reference;
    struct str outcome;
    int32_t asked;
    struct str provider_id; /* empty: none */
    struct str error_code;
    struct str started_at; /* RFC 3339, UTC */
    struct str ended_at;   /* empty: not known yet */
};

struct gw_ledger_story {
    int64_t posting_id;
    struct str kind;
    struct str account;
    struct str amount; /* with its sign: debit is positive */
    struct str at;
};

struct gw_incentive_story {
    int64_t incentive_id;
    struct str programme;
    struct str case_code;
    struct str wave; /* its code; empty: begun without a wave */
    struct str purpose;
    struct str survey;
    int64_t session_id;
    struct str state;
    struct str amount; /* empty: unpriced */
    struct str currency;
    struct str wallet;
    struct str granted_at;
    struct str paid_at; /* empty: not paid */
    struct str next;    /* what happens next, as a sentence */
    const struct gw_transfer_story *transfers;
    size_t transfers_n;
    const struct gw_ledger_story *entries;
    size_t entries_n;
};

/* One incentive by its id, or with id 0 all those of a case. RC_NOT_FOUND. */
enum rc gw_airtime_story(struct gw_admin *admin, int64_t incentive_id, struct str programme, struct str case_code,
                         const struct gw_incentive_story **out_stories, size_t *out_n, struct err *err);
