#pragma once
/* Options of the form NAME=VALUE, as channels and wallets take them. */
#include "gateway/http.h"
#include "options.h"
#include "session.h"

/* All of option row `row`; items has GIVEN_MAX places. */
enum rc settings_take(const struct options *options, size_t row, struct gw_header *items, size_t *out_n,
                      struct err *err);
/* The same, fetched from where they are: never from the command line itself. */
enum rc settings_take_secrets(const struct options *options, size_t row, struct arena *arena, struct gw_header *items,
                              size_t *out_n, struct err *err);
/* p == NULL: not given. */
struct str settings_find(const struct gw_header *items, size_t n, struct str name);
/* For a provider that signs nothing: a secret in its URLs, whether somebody thought of it or not. Without one anybody
 * could write in a returnee's name, or in a provider's. */
void settings_ensure_token(struct gw_header secrets[GIVEN_MAX], size_t *n, struct arena *arena);
