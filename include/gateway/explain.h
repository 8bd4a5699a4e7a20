#pragma once
/* How the gateway understands what a partner sends, without a server: the functions that serve are the ones asked. */
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What `puente explain` says to one case of its input (one JSON object, see `puente explain --help`), as one line of
 * JSON. Faults of the case are part of that answer; only RC_TOO_BIG fails. now_ms stands in where the case gives no
 * time. */
enum rc gw_explain(struct str line, int64_t now_ms, struct arena *arena, struct str *out_json);
