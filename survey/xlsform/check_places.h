#pragma once
/* The places ${name} in a cell, whether it is a formula or a text for people. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct place {
    struct str name;  /* trimmed, perhaps empty */
    int32_t position; /* of the "$", 1-based, in characters */
    bool closed;      /* with "}" */
};

/* The next one from byte *at on; moves *at behind it. False when there is none. */
bool xl_place_next(struct str text, size_t *at, struct place *out_place);
/* Position of the first typographic quote that stands where a straight one should, that is, not within straight ones; 0: none. The
 * distinct ones, as "‘ ’", are written to the storage. */
enum { QUOTES_BYTES = 32 };
int32_t xl_curly_position(struct str text, char storage[QUOTES_BYTES], struct str *out_quotes);
/* Position of "." as this answer, outside quotes, numbers, names and paths; 0: none. */
int32_t xl_self_position(struct str text);
