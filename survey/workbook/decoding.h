#pragma once
/* Text files as spreadsheet programs save them, as UTF-8: with or without a byte order mark, UTF-16 with one, and what is not
 * UTF-8 as Windows-1252, which Excel writes in Europe and America. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Valid UTF-8 without byte order mark or NUL, lines ended by "\n" or CR LF; borrows the bytes where it can. RC_BAD_INPUT when they are
 * no text. */
enum rc sv_text_decode(struct str bytes, struct arena *arena, struct str *out_text, struct err *err);
