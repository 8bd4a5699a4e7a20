#include "simulate_set.h"

#include <string.h>

#include "base/buf.h"
#include "settings.h"

/* The names of the hidden questions, for the hint. */
static enum rc not_hidden(const struct sv_form *form, struct str name, struct err *err)
{
    enum { NAMES_BYTES = 160 };
    char storage[NAMES_BYTES];
    struct buf names = buf_on(storage, sizeof storage);
    for (size_t i = 0; i < form->questions_n; i++) {
        if (form->questions[i].type != SV_TYPE_HIDDEN)
            continue;
        buf_put(&names, names.n > 0 ? STR(", ") : STR_EMPTY);
        buf_put(&names, form->questions[i].name);
    }
    if (names.n == 0)
        return err_set(err, RC_NOT_FOUND, "'%.*s' cannot be set; hint: the survey has no hidden question",
                       STR_FMT(name));
    return err_set(err, RC_NOT_FOUND, "'%.*s' is no hidden question; hint: %.*s", STR_FMT(name),
                   STR_FMT(buf_str(&names)));
}

static enum rc set_one(const struct sv_form *form, struct sv_question *questions, const struct gw_header *item,
                       struct err *err)
{
    const int32_t index = sv_form_question(form, item->name);
    if (index < 0 || questions[index].type != SV_TYPE_HIDDEN)
        return not_hidden(form, item->name, err);
    if (!sv_form_fits(form, &questions[index], item->value))
        return err_set(err, RC_BAD_INPUT, "the value of '%.*s' is too long", STR_FMT(item->name));
    questions[index].default_value = item->value;
    questions[index].default_calculation = NULL;
    return RC_OK;
}

enum rc simulate_set(const struct options *options, size_t row, struct arena *arena, struct sv_form *form,
                     struct err *err)
{
    struct gw_header items[GIVEN_MAX];
    size_t n = 0;
    enum rc rc = settings_take(options, row, items, &n, err);
    if (rc != RC_OK || n == 0)
        return rc;
    struct sv_question *questions = ARENA_ARRAY(arena, struct sv_question, form->questions_n);
    if (questions == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the questions");
    memcpy(questions, form->questions, form->questions_n * sizeof *questions);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = set_one(form, questions, &items[i], err);
    form->questions = questions;
    return rc;
}
