#pragma once
/* Writing the parts of canonical JSON: each puts members into an object. A failure (memory, the arena) is remembered and seen at the
 * end, so that writers need not look. */
#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "model.h"

struct json_t;

struct xl_writing {
    const struct xl_form *form;
    struct arena *arena;
    const char *codes[SV_LANGUAGES_MAX]; /* of the languages, NUL-terminated */
    const bool *lists_used;
    struct str acknowledge;  /* name of the list of one choice "OK" */
    struct str incentive;    /* earned by completing the form; may be empty */
    struct str incentive_at; /* name of the row that says so */
    bool failed;
};

/* Takes the value over; NULL is a failure. */
void xl_put(struct xl_writing *out, struct json_t *object, const char *member, struct json_t *value);
void xl_append(struct xl_writing *out, struct json_t *array, struct json_t *value);
struct json_t *xl_json_text(struct xl_writing *out, struct str text);
/* These put nothing where there is nothing to say. */
void xl_put_text(struct xl_writing *out, struct json_t *object, const char *member, struct str text);
void xl_put_texts(struct xl_writing *out, struct json_t *object, const char *member, const struct xl_cell *cells);
void xl_put_expression(struct xl_writing *out, struct json_t *object, const char *member, struct str text);
/* "before" "name" "after" in the arena. */
struct str xl_joined(struct xl_writing *out, struct str before, struct str name, struct str after);

/* write_lists_json.c, write_questions_json.c, write_actions_json.c */
struct json_t *xl_lists_json(struct xl_writing *out);
struct json_t *xl_groups_json(struct xl_writing *out);
struct json_t *xl_questions_json(struct xl_writing *out);
/* Puts what answers of a row set off, or what saying a note does: nobody answers one. An incentive goes to the form. */
void xl_put_actions(struct xl_writing *out, struct json_t *question, const struct xl_row *row, bool answered);
