#pragma once
/* struct str: a borrowed view of bytes, not NUL-terminated. Whoever made the bytes owns them. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){.p = (literal), .n = sizeof(literal) - 1})
#define STR_EMPTY ((struct str){.p = "", .n = 0})
/* For "%.*s". */
#define STR_FMT(s) (int)(s).n, (s).p

/* A view of a NUL-terminated text; NULL gives the empty view. */
struct str str_of(const char *z);

bool str_eq(struct str a, struct str b);
/* Equal but for the case of A-Z. Header names, hexadecimal; never human text. */
bool str_eq_ascii_nocase(struct str a, struct str b);
/* <0, 0, >0 in byte order; a prefix sorts first. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_find_byte(struct str s, char c);
/* The part from `at`, at most `n` bytes; both are clipped to the view. */
struct str str_sub(struct str s, size_t at, size_t n);
/* Without leading and trailing blank, tab, CR, LF. */
struct str str_trim(struct str s);
/* Takes the piece up to the next `separator` off the front of *rest. False when nothing was left. "a,,b" has three
 * pieces. */
bool str_next(struct str *rest, char separator, struct str *out_piece);
/* Whole text as a decimal int64, optional leading '-'. False on anything else or overflow. */
bool str_to_i64(struct str s, int64_t *out_value);
