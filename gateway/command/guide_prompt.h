#pragma once
/* What a survey says, as the engine puts it: keys, hints and all. Answers that a text repeats are "____". */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"
#include "survey/language.h"

struct prompts {
    const struct sv_form *form;
    const struct sv_languages *languages;
    size_t language;
    struct arena *arena;
};

enum rc prompt_of_consent(const struct prompts *prompts, struct str *out_text, struct err *err);
/* A question that is asked and offers the same to everybody. */
enum rc prompt_of_question(const struct prompts *prompts, int32_t question, struct str *out_text, struct err *err);
/* A text of the form by itself. */
enum rc prompt_of_text(const struct prompts *prompts, const struct str *texts, struct str *out_text, struct err *err);
