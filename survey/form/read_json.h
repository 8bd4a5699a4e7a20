#pragma once
/* Reading one JSON value at a known place. Every sv_read_ function gives false after the first mistake, with form->rc
 * and err filled, so that readers chain with &&. A value that is absent leaves its target as it is; sv_given() insists
 * on it. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"

struct json_t;

enum {
    SV_PATH_BYTES = 120,
    SV_NAME_BYTES_MAX = 64, /* SPSS takes no longer names */
    SV_ALIASES_MAX = 32,    /* of one choice */
    SV_ATTRIBUTES_MAX = 64  /* further columns of a list */
};

/* Where a value stands: a member or an item of the place above. */
struct sv_place {
    const struct sv_place *up;
    const char *member; /* NULL: item number `index` */
    size_t index;
    struct json_t *json; /* NULL: absent */
};

/* A form on its way. */
struct sv_form_in {
    struct arena *arena;
    struct err *err;
    enum rc rc;
    struct sv_form form;
    struct sv_group *groups;       /* form.groups, still open */
    struct sv_question *questions; /* form.questions, still open */
    char path[SV_PATH_BYTES];
};

struct sv_place sv_member(const struct sv_place *up, const char *name);
struct sv_place sv_item(const struct sv_place *up, size_t index);
/* "questions[3].relevant", valid until the next call. */
const char *sv_path(struct sv_form_in *in, const struct sv_place *place);
/* Remembers why and gives false. */
bool sv_refuse(struct sv_form_in *in, enum rc rc);

bool sv_given(struct sv_form_in *in, const struct sv_place *place);
/* An object of these members only; the list ends with NULL. */
bool sv_read_object(struct sv_form_in *in, const struct sv_place *place, const char *const *members);
bool sv_read_array(struct sv_form_in *in, const struct sv_place *place, size_t min, size_t max, size_t *out_n);
/* Not empty. */
bool sv_read_text(struct sv_form_in *in, const struct sv_place *place, size_t bytes_max, struct str *out_text);
/* A letter or "_", then letters, digits, "_", "-", "." */
bool sv_read_name(struct sv_form_in *in, const struct sv_place *place, struct str *out_name);
/* Letters, digits, "_", "-", "." in any order: names of choices, versions. */
bool sv_read_key(struct sv_form_in *in, const struct sv_place *place, struct str *out_key);
/* One of the words; the list ends with NULL. */
bool sv_read_word(struct sv_form_in *in, const struct sv_place *place, const char *const *words, int *out_index);
bool sv_read_integer(struct sv_form_in *in, const struct sv_place *place, int32_t min, int32_t max,
                     int32_t *out_number);
bool sv_read_json_number(struct sv_form_in *in, const struct sv_place *place, double min, double max,
                         double *out_number);
/* One entry per form language, empty where there is none. */
bool sv_read_texts(struct sv_form_in *in, const struct sv_place *place, struct str **out_texts);
/* The same; a given text must exist in the default language, which fills the gaps. */
bool sv_read_filled(struct sv_form_in *in, const struct sv_place *place, const struct str **out_texts);
/* Labels as they are shown and as they are sent; both complete. */
bool sv_read_labels(struct sv_form_in *in, const struct sv_place *owner, const struct str **out_label,
                    const struct str **out_short_label);

/* n zeroed elements, or NULL after refusing the form as too big. */
void *sv_take(struct sv_form_in *in, size_t n, size_t size);
