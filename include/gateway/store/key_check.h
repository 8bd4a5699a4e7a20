#pragma once
/* Recognises the keys a database was made with: a process with another key would split every person in two. */
#include <stdbool.h>

#include "base/err.h"
#include "gateway/keys.h"
#include "gateway/store/rows.h"

/* rows of key_check_read (name, value) against the keys held. may_be_new: a key without a row is accepted, as in the
 * first migration. RC_REFUSED names the key. */
enum rc gw_keys_fit(const struct gw_keys *keys, const struct gw_rows *rows, bool may_be_new, struct err *err);
