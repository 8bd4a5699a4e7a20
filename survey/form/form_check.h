#pragma once
/* Checks of a whole form that need no JSON: names, commands, circles. The first finding is reported with its JSON path;
 * the arena is for working memory. */
#include "base/arena.h"
#include "base/err.h"
#include "survey/form.h"
#include "survey/language.h"

/* Questions, groups and scores share one namespace; lists have their own. Names and aliases of a list mean one choice
 * each. */
enum rc sv_form_check_names(const struct sv_form *form, struct arena *arena, struct err *err);
/* Formulas and conditions that wait for each other are refused; without a circle there is an order in which each question
 * comes behind those it waits for, that of the form wherever nothing looks ahead. */
enum rc sv_form_check_circles(const struct sv_form *form, struct arena *arena, const int32_t **out_order,
                              struct err *err);
/* A keyword must not be a word that means something everywhere, in any language. */
enum rc sv_form_check_keyword(struct str keyword, const struct sv_languages *languages, struct err *err);
/* Nor may what stands for a choice be a command: who answers must not stop by it. */
enum rc sv_form_check_commands(const struct sv_form *form, const struct sv_languages *languages, struct err *err);
