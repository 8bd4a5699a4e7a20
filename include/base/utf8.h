#pragma once
/* UTF-8: one decoder for everybody. Surrogates, overlong forms and values above U+10FFFF are invalid. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Decodes the character at *at and moves *at behind it. An invalid byte gives UINT32_MAX and moves by one. */
uint32_t utf8_next(struct str s, size_t *at);
/* Bytes written to out (1-4); an invalid code point is written as U+FFFD. */
size_t utf8_put(uint32_t code_point, char out[4]);
bool utf8_valid(struct str s);
/* Code points; an invalid byte counts as one. */
size_t utf8_count(struct str s);
/* Valid UTF-8: each invalid byte becomes U+FFFD, NUL becomes U+FFFD as PostgreSQL cannot store it. Returns s itself
 * when nothing had to change; {NULL, 0} over the arena's cap. */
struct str utf8_clean(struct arena *arena, struct str s);
/* Longest prefix of at most `bytes` that does not split a character. */
struct str utf8_prefix(struct str s, size_t bytes);
