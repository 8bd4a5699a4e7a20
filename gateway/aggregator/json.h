#pragma once
/* jansson with the house rules: duplicate keys and deep nesting refused before anything is used, text copied into the
 * arena, types checked here and nowhere else. Roots are json_auto_t of the caller; results never point into them. */
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* RC_BAD_INPUT "bad_json" for anything but one JSON value in valid UTF-8, without NUL, at most GW_JSON_DEPTH_MAX deep,
 * without duplicate keys. The caller releases *out_root. */
enum rc gw_json_read(struct str text, json_t **out_root, struct err *err);
/* The same, and the value must be an object. */
enum rc gw_json_read_object(struct str text, json_t **out_root, struct err *err);

/* A member as text: strings as they are, integers in decimal (providers send ids both ways), null or absent as p ==
 * NULL. Anything else, a fraction above all, is RC_BAD_INPUT "bad_field:KEY". */
enum rc gw_json_str(const json_t *object, const char *key, struct arena *arena, struct str *out, struct err *err);

/* Compact JSON, members in order of insertion. RC_TOO_BIG. */
enum rc gw_json_write(const json_t *root, struct arena *arena, struct str *out);
/* Valid UTF-8 as a JSON string, p == NULL as null. */
json_t *gw_json_of_str(struct str s);
