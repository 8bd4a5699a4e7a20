#pragma once
/* Fills the catalogue from the database. */
#include "gateway/catalog.h"
#include "gateway/store/pg.h"

/* Adds the GW_CATALOG_STATEMENTS reading statements to a unit... */
enum { GW_CATALOG_STATEMENTS = 4 };
void gw_catalog_ask(const struct gw_catalog *catalog, struct gw_unit *unit);
/* ...and takes their rows, the first of which is statement `at`. A form or secret that cannot be read is logged and
 * left out; the rest stays usable. */
enum rc gw_catalog_take(struct gw_catalog *catalog, const struct gw_keys *keys, const struct gw_unit *unit, size_t at,
                        struct err *err);
/* base64(box) of a channel's secret under the key derived from index.key, bound to channel id and name. */
enum rc gw_channel_secret_seal(const struct gw_keys *keys, struct str public_id, struct str name, struct str value,
                               struct arena *arena, struct str *out_sealed);
/* RC_REFUSED when it is of another channel or key. */
enum rc gw_channel_secret_open(const struct gw_keys *keys, struct str public_id, struct str name, struct str sealed,
                               struct arena *arena, struct str *out_value);
/* The same of a wallet's secret. */
enum rc gw_wallet_secret_seal(const struct gw_keys *keys, struct str public_id, struct str name, struct str value,
                              struct arena *arena, struct str *out_sealed);
