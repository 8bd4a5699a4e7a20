#pragma once
/* Which names and keys a form may use: those that survey/form takes. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum { XL_NAME_BYTES_MAX = 64 /* SPSS takes no longer names */ };

/* Letters a-z, digits, "_", "-", ".": names of choices, versions. */
bool xl_is_key(struct str s);
/* A key that begins with a letter or "_", and is not "meta". */
bool xl_is_name(struct str s);
/* A-Z in lower case, everything else as it is. */
char xl_lower(char c);
/* The text with "_" for every blank; empty over the arena. */
struct str xl_without_blanks(struct str s, struct arena *arena);
/* The same in lower case, so that places in it are places in the text; {NULL, 0} over the arena. */
struct str xl_normal(struct str s, struct arena *arena);
/* Yes and no as XLSForm writes them: yes, TRUE, true(). */
bool xl_is_yes(struct str s);
bool xl_is_no(struct str s);
