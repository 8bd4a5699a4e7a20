#pragma once
/* Codes of languages, as facts. */
#include <stdbool.h>

#include "base/str.h"

/* The code of two letters that a language of three letters ("eng") really has; empty: it has none. Lower case. */
struct str xl_code_short(struct str code);
/* Whether two letters are a code at all. */
bool xl_code_exists(struct str code);
/* The code for a folded name of a language, in English, Spanish or French; empty: not known. */
struct str xl_code_of_name(struct str folded);
