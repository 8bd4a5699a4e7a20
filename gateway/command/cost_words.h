#pragma once
/* What words promise, and what they become without their accents. */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* The word of a folded text that promises something for nothing; empty where none does ("no es gratis"). */
struct str cost_promise(struct str folded);
/* Writes the words of `text` that became other words in `plain`: "tú (you) = tu (your)". */
void cost_put_lost(struct str text, struct str plain, struct buf *out);
