#pragma once
/* What all checks share: the form they look at, where their findings go, and how a cell of it is named in one. Checks read; they never
 * change the form, and nothing they do can fail: over the arena they find less. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "model.h"
#include "survey/finding.h"

/* One of the cells of a row. */
enum check_column {
    CHECK_RELEVANT,
    CHECK_CONSTRAINT,
    CHECK_CALCULATION,
    CHECK_CHOICE_FILTER,
    CHECK_REQUIRED,
    CHECK_DEFAULT,
    CHECK_REPEAT_COUNT,
    CHECK_COLUMNS
};

struct check {
    const struct xl_form *form;
    struct arena *arena;
    struct sv_findings *findings;
};

enum { CHECK_ARGS_MAX = 4 };

/* Of a cell of the survey sheet; `header` names the column where the sheet has none. */
struct sv_spot xl_check_spot(const struct check *check, const struct xl_row *row, const struct xl_cell *cell,
                             struct str header);
struct sv_spot xl_check_choice_spot(const struct check *check, const struct xl_choice *choice,
                                    const struct xl_cell *cell, struct str header);
/* The same cell from character `position` (1-based) on. */
struct sv_spot xl_check_spot_from(const struct sv_spot *spot, int32_t position);

/* Rows that a person meets, or that hold a value: not disabled, no end of a group, nothing that is only noticed. */
bool xl_check_is_live(const struct xl_row *row);
/* Waits for an answer. */
bool xl_check_is_asked(enum xl_type type);
/* Asked, or said. */
bool xl_check_is_shown(enum xl_type type);
bool xl_check_is_select(enum xl_type type);
bool xl_check_is_number(enum xl_type type);
/* Index of a row that has this name, a group's too, and is not disabled; -1. */
int32_t xl_check_row_named(const struct check *check, struct str name);
bool xl_check_is_frame(enum xl_type type); /* the beginning of a group or a repeat */
/* Whether it stands in a repeat, or is one. */
bool xl_check_repeats(const struct check *check, const struct xl_row *row);
/* The list of a select, or NULL. */
const struct xl_list *xl_check_list_of(const struct check *check, const struct xl_row *row);

/* What is sent in this language: the short text, else the label. */
const struct xl_cell *xl_check_sent(const struct xl_cell *label, const struct xl_cell *short_label, size_t language);

/* The cell of a column, and its header where the sheet has none. */
const struct xl_cell *xl_check_cell(const struct xl_row *row, enum check_column column);
struct str xl_check_header(enum check_column column);

/* Yes, no or neither, as XLSForm writes it. */
enum check_truth { CHECK_YES, CHECK_NO, CHECK_NEITHER };
enum check_truth xl_check_truth(struct str text);
/* Whether a text looks like a formula and not like a word. */
bool xl_check_is_condition(struct str text);
/* Whether somebody must answer, always or sometimes. */
bool xl_check_is_required(const struct xl_row *row);

/* A decimal text in the arena; "" over it. */
struct str xl_check_number(const struct check *check, double number);
/* "${name}" */
struct str xl_check_reference(const struct check *check, struct str name);
struct str xl_check_count(const struct check *check, int64_t count);
/* "a, b, c": at most `max` of them, then an ellipsis. */
struct list_text {
    struct buf *buf;
    size_t n;
    size_t max;
};
void xl_check_list_put(struct list_text *list, struct str item);
/* The values of a list, as many as can be read at a glance. */
struct str xl_check_values_of(const struct check *check, const struct xl_list *list);
