#pragma once
/* A text as it could be sent in GSM-7: letters without the accents that GSM-7 does not have. What has no such spelling stays. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The result is `text` itself when nothing had to change. RC_TOO_BIG only. */
enum rc xl_check_plain(struct str text, struct arena *arena, struct str *out_text);
