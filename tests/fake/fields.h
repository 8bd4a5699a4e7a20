#pragma once
/* Named values of a flat JSON object or of a form, and the way back for one JSON string. Not a general JSON reader:
 * nobody sends the witnesses nested values, so nesting is refused. */
#include <stdbool.h>

#include "bytes.h"

enum { FIELDS_MAX = 32 };

/* {0} is empty and reusable: each read replaces what was there. The views point into `text`. */
struct fields {
    struct view name[FIELDS_MAX];
    struct view value[FIELDS_MAX];
    size_t n;
    struct bytes text;
};

/* False when it is not one flat JSON object of at most FIELDS_MAX members. Numbers and literals come back as written. */
bool fields_read_json(struct fields *fields, struct view json);
/* application/x-www-form-urlencoded, a body or a query. False beyond FIELDS_MAX pairs; a stray % stays as it is. */
bool fields_read_form(struct fields *fields, struct view form);
/* The first value of that name, or an empty view. */
struct view fields_get(const struct fields *fields, const char *name);
void fields_free(struct fields *fields);

/* Appends text as a quoted JSON string. Bytes above 0x7f pass as they came: evidence is not repaired. */
void json_add_string(struct bytes *out, struct view text);
/* ,"name":"value" */
void json_add_member(struct bytes *out, const char *name, struct view value);
