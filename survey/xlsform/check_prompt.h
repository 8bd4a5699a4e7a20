#pragma once
/* What one row sends, as the engine puts it: the text, its options, its hints. Answers in it are not known and count nothing. */
#include "check.h"

struct prompt {
    struct str text;  /* all of it */
    struct str alone; /* without options */
    size_t
        options; /* counted; with a choice_filter the largest set that may be shown together, as far as it can be told */
};

/* False when the language says nothing here, or over the arena. */
bool xl_check_prompt(const struct check *check, const struct xl_row *row, size_t language, struct prompt *out_prompt);
/* A text without its ${name}. */
struct str xl_check_without_places(const struct check *check, struct str text);
