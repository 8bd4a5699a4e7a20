#pragma once
/* The code on a person's card: how an unknown number identifies itself. */
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "gateway/keys.h"

enum { GW_JOIN_CODE_BYTES_MAX = 64 };

/* Blind index of the code in a text: letters and digits count, in capitals, nothing else ("d 008-x" is "D008X").
 * Returns how many characters counted; 0 for a text too long to be one, and out is then untouched. */
size_t gw_join_code_index(const struct gw_keys *keys, struct str text, uint8_t out[GW_INDEX_BYTES]);
