#pragma once
/* Words and phrases looked for in what people read, whatever its language: folded, as whole words. */
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "check.h"

struct check_words {
    const char *const *items; /* folded: lower case, no accents, no apostrophes */
    size_t n;
};
#define CHECK_WORDS(array) ((struct check_words){.items = (array), .n = COUNT_OF(array)})

/* The first of them that is in the text, else NULL. */
const char *xl_check_words_in(const struct check *check, struct str text, struct check_words words);
/* The same in an already folded text. */
const char *xl_check_words_in_folded(struct str folded, struct check_words words);
/* In the name of a row, or in its text in any language. */
bool xl_check_words_in_row(const struct check *check, const struct xl_row *row, struct check_words words);
