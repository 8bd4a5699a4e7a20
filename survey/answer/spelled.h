#pragma once
/* Numbers in words: "mil quinientos", "vingt-cinq mille", "two hundred and five". Not here: the words around them. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "survey/language.h"

enum { SPELLED_MAX = 999999999 };

/* The number a folded text names from its first word to its last. False for anything else: two numbers side by side,
 * a word that is no number, a number that is built as nobody says it. */
bool sv_number_spelled(struct str folded, const struct sv_language *language, int32_t *out_value);
/* The longest number name at the front of a folded text, as it stands in the language's list; NULL for none. */
const struct sv_number_word *sv_number_word_at(struct str folded, const struct sv_language *language);
