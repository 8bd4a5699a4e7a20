#pragma once
/* The words of a folded text. */
#include <stddef.h>

#include "base/str.h"

enum { TOKENS_MAX = 32 }; /* more words are a story, not a choice */

struct tokens {
    struct str items[TOKENS_MAX];
    size_t n;
};

/* Views of the words; more words than fit leave n at 0. */
struct tokens sv_tokens_of(struct str folded);
