#pragma once
/* Shared by wallet.c and airtime.c. */
#include "admin.intern.h"

struct wallet {
    int32_t id;
    int32_t programme_id;
    struct str adapter;
    struct str currency;
    int64_t max_minor;
    int64_t day_max_minor;
    int64_t balance_minor;
};

/* Adds wallet_find to the change's reading, and takes its row, statement `at`; RC_NOT_FOUND. */
void wallet_ask(struct change *change, struct str public_id);
enum rc wallet_take(const struct change *change, size_t at, struct str public_id, struct wallet *out_wallet,
                    struct err *err);
/* An amount above zero. */
enum rc money_read(struct str amount, struct str currency, int64_t *out_minor, struct err *err);
/* As decimal with its sign, as long as the last reading lives. */
struct str money_put(struct gw_admin *admin, int64_t minor, struct str currency);
