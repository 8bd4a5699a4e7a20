#pragma once
/* The letters of an expression: blanks, names, numbers, quoted texts, operators, and what people write by mistake
 * instead of them. */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "expr_node.h"

struct sv_scan {
    struct str text;
    size_t at;
};

enum sv_quoted { SV_QUOTED_NONE, SV_QUOTED_TEXT, SV_QUOTED_OPEN /* never closed */ };

/* Character number of a byte offset, from 1. */
int sv_scan_column(const struct sv_scan *scan, size_t at);
/* Each skips blanks, and moves on only when it finds what it looks for. */
bool sv_scan_end(struct sv_scan *scan);
bool sv_scan_take(struct sv_scan *scan, const char *token);
bool sv_scan_name(struct sv_scan *scan, struct str *out_name);
bool sv_scan_number(struct sv_scan *scan, double *out_number);
enum sv_quoted sv_scan_quoted(struct sv_scan *scan, struct str *out_text);
enum sv_op sv_scan_operator(struct sv_scan *scan, enum sv_level level);

/* Whether an unquoted date such as 2026-01-15 comes next: it would be a subtraction. */
bool sv_scan_date(struct sv_scan *scan);
/* The word or character that comes next, for messages. */
struct str sv_scan_excerpt(const struct sv_scan *scan);
/* What to write instead of what comes next, e.g. "write '='"; NULL when there is no known repair. */
const char *sv_scan_mistake(const struct sv_scan *scan);
/* The same as the word or sign alone: "="; "" when there is none. */
const char *sv_scan_instead(const struct sv_scan *scan);
