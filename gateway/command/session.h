#pragma once
/* What commands share: the database of the environment, input from files, errors for people, output for people and
 * machines. */
#include <jansson.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/admin.h"

/* PUENTE_DATABASE_URL; RC_UNAVAILABLE when it is not set. */
enum rc session_url(struct str *out_url, struct err *err);
/* PUENTE_KEYS, default .puente/keys. */
struct str session_keys(void);

/* Opens what the environment names. NULL after telling why not (*out_status). */
struct gw_admin *session_open(int *out_status);
/* Tells the error on standard error and returns the exit status it means: 1 the wish is refused, 3 the world fails. */
int session_fail(const struct err *err);

/* A whole file of at most bytes_max bytes; "-" is standard input. */
enum rc session_file(struct str path, size_t bytes_max, struct arena *arena, struct str *out_bytes, struct err *err);
/* "@FILE" or "-" (standard input) without the last new line; anything else is the value itself. */
enum rc session_value(struct str word, struct arena *arena, struct str *out_value, struct err *err);
/* "@FILE", "-" or "env:NAME": what must not stand on a command line. */
enum rc session_secret(struct str word, struct arena *arena, struct str *out_value, struct err *err);

/* A text that somebody wrote, on one line: control characters, which a terminal would obey, become blanks. */
void session_print_text(struct str text);
/* The settings of an adapter, a line each, or one JSON line each. */
void session_print_settings(struct str adapter, const struct gw_setting_help *rows, size_t n, bool json);
/* A text for json_pack's "o"; never NULL. */
json_t *session_json(struct str text);
/* One line of JSON on standard output; takes over the reference. */
void session_print(json_t *line);
